"""More work for Amara's day. Run in a journey's house: `python -m tests.journeys.day each TITLE`
promises something about each of her people; `... fourteen` fills her day up to fourteen people;
`... beside FAMILY` sets her team beside whoever bears that name."""

import os
import sys
from datetime import timedelta

import django

FULL = 14


def main() -> None:
    """Do what the command line asks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()
    if sys.argv[1] == "each":
        each(sys.argv[2])
    elif sys.argv[1] == "beside":
        beside(sys.argv[2])
    else:
        fourteen()


def each(title: str) -> None:
    """One promise about each of the first three."""
    from casewright.foundation.moments import now
    from casewright.people.models import Person
    from casewright.security.models import User
    from casewright.tasks.actions import Promise, open_task

    amara, at = User.objects.get(username="amara"), now()
    for person in Person.objects.exclude(sort_name__startswith="folds").order_by("sort_name")[:3]:
        promise = Promise(title=f"{title} {person.called}".strip(), due_at=at + timedelta(days=1))
        open_task(by=amara, person=person, promise=promise, at=at)


def fourteen() -> None:
    """People of whom each has one promise today, with its reason."""
    from casewright.cases.actions import open_case
    from casewright.foundation.moments import now
    from casewright.people.actions import register_person
    from casewright.people.facts import NameFact, PersonFacts
    from casewright.people.models import Person
    from casewright.security.models import Team, User
    from casewright.tasks.actions import Promise, open_task

    amara, north, at = User.objects.get(username="amara"), Team.objects.get(name="North"), now()
    why = "The clinic changed the dose on Friday and asked us to see how it goes."
    for number in range(Person.objects.count(), FULL):
        facts = PersonFacts(names=(NameFact(family=f"Folds{number}", given="Ida"),))
        one = register_person(by=amara, facts=facts, at=at)
        open_case(by=amara, person=one, program="Complex care", team=north, manager=amara, at=at)
        promise = Promise(title="Ask about the ride", why=why, due_at=at + timedelta(hours=2))
        open_task(by=amara, person=one, promise=promise, at=at)


def beside(family: str) -> None:
    """The North team looks after somebody."""
    from casewright.foundation.moments import now
    from casewright.people.models import PersonName
    from casewright.security.actions import relate
    from casewright.security.models import Team, User

    amara, north = User.objects.get(username="amara"), Team.objects.get(name="North")
    key = PersonName.objects.get(family=family).person_id
    relate(by=amara, person_key=key, kind="team", team=north, at=now())


if __name__ == "__main__":
    main()
