"""The moment a frozen demo stands still at."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo


def frozen_at(environment: Mapping[str, str], home: Path, zone: str) -> datetime | None:
    """Nine in the morning of the frozen day, in the organization's zone; None when time runs.

    A demo made with `--freeze DATE` keeps its day in the home folder; no other set-up reads it.
    """
    marker = home / "frozen"
    day = environment.get("CASEWRIGHT_FREEZE") or (
        marker.read_text(encoding="utf-8").strip() if marker.exists() else ""
    )
    if not day:
        return None
    return datetime.combine(date.fromisoformat(day), time(9), tzinfo=ZoneInfo(zone))
