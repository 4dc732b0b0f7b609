"""An import that is killed and run again ends in the same state as one that was not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casewright.audit.models import Entry
from casewright.chart.models import Condition, Medicine
from casewright.fhir import importing
from casewright.fhir.actions import import_batch
from casewright.fhir.models import Imported
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import condition, medicine, organization, patient, walter, write
from casewright.people.models import ContactPoint, Identifier, Person, PersonName
from casewright.resources.models import Organization

pytestmark = pytest.mark.django_db

KEPT = (Person, PersonName, Identifier, ContactPoint, Condition, Medicine, Organization)


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty resources, those that name others first, kept three at a time."""
    monkeypatch.setattr(importing, "BATCH", 3)
    conditions = [
        condition(f"c{n}", whose=f"Patient/{'rosa' if n % 2 else 'walter'}") for n in range(17)
    ]
    medicines = [medicine(f"m{n}", whose="Patient/walter") for n in range(17)]
    write(tmp_path / "export" / "Condition.ndjson", *conditions)
    write(tmp_path / "export" / "MedicationRequest.ndjson", *medicines)
    write(tmp_path / "export" / "Organization.ndjson", *[organization(f"o{n}") for n in range(4)])
    write(tmp_path / "export" / "Patient.ndjson", patient(), walter())
    return tmp_path / "export"


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (*KEPT, Imported)}


@pytest.mark.parametrize("batches", range(0, 14, 3))
def test_killed_after_any_batch_it_is_taken_up_where_it_was(
    bring: Bring, export: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(importing, "import_batch", _killed_after(batches))
        with pytest.raises(KeyboardInterrupt):
            bring(export)
    report = bring(export)
    assert report.counts["created"] + report.counts["unchanged"] == 40
    assert rows() == {
        "Person": 2,
        "PersonName": 2,
        "Identifier": 2,
        "ContactPoint": 2,
        "Condition": 17,
        "Medicine": 17,
        "Organization": 1,
        "Imported": 43,
    }
    assert bring(export).counts == {"unchanged": 40}


def test_a_batch_that_fails_midway_leaves_nothing_of_itself(
    bring: Bring, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    lines = Entry.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr("casewright.fhir.actions.known.Known.save", fail)
        with pytest.raises(KeyboardInterrupt):
            bring(export)
    assert not any(rows().values())
    assert Entry.objects.count() == lines


def _killed_after(batches: int) -> Callable[..., Any]:
    done = 0

    def keep_or_die(**said: Any) -> Any:
        nonlocal done
        if done == batches:
            raise KeyboardInterrupt
        done += 1
        return import_batch(**said)

    return keep_or_die
