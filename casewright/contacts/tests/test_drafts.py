"""Drafts: kept word for word, one about a person, and their author's alone."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.contacts.actions import discard_draft, keep_draft
from casewright.contacts.models import Draft
from casewright.contacts.queries import my_draft
from casewright.contacts.rules import MOST_WRITTEN
from casewright.foundation.errors import Conflict, NotPermitted, Refused
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


def test_a_second_tab_does_not_write_over_the_first(staff: Staff, rosa: Person, case: Case) -> None:
    first, second = uuid4(), uuid4()
    keep = partial(keep_draft, by=staff.amara, person=rosa, at=NOW)
    keep(written={"text": "Tab one"}, form_key=first)
    with pytest.raises(Conflict) as conflict:
        keep(written={"text": "Tab two"}, form_key=second)
    assert (conflict.value.theirs, conflict.value.yours) == (
        {"text": "Tab one"},
        {"text": "Tab two"},
    )
    assert Draft.objects.get().written == {"text": "Tab one"}
    with pytest.raises(Conflict):
        keep(written={"text": "Tab two"}, form_key=second, seen=0)


def test_whoever_has_seen_the_other_tabs_text_goes_on_and_then_the_first_is_asked(
    staff: Staff, rosa: Person, case: Case
) -> None:
    first, second = uuid4(), uuid4()
    keep = partial(keep_draft, by=staff.amara, person=rosa, at=NOW)
    kept = keep(written={"text": "Tab one"}, form_key=first)
    keep(written={"text": "Both"}, form_key=second, seen=kept.version)
    with pytest.raises(Conflict):
        keep(written={"text": "Tab one, more"}, form_key=first, seen=kept.version)
    assert Draft.objects.get().written == {"text": "Both"}


def test_a_form_whose_answer_was_lost_goes_on_with_its_own_draft(
    staff: Staff, rosa: Person, case: Case
) -> None:
    form = uuid4()
    keep = partial(keep_draft, by=staff.amara, person=rosa, at=NOW, form_key=form, seen=0)
    keep(written={"text": "She"})
    keep(written={"text": "She is"})
    assert keep(written={"text": "She is well"}).version == 3


def test_the_same_words_from_two_tabs_are_no_conflict(
    staff: Staff, rosa: Person, case: Case
) -> None:
    for _tab in range(2):
        keep_draft(by=staff.amara, person=rosa, written=WRITTEN, at=NOW, form_key=uuid4())
    assert Draft.objects.get().version == 2


def test_the_trail_has_one_line_a_sitting_and_not_one_an_autosave(
    staff: Staff, rosa: Person, case: Case
) -> None:
    for minute in (0, 5, 34, 65, 66):
        at = NOW + timedelta(minutes=minute)
        keep_draft(by=staff.amara, person=rosa, written={"text": f"At {minute}"}, at=at)
    # Taken up at once, and again 31 minutes after the last word.
    assert Entry.objects.filter(event="contacts.draft_kept").count() == 2


def test_a_stranger_keeps_no_draft_in_any_tab(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(NotPermitted):
        keep_draft(by=staff.bo, person=rosa, written=WRITTEN, at=NOW, form_key=uuid4())
