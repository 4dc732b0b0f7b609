"""Keeping what a source newly says: twice said is once kept, and nobody's work is overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.audit.queries import head
from casewright.cases.models import Case
from casewright.foundation.errors import NotPermitted, Refused
from casewright.people.actions import edit_person, keep_facts
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)
from casewright.people.models import ContactPoint, Coverage, Kin, Person, PersonName, SearchKey
from casewright.people.tests.test_register import WALTER
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def everything(person: Person) -> dict[str, list[Any]]:
    """Every row about a person, as values."""
    rows = {
        model.__name__: sorted(map(str, model.objects.filter(person=person).values_list()))
        for model in (PersonName, ContactPoint, Kin, Coverage, SearchKey)
    }
    return {**rows, "Person": [Person.objects.filter(pk=person.pk).values().get()]}


def test_what_is_new_is_kept_and_named(staff: Staff, rosa: Person, case: Case) -> None:
    facts = replace(WALTER, names=(NameFact(family="Delgado-Ruiz", given="Rosa"),))
    changed = keep_facts(by=staff.feed, person=rosa, facts=facts, at=NOW, source="ST-BRIGID")
    assert {"names", "identifiers", "points", "kin", "coverages", "languages"} <= set(changed)
    assert rosa.version == 2


def test_the_newest_official_name_is_shown_and_the_older_still_finds(
    staff: Staff, rosa: Person, case: Case
) -> None:
    married = PersonFacts(names=(NameFact(family="Ruiz", given="Rosa"),))
    keep_facts(by=staff.feed, person=rosa, facts=married, at=NOW)
    rosa.refresh_from_db()
    assert (rosa.display_name, rosa.sort_name) == ("Rosa Ruiz", "ruiz rosa")
    assert SearchKey.objects.filter(person=rosa, key="delgado").exists()


def test_a_new_nickname_does_not_become_the_name_on_a_letter(
    staff: Staff, rosa: Person, case: Case
) -> None:
    nickname = PersonFacts(names=(NameFact(family="", given="Chayo", use="nickname"),))
    keep_facts(by=staff.feed, person=rosa, facts=nickname, at=NOW)
    rosa.refresh_from_db()
    assert rosa.display_name == "Rosa Delgado"


def test_the_same_said_again_changes_nothing_and_leaves_no_line(
    staff: Staff, rosa: Person, case: Case
) -> None:
    keep_facts(by=staff.feed, person=rosa, facts=WALTER, at=NOW)
    before, line = everything(rosa), head()
    assert keep_facts(by=staff.feed, person=rosa, facts=WALTER, at=NOW) == []
    assert (everything(rosa), head()) == (before, line)


words = st.text(max_size=200)
names = st.builds(NameFact, family=words, given=words, use=st.sampled_from(["official", "maiden"]))
facts_of_anything = st.builds(
    PersonFacts,
    names=st.lists(names, max_size=2).map(tuple),
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    birth_precision=st.sampled_from(["day", "month", "year"]),
    called=words,
    home_note=st.text(max_size=400),
    languages=st.lists(
        st.builds(
            LanguageFact,
            code=st.sampled_from(["en", "es", "ar"]),
            preferred=st.booleans(),
            interpreter=st.booleans(),
            reads=st.booleans(),
        ),
        max_size=2,
        unique_by=lambda language: language.code,
    ).map(tuple),
    points=st.lists(
        st.builds(
            PointFact,
            channel=st.sampled_from(["phone", "sms", "email", "post"]),
            value=st.sampled_from(["555-0142", "(555) 0142", "1", "x", "X ", "y" * 500]),
            safe_to_use=st.none() | st.booleans(),
            safe_to_leave_message=st.none() | st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    kin=st.lists(
        st.builds(
            KinFact,
            full_name=st.sampled_from(["Nina Delgado", "nina  delgado", "z" * 300]),
            may_be_told=st.none() | st.sampled_from(["nothing", "everything"]),
        ),
        max_size=2,
        unique_by=lambda kin: kin.full_name.casefold()[:4],
    ).map(tuple),
    coverages=st.lists(
        st.builds(CoverageFact, payer_name=st.sampled_from(["A", "b" * 300])),
        max_size=2,
        unique_by=lambda cover: cover.payer_name,
    ).map(tuple),
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts_of_anything)
def test_whatever_a_source_says_it_may_say_twice(
    staff: Staff, rosa: Person, case: Case, facts: PersonFacts
) -> None:
    facts = _without_nul(facts)
    keep_facts(by=staff.feed, person=rosa, facts=facts, at=NOW)
    assert keep_facts(by=staff.feed, person=rosa, facts=facts, at=NOW) == []


def _without_nul(facts: PersonFacts) -> PersonFacts:
    """The doors refuse NUL and lone surrogates before anything is kept."""

    def clean(text: str) -> str:
        return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")

    return replace(
        facts,
        names=tuple(
            NameFact(family=clean(n.family), given=clean(n.given), use=n.use) for n in facts.names
        ),
        called=clean(facts.called),
        home_note=clean(facts.home_note),
    )


def test_a_feed_with_an_older_copy_does_not_overwrite_what_a_colleague_saved(
    staff: Staff, rosa: Person, case: Case
) -> None:
    held_by_the_feed = Person.objects.get(pk=rosa.pk)
    edit_person(by=staff.amara, person=rosa, version=1, values={"home_note": "Ring twice."}, at=NOW)
    married = PersonFacts(names=(NameFact(family="Ruiz", given="Rosa"),), gender="other")
    keep_facts(by=staff.feed, person=held_by_the_feed, facts=married, at=NOW)
    rosa.refresh_from_db()
    assert (rosa.home_note, rosa.gender, rosa.display_name) == ("Ring twice.", "other", "Rosa Ruiz")
    assert rosa.version == 3


def test_what_a_source_does_not_speak_of_stays(staff: Staff, rosa: Person, case: Case) -> None:
    before = everything(rosa)
    assert keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(), at=NOW) == []
    assert everything(rosa) == before


def test_a_year_alone_does_not_take_away_the_birthday(
    staff: Staff, rosa: Person, case: Case
) -> None:
    year = PersonFacts(birth_date=date(1948, 1, 1), birth_precision="year")
    assert keep_facts(by=staff.feed, person=rosa, facts=year, at=NOW) == []
    assert rosa.birth_date == date(1948, 5, 2)


def test_how_somebody_hears_and_reads_was_learnt_here_and_stays(
    staff: Staff, rosa: Person, case: Case
) -> None:
    learnt = LanguageFact(code="es", name="Spanish", interpreter=True, reads=False)
    keep_facts(by=staff.amara, person=rosa, facts=PersonFacts(languages=(learnt,)), at=NOW)
    said = PersonFacts(
        languages=(LanguageFact(code="es"), LanguageFact(code="en", preferred=False))
    )
    keep_facts(by=staff.feed, person=rosa, facts=said, at=NOW)
    spanish = rosa.languages[0]
    assert (spanish["interpreter"], spanish["reads"], spanish["name"]) == (True, False, "Spanish")
    only_english = PersonFacts(languages=(LanguageFact(code="en"),))
    keep_facts(by=staff.feed, person=rosa, facts=only_english, at=NOW)
    assert [(one["code"], one["preferred"]) for one in rosa.languages] == [
        *(("en", True), ("es", False)),
    ]
    assert rosa.languages[1]["interpreter"] is True


def test_a_number_of_somebody_else_changes_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    from casewright.people.actions import register_person  # noqa: PLC0415 - only here

    register_person(by=staff.feed, facts=WALTER, at=NOW)
    before = everything(rosa)
    with pytest.raises(Refused, match="Nothing was changed"):
        keep_facts(by=staff.feed, person=rosa, facts=WALTER, at=NOW)
    assert everything(rosa) == before


def test_a_coverage_that_ends_before_it_starts_is_refused(
    staff: Staff, rosa: Person, case: Case
) -> None:
    backwards = CoverageFact(payer_name="A", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="before it starts"):
        keep_facts(by=staff.feed, person=rosa, facts=PersonFacts(coverages=(backwards,)), at=NOW)
    assert not Coverage.objects.exists()


def test_a_stranger_changes_nothing(staff: Staff, rosa: Person, case: Case) -> None:
    before = everything(rosa)
    for stranger in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            keep_facts(by=stranger, person=rosa, facts=WALTER, at=NOW)
    assert everything(rosa) == before


def test_a_message_that_says_nothing_new_costs_few_statements(
    staff: Staff, rosa: Person, case: Case
) -> None:
    keep_facts(by=staff.feed, person=rosa, facts=WALTER, at=NOW)
    with CaptureQueriesContext(connection) as statements:
        keep_facts(by=staff.feed, person=rosa, facts=WALTER, at=NOW)
    assert len(statements) <= 8


def test_identifiers_of_one_person_may_be_many(staff: Staff, rosa: Person, case: Case) -> None:
    more = PersonFacts(
        identifiers=(
            IdentifierFact(system="OTHER", value="MRN-1001"),
            IdentifierFact(system="ST-BRIGID", value="MRN-9"),
            IdentifierFact(system="ST-BRIGID", value=""),
        )
    )
    keep_facts(by=staff.feed, person=rosa, facts=more, at=NOW)
    assert rosa.identifiers.count() == 3
