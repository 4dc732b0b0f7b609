"""A small house for the journeys: its staff, and the people whom Amara looks after.

Run in the home that is to hold it: `python -m tests.journeys.house`. Everything is made by the
rooms' own actions; the discharge itself comes through the door for messages.
"""

import os
from datetime import date, timedelta

import django

PASSWORD = "rosa walks to church on sunday"
PEOPLE = (
    ("Rosa", "Delgado", "MRN-1001", "555-0142"),
    ("Agnes", "Kowalczyk", "MRN-1002", "555-0143"),
    ("Yusuf", "Haddad", "MRN-1003", "555-0144"),
)


def main() -> None:
    """Make the house."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from casewright.cases.actions import open_case
    from casewright.foundation.moments import now
    from casewright.people.actions import register_person, say_statement
    from casewright.people.facts import (
        IdentifierFact,
        KinFact,
        LanguageFact,
        NameFact,
        PersonFacts,
        PointFact,
    )
    from casewright.security.actions import add_team, add_user, make_first_administrator
    from casewright.security.models import Team, User
    from casewright.tasks.actions import Promise, open_task

    at = now()
    ada = make_first_administrator(username="ada", password=PASSWORD, at=at)
    north = add_team(by=ada, name="North")
    south = add_team(by=ada, name="South")
    intake = Team.objects.get(is_intake=True)

    def join(name: str, full_name: str, role: str, *teams: Team) -> User:
        return add_user(
            by=ada,
            username=name,
            full_name=full_name,
            roles=[role],
            teams=teams,
            password=PASSWORD,
            at=at,
        )

    amara = join("amara", "Amara Diallo", "case_manager", north)
    join("carmen", "Carmen Vela", "supervisor", north, intake)
    join("bo", "Bo Larsen", "case_manager", south)
    join("dev", "Dev Rao", "privacy_officer")
    for given, family, number, phone in PEOPLE:
        person = register_person(
            by=amara,
            facts=PersonFacts(
                names=(NameFact(family=family, given=given),),
                birth_date=date(1948, 5, 2),
                languages=(LanguageFact(code="es", name="Spanish", interpreter=True),),
                identifiers=(IdentifierFact(system="ST-BRIGID", value=number, kind="MR"),),
                points=(PointFact(channel="phone", value=phone, best_time="mornings"),),
                kin=(KinFact(full_name="Elena Delgado", relationship="daughter"),)
                if given == "Rosa"
                else (),
            ),
            at=at,
        )
        case = open_case(
            by=amara, person=person, program="Complex care", team=north, manager=amara, at=at
        )
        if given == "Rosa":
            say_statement(
                by=amara,
                person=person,
                kind="matters",
                words="Quiero llegar a misa el domingo.",
                language="es",
                translation="I want to get to Mass on Sunday.",
                said_on=at.date(),
            )
        else:
            promise = Promise(
                title=f"Ask {given} about the pill box", due_at=at + timedelta(hours=5)
            )
            open_task(by=amara, person=person, case=case, promise=promise, at=at)


if __name__ == "__main__":
    main()
