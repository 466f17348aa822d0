"""Show a statement as a post.

The card quotes whole sentences of the union and adds where they are from. What neither the rules nor a
person took for the union's word has no card; what was withdrawn keeps its card without its words.
"""

from collections.abc import Collection
from typing import Final

from bot.core.custom_ids import changed_id, how_id, receipt_id
from bot.core.escape import clip
from bot.core.hosts import link_host
from bot.core.keyfacts import key_facts
from bot.core.language import _, mark
from bot.core.model import (
    ActionButton,
    Block,
    Image,
    LinkButton,
    Message,
    MessageKind,
    Statement,
    Summary,
)
from bot.core.plaintext import one_line
from bot.core.quotable import check_quotable
from bot.core.reading import ReadAsked
from bot.core.reasons import retold
from bot.core.render.facts import facts_block
from bot.core.render.fulltext import read_here_button
from bot.core.render.headline import beginning_only, headline
from bot.core.render.words import (
    MESSAGE_LIMIT,
    bold,
    foreign,
    heading,
    instant,
    joined,
    length,
    quoted,
    read_button,
    say,
    small,
    struck,
)

_IN_ONE_ROW: Final = 5  #: buttons; the links to the union's other places fill up what the others leave
_ALSO_SHOWN: Final = 2  #: links to the union's other places
_LONGEST_ALT: Final = 1_000  #: Discord takes 1,024
_LONGEST_URL: Final = 2_000


def render_statement(
    statement: Statement,
    *,
    union_name: str,
    summary: Summary,
    nonce: str | None,
    hosts: Collection[str] = (),
) -> Message:
    """Render the post of a statement that is direct or was approved; without a nonce, an answer like it.

    Of the addresses in its text, those on the union's own `hosts` may be shown as a link.

    Raises:
        ValueError: it is not the union's word; it must not be shown as that.
        NotVerbatim: the summary is not made of whole sentences of its text.
    """
    if not statement.is_unions_word:
        raise ValueError(
            f"entry {statement.entry_id} is {statement.verdict.decision}: only the union's word is posted"
        )
    check_quotable(summary, statement.text)
    above = headline(statement, union_name)
    facts = key_facts(
        statement.text,
        title=statement.title,
        hosts=hosts,
        url=statement.url,
        cut_off=statement.cut_off,
    )
    below = facts_block(facts, statement.text, summary)
    below += [beginning_only()] if statement.cut_off else []
    below += [small(approval(statement))] if statement.is_approved else []
    link = read_button(statement.url)
    sentences = summary.sentences(statement.text)
    quotes = [quoted(sentence) for sentence in sentences]
    while quotes and length([*above, *quotes, *below]) > MESSAGE_LIMIT:
        quotes.pop()  # a whole sentence less, never half of one
    is_whole = _letters(*sentences[: len(quotes)]) == _letters(statement.text)
    if not quotes and link:
        quotes = [_read_it(statement)]
    here = [] if is_whole else [read_here_button(ReadAsked(nonce, statement.entry_id))]
    how = how_button(receipt_id(statement.entry_id) if nonce is None else how_id(nonce))
    changed = [] if nonce is None or statement.revised_at is None else [what_changed(nonce)]
    known = (*link, *here, how, *changed)
    also = _also(statement)[: _IN_ONE_ROW - len(known)]
    return Message(
        MessageKind.STATEMENT,
        (*above, *quotes, *below),
        (*link, *here, *also, how, *changed),
        image=image_of(statement),
    )


def _letters(*texts: str) -> str:
    return "".join("".join(text.split()) for text in texts)


def image_of(statement: Statement) -> Image | None:
    """Return the first picture that the union describes in words; one without is not shown."""
    for image in statement.images:
        alt = clip(one_line(image.alt), _LONGEST_ALT)
        if alt and len(image.url) <= _LONGEST_URL and isinstance(link_host(image.url), str):
            return Image(image.url, alt)
    return None


def render_withdrawn(statement: Statement, *, union_name: str, nonce: str) -> Message:
    """Render what is left of the post of a statement that was withdrawn: struck, saying so, without words.

    Raises:
        ValueError: it was not withdrawn.
    """
    if statement.withdrawn_at is None:
        raise ValueError(f"entry {statement.entry_id} was not withdrawn")
    blocks = [heading(struck(foreign(statement.title or _("A statement without a title"))))]
    blocks.append(joined(bold(say("Withdrawn")), " · ", instant(statement.withdrawn_at)))
    blocks.append(
        say(
            "An admin found that this should not have been posted as the word of {union}. Its text was taken "
            "away, and it counts as the union's word no more.",
            union=foreign(union_name, 100),
        )
    )
    return Message(MessageKind.STATEMENT, tuple(blocks), (how_button(how_id(nonce)),))


def approval(statement: Statement) -> Block:
    """Say, without naming anybody, that a person approved it and why it was held."""
    reason = foreign(retold(statement.verdict.reason) or _("no reason is recorded"), 300)
    return say("An admin approved this. The rules had held it: {reason}", reason=reason)


def what_changed(nonce: str) -> ActionButton:
    """Return **What changed?** for the post that carries `nonce`."""
    return ActionButton(label=_("What changed?"), custom_id=changed_id(nonce))


def how_button(custom_id: str) -> ActionButton:
    """Return **How do we know?**."""
    return ActionButton(label=_("How do we know?"), custom_id=custom_id)


def _read_it(statement: Statement) -> Block:
    if statement.is_approved:
        return say("Read it where it stands.")
    return say("Read it on the union's own page.")


def _also(statement: Statement) -> list[LinkButton]:
    urls = dict.fromkeys(also.url for also in statement.also_at if also.url != statement.url)
    return [button for url in urls for button in read_button(url, mark("Also on {host}"))][:_ALSO_SHOWN]
