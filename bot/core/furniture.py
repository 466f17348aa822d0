"""Which elements of a page are the site's furniture? Told by what they are, not by what they say.

Used by `bot.core.mainpage`. Knows the names that site builders and their plug-ins give to menus, share bars,
newsletter forms, comments and lists of other posts. Guarantee: nothing is taken for furniture that holds a
large share of the page's prose, whatever its class, unless it is a menu, footer, dialog, cookie banner or
list of comments without the page's headline or main part in it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.core.pagesurvey import Survey, names_of

#: Of a page's prose; what holds more is no furniture.
_LARGE_SHARE: Final = 0.4
_LONGEST_ID: Final = 80  # characters
_NEVER: Final = frozenset(("html", "body", "main"))

_TAGS: Final = frozenset({"nav", "dialog", "menu", "input", "select", "textarea", "datalist"})
_ROLES: Final = frozenset({"navigation", "search", "dialog", "alertdialog", "contentinfo", "menu", "status"})
_HOOKS: Final = re.compile(
    r"related-posts|comments|comment-box|post-footer|post-header|events-ooi|consent-banner|share-button"
    r"|post-title|time-(?:ago|updated)|blog-desktop-header"
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OPENERS: Final = re.compile(r"accordion|toggle|collaps|faq|expand|disclosure", re.IGNORECASE)


def _names(*names: str) -> re.Pattern[str]:
    """Return a pattern of classes: whole names, or up to a `-` or `_` and whatever follows."""
    return re.compile(rf"(?:{'|'.join(names)})(?:[-_]\S*)?", re.IGNORECASE)


# Names that are furniture in a statement's own field, too: plug-ins hang it there.
_ANYWHERE: Final = _names(
    # share bars
    r"sharedaddy|share-?this|addtoany|add-?this|a2a|sd-(?:sharing|social|like)|jp-(?:relatedposts|carousel)",
    r"share-?(?:bar|buttons?|links?|icons?|tools?|block|box|post)|(?:post|item|entry)-shar(?:e|ing)|shareaholic",
    r"social-?(?:share|links?|icons?|buttons?|bar)|squarespace-social|heateor|ssba|wp-block-social-links",
    r"elementor-widget-(?:share-buttons|social-icons)",
    # other posts
    r"related-?(?:posts?|articles?|content|news|stories)|relatedposts|yarpp|rpwe|similar-posts",
    r"recent-?posts|latest-?posts|popular-posts|more-(?:posts|stories)|read-?more",
    r"wp-block-(?:query|latest-posts|post-navigation-link|post-terms|post-date|post-title|post-author|read-more)",
    r"elementor-widget-(?:posts|post-navigation|post-info|author-box|nav-menu|table-of-contents|breadcrumbs)",
    r"elementor-widget-(?:theme-post-title|search-form|post-comments)|elementor-posts?",
    r"summary-v2-block|summary-item|user-items-list|eventlist|calendar-block|item-pagination",
    r"posts?-navigation|nav-links|nav-previous|nav-next|post-nav|pagination|pager",
    r"(?:node--)?view-mode-(?:teaser|card)|node-teaser|node-readmore",
    # comments, newsletters, donations, cookies
    r"comments?-(?:area|list|respond|form|section|wrapper|reply|thread)|disqus|wp-block-comments",
    r"squarespace-comments|blog-item-comments|add-comment|comment_forbidden|title-comments",
    r"newsletter-?(?:block|form|signup|widget)|mc_embed|wpforms|gform|(?:signup|subscribe|subscription)-form",
    r"donation-block|block-(?:simplenews|donate)|cookie-?(?:notice|banner|bar|law|consent)|eu-cookie|onetrust",
    # what stands over and under a text, and what is there for screen readers alone
    r"entry-(?:meta|dateline|byline|tags)|post-?(?:meta(?:data)?|tags)|node__(?:submitted|meta|links)",
    r"link-wrapper|tags-links|cat-links|field--?name-field-(?:tags?|categor(?:y|ies)|topics?|press-contacts?)",
    r"author-(?:box|bio)|table-of-contents|ez-toc|printer-friendly|video-caption|audio-player",
    r"skip-?(?:link|nav|to)|visually-hidden|sr-only|screen-reader|element-invisible|sharing-screen-reader-text",
)
# Names that may be anything in a text, and are furniture beside it.
_OUTSIDE: Final = _names(
    r"share|sharing|social|related|comments?|respond|newsletter|cookies?|cookiesjsr|gdpr|consent|sliding-popup",
    r"sqs-(?:announcement-bar|cookie-banner)|announcement-bar|breadcrumbs?|crumbs|byline|submitted|tags|print",
    r"tools|toc|entry-(?:header|footer)|post-(?:info|date|author)|article-(?:meta|tags)|blog-item-(?:meta|title|top)",
    r"blog-meta|side-?bar|region--?sidebar|widget-area|tribe-events-list|popup|modal|mega-?menu|offcanvas",
    r"widget_(?:blog_subscription|search|recent_entries|recent_comments|archive|categories|nav_menu|calendar)",
)
# What is beside the text even where it is longer than a short notice.
_CERTAIN_TAGS: Final = frozenset({"nav", "footer", "dialog"})
_CERTAIN: Final = _names(
    "cookie", "cookies", "cookie-?(?:notice|banner|bar|law|consent)", "onetrust", "comments"
)
# Names of a page's wrappers that tell what is beside the text in them.
_WRAPPERS: Final = re.compile(
    r"\S*[-_](?:on|off|open|closed|enabled|disabled|left|right|none|content|main|page|layout|wrap(?:per)?)",
    re.IGNORECASE,
)


def furniture(page: Survey, root: Any, rooms: Collection[Any]) -> Iterator[Any]:
    """Yield the elements that are furniture, none inside another.

    `rooms` are fields for statements' words: what stands in one is furniture only under names that plug-ins
    give it, since a text may have boxes, footers and sections of its own.
    """
    large = max(_LARGE_SHARE * page.prose(root), 1)
    holders = _holders(page, rooms)
    found: set[Any] = set()
    places: dict[Any, _Place] = {}
    for element in page.elements():
        parent = element.getparent()
        place = places[element] = places.get(parent, _Place()).of(element, rooms)
        if parent in found:
            found.add(element)
            continue
        if element.tag in _NEVER or element in rooms:
            continue
        if page.prose(element) >= large and (element in holders or not _is_certain(element)):
            continue
        if _is_furniture(element, place):
            found.add(element)
            yield element


def _holders(page: Survey, rooms: Collection[Any]) -> set[Any]:
    """Return the elements that hold what a page is about: main part, headline, a statement's field."""
    holders: set[Any] = set()
    for element in page.elements():
        if element.tag in ("main", "h1") or element in rooms:
            for one in (element, *element.iterancestors()):
                if one in holders:
                    break
                holders.add(one)
    return holders


def _is_certain(element: Any) -> bool:
    """Return whether an element says itself that it is beside the text, however much it holds."""
    if element.tag in _CERTAIN_TAGS or (element.get("role") or "").lower() in _ROLES:
        return True
    return any(map(_CERTAIN.fullmatch, [*names_of(element), *_id_of(element)]))


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element stands in, itself included."""

    in_room: bool = False
    in_article: bool = False
    in_quotation: bool = False

    def of(self, element: Any, rooms: Collection[Any]) -> "_Place":
        """Return the place of an element in this one."""
        if element in rooms:
            return replace(self, in_room=True)
        if element.tag in ("article", "main"):
            return replace(self, in_article=True)
        return replace(self, in_quotation=True) if element.tag == "blockquote" else self


def _is_furniture(element: Any, place: _Place) -> bool:
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        return True
    if element.tag == "button":
        return not _opens_a_part(element)
    if element.get("data-elementor-type") in ("header", "footer", "popup"):
        return True
    if element.tag == "form" or _HOOKS.match(element.get("data-hook") or ""):
        return True
    classes = names_of(element)
    if any(map(_ANYWHERE.fullmatch, classes)):
        return True
    # A heading's id is often made of its words, so that within a text ids tell nothing.
    return not place.in_room and (_is_beside([*classes, *_id_of(element)]) or _is_frame(element, place))


def _id_of(element: Any) -> list[str]:
    return (element.get("id") or "")[:_LONGEST_ID].split()


def _is_beside(names: Sequence[str]) -> bool:
    return any(
        _ANYWHERE.fullmatch(name) or (_OUTSIDE.fullmatch(name) and not _WRAPPERS.fullmatch(name))
        for name in names
    )


def _is_frame(element: Any, place: _Place) -> bool:
    if element.tag == "footer":
        return not place.in_quotation
    return element.tag == "aside" or (element.tag == "header" and not place.in_article)


def _opens_a_part(button: Any) -> bool:
    """Return whether a button is a heading that shows what is under it when pressed."""
    parent = button.getparent()
    if parent is not None and parent.tag in (*_HEADINGS, "summary"):
        return True
    return _OPENERS.search(button.get("class") or "") is not None
