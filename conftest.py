"""The same few people in every test, and the guards that every test runs under."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker
from time_machine import TimeMachineFixture

from casewright.audit.actions import record
from casewright.cases.actions import open_case
from casewright.cases.models import Case
from casewright.clocks.actions import load_rules
from casewright.people.actions import register_person
from casewright.people.facts import IdentifierFact, NameFact, PersonFacts, PointFact
from casewright.people.models import Person
from casewright.security.actions import lay_out_roles, relate
from casewright.security.models import Kind, Membership, Role, Team, User
from tests.guards import flushing, order, reading, templates

# No test is judged by a clock, and on a busy machine every one is slow.
hypothesis.settings.register_profile("casewright", deadline=None)
hypothesis.settings.load_profile("casewright")

# Tuesday 24 November 2026, 09:00 in New York: the week of Thanksgiving.
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
PASSWORD = "rosa walks to church on sunday"
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"


@dataclass
class Staff:
    """Amara manages, Tess is her teammate, Carmen supervises both; Bo is a stranger on another
    team, Dev reads the trail, Ada administers, Ina takes in, Feed brings the hospital's news."""

    north: Team
    south: Team
    intake: Team
    amara: User
    tess: User
    carmen: User
    bo: User
    dev: User
    ada: User
    ina: User
    feed: User


# name -> full name, role, teams
WHO: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ada": ("Ada Osei", "administrator", ()),
    "amara": ("Amara Diallo", "case_manager", ("North",)),
    "tess": ("Tess Ito", "case_manager", ("North",)),
    "carmen": ("Carmen Vela", "supervisor", ("North", "Intake")),
    "bo": ("Bo Larsen", "case_manager", ("South",)),
    "dev": ("Dev Rao", "privacy_officer", ()),
    "ina": ("Ina Weiss", "intake", ("Intake",)),
    "feed": ("Hospital feed", "service", ()),
}


@pytest.fixture(scope="session", autouse=True)
def _guards() -> Iterator[None]:
    """Reading writes nothing, no order is taken for granted, no template shows an unknown name."""
    with pytest.MonkeyPatch.context() as patch:
        for one in (reading, order, templates, flushing):
            one.guard(patch)
        # Argon2 as always, but quick: how long it takes is not what a test asks.
        for cost, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, cost, least)
        patch.setitem(settings.CACHES, "default", {"BACKEND": IN_MEMORY})
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered(_guards: None) -> None:
    """No test is refused for what another tried: counts of wrong passwords begin anew."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests run on a file, as the house does: several writers need a lock to wait at."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "casewright.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables, with what set-up lays out in them: once, and not for every test."""
    with django_db_blocker.unblock():
        _set_up()


@pytest.fixture
def committed(transactional_db: None) -> None:
    """What is written is committed, for several writers to see; the tables are empty after."""


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """No test reaches the network; browsers and databases are asked for by name."""


@pytest.fixture(autouse=True)
def _the_clock_stands(time_machine: TimeMachineFixture) -> None:
    """Every test begins at the same moment; one that needs another moves the clock itself."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Say how much a test looked at; the sums stand at the end of a run."""

    def count(what: str, number: int) -> None:
        request.node.user_properties.append((what, number))

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much was looked at: cells of the authorization matrix, responses searched."""
    sums: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        if report.when == "call":
            sums.update({what: int(number) for what, number in report.user_properties})
    for what, number in sorted(sums.items()):
        terminalreporter.write_line(f"{number:,} {what}")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def roles(db: None) -> None:
    """The roles with their permits, and the deadline rules: what set-up lays out."""
    if not Role.objects.exists():  # a committed test has emptied the tables
        _set_up()


@pytest.fixture
def staff(roles: None) -> Staff:
    """Everybody of the house: written at once and not one by one, since every test needs them."""
    north, south, intake = (Team(name=name) for name in ("North", "South", "Intake"))
    intake.is_intake = True
    Team.objects.bulk_create([north, south, intake])
    users = {name: _user(name, full_name) for name, (full_name, _, _) in WHO.items()}
    User.objects.bulk_create(users.values())
    holds = User.roles.through._default_manager
    holds.bulk_create(
        holds.model(user=users[name], role_id=role) for name, (_, role, _) in WHO.items()
    )
    teams = {"North": north, "South": south, "Intake": intake}
    Membership.objects.bulk_create(
        Membership(user=users[name], team=teams[team], starts_at=NOW)
        for name, (_, _, on) in WHO.items()
        for team in on
    )
    record(users["ada"], "security.house_made", north)
    return Staff(north=north, south=south, intake=intake, **users)


@pytest.fixture
def rosa(staff: Staff) -> Person:
    """Rosa Delgado, 78, registered by the hospital's feed; in nobody's case yet."""
    return register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(
                NameFact(family="Delgado", given="Rosa"),
                NameFact(family="", given="Doña Rosa", use="nickname"),
            ),
            birth_date=date(1948, 5, 2),
            gender="female",
            identifiers=(IdentifierFact(system="ST-BRIGID", value="MRN-1001", kind="MR"),),
            points=(PointFact(channel="phone", value="555-0142", best_time="mornings"),),
        ),
        at=NOW,
    )


@pytest.fixture
def case(staff: Staff, rosa: Person) -> Case:
    """Rosa's open case: Amara manages it, the North team shares it."""
    relate(by=staff.feed, person_key=rosa.pk, kind="queue", team=staff.intake, at=NOW, ends_at=None)
    return open_case(
        by=staff.ina,
        person=rosa,
        program="Complex care",
        team=staff.north,
        manager=staff.amara,
        at=NOW,
    )


def _set_up() -> None:
    lay_out_roles()
    load_rules()


def _user(name: str, full_name: str) -> User:
    kind = Kind.SERVICE if name == "feed" else Kind.STAFF
    user = User(username=name, full_name=full_name, kind=kind, joined_at=NOW)
    user.set_unusable_password()
    return user
