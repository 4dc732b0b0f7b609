"""PractitionerRole: who works where, in what, and how they are reached there."""

from datetime import date

import pytest

from casewright.fhir.tests.conftest import Bring, reasons
from casewright.fhir.tests.said import organization, practitioner, role
from casewright.resources.models import PractitionerRole
from casewright.resources.queries import roles_at, roles_of
from conftest import Staff

pytestmark = pytest.mark.django_db

WARD = {"resourceType": "Location", "id": "6b", "name": "6 B"}


def test_a_role_joins_who_where_and_what(bring: Bring, staff: Staff) -> None:
    said = role(location=[{"reference": "Location/6b"}], period={"start": "2024-01-01"})
    assert bring(said, practitioner(), organization(), WARD).counts == {"created": 4}
    kept = PractitionerRole.objects.get()
    assert kept.practitioner is not None
    assert kept.organization is not None
    assert kept.place is not None
    assert (kept.practitioner.full_name, kept.organization.name, kept.place.name) == (
        *("Elena Park", "St Brigid Hospital", "6 B"),
    )
    assert (kept.role, kept.specialty, kept.phones) == ("Attending", "Cardiology", "555-0131")
    assert (kept.starts_on, kept.is_active) == (date(2024, 1, 1), True)
    assert list(roles_at(kept.organization, viewer=staff.amara)) == [kept]
    assert list(roles_of(kept.practitioner, viewer=staff.bo)) == [kept]
    assert not roles_at(kept.organization, viewer=staff.dev).exists()


def test_a_role_that_ended_is_kept_and_not_shown(bring: Bring, staff: Staff) -> None:
    bring(role(), practitioner(), organization())
    assert bring(role(active=False), practitioner(), organization()).counts["updated"] == 1
    kept = PractitionerRole.objects.get()
    assert not kept.is_active
    assert kept.organization is not None
    assert not roles_at(kept.organization, viewer=staff.amara).exists()


def test_a_role_of_nobody_known_is_refused(bring: Bring) -> None:
    assert reasons(bring(role())) == [
        "It names neither a practitioner nor an organization that is known here."
    ]


def test_whoever_comes_later_takes_their_place(bring: Bring) -> None:
    report = bring(role(), organization())
    assert report.unresolved == [
        {
            "file": "bundle.json",
            "position": 1,
            "type": "PractitionerRole",
            "names": "practitioner: Practitioner/http://hl7.org/fhir/sid/us-npi|1234567893",
        }
    ]
    bring(practitioner())
    kept = PractitionerRole.objects.get()
    assert kept.practitioner is not None
    assert kept.practitioner.full_name == "Elena Park"
    assert bring(role(), organization(), practitioner()).counts == {"unchanged": 3}
