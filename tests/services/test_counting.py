"""What the jobs did is handed to whoever counts it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.model import Delivery, DeliveryKind, DeliveryState, Message, MessageKind, PollReport
from bot.services.counting import Uncounted, count_deliveries, count_polls
from bot.services.deliverer import Delivered, Deliveries, Undelivered

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
DELIVERY = Delivery(1, DeliveryKind.DAY, "discord:1", DeliveryState.PENDING, 0, "0" * 24, NOW, NOW)
DONE = Deliveries(
    made=[Delivered(DELIVERY, Message(MessageKind.DAY, ()), NOW)], failed=[Undelivered(DELIVERY, "no")]
)


@dataclass(slots=True)
class Counting:
    told: list[object] = field(default_factory=list)

    def polled(self, report: PollReport) -> None:
        self.told.append(report)

    def made(self, delivery: Delivery, at: datetime) -> None:
        self.told.append((delivery, at))

    def failed(self, delivery: Delivery) -> None:
        self.told.append(delivery)


def test_each_poll_and_each_attempt_is_counted() -> None:
    counting = Counting()
    count_polls([PollReport("news"), PollReport("blog", error="no")], counting)
    count_deliveries(DONE, counting)
    assert counting.told == [
        PollReport("news"),
        PollReport("blog", error="no"),
        (DELIVERY, NOW),
        DELIVERY,
    ]


def test_where_nobody_counts_nothing_happens() -> None:
    count_polls([PollReport("news")], Uncounted())
    count_deliveries(DONE, Uncounted())
