"""The demo's own day, Tuesday 24 November 2026: the stories and the flaws, told whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from casewright.clocks.actions import load_rules
from casewright.contacts.models import Contact
from casewright.demo.loading import book_of, load
from casewright.demo.queries import holds_demo, loaded_for
from casewright.desk.queries.today import Row, Today, today
from casewright.foundation.moments import local
from casewright.hl7.models import Fate, Message
from casewright.people.models import ContactPoint, Person
from casewright.people.queries import find_people, my_people
from casewright.resources.models import Organization
from casewright.security.actions import ensure_intake_team, lay_out_roles
from casewright.security.commands import operator
from casewright.security.models import Membership, User
from casewright.tasks.models import Task
from casewright.transitions.models import Stay
from conftest import NOW

# Screens: no worker's day is longer than this.
LONGEST_DAY = 20


@pytest.fixture(scope="module", autouse=True)
def _told(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Told once for all tests of this file, which only look, and taken back at the end."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False), override_settings(HOME=home):
            lay_out_roles()
            load_rules()
            ensure_intake_team()
            book = book_of(NOW)
            stories = [life for life in book.lives if not life.key.startswith("neighbor-")]
            load(by=operator(), book=replace(book, lives=stories, closed=()), inbox=home / "in")
        yield
        transaction.set_rollback(True)


def user(name: str) -> User:
    return User.objects.get(username=name)


def day_of(name: str) -> Today:
    return today(viewer=user(name), at=NOW)


def row_of(name: str, person: str) -> Row:
    return next(row for row in day_of(name).rows if row.name == person)


def person(name: str) -> Person:
    return Person.objects.get(display_name=name)


def test_rosa_stands_first_with_her_clock_and_its_reason() -> None:
    first = day_of("maria").rows[0]
    assert first.name == "Rosa Delgado"
    assert first.tier == 1
    assert first.task.title == "Call after discharge"
    assert first.task.rule == "tcm-contact"
    assert first.why.startswith("Came home from St Brigid Medical Center: Heart failure")
    assert len(first.also) == 3


def test_walters_letter_prints_an_earlier_day_than_the_rule_gives() -> None:
    clock = Task.objects.get(pk=row_of("maria", "Walter Lindqvist").key).clock
    assert clock is not None
    assert clock.printed_due_at is not None
    assert clock.due_at == clock.printed_due_at < clock.computed_due_at
    assert clock.rule.rule == "ma-reconsideration-file"


def test_darnell_is_back_in_hospital_since_the_night() -> None:
    row = row_of("maria", "Darnell Okoro")
    assert (row.tier, row.task.tag) == (2, "Back in hospital")
    assert Stay.objects.filter(person=person("Darnell Okoro")).count() == 3
    points = ContactPoint.objects.filter(person=person("Darnell Okoro"))
    assert not points.filter(channel="phone").exists()


@pytest.mark.parametrize(
    ("name", "tier", "chip"),
    [
        ("Thuy Tran", 2, "4 h left"),
        ("Jo Castellane", 3, "Call 13:30"),
        ("Agnes Thornbury", 3, "Visit 14:30"),
        ("Sam Iverson-Costa", 3, "Meeting 16:00"),
        ("Priya Raman", 4, "Fri 27"),
        ("Marlene Voss", 5, "16 h late"),
        ("Yusuf Al-Masri", 6, "3 h left"),
        ("Beatriz Salgado", 7, "Tomorrow"),
        ("Leonard Pruitt", 7, "Tomorrow"),
    ],
)
def test_every_story_stands_where_its_moment_puts_it(name: str, tier: int, chip: str) -> None:
    row = row_of("maria", name)
    assert (row.tier, row.chip.words) == (tier, chip)


def test_maria_covers_danas_three_until_thursday() -> None:
    covering = [row for row in day_of("maria").rows if row.covered]
    assert {row.name for row in covering} == {
        *("Jo Castellane", "Beatriz Salgado", "Sam Iverson-Costa"),
    }
    cover = user("maria").covers.get()
    assert cover.away.username == "dana"
    assert local(cover.ends_at).date() == date(2026, 11, 26)


def test_nobodys_day_is_longer_than_it_may_be() -> None:
    for worker in User.objects.filter(kind="staff"):
        assert len(today(viewer=worker, at=NOW).rows) <= LONGEST_DAY


def test_nobody_stands_in_two_rows_of_one_day() -> None:
    for worker in User.objects.filter(kind="staff"):
        people = [row.who for row in today(viewer=worker, at=NOW).rows]
        assert len(people) == len(set(people))


def test_a_promise_of_the_past_that_was_kept_is_closed() -> None:
    late = Task.objects.filter(closed_at=None, due_at__lt=NOW).order_by("pk")
    assert {task.kind for task in late} == {"review"}


def test_who_is_home_in_nobodys_case_stands_in_the_queue_of_intake() -> None:
    row = row_of("ivy", "Curtis Bell")
    assert (row.tier, row.queue) == (1, "Intake")


def test_two_people_are_probably_in_twice() -> None:
    tags = [row.task.tag for row in day_of("ivy").rows]
    assert tags.count("Probably in twice") == 2
    names = {"Katarzyna Nowak", "Katarzyna Novak", "Joseph Tillman", "Joe Tillman"}
    twice = Person.objects.filter(display_name__in=names)
    assert len(twice) == 4
    assert len({one.birth_date for one in twice}) == 2


def test_three_messages_match_nobody_and_one_has_anothers_number() -> None:
    aside = Message.objects.exclude(fate=Fate.APPLIED)
    assert sorted(aside.values_list("fate", flat=True)) == ["quarantined", *["unmatched"] * 3]
    assert not Person.objects.filter(display_name="Evelyn Hartmann").exists()


def test_one_feed_is_silent() -> None:
    assert [silent.title for silent in day_of("maria").silent] == ["Valley Memorial Hospital"]


def test_one_worker_leaves_on_friday() -> None:
    ends = Membership.objects.get(user=user("nadia")).ends_at
    assert ends is not None
    assert NOW < ends < NOW + timedelta(days=5)


def test_a_number_that_is_not_safe_is_marked_and_takes_no_message() -> None:
    unsafe = ContactPoint.objects.get(person=person("Priya Raman"), safe_to_use=False)
    assert unsafe.value == "555-0161"
    assert not unsafe.safe_to_leave_message


def test_what_rosa_wants_stands_in_her_own_words() -> None:
    statements = person("Rosa Delgado").statements.filter(kind="matters", language="es")
    words = {one.words for one in statements}
    assert "Quiero llegar a misa el domingo sin parar a descansar." in words
    assert [one.display for one in person("Rosa Delgado").allergys.all()] == [
        "Sulfamethoxazole and trimethoprim (sulfa)"
    ]


def test_the_directory_holds_facilities_and_payers() -> None:
    kinds = Organization.objects.values_list("kind", flat=True)
    assert sorted(kinds) == [*["payer"] * 9, *["provider"] * 11]


def test_a_stranger_sees_nobody_of_the_other_team() -> None:
    hannah, rosa = user("hannah"), person("Rosa Delgado")
    assert find_people("delgado", viewer=hannah) == []
    assert rosa not in my_people(viewer=hannah)
    assert "Rosa Delgado" not in {row.name for row in day_of("hannah").rows}
    assert my_people(viewer=user("joan")).count() == 0


def test_every_minute_is_noted_by_somebody_of_the_staff() -> None:
    authors = set(Contact.objects.values_list("author__username", flat=True))
    assert authors == {"maria", "dana", "tomasz", "grace", "kofi", "hannah"}


def test_the_accounts_open_with_the_one_password() -> None:
    assert user("maria").check_password("nobody here is real")
    assert not user("hospital-feed").has_usable_password()


def test_the_trail_says_that_this_is_the_demo_and_for_when() -> None:
    assert holds_demo()
    assert loaded_for() == NOW
