"""Hands what the jobs did to whoever counts it; called by the jobs of a running bot."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.model import Delivery, PollReport
from bot.ports import Meter
from bot.services.deliverer import Deliveries


class Uncounted:
    """A `bot.ports.Meter` for a bot whose operator collects no figures."""

    def polled(self, report: PollReport) -> None:
        """Do nothing."""

    def made(self, delivery: Delivery, at: datetime) -> None:
        """Do nothing."""

    def failed(self, delivery: Delivery) -> None:
        """Do nothing."""


def count_polls(reports: Sequence[PollReport], meter: Meter) -> None:
    """Have polls counted."""
    for report in reports:
        meter.polled(report)


def count_deliveries(deliveries: Deliveries, meter: Meter) -> None:
    """Have what came of delivering counted."""
    for made in deliveries.made:
        meter.made(made.delivery, made.at)
    for failed in deliveries.failed:
        meter.failed(failed.delivery)
