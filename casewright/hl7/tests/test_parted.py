"""A hospital joined two records that are two people's: a colleague takes it back."""

import pytest

from casewright.cases.models import Case
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed, merge, message
from casewright.people.models import Identifier, Merge, Person
from casewright.security.actions import relate
from casewright.transitions.actions import part_records
from casewright.transitions.models import Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def take(staff: Staff, *raws: bytes) -> None:
    for raw in raws:
        take_in(by=staff.feed, framed=framed(raw), origin="night", register=True, at=NOW)


def test_after_parting_each_number_and_stay_is_its_own_persons_again(
    staff: Staff, rosa: Person, case: Case
) -> None:
    other = message("A01", "202611220900", control="1", mrn="MRN-7", name="Delgado^Ana", visit="V7")
    take(staff, other)
    ana = Identifier.objects.get(value="MRN-7").person
    relate(by=staff.carmen, person_key=ana.pk, kind="team", team=staff.north, at=NOW)
    take(staff, merge("202611230900", control="2", kept="MRN-1001", gone="MRN-7"))
    joined = Merge.objects.get()
    assert joined.joined_by is None
    assert Stay.objects.get(visit="V7").person == rosa
    part_records(by=staff.carmen, merge=joined, at=NOW)
    assert Stay.objects.get(visit="V7").person == ana
    leaves = message(
        "A03", "202611231700", control="3", mrn="MRN-7", name="Delgado^Ana", visit="V7"
    )
    take(staff, leaves)
    stay = Stay.objects.get(visit="V7")
    assert (stay.person, stay.discharged_at is not None) == (ana, True)
    assert not Stay.objects.filter(person=rosa).exists()
