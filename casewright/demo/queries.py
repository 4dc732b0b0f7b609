"""What the commands of this room look at."""

from datetime import datetime

from django.db import connection

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.people.models import Person
from casewright.security.models import Kind, User
from casewright.security.standing import beside

# The lines of the trail by which a database is known to hold made-up people.
LOADED, SEEDED = "demo.loaded", "demo.seeded"
NOBODYS_CASE = "Intake"


def holds_demo() -> bool:
    """Say whether the database holds the demo: its own trail says so, no file beside it."""
    return _is_prepared() and Entry.objects.filter(event=LOADED).exists()


def loaded_for() -> datetime:
    """The moment that the demo was told for."""
    line = Entry.objects.filter(event=LOADED).latest("number")
    return datetime.fromisoformat(line.details["at"])


def holds_somebody() -> bool:
    """Say whether anybody works here or is looked after, made up or not."""
    staff = User.objects.filter(kind=Kind.STAFF)
    return _is_prepared() and (staff.exists() or Person.objects.exists())


def holds_only_made_up_people() -> bool:
    """Say whether every person here may be made up: none is kept, or the trail says they are."""
    made_up = Entry.objects.filter(event__in=[LOADED, SEEDED])
    return not Person.objects.exists() or made_up.exists()


def people_by_team(*, viewer: User) -> list[dict[str, str]]:
    """Every person the viewer stands beside, with the team whose case they are in."""
    teams = dict(Case.objects.order_by("opened_at").values_list("person", "team__name"))
    people = Person.objects.filter(beside(viewer, "pk"), merged_into=None).order_by("pk")
    return [
        {"id": str(key), "team": teams.get(key, NOBODYS_CASE)}
        for key in people.values_list("pk", flat=True)
    ]


def _is_prepared() -> bool:
    return Entry._meta.db_table in connection.introspection.table_names()
