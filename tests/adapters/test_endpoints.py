"""Health and figures over HTTP: what is asked for, nothing secret, nothing without bound."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.endpoints import ListenError, endpoints
from bot.adapters.metrics import PREFIX, Metrics
from bot.core.health import Findings, JobTurn, Part, Trouble
from bot.core.model import (
    Change,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Entry,
    EntryKeys,
    FeedState,
    PlannedEntry,
    PollReport,
    Quarantine,
    Sign,
    Verdict,
)
from bot.ports import Figures, StoreFigures

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HOOK = "/webhooks/123456789012345678/aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_"
WELL = Findings(NOW, timedelta(hours=5, seconds=1))
STANDS = Trouble(Part.JOBS, f"the job deliver has failed for 6 minutes: {HOOK}\x1b[2J", True, "deliver")
STORE = StoreFigures(
    states={
        "news": FeedState("news", reached_at=NOW - timedelta(minutes=3), failures=0),
        "blog": FeedState(
            "blog", failures=7, paused_at=NOW, quarantine=Quarantine(Sign.BULK, "40", "10", NOW)
        ),
        "gone": FeedState("gone", reached_at=NOW),
    },
    held_by_feed={"news": 2},
    waiting={
        (DeliveryKind.STATEMENT, DeliveryState.PENDING): 4,
        (DeliveryKind.EDIT, DeliveryState.FAILED): 1,
        (DeliveryKind.STATEMENT, DeliveryState.PARKED): 3,
    },
    database_bytes=4096,
)
FIGURES = Figures(
    at=NOW,
    feed_ids=("news", "blog", "new"),
    findings=WELL,
    jobs=(
        JobTurn("poll", timedelta(seconds=1), runs=9, failures=2, well_for=timedelta(seconds=4)),
        JobTurn("keep", timedelta(minutes=1)),
    ),
    store=STORE,
    gateway_up=True,
    reconnects=2,
    rate_limited=5,
    waited_seconds=1.5,
)
ENTRY = Entry(None, None, "On strike", "We strike.", None, None, None)
PLANNED = PlannedEntry(
    ENTRY,
    "k",
    EntryKeys(None, None, "t"),
    "h",
    Change.NEW,
    Verdict(Decision.DIRECT, "host", "", "", "", 1),
    None,
)
POST = Delivery(1, DeliveryKind.STATEMENT, "discord:1", DeliveryState.PENDING, 0, "0" * 24, NOW, NOW)


@dataclass(slots=True)
class Panel:
    """Says what it is told to."""

    findings: Findings = WELL
    told: Figures = FIGURES

    async def look(self) -> Findings:
        return self.findings

    async def figures(self) -> Figures:
        return self.told


@dataclass(slots=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str
    json: Any = None


async def asked(panel: Panel, path: str, metrics: Metrics | None = None, method: str = "GET") -> Answer:
    async with (
        endpoints(("127.0.0.1", 0), panel, metrics or Metrics()) as (host, port),
        aiohttp.ClientSession() as session,
        session.request(method, f"http://{host}:{port}{path}") as answer,
    ):
        text = await answer.text()
        is_json = answer.content_type == "application/json"
        return Answer(answer.status, answer.headers, text, await answer.json() if is_json else None)


async def test_healthz_is_green_and_red_with_reasons_and_no_secret() -> None:
    good = await asked(Panel(), "/healthz")
    assert (good.status, good.json["status"], good.json["troubles"]) == (200, "ok", [])
    assert (good.json["up_seconds"], good.headers["Cache-Control"]) == (18001, "no-store")
    assert "aiohttp" not in str(good.headers)
    bad = await asked(Panel(replace(WELL, troubles=(STANDS,))), "/healthz")
    assert (bad.status, bad.json["status"]) == (503, "failing")
    reason = r"the job deliver has failed for 6 minutes: /webhooks/123456789012345678/[redacted]\x1b[2J"
    assert bad.json["troubles"] == [
        {"part": "jobs", "job": "deliver", "reason": reason, "restart_helps": True}
    ]


async def test_readyz_says_what_is_lacking() -> None:
    ready = await asked(Panel(), "/readyz")
    assert (ready.status, ready.json) == (200, {"status": "ready", "lacking": []})
    waiting = await asked(Panel(replace(WELL, lacking=("the connection",))), "/readyz")
    assert (waiting.status, waiting.json) == (503, {"status": "waiting", "lacking": ["the connection"]})


async def test_nothing_else_is_answered() -> None:
    assert (await asked(Panel(), "/")).status == 404
    assert (await asked(Panel(), "/healthz", method="POST")).status == 405
    assert (await asked(Panel(), "/healthz", method="HEAD")).status == 200


async def test_a_port_that_is_taken_is_said_with_the_remedy() -> None:
    async with endpoints(("127.0.0.1", 0), Panel(), Metrics()) as (host, port):
        with pytest.raises(ListenError, match=rf"PICKETWIRE_LISTEN: 127\.0\.0\.1:{port} can't .*free"):
            async with endpoints((host, port), Panel(), Metrics()):
                pass
    with pytest.raises(ListenError, match=r"\[fe80::1\]:9090"):
        async with endpoints(("fe80::1", 9090), Panel(), Metrics()):
            pass
    with pytest.raises(ListenError, match=r"a\.\.b:9090 can't be listened on"):
        async with endpoints(("a..b", 9090), Panel(), Metrics()):
            pass


def samples(page: str) -> dict[str, float]:
    """Return what a page says, by name and labels."""
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_the_figures() -> None:
    metrics = Metrics()
    metrics.polled(PollReport("news", (PLANNED, replace(PLANNED, change=Change.UNCHANGED)), seconds=0.2))
    metrics.polled(PollReport("news", not_modified=True, seconds=0.01))
    metrics.polled(PollReport("blog", error="blog: it answered 503"))
    metrics.polled(PollReport("blog", paused=True))
    metrics.polled(PollReport("gone", error="gone: no"))
    metrics.made(POST, NOW + timedelta(seconds=2))
    metrics.made(replace(POST, kind=DeliveryKind.EDIT), NOW + timedelta(hours=2))
    metrics.failed(POST)
    answer = await asked(Panel(), "/metrics", metrics)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = samples(answer.text)
    assert not any("gone" in name or "_created" in name for name in found)
    expected = {
        "polls_total feed=news outcome=read": 1,
        "polls_total feed=news outcome=not_modified": 1,
        "polls_total feed=blog outcome=failed": 1,
        "poll_seconds_count": 2,
        "poll_seconds_bucket le=0.1": 1,
        "entries_judged_total decision=direct": 1,
        "feed_contact_age_seconds feed=news": 180,
        "feed_failures feed=blog": 7,
        "feed_paused feed=blog": 1,
        "feed_quarantined feed=blog": 1,
        "feed_quarantined feed=news": 0,
        "held_entries feed=news": 2,
        "held_entries feed=new": 0,
        "deliveries_total kind=statement outcome=made": 1,
        "deliveries_total kind=statement outcome=failed": 1,
        "delivery_delay_seconds_count": 1,
        "delivery_delay_seconds_sum": 2,
        "deliveries_waiting kind=statement state=pending": 4,
        "outbox_depth": 5,
        "outbox_parked": 3,
        "gateway_up": 1,
        "gateway_reconnects_total": 2,
        "discord_rate_limited_total": 5,
        "discord_paced_seconds_total": 1.5,
        "job_runs_total job=poll": 9,
        "job_failures_total job=poll": 2,
        "job_success_age_seconds job=poll": 4,
        "healthy": 1,
        "trouble part=store": 0,
        "store_up": 1,
        "database_bytes": 4096,
    }
    assert {name: found.get(PREFIX + name) for name in expected} == expected
    assert {name for name in found if name.endswith("feed=new")} == {f"{PREFIX}held_entries feed=new"}
    refused = replace(
        FIGURES,
        store=None,
        gateway_up=None,
        findings=replace(WELL, troubles=(replace(STANDS, part=Part.STORE),)),
    )
    found = samples((await asked(Panel(told=refused), "/metrics", metrics)).text)
    assert (found[PREFIX + "healthy"], found[PREFIX + "trouble part=store"], found[PREFIX + "store_up"]) == (
        0,
        1,
        0,
    )
    assert PREFIX + "gateway_up" not in found
    assert PREFIX + "outbox_depth" not in found


async def test_every_figure_is_documented_and_no_other() -> None:
    metrics = Metrics()
    metrics.polled(PollReport("news", (PLANNED,), seconds=0.2))
    metrics.made(POST, NOW)
    families = {
        family.name: (
            family.type,
            " ".join(sorted({name for one in family.samples for name in one.labels} - {"le"})),
        )
        for family in text_string_to_metric_families((await asked(Panel(), "/metrics", metrics)).text)
        if family.name.startswith(PREFIX)
    }
    shown = {
        name + ("_total" if kind == "counter" else ""): (kind, labels)
        for name, (kind, labels) in families.items()
    }
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(picketwire_\w+)` \| (\w+) \| ([^|]*)\| [^|]+ \|$", page, re.MULTILINE)
    documented = {
        name: (kind, " ".join(sorted(re.findall(r"`(\w+)`", labels)))) for name, kind, labels in rows
    }
    assert documented == shown
    assert len(rows) == len(documented)
    made_of_one = {
        name + ending
        for name, (kind, _) in documented.items()
        if kind == "histogram"
        for ending in ("_bucket", "_count", "_sum")
    }
    for file in ("alerts.yml", "dashboard.json"):
        text = (ROOT / "deploy" / "prometheus" / file).read_text(encoding="utf-8")
        used = set(re.findall(r"picketwire_\w+", text))
        assert used, file
        assert used <= {*documented, *made_of_one}, file
