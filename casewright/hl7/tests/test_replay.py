"""Messages in: kept first, applied once, and every one accounted for."""

from pathlib import Path

import pytest
from django.db import IntegrityError

from casewright.cases.models import Case
from casewright.hl7.models import Message
from casewright.hl7.replay import Tally, replay
from casewright.hl7.tests.feed import merge, message
from casewright.people.models import Identifier, Person
from casewright.people.queries import find_people
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.models import Feed, Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

ADMIT = message("A01", "202611162200", control="1")
HOME = message("A03", "202611221410", control="2", disposition="01")


def run(staff: Staff, folder: Path, *messages: bytes, register: bool = False) -> Tally:
    file = folder / "night.hl7"
    file.write_bytes(b"\r\n".join(messages))
    return replay([file], by=staff.feed, register=register, at=NOW)


def adds_up(tally: Tally) -> bool:
    fates = tally.applied, tally.duplicate, tally.unmatched, tally.quarantined, tally.ignored
    return sum(fates) == tally.read


def test_a_discharge_becomes_a_call_with_its_clock(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    tally = run(staff, tmp_path, ADMIT, HOME)
    assert (tally.read, tally.applied) == (2, 2)
    call = Task.objects.get(kind="after-discharge-call")
    assert call.owner_user == staff.amara
    assert call.clock is not None
    assert call.clock.rule.rule == "tcm-contact"
    assert not stands_by(staff.bo, rosa.pk)


def test_a_second_run_changes_nothing(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    run(staff, tmp_path, ADMIT, HOME)
    before = [model.objects.count() for model in (Message, Stay, Task, Person)]
    tally = run(staff, tmp_path, ADMIT, HOME)
    assert (tally.read, tally.duplicate) == (2, 2)
    assert [model.objects.count() for model in (Message, Stay, Task, Person)] == before


def test_the_same_number_with_other_content_is_applied_and_told(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    run(staff, tmp_path, ADMIT)
    tally = run(staff, tmp_path, message("A01", "202611162230", control="1", where="7C^1^1"))
    assert (tally.applied, tally.same_number_other_content) == (1, 1)


def test_somebody_unknown_waits_and_is_applied_once_registering_is_allowed(
    staff: Staff, tmp_path: Path
) -> None:
    unknown = message(
        "A03", "202611221410", control="3", mrn="MRN-9", name="Ito^Ken", disposition="01"
    )
    waiting = run(staff, tmp_path, unknown)
    assert (waiting.unmatched, Person.objects.count()) == (1, 0)
    again = run(staff, tmp_path, unknown)
    assert again.duplicate == 1
    registered = run(staff, tmp_path, unknown, register=True)
    assert registered.applied == 1
    assert set(Task.objects.values_list("owner_team__name", flat=True)) == {"Intake"}
    assert [person.display_name for person in find_people("ito", viewer=staff.ina)] == ["Ken Ito"]
    assert find_people("ito", viewer=staff.bo) == []


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Rosa came home\r", "MSH"),
        (message("A01", "2026", control="4").replace(b"PID|", b"XXX|"), "PID"),
        (message("A01", "20261350", control="5"), "month"),
        (message("A02", "202611170300", control="6", visit=""), "which visit"),
        (
            message("A01", "202611170300", control="7", name="Larsen^Bo", born="19900101"),
            "another's",
        ),
    ],
)
def test_what_cannot_be_read_or_trusted_is_kept_with_its_reason(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path, raw: bytes, reason: str
) -> None:
    tally = run(staff, tmp_path, raw)
    assert (tally.read, tally.quarantined) == (1, 1)
    kept = Message.objects.get()
    assert reason in kept.reason
    assert bytes(kept.raw).strip() == raw.strip()
    assert not Stay.objects.exists()


def test_other_messages_are_ignored_with_a_reason(staff: Staff, tmp_path: Path) -> None:
    swap = message("A17", "202611170300", control="8")
    lab = ADMIT.replace(b"ADT^A01", b"ORU^R01")
    tally = run(staff, tmp_path, swap, lab)
    assert tally.ignored == 2
    assert all(row["reason"] for row in tally.reasons)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_any_line_ending_says_the_same(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path, end: bytes
) -> None:
    tally = run(staff, tmp_path, (ADMIT + HOME).replace(b"\r", end))
    assert tally.applied == 2
    assert Stay.objects.get().discharged_at is not None


def test_any_order_of_arrival_ends_in_the_same_stay_and_promises(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    transfer = message("A02", "202611170300", control="9", where="ICU^1^A")
    back = message("A12", "202611170400", control="10")
    run(staff, tmp_path, HOME, back, transfer, ADMIT)
    stay = Stay.objects.get()
    assert [place["where"] for place in stay.places] == ["6B^612^1"]
    assert stay.discharged_at is not None
    assert Task.objects.filter(status__in=OPEN).count() == 4


def test_a_merge_makes_both_numbers_one_persons(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    old = message("A01", "202611100900", control="11", mrn="MRN-7", visit="V0")
    run(staff, tmp_path, old, register=True)
    tally = run(staff, tmp_path, merge("202611230900", control="12", kept="MRN-1001", gone="MRN-7"))
    assert tally.applied == 1
    assert set(Identifier.objects.values_list("person", flat=True)) == {rosa.pk}
    assert Stay.objects.get().person == rosa
    late = message("A03", "202611121200", control="13", mrn="MRN-7", visit="V0", disposition="01")
    assert run(staff, tmp_path, late).applied == 1


def test_a_death_stops_the_calls(staff: Staff, rosa: Person, case: Case, tmp_path: Path) -> None:
    pid = "PID|1||MRN-1001^^^ST-BRIGID^MR||Delgado^Rosa||19480502|F" + "|" * 21 + "20261123|Y"
    run(staff, tmp_path, ADMIT, HOME)
    tally = run(staff, tmp_path, message("A08", "202611231000", control="14", pid=pid))
    assert tally.applied == 1
    open_kinds = Task.objects.filter(status__in=OPEN).values_list("kind", flat=True)
    assert list(open_kinds) == ["after-death"]


def test_what_the_tables_refuse_is_set_aside_and_the_run_goes_on(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise IntegrityError("the table says no")

    monkeypatch.setattr("casewright.hl7.actions.hearing.hear_event", refused)
    tally = run(staff, tmp_path, ADMIT, message("A31", "202611230900", control="15"))
    assert (tally.quarantined, tally.applied) == (1, 1)
    assert "contradicts" in tally.reasons[0]["reason"]
    assert not Stay.objects.exists()


def test_the_sender_is_known_to_have_been_heard(
    staff: Staff, rosa: Person, case: Case, tmp_path: Path
) -> None:
    run(staff, tmp_path, ADMIT)
    assert Feed.objects.get().sender == "ST-BRIGID"


def test_real_messages_are_all_accounted_for_and_a_second_run_changes_nothing(
    staff: Staff, tmp_path: Path
) -> None:
    folder = Path(__file__).parents[3].parent / "shared" / "data" / "hl7v2_adt"
    if not folder.exists():
        pytest.skip("The collection of real messages (../shared/data/hl7v2_adt) is not here.")
    files = sorted(folder.rglob("*.hl7"))
    first = replay(files, by=staff.feed, register=True, at=NOW)
    assert adds_up(first)
    assert first.read >= len(files)
    held = [model.objects.count() for model in (Message, Stay, Task, Person)]
    second = replay(files, by=staff.feed, register=True, at=NOW)
    assert (second.read, second.duplicate) == (first.read, first.read)
    assert [model.objects.count() for model in (Message, Stay, Task, Person)] == held
