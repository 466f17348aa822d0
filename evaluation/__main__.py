"""Print what the rules make of the labelled set. A measurement: it always ends with 0."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.core.model import Decision
from bot.core.provenance import RULES, RULESET_VERSION
from evaluation.provenance import FOREIGN, GENUINE, KEPT_ASIDE, SEEN, Case, Figures, measure


def main() -> None:
    """Measure both parts and print the figures, the mistakes and what each rule decided."""
    console = Console(width=max(120, Console().width))
    figures = {part: measure(part) for part in (SEEN, KEPT_ASIDE)}
    console.print(f"Rule set {RULESET_VERSION}: {len(RULES)} rules\n")
    console.print(_summary(figures))
    console.print(_by_rule(figures))
    for part, measured in figures.items():
        _print_mistakes(console, part, measured)


def _summary(figures: dict[str, Figures]) -> Table:
    table = Table("", "seen", "kept aside", "bar", title="The labelled set")
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
