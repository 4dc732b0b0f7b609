"""Moments and days: the clock everybody reads, and the organization's time zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The present moment, in UTC; a demo made with `--freeze` stays at its own."""
    frozen: datetime | None = settings.FROZEN_AT
    return frozen or datetime.now(tz=UTC)


def organization_zone() -> ZoneInfo:
    """The zone in which the organization's days begin and end."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """The same moment on the organization's wall clock."""
    return moment.astimezone(organization_zone())


def today() -> date:
    """The organization's present day."""
    return local(now()).date()


def read_moment(text: str, zone: ZoneInfo | None = None) -> datetime:
    """Read an ISO 8601 moment; a bare date is its first minute, a zoneless time is in `zone`.

    Raises ValueError when the text is neither.
    """
    zone = zone or organization_zone()
    if len(text) == len("2026-11-24"):
        return datetime.combine(date.fromisoformat(text), time.min, tzinfo=zone)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
