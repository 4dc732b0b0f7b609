"""Ways of looking that somebody keeps, and what they have read."""

from datetime import datetime, timedelta

import pytest

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.tasks.actions import Sieve, delete_filter, mark_read, rename_filter, save_filter
from casewright.tasks.actions.filters import MOST_FILTERS
from casewright.tasks.models import ReadMark, SavedFilter
from conftest import Staff

pytestmark = pytest.mark.django_db
CALLS = Sieve(show="mine", tier=1, kind="after-discharge-call", tag="Home", within=2, words="rosa")


def test_a_filter_keeps_what_it_asks_under_its_name(staff: Staff, now: datetime) -> None:
    kept = save_filter(by=staff.amara, name=" Calls ", sieve=CALLS, at=now)
    kept.refresh_from_db()
    assert (kept.user, kept.name) == (staff.amara, "Calls")
    assert (kept.show, kept.tier, kept.kind) == ("mine", 1, "after-discharge-call")
    assert (kept.tag, kept.within, kept.words) == ("Home", 2, "rosa")
    assert Entry.objects.filter(event="tasks.filter_saved", actor="amara").count() == 1


def test_the_same_name_means_the_new_way_of_looking(staff: Staff, now: datetime) -> None:
    save_filter(by=staff.amara, name="Calls", sieve=CALLS, at=now)
    save_filter(by=staff.amara, name="Calls", sieve=Sieve(words="visit"), at=now)
    save_filter(by=staff.bo, name="Calls", sieve=CALLS, at=now)
    assert SavedFilter.objects.get(user=staff.amara).words == "visit"
    assert SavedFilter.objects.get(user=staff.bo).words == "rosa"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_filter_needs_a_name_that_fits(staff: Staff, now: datetime, name: str) -> None:
    with pytest.raises(Refused):
        save_filter(by=staff.amara, name=name, sieve=CALLS, at=now)
    assert not SavedFilter.objects.exists()


def test_so_many_filters_and_no_more(staff: Staff, now: datetime) -> None:
    for number in range(MOST_FILTERS):
        save_filter(by=staff.amara, name=f"Filter {number}", sieve=CALLS, at=now)
    with pytest.raises(Refused, match="Delete one"):
        save_filter(by=staff.amara, name="One more", sieve=CALLS, at=now)
    save_filter(by=staff.amara, name="Filter 3", sieve=Sieve(), at=now)
    assert SavedFilter.objects.filter(user=staff.amara).count() == MOST_FILTERS


def test_a_filter_is_renamed_and_deleted_by_whoever_keeps_it(staff: Staff, now: datetime) -> None:
    kept = save_filter(by=staff.amara, name="Calls", sieve=CALLS, at=now)
    save_filter(by=staff.amara, name="Visits", sieve=CALLS, at=now)
    with pytest.raises(Refused, match="already"):
        rename_filter(by=staff.amara, kept=kept, name="Visits")
    rename_filter(by=staff.amara, kept=kept, name="Ring")
    assert SavedFilter.objects.filter(user=staff.amara, name="Ring").exists()
    delete_filter(by=staff.amara, kept=kept)
    assert not SavedFilter.objects.filter(name="Ring").exists()


def test_a_stranger_touches_nobody_elses_filter(staff: Staff, now: datetime) -> None:
    kept = save_filter(by=staff.amara, name="Calls", sieve=CALLS, at=now)
    for deed in (
        lambda: rename_filter(by=staff.bo, kept=kept, name="Mine"),
        lambda: delete_filter(by=staff.bo, kept=kept),
        lambda: delete_filter(by=staff.tess, kept=kept),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert SavedFilter.objects.get().name == "Calls"


def test_whoever_has_no_today_keeps_no_filter(staff: Staff, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        save_filter(by=staff.dev, name="Calls", sieve=CALLS, at=now)
    with pytest.raises(NotPermitted):
        mark_read(by=staff.dev, upto=now, at=now)


def test_what_was_read_stays_read(staff: Staff, now: datetime) -> None:
    mark_read(by=staff.amara, upto=now, at=now)
    mark_read(by=staff.amara, upto=now - timedelta(hours=3), at=now)
    assert ReadMark.objects.get(user=staff.amara).upto == now


def test_nothing_is_read_before_it_happened(staff: Staff, now: datetime) -> None:
    mark_read(by=staff.amara, upto=now + timedelta(days=1), at=now)
    assert ReadMark.objects.get(user=staff.amara).upto == now
