"""What the tests of the desk share: signed-in browsers, promises in one line, and full lists."""

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from casewright.cases.models import Case
from casewright.contacts.models import Contact
from casewright.people.models import Person
from casewright.security.models import Relation, Team, User
from casewright.tasks.actions import Promise, open_task
from casewright.tasks.models import Task

PART = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    """A browser in which a user has signed in."""
    client = Client()
    client.force_login(user)
    return client


def promise(
    title: str,
    due_at: datetime,
    *,
    by: User,
    at: datetime,
    person: Person | None = None,
    owner: User | Team | None = None,
    **more: Any,
) -> Task:
    """A promise about somebody, made at a moment."""
    said = Promise(title=title, due_at=due_at, **more)
    return open_task(by=by, promise=said, at=at, person=person, owner=owner)


def titles_in_order(page: str, titles: list[str]) -> list[str]:
    """Those of the titles that a page shows as links, in the order of the page."""
    places = {title: page.find(f">{title}</a>") for title in titles}
    return sorted((title for title in titles if places[title] >= 0), key=lambda one: places[one])


def fill_list(manager: User, team: Team, number: int, at: datetime) -> None:
    """Put many people with a case, a promise and a contact on somebody's list at once."""
    people = [
        Person(
            display_name=f"Person {place:03}",
            sort_name=f"person {place:03}",
            birth_date=date(1940 + place % 60, 3, 3),
            registered_at=at,
        )
        for place in range(number)
    ]
    Person.objects.bulk_create(people)
    Relation.objects.bulk_create(
        [Relation(person_key=one.pk, user=manager, kind="manager", starts_at=at) for one in people]
    )
    cases = [
        Case(
            person=one,
            program="Complex care",
            status="active",
            manager=manager,
            team=team,
            opened_at=at,
        )
        for one in people
    ]
    Case.objects.bulk_create(cases)
    Task.objects.bulk_create(
        [
            Task(
                person=one,
                case=case,
                title=f"Ask how the new medicine suits, {place}",
                why="The clinic changed the dose on Friday and asked us to see how it goes.",
                owner_user=manager,
                due_at=at + timedelta(days=place % 9),
                opened_at=at,
                opened_by=manager,
            )
            for place, (one, case) in enumerate(zip(people, cases, strict=True))
        ]
    )
    Contact.objects.bulk_create(
        [
            Contact(
                person=one,
                author=manager,
                kind="call",
                reached="person",
                text="All well.",
                started_at=at,
                signed_at=at,
            )
            for one in people
        ]
    )
