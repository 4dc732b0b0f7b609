"""When something was said decides, not when it arrived; and what is emptied is no more."""

import itertools

import pytest

from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed, message
from casewright.people.models import ContactPoint, Person
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.actions import know_feed
from casewright.transitions.models import Feed, Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

PID = "PID|1||MRN-1001^^^ST-BRIGID^MR||{name}||{born}|{sex}|||||{home}|{work}|{spoken}"


def take(staff: Staff, *raws: bytes) -> None:
    for raw in raws:
        fate, _ = take_in(by=staff.feed, framed=framed(raw), origin="night", register=False, at=NOW)
        assert fate in ("applied", "duplicate")


def said(at: str, control: str, **words: str) -> bytes:
    """An A31 that says these things of Rosa."""
    given = {"name": "Delgado^Rosa", "born": "", "sex": "", "home": "", "work": "", "spoken": ""}
    return message("A31", at, control=control, visit="", pid=PID.format(**given | words))


OLDER = said("202611100900", "1", name="Delgado^Rosa", born="19480502", sex="M", home="555-0111")
NEWER = said("202611200900", "2", name="Reyes^Rosa", born="19490502", sex="F", spoken="es")


@pytest.mark.parametrize("order", list(itertools.permutations([OLDER, NEWER, OLDER])))
def test_the_later_word_stands_whichever_arrives_first(
    staff: Staff, rosa: Person, case: Case, order: tuple[bytes, ...]
) -> None:
    take(staff, *order)
    rosa.refresh_from_db()
    assert (rosa.display_name, str(rosa.birth_date), rosa.gender) == (
        *("Rosa Reyes", "1949-05-02", "female"),
    )


EMPTIED = said("202611150900", "3", born='""', sex='""', home='""', spoken='""')


@pytest.mark.parametrize("order", list(itertools.permutations([OLDER, EMPTIED])))
def test_what_is_emptied_is_no_more_whichever_arrives_first(
    staff: Staff, rosa: Person, case: Case, order: tuple[bytes, ...]
) -> None:
    take(staff, *order)
    rosa.refresh_from_db()
    assert (rosa.birth_date, rosa.gender, rosa.languages) == (None, "", [])
    assert ContactPoint.objects.get(value="555-0111").ended_at is not None


def test_what_another_source_said_is_not_emptied_by_a_hospital(
    staff: Staff, rosa: Person, case: Case
) -> None:
    take(staff, EMPTIED)
    assert ContactPoint.objects.get(value="555-0142").ended_at is None


def test_what_was_emptied_and_is_said_again_stands(staff: Staff, rosa: Person, case: Case) -> None:
    again = said("202611160900", "4", sex="F", home="555-0111")
    take(staff, again, EMPTIED, OLDER)
    rosa.refresh_from_db()
    assert rosa.gender == "female"
    assert ContactPoint.objects.get(value="555-0111").ended_at is None


def test_a_death_taken_back_asks_for_nothing_and_the_promises_stand_again(
    staff: Staff, rosa: Person, case: Case
) -> None:
    pid = "PID|1||MRN-1001^^^ST-BRIGID^MR||Delgado^Rosa||19480502|F" + "|" * 21
    died = message("A08", "202611231000", control="5", pid=pid + "20261123|Y")
    alive = message("A08", "202611231100", control="6", pid=pid + '""|""')
    take(
        staff,
        message("A01", "202611162200", control="7"),
        message("A03", "202611221410", control="8", disposition="01"),
        died,
    )
    open_tasks = Task.objects.filter(status__in=OPEN)
    assert set(open_tasks.values_list("kind", flat=True)) == {"after-death"}
    take(staff, alive)
    rosa.refresh_from_db()
    assert rosa.died_on is None
    assert len(set(open_tasks.values_list("kind", flat=True)) - {"after-death"}) == 4
    assert "after-death" not in set(open_tasks.values_list("kind", flat=True))


def test_dead_without_a_day_is_dead_by_the_first_day_it_was_said(
    staff: Staff, rosa: Person, case: Case
) -> None:
    pid = "PID|1||MRN-1001^^^ST-BRIGID^MR||Delgado^Rosa||19480502|F" + "|" * 22 + "Y"
    take(
        staff,
        message("A31", "202611231000", control="5", pid=pid),
        message("A31", "202611201000", control="6", pid=pid),
        message("A31", "202611241000", control="7", pid=pid),
    )
    rosa.refresh_from_db()
    assert str(rosa.died_on) == "2026-11-20"


def test_evn_6_counts_before_evn_2_and_that_before_msh_7(
    staff: Staff, rosa: Person, case: Case
) -> None:
    plain = message("A01", "202611162200", control="1")
    happened = plain.replace(b"EVN|A01|202611162200", b"EVN|A01|202611170000||||202611161900")
    unsaid = message("A01", "202611162200", control="2", visit="V2").replace(
        b"EVN|A01|202611162200", b"EVN|A01"
    )
    take(staff, happened, unsaid)
    first, second = (Stay.objects.get(visit=visit) for visit in ("V1", "V2"))
    assert first.admitted_at is not None
    assert second.admitted_at is not None
    assert first.admitted_at.isoformat() == "2026-11-17T00:00:00+00:00"  # 19:00 in New York
    assert second.admitted_at.isoformat() == "2026-11-17T03:00:00+00:00"


def test_a_sender_in_another_zone_is_read_by_its_own_clock(
    staff: Staff, rosa: Person, case: Case
) -> None:
    take(staff, said("202611100900", "1"))
    know_feed(by=staff.feed, sender="ST-BRIGID", zone="America/Los_Angeles")
    take(staff, message("A01", "202611162200", control="2"))
    stated = message("A01", "202611162200", control="3", visit="V2").replace(
        b"EVN|A01|202611162200", b"EVN|A01|202611162200-0500"
    )
    take(staff, stated)
    moments = {s.visit: s.admitted_at for s in Stay.objects.order_by("pk")}
    assert {visit: moment.isoformat() for visit, moment in moments.items() if moment} == {
        "V1": "2026-11-17T06:00:00+00:00",
        "V2": "2026-11-17T03:00:00+00:00",
    }


def test_a_zone_that_is_none_is_refused(staff: Staff, rosa: Person) -> None:
    take(staff, said("202611100900", "1"))
    with pytest.raises(Refused, match="America/Chicago"):
        know_feed(by=staff.feed, sender="ST-BRIGID", zone="Mars/Olympus")
    with pytest.raises(Refused, match="ever heard"):
        know_feed(by=staff.feed, sender="ST-ELSEWHERE", zone="")
    with pytest.raises(NotPermitted):
        know_feed(by=staff.bo, sender="ST-BRIGID", zone="America/Chicago")
    assert Feed.objects.get().zone == ""
