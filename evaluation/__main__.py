"""Print what the rules make of the labelled sets. A measurement: it always ends with 0."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.core.model import Decision
from bot.core.provenance import RULES, RULESET_VERSION
from evaluation.cross_validation import SHARES, Trial, limit_for, limits_learned, parts, share_direct, trials
from evaluation.page_report import print_pages
from evaluation.provenance import FOREIGN, GENUINE, KEPT_ASIDE, LEARNED_FROM, Case, Figures, measure
from evaluation.quote_report import print_quotes
from evaluation.splitting import print_splitting
from evaluation.summaries import print_summaries


def main() -> None:
    """Measure both sets and print the figures and the mistakes."""
    console = Console(width=max(120, Console().width))
    figures = {part: measure(part) for part in (*LEARNED_FROM, KEPT_ASIDE)}
    console.print(f"Rule set {RULESET_VERSION}: {len(RULES)} rules\n")
    console.print(_summary(figures))
    console.print(_by_rule(figures))
    console.print(_cross_validated())
    console.print(_at_the_limits())
    for part, measured in figures.items():
        _print_mistakes(console, part, measured)
    print_quotes(console)
    print_summaries(console)
    print_splitting(console)
    print_pages(console)


def _summary(figures: dict[str, Figures]) -> Table:
    table = Table("", *figures, "bar", title="The labelled set, in sight when rules and weights were made")
    columns = list(figures.values())
    rows = [
        ("foreign entries (hard ones)", [_count(each, FOREIGN) for each in columns], ""),
        ("  of these direct (false direct)", [str(sum(_wrong(each))) for each in columns], "0"),
        ("  of these held", [_percent(each, FOREIGN, Decision.HELD) for each in columns], ""),
        ("  of these rejected", [_percent(each, FOREIGN, Decision.REJECTED) for each in columns], ""),
        ("genuine entries (hard ones)", [_count(each, GENUINE) for each in columns], ""),
        ("  of these direct", [_percent(each, GENUINE, Decision.DIRECT) for each in columns], "≥ 98 %"),
        ("  of these held", [_percent(each, GENUINE, Decision.HELD) for each in columns], "≤ 5 %"),
        ("  of these rejected", [_percent(each, GENUINE, Decision.REJECTED) for each in columns], ""),
    ]
    for name, values, bar in rows:
        table.add_row(name, *values, bar)
    return table


def _wrong(figures: Figures) -> list[bool]:
    return [case.is_false_direct for case in figures.cases]


def _count(figures: Figures, label: str) -> str:
    cases = figures.of(label)
    return f"{len(cases)} ({sum(case.is_hard for case in cases)})"


def _percent(figures: Figures, label: str, decision: Decision) -> str:
    return f"{figures.share(label, decision):.1%}"


def _by_rule(figures: dict[str, Figures]) -> Table:
    table = Table("rule", title="How often each rule decided")
    for part in figures:
        table.add_column(f"{part}: genuine", justify="right")
        table.add_column(f"{part}: foreign", justify="right")
    counts = [measured.by_rule() for measured in figures.values()]
    for rule in (*(rule.id for rule in RULES), "unproven"):
        table.add_row(rule, *(str(count[rule, label]) for count in counts for label in (GENUINE, FOREIGN)))
    return table


def _cross_validated() -> Table:
    """Return how many foreign entries are direct by the share of the genuine, on unions not learned from."""
    columns = [f"genuine {share:.0%}" for share in SHARES]
    table = Table("", "foreign", *columns, title="Foreign entries direct, their unions left out of the fit")
    for part in LEARNED_FROM:
        for name, is_in in parts().items():
            tried = [trial for trial in trials() if trial.case.part == part and is_in(trial)]
            if tried:
                table.add_row(f"{part}: {name}", *_shares(tried))
    return table


def _shares(tried: list[Trial]) -> list[str]:
    counts = [share_direct(tried, limit_for(tried, share), is_foreign=True) for share in SHARES]
    return [str(counts[0][1]), *(f"{direct} ({direct / max(total, 1):.0%})" for direct, total in counts)]


def _at_the_limits() -> Table:
    """Return what comes of the entries of unions not learned from, at the limits in use."""
    table = Table("", "genuine direct", "foreign direct", title="The same, at the limits in use")
    names = list(parts().items())[:2]
    for part in LEARNED_FROM:
        for (name, is_in), limit in zip(names, limits_learned(), strict=True):
            tried = [trial for trial in trials() if trial.case.part == part and is_in(trial)]
            own, foreign = (share_direct(tried, limit, is_foreign=is_foreign) for is_foreign in (False, True))
            table.add_row(f"{part}: {name}", f"{own[0]} of {own[1]}", f"{foreign[0]} of {foreign[1]}")
    return table


def _print_mistakes(console: Console, part: str, figures: Figures) -> None:
    for title, cases in (
        ("foreign, and direct", [case for case in figures.cases if case.is_false_direct]),
        ("genuine, and not direct", [case for case in figures.cases if case.is_missed]),
    ):
        console.print(f"\n{part}: {title}: {len(cases)}")
        for case in cases:
            console.print(f"  {escape(_line(case))}", highlight=False)


def _line(case: Case) -> str:
    told = case.entry.title or case.entry.text[:60].replace("\n", " ")
    return f"{case.file} {case.number} [{case.kind}] {case.verdict.decision} by {case.verdict.rule}: {told}"


if __name__ == "__main__":
    main()
