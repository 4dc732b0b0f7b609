"""Of two who change the same thing, the later is shown both texts by field; none goes under."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casewright.cases.models import Case
from casewright.contacts.models import Draft
from casewright.desk.tests.desk import PART, signed_in
from casewright.people.actions import say_statement
from casewright.people.models import Person, Statement, Summary
from conftest import Staff

pytestmark = pytest.mark.django_db
CONFLICT = 409


@pytest.fixture
def amara(staff: Staff, case: Case) -> Client:
    return signed_in(staff.amara)


@pytest.fixture
def tess(staff: Staff, case: Case) -> Client:
    return signed_in(staff.tess)


def field(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("headers", [{}, PART], ids=["a form", "a part"])
def test_particulars_come_back_with_both_texts_and_what_is_chosen_stays(
    rosa: Person, amara: Client, tess: Client, headers: dict[str, str]
) -> None:
    address = reverse("edit_person", args=[rosa.pk])
    seen = field(amara.get(address).content.decode(), "version")
    hers = {"version": seen, "home_note": "3rd floor", "if_worse": "Call Ana"}
    assert amara.post(address, hers).status_code == 302
    mine = {"version": seen, "home_note": "2nd floor, key with Ana", "if_worse": "Call Luis"}
    answer = tess.post(address, mine, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == CONFLICT
    for text in ("3rd floor", "2nd floor, key with Ana", "Call Ana", "Call Luis"):
        assert text in page
    rosa.refresh_from_db()
    assert rosa.home_note == "3rd floor"
    chosen = {**mine, "version": field(page, "version"), "keep-home_note": "theirs"}
    assert tess.post(address, chosen).status_code == 302
    rosa.refresh_from_db()
    assert (rosa.home_note, rosa.if_worse) == ("3rd floor", "Call Luis")


def test_a_field_in_which_both_wrote_the_same_is_not_asked_about(
    rosa: Person, amara: Client, tess: Client
) -> None:
    address = reverse("edit_person", args=[rosa.pk])
    said = {"version": rosa.version, "home_note": "3rd floor", "if_worse": "Call Ana"}
    assert amara.post(address, said).status_code == 302
    page = tess.post(address, {**said, "if_worse": "Call Luis"}).content.decode()
    assert 'id="both-if_worse"' in page
    assert 'id="both-home_note"' not in page


def test_two_lines_come_back_with_both_and_either_can_stay(
    staff: Staff, rosa: Person, amara: Client, tess: Client
) -> None:
    address = reverse("summary", args=[rosa.pk])
    seen = field(tess.get(address).content.decode(), "version")
    assert amara.post(address, {"version": seen, "words": "Lives alone."}).status_code == 302
    answer = tess.post(address, {"version": seen, "words": "Lives with Ana."})
    page = answer.content.decode()
    assert answer.status_code == CONFLICT
    assert "Lives alone." in page
    assert "Lives with Ana.</textarea>" in page
    assert [row.words for row in Summary.objects.all()] == ["Lives alone."]
    again = {"version": field(page, "version"), "words": "Lives with Ana.", "keep-words": "mine"}
    assert tess.post(address, again).status_code == 302
    shown = tess.get(reverse("person", args=[rosa.pk])).content.decode()
    assert "Lives with Ana." in shown
    assert "Tess Ito" in shown


def test_a_statement_comes_back_with_both_and_is_put_right_once_more(
    staff: Staff, rosa: Person, amara: Client, tess: Client
) -> None:
    salt = say_statement(
        by=staff.amara, person=rosa, kind="watch", words="Salt", said_on=date(2026, 11, 19)
    )
    address = reverse("change_statement", args=[salt.pk])
    assert "Salt</textarea>" in tess.get(address).content.decode()
    assert amara.post(address, {"words": "Salt, swelling"}).status_code == 302
    answer = tess.post(address, {"words": "Sugar"})
    page = answer.content.decode()
    assert answer.status_code == CONFLICT
    assert "Salt, swelling" in page
    assert "Sugar</textarea>" in page
    now_at = re.search(r'action="(/statements/[^"]*)"', page)
    assert now_at
    assert tess.post(now_at[1], {"words": "Sugar", "keep-words": "theirs"}).status_code == 302
    assert Statement.objects.get(ended_at=None).words == "Salt, swelling"


def test_what_a_colleague_ended_is_not_brought_back_unseen(
    staff: Staff, rosa: Person, amara: Client, tess: Client
) -> None:
    salt = say_statement(
        by=staff.amara, person=rosa, kind="watch", words="Salt", said_on=date(2026, 11, 19)
    )
    assert amara.post(reverse("end_statement", args=[salt.pk])).status_code == 302
    answer = tess.post(reverse("change_statement", args=[salt.pk]), {"words": "Sugar"})
    assert answer.status_code == CONFLICT
    assert "Sugar</textarea>" in answer.content.decode()
    assert not Statement.objects.filter(ended_at=None).exists()


Keep = Callable[..., tuple[int, str, str]]


@pytest.fixture
def keep(rosa: Person, amara: Client) -> Keep:
    """Keep a draft as a tab does; gives the answer, its page and the draft's version."""

    def send(tab: str, text: str, version: str = "0", **more: str) -> tuple[int, str, str]:
        typed = {"form_key": tab, "draft_version": version, "text": text, "kind": "call", **more}
        answer = amara.post(reverse("draft", args=[rosa.pk]), typed, headers={"X-Autosave": "true"})
        kept = answer.headers.get("X-Draft-Version", "")
        return answer.status_code, answer.content.decode(), kept

    return send


def test_two_tabs_of_one_writer_are_shown_each_others_text(
    rosa: Person, amara: Client, keep: Keep
) -> None:
    first, second = str(uuid4()), str(uuid4())
    assert keep(first, "From the car")[0] == 200
    status, page, _ = keep(second, "From the office")
    assert status == CONFLICT
    assert "From the car" in page
    assert "From the office</textarea>" in page
    assert Draft.objects.get().written["text"] == "From the car"
    version = field(page, "draft_version")
    assert keep(second, "From the office", version, **{"keep-text": "theirs"})[0] == 200
    assert Draft.objects.get().written["text"] == "From the car"
    status, page, _ = keep(first, "From the car, more", "1")
    assert status == CONFLICT


def test_signing_in_one_tab_leaves_what_the_other_kept(
    rosa: Person, amara: Client, keep: Keep
) -> None:
    keep(str(uuid4()), "From the car")
    note = {
        "form_key": str(uuid4()),
        "draft_version": "",
        "kind": "call",
        "reached": "person",
        "text": "Well.",
        "started_at": "2026-11-24T09:00",
        "minutes": "5",
    }
    assert amara.post(reverse("note", args=[rosa.pk]), note).status_code == 302
    assert Draft.objects.get().written["text"] == "From the car"


def test_a_stranger_is_shown_neither_text(staff: Staff, rosa: Person, keep: Keep) -> None:
    keep(str(uuid4()), "From the car")
    bo = signed_in(staff.bo)
    for name in ("draft", "edit_person", "summary"):
        answer = bo.post(reverse(name, args=[rosa.pk]), {"version": "0", "words": "x"})
        assert answer.status_code == 404
        assert "From the car" not in answer.content.decode()
