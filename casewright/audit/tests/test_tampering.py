"""Whoever owns the file can change it; the trail shows that they did, and how."""

from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.db.models import F

from casewright.audit.actions import record
from casewright.audit.models import Entry
from casewright.audit.queries import faults, head
from casewright.audit.rules import START, Line, seal
from casewright.audit.tests.owner import as_owner
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(staff: Staff) -> int:
    """The number of the trail's last line, after a day's work."""
    for _ in range(5):
        record(staff.amara, "people.seen", staff.north)
    assert faults([]) == []
    return head().count


def test_a_line_that_was_edited_is_found(last: int) -> None:
    with as_owner():
        Entry.objects.filter(number=last - 2).update(actor="bo")
    assert faults([]) == [f"Entry {last - 2} was changed after it was written."]


@pytest.mark.parametrize("field", ["event", "outcome", "person_key", "reason", "address", "route"])
def test_no_field_of_a_line_can_be_edited_unnoticed(last: int, field: str) -> None:
    value = "refused" if field == "outcome" else "x"
    with as_owner():
        Entry.objects.filter(number=last).update(**{field: value})
    assert faults([]) == [f"Entry {last} was changed after it was written."]


def test_a_line_taken_out_of_the_middle_is_found(last: int) -> None:
    with as_owner():
        Entry.objects.filter(number=last - 2).delete()
    assert faults([]) == [
        f"Entry {last - 2} is missing: the next one kept is {last - 1}.",
        f"Entry {last - 1} does not follow the entry before it.",
    ]


def test_the_first_lines_taken_away_are_found(last: int) -> None:
    with as_owner():
        Entry.objects.filter(number__lte=2).delete()
    assert faults([])[0] == "Entry 1 is missing: the next one kept is 3."


def test_a_line_put_in_is_found(last: int) -> None:
    with as_owner():
        Entry.objects.filter(number=last).update(number=last + 1)
        forged = Entry.objects.get(number=last - 1)
        forged.number, forged.event = last, "people.never_happened"
        forged.previous_hash, forged.hash = forged.hash, "f" * 64
        Entry.objects.filter(number=last + 1).update(previous_hash="f" * 64)
        forged.save(force_insert=True)
    assert faults([]) == [
        f"Entry {last} was changed after it was written.",
        f"Entry {last + 1} was changed after it was written.",
    ]


def test_two_lines_put_in_each_others_place_are_found(last: int) -> None:
    with as_owner():
        Entry.objects.filter(number=last).update(number=last + 1)
        Entry.objects.filter(number=last - 1).update(number=last)
        Entry.objects.filter(number=last + 1).update(number=last - 1)
    assert faults([])[:2] == [
        f"Entry {last - 1} does not follow the entry before it.",
        f"Entry {last - 1} was changed after it was written.",
    ]


def test_an_end_that_was_cut_is_found_by_a_head_exported_before(last: int) -> None:
    exported = head()
    with as_owner():
        Entry.objects.filter(number__gt=last - 3).delete()
    assert faults([]) == []
    assert faults([exported]) == [
        f"The trail ends before entry {last}, which stood there at {exported.at}."
    ]


def test_an_older_backup_put_back_and_written_on_is_found(last: int, staff: Staff) -> None:
    exported = head()
    with as_owner():
        Entry.objects.filter(number__gt=last - 3).delete()
    for _ in range(5):
        record(staff.bo, "people.seen", staff.south)
    assert faults([]) == []
    assert faults([exported]) == [f"Entry {last} is not the one that stood there at {exported.at}."]


def test_a_trail_written_anew_from_its_first_line_is_found_by_its_head(last: int) -> None:
    exported = head()
    names = list(Line.__dataclass_fields__)
    with as_owner():
        previous = START
        Entry.objects.update(previous_hash=F("number"))
        for entry in Entry.objects.order_by("number"):
            line = Line(*[getattr(entry, name) for name in names])
            line = replace(line, actor="bo")
            sealed = seal(previous, line)
            Entry.objects.filter(pk=entry.pk).update(
                actor="bo", previous_hash=previous, hash=sealed
            )
            previous = sealed
    assert faults([]) == []
    assert faults([exported]) == [f"Entry {last} is not the one that stood there at {exported.at}."]


def test_no_more_faults_are_told_than_somebody_can_read(last: int) -> None:
    with as_owner():
        Entry.objects.update(actor="bo")
    assert len(faults([], limit=3)) == 3
    assert len(faults([])) == last


def test_a_stranger_to_the_house_cannot_write_a_line_out_of_turn(last: int, staff: Staff) -> None:
    """Even without taking guards down: a second line after the same one is refused."""
    twin = Entry.objects.get(number=last)
    twin.number, twin.actor = last + 1, staff.bo.username
    with pytest.raises(IntegrityError):
        twin.save(force_insert=True)
