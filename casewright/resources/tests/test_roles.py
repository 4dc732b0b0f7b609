"""Roles: who works where; kept by feeds and supervisors, looked up by whoever cares for people."""

from datetime import date

import pytest

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.fates import Fate
from casewright.resources.actions import keep_organization, keep_practitioner, keep_role
from casewright.resources.facts import OrganizationFacts, PractitionerFacts, RoleFacts
from casewright.resources.models import Organization, Practitioner, PractitionerRole
from casewright.resources.queries import roles_at, roles_of
from conftest import Staff

pytestmark = pytest.mark.django_db

HEART = RoleFacts(role="Attending", specialty="Cardiology", phones="555-0131, 555-0132")


@pytest.fixture
def hospital(staff: Staff) -> Organization:
    return keep_organization(by=staff.feed, facts=OrganizationFacts("St Brigid Hospital")).record


@pytest.fixture
def park(staff: Staff) -> Practitioner:
    return keep_practitioner(by=staff.feed, facts=PractitionerFacts("Elena Park")).record


def test_a_role_is_kept_once_and_stands_in_the_trail(
    staff: Staff, hospital: Organization, park: Practitioner
) -> None:
    kept = keep_role(by=staff.feed, facts=HEART, practitioner=park, organization=hospital)
    assert kept.fate == Fate.CREATED
    again = keep_role(by=staff.feed, facts=HEART, known=kept.record)
    assert again.fate == Fate.UNCHANGED
    assert Entry.objects.filter(event="resources.role_created").count() == 1
    assert list(roles_of(park, viewer=staff.amara)) == [kept.record]


def test_a_role_of_nobody_and_nowhere_is_refused(staff: Staff) -> None:
    with pytest.raises(Refused, match="neither a practitioner nor an organization"):
        keep_role(by=staff.feed, facts=HEART)


def test_a_role_that_ends_before_it_begins_is_refused(staff: Staff, hospital: Organization) -> None:
    wrong = RoleFacts(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="before it begins"):
        keep_role(by=staff.feed, facts=wrong, organization=hospital)


@pytest.mark.parametrize("name", ["bo", "amara", "dev", "ada"])
def test_only_feeds_and_supervisors_keep_roles(
    staff: Staff, hospital: Organization, name: str
) -> None:
    with pytest.raises(NotPermitted):
        keep_role(by=getattr(staff, name), facts=HEART, organization=hospital)
    assert not PractitionerRole.objects.exists()


def test_who_cares_for_nobody_sees_no_role(
    staff: Staff, hospital: Organization, park: Practitioner
) -> None:
    keep_role(by=staff.feed, facts=HEART, practitioner=park, organization=hospital)
    for nobody in (staff.dev, staff.ada):
        assert not roles_at(hospital, viewer=nobody).exists()
        assert not roles_of(park, viewer=nobody).exists()
