"""Receiving many things at once: each as it was said, in few statements, with its lines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.audit.models import Entry
from casewright.chart.actions import fill_in, follow_merge, put_content, receive_all
from casewright.chart.facts import (
    ConditionFact,
    DocumentFact,
    FileFact,
    MedicineFact,
    ObservationFact,
    PlanFact,
    ProcedureFact,
    ReceivedFact,
)
from casewright.chart.models import Attachment, Condition, Document, Observation, Procedure
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.fates import Fate, Kept
from casewright.people.actions import register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

SOURCE = "fhir:st-brigid"
WEIGHT = ObservationFact("Weight", SOURCE, "w", value="70", unit="kg")
STENT = ProcedureFact("Stent", SOURCE, "s")
LETTER = DocumentFact("Letter", SOURCE, "d", files=(FileFact("text/plain", "a", "", 1, b"x"),))


def receive(staff: Staff, person: Person, *facts: ReceivedFact) -> list[Any]:
    received = [(person, fact) for fact in facts]
    return receive_all(by=staff.feed, source=SOURCE, received=received, at=NOW)


def fates(answers: list[Any]) -> list[Any]:
    return [answer.fate if isinstance(answer, Kept) else str(answer) for answer in answers]


def test_answers_come_in_the_order_of_what_was_said(staff: Staff, rosa: Person) -> None:
    nameless = replace(WEIGHT, display=" ", source_key="n")
    answers = receive(staff, rosa, WEIGHT, STENT, nameless, replace(WEIGHT, source_key="w2"))
    assert [type(a.record).__name__ for a in answers if isinstance(a, Kept)] == [
        *("Observation", "Procedure", "Observation"),
    ]
    assert isinstance(answers[2], Refused)
    assert Observation.objects.count() == 2


def test_said_again_nothing_is_written(staff: Staff, rosa: Person) -> None:
    receive(staff, rosa, WEIGHT, STENT, LETTER)
    lines = Entry.objects.count()
    assert fates(receive(staff, rosa, WEIGHT, STENT, LETTER)) == [Fate.UNCHANGED] * 3
    assert Entry.objects.count() == lines


def test_of_two_words_at_once_the_later_stands(staff: Staff, rosa: Person) -> None:
    answers = receive(staff, rosa, WEIGHT, replace(WEIGHT, value="71"))
    assert fates(answers) == [Fate.CREATED, Fate.UPDATED]
    assert Observation.objects.get().value == "71"


def test_a_newer_word_takes_the_older_ones_place(staff: Staff, rosa: Person) -> None:
    receive(staff, rosa, WEIGHT)
    later = [(rosa, replace(WEIGHT, value="72", parts=(("a", "1", "b"),)))]
    at = NOW + timedelta(days=1)
    receive_all(by=staff.feed, source=SOURCE, received=later, at=at)
    kept = Observation.objects.get()
    assert (kept.value, kept.parts, kept.received_at) == ("72", [["a", "1", "b"]], at)


def test_the_trail_has_a_line_a_person_and_one_for_each_row_said_anew(
    staff: Staff, rosa: Person
) -> None:
    receive(staff, rosa, WEIGHT, STENT, replace(STENT, source_key="s2"))
    line = Entry.objects.get(event="chart.received")
    assert line.person_key == str(rosa.pk)
    assert line.details == {"source": SOURCE, "observation": 1, "procedure": 2}
    receive(staff, rosa, replace(WEIGHT, value="71"))
    anew = Entry.objects.get(event="chart.observation_updated")
    assert anew.subject_key == str(Observation.objects.get().pk)


def test_many_cost_as_many_statements_as_few(staff: Staff, rosa: Person) -> None:
    def statements(count: int, start: int) -> int:
        facts = [replace(WEIGHT, source_key=f"k{start + n}") for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            receive(staff, rosa, *facts)
        return len(asked)

    assert statements(2, 0) == statements(40, 100)


@pytest.mark.parametrize("name", ["bo", "amara", "carmen", "dev", "ada"])
def test_nobody_but_a_feed_receives_fills_in_or_puts_bytes(
    staff: Staff, rosa: Person, name: str
) -> None:
    (kept,) = receive(staff, rosa, STENT)
    receive(staff, rosa, LETTER)
    somebody = getattr(staff, name)
    with pytest.raises(NotPermitted):
        receive_all(by=somebody, source=SOURCE, received=[(rosa, WEIGHT)], at=NOW)
    with pytest.raises(NotPermitted):
        fill_in(by=somebody, row=kept.record, column="performer", words="x")
    with pytest.raises(NotPermitted):
        put_content(by=somebody, file=Attachment.objects.get(), media_type="", content=b"y")
    assert not Observation.objects.exists()


def test_words_are_filled_in_only_where_none_stood(staff: Staff, rosa: Person) -> None:
    (kept,) = receive(staff, rosa, STENT)
    assert fill_in(by=staff.feed, row=kept.record, column="performer", words="Dr. Park")
    assert not fill_in(by=staff.feed, row=kept.record, column="performer", words="Dr. Who")
    assert Procedure.objects.get().performer == "Dr. Park"
    with pytest.raises(Refused, match="not a column"):
        fill_in(by=staff.feed, row=kept.record, column="person", words="x")


def test_a_document_with_other_files_is_changed(staff: Staff, rosa: Person) -> None:
    receive(staff, rosa, LETTER)
    other = replace(LETTER, files=(FileFact("text/plain", "a", "", 1, b"y"),))
    assert fates(receive(staff, rosa, other)) == [Fate.UPDATED]
    assert bytes(Attachment.objects.get().content or b"") == b"y"


def test_a_file_named_no_longer_is_not_taken_away(staff: Staff, rosa: Person) -> None:
    receive(staff, rosa, LETTER)
    receive(staff, rosa, replace(LETTER, status="superseded", files=()))
    assert Document.objects.get().status == "superseded"
    assert Attachment.objects.exists()


def test_everything_follows_a_record_joined_to_another(staff: Staff, rosa: Person) -> None:
    twin = register_person(
        by=staff.feed, facts=PersonFacts(names=(NameFact("Delgado", "R."),)), at=NOW
    )
    medicine = MedicineFact("Aspirin", SOURCE, "m")
    said = (WEIGHT, STENT, LETTER, medicine, PlanFact("Plan", SOURCE, "p"))
    receive(staff, twin, *said, ConditionFact("Pain", SOURCE, "c"))
    assert follow_merge(by=staff.feed, kept=rosa, gone=twin) == 6
    assert Condition.objects.get().person == rosa
    assert Attachment.objects.get().person_key == rosa.pk
