"""Passwords: long, not well known, and nothing else is asked of them (NIST SP 800-63B-4)."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from hypothesis import given
from hypothesis import strategies as st

from casewright.foundation.errors import Refused
from casewright.security.actions import add_user
from casewright.security.models import User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db


def make(staff: Staff, password: str) -> User:
    return add_user(
        by=staff.ada,
        username="uma",
        full_name="Uma Reyes",
        roles=[],
        teams=[],
        password=password,
        at=NOW,
    )


@pytest.mark.parametrize(
    "password",
    [
        "rosa walks home",
        "   leading and trailing   ",
        "alle meine entchen",
        "пятнадцать букв",
        "🌻🌷 twelve flowers 🌺",
        "x9" * 4 + "abcdefg",
        "the quick brown fox " * 40,
    ],
)
def test_fifteen_characters_of_any_kind_are_enough(staff: Staff, password: str) -> None:
    assert len(password) >= 15
    assert make(staff, password).check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "rosa walks hom",
        "",
        "passwordpassword",
        "password1234567",
        "Password!!!!!!!!!",
        "qwertyqwertyqwerty",
        "aaaaaaaaaaaaaaaaaa",
        "ababababababababab",
        "iloveyouiloveyoui",
        "   password        ",
    ],
)
def test_a_short_or_a_well_known_one_is_refused(staff: Staff, password: str) -> None:
    with pytest.raises(Refused):
        make(staff, password)
    assert not User.objects.filter(username="uma").exists()


def test_the_seventy_third_byte_matters(staff: Staff) -> None:
    long = "a long walk by the river " * 4
    assert len(long) > 73
    user = make(staff, long)
    assert user.check_password(long)
    assert not user.check_password(long[:72])
    assert not user.check_password(long[:72] + "X" + long[73:])


def test_a_space_at_the_end_matters(staff: Staff) -> None:
    user = make(staff, "rosa walks to church ")
    assert not user.check_password("rosa walks to church")


def test_it_is_kept_by_argon2_and_never_as_it_is(staff: Staff) -> None:
    user = make(staff, "rosa walks to church on sunday")
    assert user.password.startswith("argon2")
    assert "sunday" not in user.password


@given(st.text(min_size=1, max_size=40))
def test_whatever_was_chosen_is_what_is_asked_for(password: str) -> None:
    kept = make_password(password, hasher="default")
    assert check_password(password, kept)
    assert not check_password(password + "x", kept)
