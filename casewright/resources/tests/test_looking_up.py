"""Looking up whom we work with: about nobody served, so the role alone decides."""

import pytest

from casewright.resources.actions import keep_organization, keep_place, keep_practitioner
from casewright.resources.facts import OrganizationFacts, PlaceFacts, PractitionerFacts
from casewright.resources.models import Organization
from casewright.resources.queries import find_organizations, places_of, practitioners_of
from conftest import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(staff: Staff) -> Organization:
    kept = keep_organization(by=staff.feed, facts=OrganizationFacts(name="St Brigid Hospital"))
    keep_organization(by=staff.feed, facts=OrganizationFacts(name="Harbor Clinic"))
    elena, omar = PractitionerFacts("Elena Park"), PractitionerFacts("Omar Aziz")
    keep_practitioner(by=staff.feed, facts=omar, organization=kept.record)
    keep_practitioner(by=staff.feed, facts=elena, organization=kept.record)
    keep_place(by=staff.feed, facts=PlaceFacts("6 B"), organization=kept.record)
    return kept.record


def test_an_organization_is_found_by_the_start_of_its_name(
    staff: Staff, hospital: Organization
) -> None:
    assert list(find_organizations("st br", viewer=staff.amara)) == [hospital]
    assert list(find_organizations("brigid", viewer=staff.amara)) == []


def test_one_that_closed_is_not_found(staff: Staff, hospital: Organization) -> None:
    closed = OrganizationFacts(name="St Brigid Hospital", is_active=False)
    keep_organization(by=staff.feed, facts=closed, known=hospital)
    assert list(find_organizations("St Brigid", viewer=staff.amara)) == []


def test_its_people_and_places_come_in_alphabetical_order(
    staff: Staff, hospital: Organization
) -> None:
    people = practitioners_of(hospital, viewer=staff.amara)
    assert [one.full_name for one in people] == ["Elena Park", "Omar Aziz"]
    assert [place.name for place in places_of(hospital, viewer=staff.bo)] == ["6 B"]


def test_who_cares_for_nobody_sees_nothing(staff: Staff, hospital: Organization) -> None:
    for nobody in (staff.dev, staff.ada):
        assert not find_organizations("St", viewer=nobody).exists()
        assert not practitioners_of(hospital, viewer=nobody).exists()
        assert not places_of(hospital, viewer=nobody).exists()
