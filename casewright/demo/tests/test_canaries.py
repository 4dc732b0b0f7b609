"""A canary in every text about a person: a field that is added without one fails here."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from casewright.audit.models import Entry
from casewright.clocks.actions import load_rules
from casewright.demo.rules.canaries import MARK, MOST_PEOPLE, Words
from casewright.demo.rules.roster import places_of, roster
from casewright.demo.seeding import CASELOAD, Seeded, seed_organization
from casewright.desk.queries.today import today
from casewright.fhir.models import Imported
from casewright.people.models import Person
from casewright.people.queries import find_people, my_people
from casewright.security.actions import ensure_intake_team, lay_out_roles
from casewright.security.commands import operator
from casewright.security.gate import ROLES
from casewright.security.models import Kind, User
from conftest import NOW

pytestmark = pytest.mark.django_db
PEOPLE = 40
STAFF = "it is about the staff"
CODE = "a code of a standard, and no text"
# field -> why it holds no canary
NO_TEXT_OF_A_PERSON = {
    "audit.Entry.actor": STAFF,
    "audit.Entry.address": "where a request came from",
    "audit.Entry.person_key": "a key",
    "audit.Entry.subject_key": "a key",
    "chart.Allergy.severity": CODE,
    "chart.Allergy.status": CODE,
    "chart.Condition.status": CODE,
    "chart.Medicine.status": CODE,
    "chart.Document.status": CODE,
    "chart.EpisodeElsewhere.status": CODE,
    "chart.GoalElsewhere.status": CODE,
    "chart.Observation.status": CODE,
    "chart.PlanElsewhere.status": CODE,
    "chart.Procedure.status": CODE,
    "fhir.Missing.wanted_key": "a key of another system",
    "people.Person.told_at": "names of columns, and moments",
    "people.Apart.mark": "a digest of what both records said",
    "people.Merge.before": "keys of the rows that were moved",
    "people.Merge.changes": "rows as they were before a joining: no query gives them to a page",
    "people.Person.gender": CODE,
    "resources.Practitioner.full_name": "it is about professionals elsewhere",
    "security.Cover.reason": STAFF,
    "security.Session.session_data": STAFF,
    "security.Session.session_key": STAFF,
    "security.User.email": STAFF,
    "security.User.full_name": STAFF,
    "security.User.username": STAFF,
    "tasks.Digest.holds": "keys and counts",
    "tasks.DigestChoice.mail_to": STAFF,
    "tasks.SavedFilter.name": STAFF,
    "tasks.SavedFilter.tag": STAFF,
    "tasks.SavedFilter.words": STAFF,
    "transitions.Stay.announced": "names of events, and moments",
    "transitions.Stay.disposition": CODE,
}
HOLDS_TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Seeded]:
    """Seeded once for all tests of this file, which only look, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_out_roles()
        load_rules()
        ensure_intake_team()
        yield seed_organization(by=operator(), seed=7, people=PEOPLE, at=NOW)
        transaction.set_rollback(True)


def told(seeded: Seeded) -> list[dict[str, Any]]:
    return [json.loads(line) for line in seeded.people]


def texts_about_people() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every field that is called personal and can hold a text somebody wrote."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            # A password is kept as a hash, in which any few letters may stand by chance.
            is_personal = field.name in getattr(model, "PERSONAL", set()) - {"password"}
            if is_personal and isinstance(field, HOLDS_TEXT) and not field.choices:
                yield model, field


def written(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    """All that a field holds, in one text."""
    values = model._default_manager.values_list(field.name, flat=True)
    return "\n".join(
        bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)
        for value in values
    )


def test_every_text_about_a_person_holds_a_canary(seeded: Seeded) -> None:
    bare = {
        f"{model._meta.label}.{field.name}"
        for model, field in texts_about_people()
        if MARK not in written(model, field)
    }
    assert bare == set(NO_TEXT_OF_A_PERSON)


def test_every_word_stands_in_the_database_and_is_one_persons(seeded: Seeded) -> None:
    everything = "\n".join(written(model, field) for model, field in texts_about_people())
    words = [word for person in told(seeded) for word in person["canaries"]]
    assert len(words) == len(set(words))
    assert {len(word) for word in words} == {8}
    assert [word for word in words if word not in everything] == []


def test_words_are_never_made_twice_by_one_seed_nor_alike_by_another() -> None:
    one = [Words(7, number).of("name") for number in range(20_000)]
    assert len(set(one)) == len(one)
    assert one[:100] != [Words(8, number).of("name") for number in range(100)]
    assert Words(7, 3).of("name") == Words(7, 3).of("name")
    assert MOST_PEOPLE >= 100_000


def test_people_of_every_kind_are_told_with_their_team(seeded: Seeded) -> None:
    people = told(seeded)
    assert len(people) == PEOPLE == Person.objects.count()
    teams = Counter(person["team"] for person in people)
    assert set(teams) == {"Seed 7 team 1", "Seed 7 team 2", "Intake"}


def test_there_are_users_of_every_role(seeded: Seeded) -> None:
    assert {member.role for member in seeded.members} == set(ROLES)
    manager = User.objects.get(username="seed7-case_manager-1")
    assert manager.check_password(seeded.password)
    feed = User.objects.get(username="seed7-service-1")
    assert feed.kind == Kind.SERVICE
    assert not feed.has_usable_password()


def test_each_stands_beside_the_people_of_their_own_team_and_sees_no_others(
    seeded: Seeded,
) -> None:
    people = told(seeded)
    for member in seeded.members:
        if member.role not in ("case_manager", "supervisor", "intake"):
            continue
        viewer = User.objects.get(username=member.name)
        seen = {str(one.pk) for one in my_people(viewer=viewer)}
        assert seen == {one["id"] for one in people if one["team"] == member.team}
        names = {row.name for row in today(viewer=viewer, at=NOW).rows}
        foreign = {w for one in people if one["team"] != member.team for w in one["canaries"]}
        assert not [word for word in foreign for name in names if word in name]


def test_whoever_reads_no_charts_finds_nobody(seeded: Seeded) -> None:
    word = told(seeded)[0]["canaries"][1]
    for role in ("administrator", "privacy_officer", "quality_lead"):
        viewer = User.objects.get(username=f"seed7-{role}-1")
        assert find_people(word, viewer=viewer) == []
        assert my_people(viewer=viewer).count() == 0


def test_somebody_is_found_by_their_words(seeded: Seeded) -> None:
    manager = User.objects.get(username="seed7-case_manager-1")
    mine = my_people(viewer=manager).first()
    assert mine is not None
    family = mine.display_name.split(" ")[-1]
    assert [one.pk for one in find_people(family, viewer=manager)] == [mine.pk]


def test_a_caseload_fills_today(seeded: Seeded) -> None:
    manager = User.objects.get(username="seed7-case_manager-1")
    rows = today(viewer=manager, at=NOW).rows
    assert len(rows) == manager.cases.filter(status="active").count() == PEOPLE * 6 // 10 // 4
    assert all(len(row.also) == 2 for row in rows)
    tasks = [each.task for row in rows for each in (row, *row.also)]
    assert sum(task.rule is not None for task in tasks) == len(rows)


def test_the_trail_holds_the_counts_and_no_word(seeded: Seeded) -> None:
    line = Entry.objects.get(event="demo.poured")
    assert line.details["people.Person"] == PEOPLE
    assert line.details["contacts.Contact"] == seeded.counts["contacts.Contact"]
    assert MARK not in written(Entry, Entry._meta.get_field("details"))


def test_the_same_seed_makes_the_same_words_and_accounts(seeded: Seeded) -> None:
    assert roster(7, PEOPLE, CASELOAD) == seeded.members
    first = told(seeded)[0]["canaries"]
    assert first[0] == Words(7, 0).of("any")
    imported = Imported.objects.values_list("resource_id", flat=True)
    assert any(first[0] in key for key in imported)


def test_more_people_have_more_managers_and_each_a_helper_of_their_team() -> None:
    members = roster(1, 10_000, CASELOAD)
    managers = [one for one in members if one.role == "case_manager"]
    assert len(managers) == 100
    assert len({one.team for one in managers}) == 17
    helpers = {one.name: one.team for one in members if one.role == "community_health_worker"}
    assert all(helpers[place.helper] == place.team for place in places_of(members))
