"""Dates and times of day as a page shows them. Pure: it reads no clock."""

from collections.abc import Mapping
from datetime import datetime


def day_of(moment: str, labels: Mapping[str, str]) -> str:
    """The day of an ISO-8601 moment in words: 21 november 2026; in French the first is `1er`."""
    then = datetime.fromisoformat(moment)
    months = labels["months"].split()
    day = labels["first-day"] if then.day == 1 else then.day
    return labels["date"].format(day=day, month=months[then.month - 1], year=then.year)


def time_of(moment: str) -> str:
    """Its hour and minute: 20:05."""
    return datetime.fromisoformat(moment).strftime("%H:%M")
