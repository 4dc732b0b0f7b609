"""What a contact does to the promise it was made for, and when to try again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import HolidayBase

from casewright.foundation.errors import Refused
from casewright.worklog.rules import LONGEST_MINUTES

# What each way of keeping a promise asks for: which kinds of contact, and who is reached.
KEEPS = {
    "call": ({"call", "visit", "meeting"}, {"person", "kin", "other"}),
    "visit": ({"visit"}, {"person", "kin"}),
    "meeting": ({"meeting", "visit", "call"}, {"person", "kin", "other"}),
    "message": ({"message", "call", "visit", "meeting"}, {"person", "kin", "other"}),
    "do": ({"call", "visit", "meeting", "message"}, {"person", "kin", "other"}),
}
# Reaching the person or a caregiver is what transitional care management asks for: 99495 and
# 99496, interactive contact within 2 business days (field rules, transitions of care).
WITH_PERSON_OR_CAREGIVER = {"tcm-contact"}
MOST_WRITTEN = 20_000
ONE_CONTACT_WITHIN = timedelta(minutes=2)
SITTING = timedelta(minutes=30)
TRY_AGAIN_AFTER = timedelta(hours=3)
LAST_TRY = time(17, 0)
FIRST_TRY = time(9, 0)


@dataclass(frozen=True)
class Note:
    """What somebody wrote about one contact; `minutes` whole, moments aware. `travel_minutes` and
    `was_safe` are of a visit, `is_incoming` of a message."""

    kind: str
    reached: str
    started_at: datetime
    minutes: int
    text: str = ""
    channel: str = ""
    reached_name: str = ""
    time_kind: str = "with_person"
    next_step: str = ""
    next_due_at: datetime | None = None
    travel_minutes: int = 0
    was_safe: bool | None = None
    is_incoming: bool | None = None


def check(note: Note, now: datetime) -> None:
    """Refuse a note that says nothing, or of what has not happened yet."""
    if note.reached not in ("no_answer", "message_left") and not note.text.strip():
        raise Refused("Write a line about what was said.")
    if len(note.text) > MOST_WRITTEN:
        raise Refused(f"A note holds up to {MOST_WRITTEN} characters. Save it and begin another.")
    for minutes in (note.minutes, note.travel_minutes):
        if not 0 <= minutes <= LONGEST_MINUTES:
            raise Refused(f"Minutes are a whole number from 0 to {LONGEST_MINUTES}.")
    if note.travel_minutes and note.kind not in ("visit", "meeting"):
        raise Refused("Travel belongs to a visit or a meeting.")
    if note.started_at > now + timedelta(minutes=1):
        raise Refused("This contact is still to come. Check the time it started.")
    if note.next_step.strip() and note.next_due_at is None:
        raise Refused("Say by when the next step is to be done.")


def check_addition(signed: str, text: str, strikes: str) -> None:
    """Refuse an addition that says nothing, or that strikes out what the note does not say."""
    if not text.strip():
        raise Refused(
            "Say what is right instead, and how you know."
            if strikes.strip()
            else "Write what you want to add."
        )
    if len(text) > MOST_WRITTEN:
        raise Refused(f"An addition holds up to {MOST_WRITTEN} characters. Make it two.")
    if strikes.strip() and strikes.strip() not in signed:
        raise Refused("These words do not stand in the note. Copy them from it, letter for letter.")


def keeps_promise(act: str, rule: str, note: Note) -> bool:
    """Say whether this contact is what the promise asked for; else it counts as an attempt."""
    kinds, reached = KEEPS[act]
    if rule in WITH_PERSON_OR_CAREGIVER:
        reached = {"person", "kin"}
    return note.kind in kinds and note.reached in reached


def why_still_open(act: str, rule: str, kind: str, reached: str) -> str:
    """Say why a contact did not keep the promise it was made for; empty where it did, or where
    nobody was reached, which says itself."""
    kinds, people = KEEPS[act]
    if reached in ("no_answer", "message_left"):
        return ""
    if rule in WITH_PERSON_OR_CAREGIVER:
        if reached not in ("person", "kin"):
            return "It asks for the person or a carer to be reached (CPT 99495, 99496)."
        if kind not in kinds:
            return "It asks for a talk in both directions, not for a message (CPT 99495, 99496)."
        return ""
    if kind not in kinds:
        return "It asks for another kind of contact."
    return "" if reached in people else "It asks for the person or a carer to be reached."


def may_be_one(
    first: tuple[datetime, object, object], second: tuple[datetime, object, object]
) -> bool:
    """Say whether two notes may be one contact: signed by one author about one person within two
    minutes. Each is (signed at, author, person)."""
    (signed, *who), (signed_then, *who_then) = first, second
    return who == who_then and abs(signed_then - signed) <= ONE_CONTACT_WITHIN


def starts_a_sitting(kept_at: datetime | None, at: datetime) -> bool:
    """Say whether a draft is taken up anew: the first time, or after it lay for half an hour."""
    return kept_at is None or at - kept_at > SITTING


def next_try(now: datetime, due_at: datetime, *, zone: ZoneInfo, calendar: HolidayBase) -> datetime:
    """When to try again after nobody was reached: in three hours, or the next business morning.

    Never later than an hour before the promise is due, so that it comes back in time.
    """
    here = (now + TRY_AGAIN_AFTER).astimezone(zone)
    if here.time() > LAST_TRY or here.date() != now.astimezone(zone).date():
        day = now.astimezone(zone).date() + timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        here = datetime.combine(day, FIRST_TRY, tzinfo=zone)
    return max(now + timedelta(minutes=5), min(here, due_at - timedelta(hours=1)))
