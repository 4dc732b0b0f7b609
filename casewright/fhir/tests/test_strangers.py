"""Who may import, and who sees whom an import brought."""

import pytest

from casewright.audit.models import Entry
from casewright.cases.actions import open_case
from casewright.chart.queries import conditions_of, medicines_of
from casewright.fhir.actions import import_batch
from casewright.fhir.queries import holders_of, people_by_key
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import FIXTURES, MRN
from casewright.foundation.errors import NotPermitted
from casewright.people.models import Person
from casewright.people.queries import find_people, my_people
from casewright.transitions.queries import stays_of
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["bo", "amara", "carmen", "dev", "ada", "ina"])
def test_only_a_service_imports(staff: Staff, name: str) -> None:
    with pytest.raises(NotPermitted):
        import_batch(by=getattr(staff, name), source="s", batch=[], is_last=True, at=NOW)
    assert Entry.objects.get(outcome="refused").event == "fhir.import_batch"


def test_a_stranger_sees_nobody_whom_an_import_brought(bring: Bring, staff: Staff) -> None:
    bring(FIXTURES / "rosa.json", FIXTURES / "harbor")
    for stranger in (staff.bo, staff.amara, staff.dev, staff.ada):
        assert find_people("Rosa", viewer=stranger) == []
        assert not my_people(viewer=stranger).exists()
    for person in Person.objects.order_by("pk"):
        assert not conditions_of(person.pk, viewer=staff.bo).exists()
        assert not medicines_of(person.pk, viewer=staff.bo).exists()
        assert not stays_of(person.pk, viewer=staff.bo).exists()


def test_the_intake_team_sees_them_and_opens_their_cases(bring: Bring, staff: Staff) -> None:
    bring(FIXTURES / "rosa.json")
    (rosa,) = find_people("Rosa Delgado", viewer=staff.ina)
    open_case(
        by=staff.ina,
        person=rosa,
        program="Complex care",
        team=staff.north,
        manager=staff.amara,
        at=NOW,
    )
    (seen,) = conditions_of(rosa.pk, viewer=staff.amara)
    assert seen.display == "Heart failure, unspecified"


def test_the_doors_own_look_ups_show_a_stranger_nobody(bring: Bring, staff: Staff) -> None:
    bring(FIXTURES / "rosa.json")
    rosa, pair = Person.objects.get(), (MRN, "MRN-1001")
    assert holders_of([pair], viewer=staff.feed) == {pair: rosa}
    assert people_by_key([rosa.pk], viewer=staff.feed) == {rosa.pk: rosa}
    assert holders_of([pair], viewer=staff.bo) == {}
    assert people_by_key([rosa.pk], viewer=staff.bo) == {}
