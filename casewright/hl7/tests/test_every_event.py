"""Each event of the standard: applied as the field means it, or set aside in words."""

import pytest

from casewright.cases.models import Case
from casewright.hl7.models import Message
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed, merge, message
from casewright.people.models import Identifier, Person
from casewright.transitions.models import Stay, StayEvent
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def take(staff: Staff, *raws: bytes, register: bool = False) -> list[str]:
    """The fates of messages handed in one after another."""
    return [
        take_in(by=staff.feed, framed=framed(raw), origin="night", register=register, at=NOW)[0]
        for raw in raws
    ]


ADMIT = message("A01", "202611162200", control="1")


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        *(("A05", "preadmit"), ("A14", "pend_admit"), ("A15", "pend_transfer")),
        *(("A16", "pend_discharge"), ("A23", "cancel_admit"), ("A25", "cancel_pend_discharge")),
        *(
            ("A26", "cancel_pend_transfer"),
            ("A27", "cancel_pend_admit"),
            ("A38", "cancel_preadmit"),
        ),
        *(("A06", "admit"), ("A07", "update"), ("A09", "update"), ("A10", "update")),
        *(("A11", "cancel_admit"), ("A12", "cancel_transfer"), ("A13", "cancel_discharge")),
        *(("A54", "update"), ("A02", "transfer"), ("A03", "discharge"), ("A04", "register")),
    ],
)
def test_what_changes_a_stay_is_heard_as_what_it_is(
    staff: Staff, rosa: Person, case: Case, event: str, kind: str
) -> None:
    assert take(staff, message(event, "202611170300", control="9")) == ["applied"]
    assert StayEvent.objects.get().kind == kind


@pytest.mark.parametrize(
    "event",
    [
        "A17",
        "A20",
        "A21",
        "A22",
        "A24",
        "A29",
        "A32",
        "A33",
        "A37",
        "A52",
        "A53",
        "A55",
        "A61",
        "A62",
    ],
)
def test_what_means_nothing_here_is_ignored_with_its_own_reason(
    staff: Staff, rosa: Person, case: Case, event: str
) -> None:
    take(staff, ADMIT)
    before = Stay.objects.get()
    assert take(staff, message(event, "202611170300", control="9")) == ["ignored"]
    told = Message.objects.get(control_id="9").reason
    assert told.startswith(event)
    assert "changes nothing that is kept here" not in told
    assert Stay.objects.get().version == before.version


@pytest.mark.parametrize("event", ["A35", "A41", "A42", "A44", "A45", "A49", "A50", "A51"])
def test_moving_a_visit_waits_for_somebody_to_look(
    staff: Staff, rosa: Person, case: Case, event: str
) -> None:
    raw = message(event, "202611170300", control="9", extra="MRG|MRN-7^^^ST-BRIGID^MR||ACC7")
    assert take(staff, ADMIT, raw) == ["applied", "quarantined"]
    assert "somebody has looked" in Message.objects.get(control_id="9").reason


@pytest.mark.parametrize("event", ["A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47", "A48"])
def test_every_way_to_say_that_two_numbers_are_one_persons_joins_them(
    staff: Staff, rosa: Person, case: Case, event: str
) -> None:
    old = message("A01", "202611100900", control="2", mrn="MRN-7", visit="V0")
    join = merge("202611230900", control="3", kept="MRN-1001", gone="MRN-7")
    assert take(staff, old, join.replace(b"A40", event.encode()), register=True) == ["applied"] * 2
    assert set(Identifier.objects.values_list("person", flat=True)) == {rosa.pk}
    assert Stay.objects.get(visit="V0").person == rosa


def test_a_changed_number_never_joins_two_whom_nothing_else_joins(
    staff: Staff, rosa: Person, case: Case
) -> None:
    other = {"mrn": "MRN-7", "name": "Ito^Ken", "born": "19700101"}
    renumber = merge("202611230900", control="3", kept="MRN-1001", gone="MRN-7")
    fates = take(
        staff,
        message("A28", "202611100900", control="2", visit="", **other),
        renumber.replace(b"A40", b"A47"),
        register=True,
    )
    assert fates == ["applied", "quarantined"]
    assert Person.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize(
    ("mark", "word"), [("T", "training"), ("D", "debugging"), ("T^A", "training")]
)
def test_a_message_of_a_trial_is_about_nobody(
    staff: Staff, rosa: Person, case: Case, mark: str, word: str
) -> None:
    raw = ADMIT.replace(b"|P|2.5.1", f"|{mark}|2.5.1".encode())
    assert take(staff, raw) == ["ignored"]
    assert word in Message.objects.get().reason
    assert not Stay.objects.exists()


def test_leaving_and_arriving_move_nobody(staff: Staff, rosa: Person, case: Case) -> None:
    on_the_way = message("A09", "202611170300", control="2", where="ICU^1^A")
    there = message("A10", "202611170310", control="3", where="ICU^1^A")
    take(staff, ADMIT, on_the_way, there)
    assert [place["where"] for place in Stay.objects.get().places] == ["6B^612^1"]


def test_an_announced_stay_says_when_it_is_expected(staff: Staff, rosa: Person, case: Case) -> None:
    ahead = message("A05", "202611231000", control="2", extra="PV2||||||||202612010800")
    assert take(staff, ahead) == ["applied"]
    stay = Stay.objects.get()
    assert stay.announced == {"admission": "2026-12-01T13:00:00+00:00"}
    assert stay.admitted_at is None


def test_an_allergy_taken_out_by_iam_is_not_kept(staff: Staff, rosa: Person, case: Case) -> None:
    raw = message("A60", "202611231000", control="2", extra="IAM|1|DA|7980^Penicillin^RXNORM|MO||A")
    out = message("A60", "202611231000", control="3", extra="IAM|1|DA|2670^Codeine^RXNORM|MO||D")
    assert take(staff, raw, out) == ["applied", "applied"]
    assert [one.display for one in rosa.allergys.order_by("pk")] == ["Penicillin"]
