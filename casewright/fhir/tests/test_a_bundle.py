"""A hospital's bundle: every resource kept where it belongs, and everything adds up."""

from pathlib import Path

import pytest

from casewright.audit.models import Entry
from casewright.chart.models import Allergy, Condition, Medicine
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import FIXTURES, write
from casewright.people.models import ContactPoint, Coverage, Kin, Person
from casewright.resources.models import Organization, Place, Practitioner
from casewright.transitions.models import Stay

pytestmark = pytest.mark.django_db


def test_every_kind_of_resource_finds_its_room(bring: Bring) -> None:
    report = bring(FIXTURES / "rosa.json")
    assert report.refused == []
    assert report.counts == {"created": 11, "ignored": 3}
    rosa = Person.objects.get()
    assert rosa.display_name == "Rosa Maria Delgado"
    assert rosa.languages[0]["code"] == "es"
    assert Condition.objects.get().display == "Heart failure, unspecified"
    assert Medicine.objects.get().directions == "Take 1 tablet each morning (with water)"
    assert Allergy.objects.get().reaction == "Hives, Wheezing"
    assert Coverage.objects.get().plan_type == "medicare_advantage"
    assert {kin.full_name for kin in Kin.objects.all()} == {"Lucia Delgado", "Ana Delgado"}
    assert Organization.objects.get(kind="payer").name == "Harbor Advantage"
    assert Practitioner.objects.get().npi == "1234567893"
    assert Place.objects.get().organization == Organization.objects.get(kind="provider")
    assert Stay.objects.get().facility_name == "St Brigid Hospital"


def test_the_numbers_add_up_to_what_was_read(bring: Bring) -> None:
    told = bring(FIXTURES / "rosa.json").as_json()
    kept = told["created"] + told["updated"] + told["unchanged"]
    assert kept + len(told["refused"]) + sum(told["ignored"].values()) == told["read"] == 14
    assert told["ignored"] == {"CareTeam": 1, "Observation": 1, "entry without a resource": 1}


def test_a_batch_leaves_its_line_and_every_deed_its_own(bring: Bring) -> None:
    bring(FIXTURES / "rosa.json")
    lines = Entry.objects.values_list("event", flat=True)
    assert {"fhir.batch_imported", "people.registered", "transitions.heard"} <= set(lines)
    batches = Entry.objects.filter(event="fhir.batch_imported").order_by("number")
    assert [line.details["source"] for line in batches] == ["st-brigid", "st-brigid"]
    assert all(line.actor == "feed" for line in batches)


def test_imported_twice_nothing_changes(bring: Bring) -> None:
    bring(FIXTURES / "rosa.json")
    lines = Entry.objects.exclude(event="fhir.batch_imported").count()
    again = bring(FIXTURES / "rosa.json")
    assert again.counts == {"unchanged": 11, "ignored": 3}
    assert Entry.objects.exclude(event="fhir.batch_imported").count() == lines


def test_a_newer_version_is_told_from_a_repeat(bring: Bring, tmp_path: Path) -> None:
    said = (FIXTURES / "rosa.json").read_text(encoding="utf-8")
    bring(FIXTURES / "rosa.json")
    moved = write(tmp_path / "moved.json", said.replace("12 Mill Lane", "7 Ferry Road"))
    assert bring(moved).counts == {"updated": 1, "unchanged": 10, "ignored": 3}
    points = ContactPoint.objects.filter(channel="post").values_list("value", flat=True)
    assert "7 Ferry Road, Harbor Valley, NY 12000" in set(points)


def test_what_is_new_only_to_others_is_no_newer_version(bring: Bring, tmp_path: Path) -> None:
    said = (FIXTURES / "rosa.json").read_text(encoding="utf-8")
    bring(FIXTURES / "rosa.json")
    photo = said.replace('"gender": "female"', '"photo": [{"url": "x"}], "gender": "female"')
    assert bring(write(tmp_path / "photo.json", photo)).counts["unchanged"] == 11
