"""Keeping organizations, practitioners and places: who may, and what is found again."""

import pytest

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.fates import Fate
from casewright.resources.actions import keep_organization, keep_place, keep_practitioner
from casewright.resources.facts import OrganizationFacts, PlaceFacts, PractitionerFacts
from casewright.resources.models import Organization, Practitioner
from conftest import Staff

pytestmark = pytest.mark.django_db

ST_BRIGID = OrganizationFacts(
    name="St Brigid Hospital",
    kind="provider",
    code="http://harborvalley.example.org|ST-BRIGID",
    phone="555-0110",
)
ELENA = PractitionerFacts(full_name="Dr. Elena Park", npi="1234567893", role="Physician")


def test_a_new_organization_is_made_and_stands_in_the_trail(staff: Staff) -> None:
    kept = keep_organization(by=staff.feed, facts=ST_BRIGID)
    assert kept.fate == Fate.CREATED
    assert kept.record.name == "St Brigid Hospital"
    line = Entry.objects.get(event="resources.organization_created")
    assert (line.actor, line.subject_key) == ("feed", str(kept.record.pk))


def test_an_organization_is_found_again_by_its_code(staff: Staff) -> None:
    first = keep_organization(by=staff.feed, facts=ST_BRIGID).record
    renamed = OrganizationFacts(name="St Brigid Medical Center", code=ST_BRIGID.code)
    kept = keep_organization(by=staff.carmen, facts=renamed)
    assert (kept.record, kept.fate) == (first, Fate.UPDATED)
    assert Organization.objects.get().name == "St Brigid Medical Center"


def test_what_is_not_said_stays_as_it_was(staff: Staff) -> None:
    keep_organization(by=staff.feed, facts=ST_BRIGID)
    keep_organization(by=staff.feed, facts=OrganizationFacts(name="St Brigid", code=ST_BRIGID.code))
    kept = Organization.objects.get()
    assert (kept.kind, kept.phone) == ("provider", "555-0110")


def test_said_again_nothing_is_written(staff: Staff) -> None:
    keep_organization(by=staff.feed, facts=ST_BRIGID)
    before = Entry.objects.count()
    assert keep_organization(by=staff.feed, facts=ST_BRIGID).fate == Fate.UNCHANGED
    assert Entry.objects.count() == before


def test_a_name_alone_joins_nobody(staff: Staff) -> None:
    for _ in range(2):
        keep_organization(by=staff.feed, facts=OrganizationFacts(name="Community Hospital"))
    assert Organization.objects.count() == 2


def test_a_code_stays_with_the_organization_that_holds_it(staff: Staff) -> None:
    holder = keep_organization(by=staff.feed, facts=ST_BRIGID).record
    other = keep_organization(by=staff.feed, facts=OrganizationFacts(name="Harbor Clinic")).record
    claim = OrganizationFacts(name="Harbor Clinic", code=ST_BRIGID.code)
    keep_organization(by=staff.feed, facts=claim, known=other)
    holder.refresh_from_db()
    other.refresh_from_db()
    assert (holder.code, other.code) == (ST_BRIGID.code, "")


def test_a_closed_organization_is_marked_so(staff: Staff) -> None:
    keep_organization(by=staff.feed, facts=ST_BRIGID)
    closed = OrganizationFacts(name=ST_BRIGID.name, code=ST_BRIGID.code, is_active=False)
    keep_organization(by=staff.feed, facts=closed)
    assert Organization.objects.get().is_active is False


def test_a_practitioner_is_found_again_by_the_npi(staff: Staff) -> None:
    keep_practitioner(by=staff.feed, facts=ELENA)
    married = PractitionerFacts(full_name="Dr. Elena Park-Moss", npi=ELENA.npi)
    kept = keep_practitioner(by=staff.feed, facts=married)
    assert kept.fate == Fate.UPDATED
    assert Practitioner.objects.get().full_name == "Dr. Elena Park-Moss"
    assert Practitioner.objects.get().role == "Physician"


def test_a_place_belongs_to_its_organization(staff: Staff) -> None:
    hospital = keep_organization(by=staff.feed, facts=ST_BRIGID).record
    ward = keep_place(by=staff.feed, facts=PlaceFacts(name="6 B"), organization=hospital).record
    assert ward.organization == hospital
    again = keep_place(by=staff.feed, facts=PlaceFacts(name="6 B", phone="555-0111"), known=ward)
    assert (again.record.pk, again.fate) == (ward.pk, Fate.UPDATED)
    assert again.record.organization == hospital


def test_a_text_too_long_is_cut_to_its_column(staff: Staff) -> None:
    kept = keep_place(by=staff.feed, facts=PlaceFacts(name="W" * 400))
    assert kept.record.name == "W" * 250


def test_without_a_name_it_is_refused_in_words(staff: Staff) -> None:
    with pytest.raises(Refused, match="no name"):
        keep_organization(by=staff.feed, facts=OrganizationFacts(name=" "))
    with pytest.raises(Refused, match="no name"):
        keep_practitioner(by=staff.feed, facts=PractitionerFacts(full_name=""))


@pytest.mark.parametrize("name", ["bo", "amara", "dev", "ada"])
def test_only_feeds_and_supervisors_keep_them(staff: Staff, name: str) -> None:
    somebody = getattr(staff, name)
    with pytest.raises(NotPermitted):
        keep_organization(by=somebody, facts=ST_BRIGID)
    with pytest.raises(NotPermitted):
        keep_practitioner(by=somebody, facts=ELENA)
    with pytest.raises(NotPermitted):
        keep_place(by=somebody, facts=PlaceFacts(name="6 B"))
    assert not Organization.objects.exists()
