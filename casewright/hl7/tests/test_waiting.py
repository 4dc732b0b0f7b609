"""What contradicts today may fit tomorrow: messages wait, and nobody is lost in a merge."""

from unittest.mock import patch

import pytest

from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.hl7.models import Fate, Message
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed, merge, message
from casewright.people.actions import register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts
from casewright.people.models import Identifier, Person
from casewright.security.actions import relate
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.models import Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

JOIN = merge("202611230900", control="90", kept="MRN-1001", gone="MRN-7")


def take(staff: Staff, *raws: bytes, register: bool = False) -> list[str]:
    return [
        take_in(by=staff.feed, framed=framed(raw), origin="night", register=register, at=NOW)[0]
        for raw in raws
    ]


def fates() -> dict[str, str]:
    return dict(Message.objects.order_by("pk").values_list("control_id", "fate"))


def test_a_message_about_an_unknown_number_is_applied_once_a_merge_makes_it_known(
    staff: Staff, rosa: Person, case: Case
) -> None:
    early = message("A01", "202611162200", control="1", mrn="MRN-7")
    assert take(staff, early, JOIN) == ["unmatched", "applied"]
    assert fates() == {"1": "applied", "90": "applied"}
    assert Stay.objects.get().person == rosa


def test_a_visit_told_under_the_kept_number_before_the_merge_is_told_waits_for_it(
    staff: Staff, rosa: Person, case: Case
) -> None:
    admitted = message("A01", "202611162200", control="1", mrn="MRN-7")
    home = message("A03", "202611221410", control="2", disposition="01")
    assert take(staff, admitted, home, register=True) == ["applied", "quarantined"]
    assert take(staff, JOIN) == ["applied"]
    assert fates() == {"1": "applied", "2": "applied", "90": "applied"}
    assert Stay.objects.get().discharged_at is not None


def test_a_name_that_changed_explains_the_message_that_was_not_believed(
    staff: Staff, rosa: Person, case: Case
) -> None:
    pid = "PID|1||MRN-1001^^^ST-BRIGID^MR||{}||{}|F"
    married = message("A31", "202611110900", control="2", pid=pid.format("Stone^Rosa", ""))
    later = message("A31", "202611120900", control="1", pid=pid.format("Stone^Rosie", "19500101"))
    assert take(staff, later) == ["quarantined"]
    assert take(staff, married) == ["applied"]
    assert set(fates().values()) == {"applied"}


def test_the_first_message_under_a_number_that_a_merge_named_may_name_the_person_otherwise(
    staff: Staff, rosa: Person, case: Case
) -> None:
    other = {"mrn": "MRN-7", "born": "19700101", "visit": ""}
    first = message("A31", "202611110900", control="1", name="Stone^Roz", **other)
    second = message(
        "A31", "202611120900", control="2", name="Quint^Ann", **{**other, "born": "19800101"}
    )
    assert take(staff, JOIN, first, second) == ["applied", "applied", "quarantined"]


def test_killed_before_what_waits_is_tried_again_nothing_is_lost(
    staff: Staff, rosa: Person, case: Case
) -> None:
    early = message("A01", "202611162200", control="1", mrn="MRN-7")
    take(staff, early)
    with (
        patch("casewright.hl7.actions.taking.try_waiting", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        take(staff, JOIN)
    assert fates() == {"1": "unmatched", "90": "received"}
    assert take(staff, JOIN) == ["applied"]
    assert fates() == {"1": "applied", "90": "applied"}


def test_what_nobody_foresaw_still_leaves_the_bytes_kept(
    staff: Staff, rosa: Person, case: Case
) -> None:
    raw = message("A01", "202611162200", control="1")
    with (
        patch("casewright.hl7.actions.applying.hear", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        take(staff, raw)
    kept = Message.objects.get()
    assert (kept.fate, bytes(kept.raw).strip()) == (Fate.RECEIVED, raw.strip())
    assert take(staff, raw, raw) == ["applied", "duplicate"]


def twin_with_a_case(staff: Staff) -> Case:
    """Rosa's other record, in Tess' case of the same program."""
    twin = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(NameFact("Delgado", "Rosa"),),
            identifiers=(IdentifierFact("ST-BRIGID", "MRN-7", "MR"),),
        ),
        at=NOW,
    )
    relate(by=staff.feed, person_key=twin.pk, kind="queue", team=staff.intake, at=NOW, ends_at=None)
    return open_case(
        by=staff.ina,
        person=twin,
        program="Complex care",
        team=staff.south,
        manager=staff.bo,
        at=NOW,
    )


def test_of_two_open_cases_in_one_program_none_is_lost_and_both_managers_are_asked(
    staff: Staff, rosa: Person, case: Case
) -> None:
    other = twin_with_a_case(staff)
    assert take(staff, JOIN) == ["applied"]
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.person, other.person) == (rosa, rosa)
    assert (case.status, other.status) == ("active", "active")
    assert case.program == "Complex care"
    assert other.program == "Complex care (second case)"
    asked = Task.objects.filter(kind="duplicate-case", status__in=OPEN)
    assert {task.owner_user.username for task in asked if task.owner_user} == {"amara", "bo"}
    assert stands_by(staff.amara, rosa.pk)
    assert stands_by(staff.bo, rosa.pk)
    assert not stands_by(staff.tess, Identifier.objects.get(value="MRN-7").pk)


def test_a_case_alone_goes_along_with_a_merge_and_nobody_is_asked(
    staff: Staff, rosa: Person
) -> None:
    other = twin_with_a_case(staff)
    take(staff, JOIN)
    other.refresh_from_db()
    assert (other.person, other.program) == (rosa, "Complex care")
    assert not Task.objects.filter(kind="duplicate-case").exists()


def test_of_two_records_of_somebody_who_died_one_colleague_speaks_with_the_family(
    staff: Staff, rosa: Person, case: Case
) -> None:
    twin_with_a_case(staff)
    died = "PID|1||{}^^^ST-BRIGID^MR||Delgado^Rosa||19480502|F" + "|" * 21 + "20261120"
    for control, number in (("1", "MRN-1001"), ("2", "MRN-7")):
        pid = died.format(number)
        take(staff, message("A31", "202611210900", control=control, pid=pid, visit=""))
    asked = Task.objects.filter(kind="after-death", status__in=OPEN)
    assert asked.count() == 2
    take(staff, JOIN)
    assert asked.count() == 1


def test_what_was_said_later_stands_when_two_records_are_joined(
    staff: Staff, rosa: Person, case: Case
) -> None:
    pid = "PID|1||{}^^^ST-BRIGID^MR||{}||19480502|{}|||||||{}"
    older = pid.format("MRN-1001", "Delgado^Rosa", "M", "en")
    newer = pid.format("MRN-7", "Reyes^Rosa", "F", "es")
    take(
        staff,
        message("A31", "202611210900", control="1", pid=newer, visit=""),
        message("A31", "202611200900", control="2", pid=older, visit=""),
        JOIN.replace(b"202611230900", b"202611010900"),
        register=True,
    )
    rosa.refresh_from_db()
    assert (rosa.display_name, rosa.gender) == ("Rosa Reyes", "female")
    assert [(one["code"], one["preferred"]) for one in rosa.languages] == [
        *(("es", True), ("en", False)),
    ]
