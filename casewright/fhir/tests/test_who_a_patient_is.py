"""Who a Patient is: known by id, met by an identifier, or new; and never the wrong one."""

from datetime import date

import pytest

from casewright.fhir.models import Imported
from casewright.fhir.rules import Likeness, likeness, same_person, somebody_else
from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import MRN, patient, walter
from casewright.people.actions import merge_people, register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts
from casewright.people.models import Identifier, Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

ROSA = likeness(date(1948, 5, 2), [("Delgado", "Rosa Maria")])


def test_a_patient_is_known_again_by_the_id_of_the_same_source(bring: Bring) -> None:
    bring(patient())
    bring(patient(telecom=[{"system": "phone", "value": "555-0199"}], identifier=[]))
    assert Person.objects.get().contactpoints.count() == 2


def test_a_person_registered_here_is_met_by_an_exact_identifier(bring: Bring, staff: Staff) -> None:
    facts = PersonFacts(
        names=(NameFact("Delgado", "Rosa"),),
        birth_date=date(1948, 5, 2),
        identifiers=(IdentifierFact(MRN, "rosa", "MR"),),
    )
    rosa = register_person(by=staff.feed, facts=facts, at=NOW)
    report = bring(patient())
    assert Person.objects.get() == rosa
    assert Imported.objects.filter(resource_id="rosa").get().record_key == rosa.pk
    assert any("known already by an identifier" in remark for remark in report.remarks)


def test_two_people_who_share_an_identifier_stay_two(bring: Bring) -> None:
    shared = [{"system": "urn:population", "value": "000087"}]
    bring(patient(identifier=shared), source="here")
    report = bring(walter(identifier=shared), source="there")
    assert Person.objects.count() == 2
    assert Identifier.objects.get().person.display_name == "Rosa Maria Delgado"
    assert report.remarks == {
        "Patient: an identifier that somebody else here holds was left out": {
            "count": 1,
            "file": "bundle.json",
            "position": 1,
        }
    }


def test_a_member_number_is_a_households_and_joins_nobody(bring: Bring) -> None:
    card = {"type": {"coding": [{"code": "MB"}]}, "system": "urn:payer", "value": "HA-1"}
    twin = patient("ana", identifier=[card])
    twin["name"] = [{"family": "Delgado", "given": ["Ana"]}]
    bring(patient(identifier=[card]), twin)
    assert Person.objects.count() == 2


def test_identifiers_of_two_people_are_refused_until_somebody_looks(bring: Bring) -> None:
    one, other = {"system": "urn:a", "value": "1"}, {"system": "urn:b", "value": "2"}
    bring(patient("first", identifier=[one]), source="a")
    bring(patient("second", identifier=[other]), source="b")
    report = bring(patient("both", identifier=[one, other]), source="c")
    assert reasons(report) == [
        "Its identifiers are those of two people here. Look whether these are one."
    ]


def test_an_id_that_comes_to_mean_somebody_else_is_refused(bring: Bring) -> None:
    bring(patient("p1"))
    report = bring(walter("p1"))
    assert len(report.refused) == 1
    assert "somebody else when it was last read" in report.refused[0]["reason"]
    assert Person.objects.get().display_name == "Rosa Maria Delgado"


def test_a_record_joined_to_another_is_followed(bring: Bring, staff: Staff) -> None:
    bring(patient("old", identifier=[]), patient("new", identifier=[]))
    old, new = _person("old"), _person("new")
    merge_people(by=staff.feed, kept=new, gone=old, at=NOW, source="test")
    bring(patient("old", identifier=[], telecom=[{"system": "phone", "value": "555-0177"}]))
    assert new.contactpoints.filter(value="555-0177").exists()


def _person(key: str) -> Person:
    return Person.objects.get(pk=str(Imported.objects.get(resource_id=key).record_key))


def test_a_number_without_a_system_is_the_sources_own(bring: Bring) -> None:
    bring(patient(identifier=[{"value": "77"}]))
    assert Identifier.objects.get().system == "fhir:st-brigid"


def test_the_number_of_a_paper_is_not_kept(bring: Bring) -> None:
    social = {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-55-0142"}
    bring(patient(identifier=[social]))
    assert not Identifier.objects.exists()
    assert not Imported.objects.filter(resource_id__contains="999-55").exists()


def test_two_of_birth_date_family_and_given_name_must_agree() -> None:
    daughter = likeness(date(1975, 1, 9), [("Delgado", "Lucia")])
    renamed = likeness(date(1948, 5, 2), [("Ortiz", "Rosa")])
    mistyped = likeness(date(1948, 2, 5), [("DELGADO", "rosa")])
    assert not same_person(ROSA, daughter)
    assert same_person(ROSA, renamed)
    assert same_person(ROSA, mistyped)


def test_without_a_birth_date_one_name_must_agree() -> None:
    assert same_person(ROSA, likeness(None, [("Delgado", "")]))
    assert not same_person(ROSA, likeness(None, [("Kowalski", "Walter")]))


def test_a_newer_version_is_somebody_else_only_when_nothing_agrees() -> None:
    assert somebody_else(ROSA, likeness(date(1945, 2, 11), [("Kowalski", "Walter")]))
    assert not somebody_else(ROSA, likeness(date(1948, 5, 2), [("Kowalski", "Walter")]))
    assert not somebody_else(ROSA, Likeness(None, frozenset({"kowalski"}), frozenset()))
