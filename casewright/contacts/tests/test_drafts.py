"""Drafts: kept word for word, one about a person, and their author's alone."""

import pytest

from casewright.cases.models import Case
from casewright.contacts.actions import MOST_WRITTEN, discard_draft, keep_draft
from casewright.contacts.models import Draft
from casewright.contacts.queries import my_draft
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.models import Person
from casewright.security.models import Relation
from casewright.tasks.tests.promises import fresh, promise
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
WRITTEN = {"text": "  She said: “ñandú”\n\tاليوم 🌻", "kind": "call", "minutes": ""}


def test_it_is_kept_word_for_word(staff: Staff, rosa: Person, case: Case) -> None:
    keep_draft(by=staff.amara, person=rosa, written=WRITTEN, at=NOW)
    kept = my_draft(rosa.pk, viewer=staff.amara)
    assert kept is not None
    assert kept.written == WRITTEN


def test_what_is_written_on_goes_over_it_and_its_beginning_stays(
    staff: Staff, rosa: Person, case: Case
) -> None:
    task = promise(staff.amara, rosa)
    keep_draft(by=staff.amara, person=rosa, written={"text": "She"}, at=NOW, task=task)
    later = NOW.replace(minute=5)
    keep_draft(by=staff.amara, person=rosa, written={"text": "She is well"}, at=later)
    kept = Draft.objects.get()
    assert (kept.written["text"], kept.started_at, kept.updated_at, kept.task_key) == (
        *("She is well", NOW, later),
        task.pk,
    )


def test_a_draft_is_its_authors_alone(staff: Staff, rosa: Person, case: Case) -> None:
    keep_draft(by=staff.amara, person=rosa, written=WRITTEN, at=NOW)
    for other in (staff.tess, staff.carmen, staff.bo, staff.dev, staff.ada):
        assert my_draft(rosa.pk, viewer=other) is None
    keep_draft(by=staff.tess, person=rosa, written={"text": "Mine"}, at=NOW)
    discard_draft(by=staff.tess, person=rosa)
    assert Draft.objects.get().author == staff.amara


def test_whoever_stands_beside_rosa_no_more_is_not_shown_what_they_wrote(
    staff: Staff, rosa: Person, case: Case
) -> None:
    keep_draft(by=staff.amara, person=rosa, written=WRITTEN, at=NOW)
    Relation.objects.update(ends_at=NOW)
    assert my_draft(rosa.pk, viewer=fresh(staff.amara)) is None


def test_a_draft_of_many_pages_is_refused(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(Refused, match="holds up to"):
        keep_draft(by=staff.amara, person=rosa, written={"text": "x" * (MOST_WRITTEN + 1)}, at=NOW)
    assert Draft.objects.count() == 0


def test_a_stranger_keeps_and_discards_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    keep_draft(by=staff.amara, person=rosa, written=WRITTEN, at=NOW)
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            keep_draft(by=stranger, person=rosa, written=WRITTEN, at=NOW)
        with pytest.raises(NotPermitted):
            discard_draft(by=stranger, person=rosa)
    assert Draft.objects.get().author == staff.amara
