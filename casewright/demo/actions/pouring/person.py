"""Who somebody is: the person, and every row that belongs to them."""

from dataclasses import asdict

from casewright.demo.actions.pouring.rows import Rows
from casewright.demo.rules.lives import Life, Said
from casewright.people import rules
from casewright.people.facts import PersonFacts
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    MayBeTold,
    Person,
    PersonName,
    SearchKey,
    Statement,
    Summary,
)


def pour_person(rows: Rows, life: Life) -> Person:
    """The person with names, numbers, points, kin, coverage, statements and search words."""
    facts, official = life.facts, life.facts.names[0]
    person = rows.add(
        Person(
            display_name=rules.display_name(official.family, official.given),
            sort_name=rules.sort_name(official.family, official.given),
            called=facts.called,
            pronouns=facts.pronouns,
            birth_date=facts.birth_date,
            gender=facts.gender,
            languages=[asdict(language) for language in facts.languages],
            home_note=facts.home_note,
            if_worse=facts.if_worse,
            registered_at=life.known_at,
        )
    )
    _names_and_numbers(rows, person, facts)
    _points(rows, person, facts)
    _others(rows, person, facts)
    _search_words(rows, person, facts)
    if life.two_lines and life.episode:
        author = rows.house.user(life.episode.manager)
        rows.add(
            Summary(
                person=person,
                version=1,
                words=life.two_lines,
                author=author,
                written_at=life.known_at,
            )
        )
    for said in life.happenings:
        if isinstance(said, Said):
            _statement(rows, person, said)
    return person


def _names_and_numbers(rows: Rows, person: Person, facts: PersonFacts) -> None:
    for name in facts.names:
        rows.add(PersonName(person=person, use=name.use, family=name.family, given=name.given))
    for number in facts.identifiers:
        rows.add(
            Identifier(person=person, system=number.system, value=number.value, kind=number.kind)
        )


def _points(rows: Rows, person: Person, facts: PersonFacts) -> None:
    for rank, point in enumerate(facts.points, start=1):
        rows.add(
            ContactPoint(
                person=person,
                channel=point.channel,
                value=point.value,
                use=point.use,
                best_time=point.best_time,
                note=point.note,
                rank=rank,
                safe_to_use=point.safe_to_use is not False,
                safe_to_leave_message=point.safe_to_use is not False
                and bool(point.safe_to_leave_message),
            )
        )


def _others(rows: Rows, person: Person, facts: PersonFacts) -> None:
    for kin in facts.kin:
        rows.add(
            Kin(
                person=person,
                full_name=kin.full_name,
                relationship=kin.relationship,
                phone=kin.phone,
                is_carer=kin.is_carer,
                decides=kin.decides,
                may_be_told=kin.may_be_told or MayBeTold.NOTHING,
                note=kin.note,
            )
        )
    for cover in facts.coverages:
        rows.add(
            Coverage(
                person=person,
                payer_name=cover.payer_name,
                plan_type=cover.plan_type,
                member_id=cover.member_id,
                order=cover.order,
                starts_on=cover.starts_on,
                ends_on=cover.ends_on,
            )
        )


def _search_words(rows: Rows, person: Person, facts: PersonFacts) -> None:
    keys = rules.search_keys(
        [facts.called, *(f"{name.family} {name.given}" for name in facts.names)],
        facts.birth_date,
        [point.value for point in facts.points if point.channel in ("phone", "sms")],
        [number.value for number in facts.identifiers],
    ) | rules.own_words(facts.called, facts.birth_date)
    for key in sorted(keys):
        rows.add(SearchKey(person=person, key=key))


def _statement(rows: Rows, person: Person, said: Said) -> None:
    rows.add(
        Statement(
            person=person,
            kind=said.kind,
            words=said.words,
            language=said.language,
            translation=said.translation,
            said_on=said.at.date(),
            source=said.source,
        )
    )
