"""Every story can be told on any day, and names nothing that ages or is real."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from casewright.demo.loading import story_names, text_of
from casewright.demo.rules.books import life_from
from casewright.demo.rules.lives import Heard, Life, Promised, Settled, Spoke
from casewright.demo.tests.days import ODD_DAYS, TUESDAY, almanac

AGES = re.compile(
    r"\b(19|20)\d\d\b|\b(January|February|March|April|July|August|September|October|November|"
    r"December)\b|\b(in|since|until|last|next|this) (May|spring|summer|fall|winter)\b"
)
PHONE = re.compile(r"555-01\d\d")


@cache
def lives_of(text: str) -> list[Life]:
    here = almanac(text)
    written = [life_from(name, text_of(name), here) for name in story_names()]
    flaws = text_of("flaws")
    return [
        *written,
        *(life_from(one["key"], one, here) for one in flaws["people"] + flaws["strangers"]),
    ]


def texts_in(table: Any) -> Iterator[str]:
    if isinstance(table, dict):
        for value in table.values():
            yield from texts_in(value)
    elif isinstance(table, list):
        for value in table:
            yield from texts_in(value)
    elif isinstance(table, str):
        yield table


def test_there_are_twelve_stories() -> None:
    assert len(story_names()) == 12


@pytest.mark.parametrize("name", [*story_names(), "flaws", "neighbors", "organization"])
def test_no_text_names_a_month_a_year_or_a_season_that_passes(name: str) -> None:
    assert [text for text in texts_in(text_of(name)) if AGES.search(text)] == []


def test_every_phone_belongs_to_nobody_and_all_mail_goes_nowhere() -> None:
    points = [point for life in lives_of(TUESDAY) for point in life.facts.points]
    phones = [one.value for one in points if one.channel in ("phone", "sms")]
    phones += [kin.phone for life in lives_of(TUESDAY) for kin in life.facts.kin]
    assert phones
    assert [phone for phone in phones if not PHONE.fullmatch(phone)] == []
    mail = [one.value for one in points if one.channel == "email"]
    assert mail
    assert all(address.endswith("@example.org") for address in mail)


@pytest.mark.parametrize("text", ODD_DAYS)
def test_what_happened_has_happened_and_follows_the_opening_of_the_case(text: str) -> None:
    now = almanac(text).now
    for life in lives_of(text):
        ends = [
            one.at.timestamp() + (one.minutes * 60 if isinstance(one, Spoke) else 0)
            for one in life.happenings
        ]
        assert max(ends, default=0) <= now.timestamp(), life.key
        if life.episode:
            ours = [one.at for one in life.happenings if not isinstance(one, Heard)]
            assert life.known_at <= life.episode.opened_at <= min(ours), life.key


@pytest.mark.parametrize("text", ODD_DAYS)
def test_every_promise_is_made_before_it_is_due_or_put_off(text: str) -> None:
    promises = [
        one for life in lives_of(text) for one in life.happenings if isinstance(one, Promised)
    ]
    assert [one.title for one in promises if one.due_at <= one.at] == []
    assert [one.title for one in promises if one.hidden_until and one.hidden_until <= one.at] == []


def test_a_hospital_knows_everybody_it_sends_a_message_about() -> None:
    for life in lives_of(TUESDAY):
        known = {number.system for number in life.facts.identifiers}
        sends = {one.visit.facility for one in life.happenings if isinstance(one, Heard)}
        assert sends <= known, life.key


def test_who_acts_is_on_the_staff_and_who_is_reached_is_known() -> None:
    staff = {one["name"] for one in text_of("organization")["staff"]} | {"feed"}
    for life in lives_of(TUESDAY):
        by = {one.by for one in life.happenings if not isinstance(one, Heard)}
        assert by <= staff, life.key
        spoken = {one.kin for one in life.happenings if isinstance(one, Spoke)} - {""}
        assert spoken <= {kin.full_name for kin in life.facts.kin}, life.key


def test_what_a_story_settles_was_promised_before_it_or_asked_by_a_stay() -> None:
    asked = {"after-discharge-call", "after-discharge-visit", "compare-medicines", "papers"}
    asked |= {"call-ward", "follow-to-facility"}
    for life in lives_of(TUESDAY):
        promised = {one.kind: one.at for one in life.happenings if isinstance(one, Promised)}
        for one in life.happenings:
            if isinstance(one, Settled) and one.kind not in asked:
                assert promised[one.kind] < one.at, life.key


def test_a_day_that_a_story_names_is_said_as_people_say_it() -> None:
    lives = {life.key: life for life in lives_of(TUESDAY)}
    promises = [one.why for one in lives["09_beatriz"].happenings if isinstance(one, Promised)]
    assert promises[0] == (
        "She leaves Bayview on Thursday. Doctor's order is signed; the supplier needs it by noon "
        "on Wednesday."
    )
    review = next(
        one
        for one in lives["11_leonard"].happenings
        if isinstance(one, Promised) and one.kind == "review"
    )
    assert "He decided on November 16." in review.why


def test_a_word_that_no_moment_has_is_noticed() -> None:
    table = {**text_of("04_agnes"), "known_at": "some time ago"}
    with pytest.raises(ValueError, match="no moment"):
        life_from("agnes", table, almanac(TUESDAY))
