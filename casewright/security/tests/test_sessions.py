"""A session ends by itself: after a while unused, after a day's work, when the clock is wrong."""

from datetime import timedelta

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from time_machine import TimeMachineFixture

from casewright.security.actions import clear_sessions
from casewright.security.models import Session, User
from casewright.security.rules import session_over
from conftest import NOW, PASSWORD, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("casewright.security.tests.doors")]
IDLE = timedelta(minutes=house.IDLE_MINUTES)
WHOLE = timedelta(hours=house.ABSOLUTE_HOURS)
KEPT = timedelta(seconds=house.SESSION_COOKIE_AGE)
SECOND = timedelta(seconds=1)


@pytest.fixture
def bo(staff: Staff) -> User:
    staff.bo.set_password(PASSWORD)
    staff.bo.save()
    return staff.bo


@pytest.fixture
def screen(bo: User, client: Client) -> Client:
    """Bo's screen, just signed in."""
    client.force_login(bo)
    assert client.get("/search/").status_code == 200
    return client


def is_in(screen: Client, **headers: str) -> bool:
    return screen.get("/search/", headers=headers).status_code == 200


def sign_in(screen: Client) -> None:
    response = screen.post(reverse("account_login"), {"login": "bo", "password": PASSWORD})
    assert response.status_code == 302, response.content


def test_a_screen_used_in_time_stays_open(screen: Client, time_machine: TimeMachineFixture) -> None:
    for minutes in range(0, 120, 20):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        assert is_in(screen)


def test_a_screen_left_alone_is_locked(screen: Client, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + IDLE - SECOND, tick=False)
    assert is_in(screen)
    time_machine.move_to(NOW + IDLE - SECOND + IDLE, tick=False)
    assert not is_in(screen)


def test_what_the_page_asks_by_itself_does_not_keep_it_open(
    screen: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW + IDLE / 2, tick=False)
    assert is_in(screen, **{"X-Background": "1"})
    time_machine.move_to(NOW + IDLE, tick=False)
    assert not is_in(screen)


def test_after_a_days_work_everybody_signs_in_again(
    screen: Client, time_machine: TimeMachineFixture
) -> None:
    moment = NOW
    while moment + IDLE / 2 < NOW + WHOLE:
        moment += IDLE / 2
        time_machine.move_to(moment, tick=False)
        if moment < NOW + WHOLE:
            assert is_in(screen)
    time_machine.move_to(NOW + WHOLE, tick=False)
    assert not is_in(screen)


def test_a_clock_that_was_set_back_ends_the_session(
    screen: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW - timedelta(hours=1), tick=False)
    assert not is_in(screen)


def test_a_clock_that_was_put_right_by_a_moment_ends_nothing(
    screen: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW - 5 * SECOND, tick=False)
    assert is_in(screen)


def test_a_locked_screen_is_not_woken_by_what_its_session_saves(
    screen: Client, time_machine: TimeMachineFixture
) -> None:
    """The sign-in page and every page without a permit may keep something in the session."""
    time_machine.move_to(NOW + IDLE, tick=False)
    assert not is_in(screen)
    assert screen.get("/anybody/").status_code == 200
    assert not is_in(screen)


@pytest.mark.parametrize("limit", [IDLE, WHOLE - SECOND, WHOLE])
def test_after_either_limit_one_can_sign_in_again_on_the_same_screen(
    screen: Client, limit: timedelta, time_machine: TimeMachineFixture
) -> None:
    old = Session.objects.get()
    time_machine.move_to(NOW + limit, tick=False)
    assert not is_in(screen)
    sign_in(screen)
    assert is_in(screen)
    new = Session.objects.get()
    assert new.session_key != old.session_key
    assert new.started_at == NOW + limit


def test_signing_in_gives_a_new_key_so_that_a_planted_one_is_worthless(
    bo: User, client: Client
) -> None:
    client.get("/anybody/")
    planted = client.cookies[house.SESSION_COOKIE_NAME].value
    sign_in(client)
    assert client.cookies[house.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[house.SESSION_COOKIE_NAME] = planted
    assert not is_in(thief)


def test_signing_out_ends_the_session_at_the_server(screen: Client) -> None:
    kept = screen.cookies[house.SESSION_COOKIE_NAME].value
    screen.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[house.SESSION_COOKIE_NAME] = kept
    assert not is_in(thief)


def test_signing_out_needs_more_than_a_look(screen: Client) -> None:
    screen.get(reverse("account_logout"))
    assert is_in(screen)


def test_a_changed_password_ends_every_other_screen(bo: User, screen: Client) -> None:
    bo.set_password("walter feeds the birds at noon")
    bo.save()
    assert not is_in(screen)


def test_a_demo_whose_clock_stands_in_another_year_can_be_signed_in_to(
    bo: User, client: Client, settings: Settings
) -> None:
    settings.FROZEN_AT = NOW + timedelta(days=400)
    client.force_login(bo)
    assert is_in(client)


def test_sessions_long_over_are_cleared_away(screen: Client) -> None:
    assert clear_sessions(at=NOW + KEPT - SECOND) == 0
    assert clear_sessions(at=NOW + KEPT + SECOND) == 1


minutes = st.integers(-300, 2000).map(lambda number: timedelta(minutes=number))


@given(minutes, minutes)
def test_no_order_of_moments_lengthens_a_session(seen: timedelta, now: timedelta) -> None:
    """Whatever the clock does, nobody is in longer than either limit after what it shows."""
    over = session_over(NOW, NOW + seen, NOW + now, idle=IDLE, absolute=WHOLE)
    if not over:
        assert now < WHOLE
        assert -timedelta(minutes=1) <= now - seen < IDLE
