"""Receiving what others say about somebody's health: once, and the newest word stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casewright.audit.models import Entry
from casewright.chart.actions import (
    receive_allergy,
    receive_condition,
    receive_medicine,
    receive_observation,
)
from casewright.chart.facts import AllergyFact, ConditionFact, MedicineFact, ObservationFact
from casewright.chart.models import Condition
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.fates import Fate
from casewright.people.actions import register_person
from casewright.people.facts import NameFact, PersonFacts
from casewright.people.models import Person
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

FAILURE = ConditionFact(
    display="Heart failure",
    source="ST-BRIGID",
    source_key="condition-1",
    system="http://hl7.org/fhir/sid/icd-10-cm",
    code="I50.9",
    status="active",
    dated_at=datetime(2026, 11, 2, 15, 0, tzinfo=UTC),
)
EVERYTHING: list[tuple[Callable[..., Any], Any]] = [
    (receive_condition, FAILURE),
    (
        receive_medicine,
        MedicineFact("Furosemide 40 mg", "ST-BRIGID", "m-1", directions="1 each morning"),
    ),
    (
        receive_allergy,
        AllergyFact("Penicillin", "ST-BRIGID", "a-1", reaction="Hives", severity="moderate"),
    ),
    (
        receive_observation,
        ObservationFact("Hemoglobin", "ST-BRIGID", "o-1", value="11.2", unit="g/dL"),
    ),
]


@pytest.mark.parametrize(("receive", "fact"), EVERYTHING)
def test_what_is_new_is_kept_as_it_was_said(
    receive: Callable[..., Any], fact: Any, staff: Staff, rosa: Person
) -> None:
    kept = receive(by=staff.feed, person=rosa, fact=fact, at=NOW)
    assert kept.fate == Fate.CREATED
    kept.record.refresh_from_db()
    said = {name: [*v] if isinstance(v, tuple) else v for name, v in vars(fact).items()}
    assert {name: getattr(kept.record, name) for name in said} == said
    assert (kept.record.person, kept.record.received_at) == (rosa, NOW)


@pytest.mark.parametrize(("receive", "fact"), EVERYTHING)
def test_said_again_nothing_changes_and_nothing_is_written(
    receive: Callable[..., Any], fact: Any, staff: Staff, rosa: Person
) -> None:
    receive(by=staff.feed, person=rosa, fact=fact, at=NOW)
    lines = Entry.objects.count()
    again = receive(by=staff.feed, person=rosa, fact=fact, at=NOW + timedelta(days=1))
    assert again.fate == Fate.UNCHANGED
    assert again.record.received_at == NOW
    assert Entry.objects.count() == lines


@pytest.mark.parametrize(("receive", "fact"), EVERYTHING)
def test_a_newer_word_takes_the_older_ones_place(
    receive: Callable[..., Any], fact: Any, staff: Staff, rosa: Person
) -> None:
    first = receive(by=staff.feed, person=rosa, fact=fact, at=NOW).record
    later = NOW + timedelta(days=1)
    newer = replace(fact, status="resolved")
    kept = receive(by=staff.feed, person=rosa, fact=newer, at=later)
    assert (kept.record.pk, kept.fate) == (first.pk, Fate.UPDATED)
    first.refresh_from_db()
    assert (first.status, first.received_at) == ("resolved", later)


@pytest.mark.parametrize(("receive", "fact"), EVERYTHING)
def test_nobody_but_a_feed_may_receive(
    receive: Callable[..., Any], fact: Any, staff: Staff, rosa: Person
) -> None:
    for somebody in (staff.bo, staff.amara, staff.carmen, staff.dev):
        with pytest.raises(NotPermitted):
            receive(by=somebody, person=rosa, fact=fact, at=NOW)


def test_two_sources_that_speak_of_one_thing_make_two_rows(staff: Staff, rosa: Person) -> None:
    receive_condition(by=staff.feed, person=rosa, fact=FAILURE, at=NOW)
    other = replace(FAILURE, source="HARBOR-CLINIC")
    receive_condition(by=staff.feed, person=rosa, fact=other, at=NOW)
    assert Condition.objects.filter(person=rosa).count() == 2


def test_a_source_that_names_another_person_is_followed(staff: Staff, rosa: Person) -> None:
    walter = register_person(
        by=staff.feed, facts=PersonFacts(names=(NameFact("Kowalski", "Walter"),)), at=NOW
    )
    receive_condition(by=staff.feed, person=rosa, fact=FAILURE, at=NOW)
    kept = receive_condition(by=staff.feed, person=walter, fact=FAILURE, at=NOW)
    assert kept.fate == Fate.UPDATED
    assert Condition.objects.get().person == walter


def test_words_too_long_are_cut_and_a_code_too_long_is_left_out(staff: Staff, rosa: Person) -> None:
    long = replace(FAILURE, display="Heart " * 100, code="1" * 61)
    kept = receive_condition(by=staff.feed, person=rosa, fact=long, at=NOW).record
    assert kept.display == ("Heart " * 100)[:300]
    assert (kept.system, kept.code) == ("", "")


def test_a_key_too_long_is_refused_and_never_cut(staff: Staff, rosa: Person) -> None:
    with pytest.raises(Refused, match="too long"):
        receive_condition(
            by=staff.feed, person=rosa, fact=replace(FAILURE, source_key="k" * 201), at=NOW
        )
    assert not Condition.objects.exists()


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ({"source": ""}, "which source"),
        ({"source_key": ""}, "which source"),
        ({"display": " "}, "neither a code nor words"),
    ],
)
def test_what_says_too_little_is_refused_in_words(
    missing: dict[str, Any], reason: str, staff: Staff, rosa: Person
) -> None:
    with pytest.raises(Refused, match=reason):
        receive_condition(by=staff.feed, person=rosa, fact=replace(FAILURE, **missing), at=NOW)


def test_the_trail_holds_keys_and_the_source_and_no_words(staff: Staff, rosa: Person) -> None:
    kept = receive_condition(by=staff.feed, person=rosa, fact=FAILURE, at=NOW).record
    line = Entry.objects.get(event="chart.condition_created")
    assert (line.subject_key, line.person_key) == (str(kept.pk), str(rosa.pk))
    assert line.details == {"source": "ST-BRIGID"}
