"""Two people editing one page: the later save is refused with both texts, and nothing is lost."""

from datetime import date

import pytest

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.actions import edit_person, say_statement
from casewright.people.models import Person, Statement
from casewright.people.queries import find_people
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_saved_and_written_down_by_name_of_field(
    staff: Staff, rosa: Person, case: Case
) -> None:
    saved = edit_person(
        by=staff.amara, person=rosa, version=1, values={"home_note": "Ring twice."}, at=NOW
    )
    assert (saved.home_note, saved.version) == ("Ring twice.", 2)
    line = Entry.objects.filter(event="people.edited").latest("number")
    assert line.details["fields"] == ["home_note"]
    assert "Ring" not in str(line.details)


def test_the_later_save_gets_both_texts_back(staff: Staff, rosa: Person, case: Case) -> None:
    as_tess_sees_it = Person.objects.get(pk=rosa.pk)
    edit_person(by=staff.amara, person=rosa, version=1, values={"home_note": "Ring twice."}, at=NOW)
    with pytest.raises(Conflict) as conflict:
        edit_person(
            by=staff.tess,
            person=as_tess_sees_it,
            version=1,
            values={"home_note": "Dog in the yard."},
            at=NOW,
        )
    assert conflict.value.theirs == {"home_note": "Ring twice."}
    assert conflict.value.yours == {"home_note": "Dog in the yard."}
    rosa.refresh_from_db()
    assert (rosa.home_note, rosa.version) == ("Ring twice.", 2)


def test_having_seen_the_newer_text_one_may_save(staff: Staff, rosa: Person, case: Case) -> None:
    for version, note in ((1, "Ring twice."), (2, "Ring twice. Dog in the yard.")):
        edit_person(by=staff.tess, person=rosa, version=version, values={"home_note": note}, at=NOW)
    assert rosa.home_note == "Ring twice. Dog in the yard."


def test_a_new_name_to_be_called_by_finds_and_the_old_one_does_not(
    staff: Staff, rosa: Person, case: Case
) -> None:
    for version, called in ((1, "Chayo"), (2, "Rosario")):
        edit_person(by=staff.amara, person=rosa, version=version, values={"called": called}, at=NOW)
    assert find_people("rosario", viewer=staff.amara) == [rosa]
    assert find_people("chayo", viewer=staff.amara) == []
    assert find_people("rosa", viewer=staff.amara) == [rosa]


@pytest.mark.parametrize(
    "field", ["id", "merged_into", "version", "registered_at", "died_on", "display_name", "x"]
)
def test_what_is_not_typed_on_the_page_cannot_be_slipped_in(
    staff: Staff, rosa: Person, case: Case, field: str
) -> None:
    with pytest.raises(Refused, match="not kept here"):
        edit_person(by=staff.amara, person=rosa, version=1, values={field: "1"}, at=NOW)
    rosa.refresh_from_db()
    assert rosa.version == 1


def test_a_text_too_long_for_its_field_is_refused_on_any_database(
    staff: Staff, rosa: Person, case: Case
) -> None:
    with pytest.raises(Refused, match="holds up to 300 characters"):
        edit_person(by=staff.amara, person=rosa, version=1, values={"home_note": "x" * 301}, at=NOW)


def test_a_stranger_edits_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            edit_person(by=stranger, person=rosa, version=1, values={"home_note": "Mine."}, at=NOW)
    rosa.refresh_from_db()
    assert rosa.home_note == ""


def test_a_statement_is_kept_in_the_persons_own_words(
    staff: Staff, rosa: Person, case: Case
) -> None:
    statement = say_statement(
        by=staff.amara,
        person=rosa,
        kind="matters",
        words="Quiero ver crecer mis zinnias.",
        language="es",
        translation="I want to see my zinnias grow.",
        said_on=date(2026, 11, 20),
    )
    assert statement.words == "Quiero ver crecer mis zinnias."
    assert Entry.objects.latest("number").person_key == str(rosa.pk)


@pytest.mark.parametrize(("words", "says"), [("  ", "as it was said"), ("x" * 501, "too long")])
def test_a_statement_of_nothing_or_of_too_much_is_refused(
    staff: Staff, rosa: Person, case: Case, words: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        say_statement(by=staff.amara, person=rosa, kind="watch", words=words, said_on=NOW.date())
    assert Statement.objects.count() == 0


def test_a_stranger_says_nothing_about_anybody(staff: Staff, rosa: Person, case: Case) -> None:
    with pytest.raises(NotPermitted):
        say_statement(by=staff.bo, person=rosa, kind="watch", words="x", said_on=NOW.date())
    assert Statement.objects.count() == 0
