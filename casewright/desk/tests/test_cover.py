"""Cover on the screen: who is away, taken in one press, given, ended early; and the box."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casewright.cases.models import Case
from casewright.desk.tests.desk import PART, signed_in
from casewright.people.models import Person
from casewright.security.actions import arrange_cover
from casewright.security.models import Cover, User
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MOST_STATEMENTS = 12


def away(staff: Staff, covering: User | None = None, days: float = 0) -> Cover:
    return arrange_cover(
        by=staff.amara,
        away=staff.amara,
        covering=covering,
        starts_at=NOW + days * DAY,
        ends_at=NOW + (days + 1) * DAY,
        reason="Surgery",
    )


def read(browser: Client, address: str = "/cover/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_one_press_takes_the_cover_of_a_teammate_who_is_away(
    staff: Staff, rosa: Person, case: Case
) -> None:
    asked = away(staff)
    browser = signed_in(staff.tess)
    page = read(browser)
    assert "Nobody has taken it yet" in page
    assert "1 person of theirs by name" in page
    assert "Surgery" not in page
    done = browser.post(f"/cover/{asked.pk}/take/", follow=True).content.decode()
    assert "You cover now." in done
    assert "Tess Ito covers" in done
    assert "You cover 1 person for Amara" in read(browser, "/")


def test_whoever_is_away_asks_the_team_or_a_colleague(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    sent = {"away": staff.amara.pk, "starts_on": "2026-11-25", "ends_on": "2026-11-26"}
    done = browser.post("/cover/", {**sent, "covering": ""}, follow=True).content.decode()
    assert "Whoever of the team takes it first covers." in done
    browser.post("/cover/", {**sent, "covering": staff.tess.pk})
    first, second = Cover.objects.order_by("covering")[:2]
    assert {first.covering, second.covering} == {None, staff.tess}
    assert first.starts_at.isoformat() == "2026-11-25T05:00:00+00:00"
    assert first.ends_at.isoformat() == "2026-11-27T04:59:59+00:00"


def test_from_today_means_at_once(staff: Staff) -> None:
    sent = {"away": staff.amara.pk, "starts_on": "2026-11-24", "ends_on": "2026-11-24"}
    signed_in(staff.amara).post("/cover/", {**sent, "covering": staff.tess.pk})
    assert Cover.objects.get().starts_at == NOW


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ends_on": "2026-11-20"}, "Cover must end after it starts."),
        ({"ends_on": ""}, "Choose the last day."),
        ({"covering": "amara"}, "Nobody covers themselves."),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(
    staff: Staff, typed: dict[str, str], words: str
) -> None:
    sent = {"starts_on": "2026-11-24", "ends_on": "2026-11-26", "reason": "Leave", **typed}
    sent |= {"away": str(staff.amara.pk)}
    if sent.get("covering"):
        sent["covering"] = str(staff.amara.pk)
    answer = signed_in(staff.amara).post("/cover/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Leave"' in answer.content.decode()
    assert not Cover.objects.exists()


def test_cover_is_ended_early_and_called_off_on_the_screen(staff: Staff) -> None:
    running, coming = away(staff, staff.tess, days=-0.25), away(staff, staff.bo, days=3)
    page = read(signed_in(staff.amara))
    assert "End it now" in page
    assert "Call it off" in page
    assert "Surgery" in page
    for who, one in ((staff.tess, running), (staff.carmen, coming)):
        done = signed_in(who).post(f"/cover/{one.pk}/end/", follow=True).content.decode()
        assert "Ended." in done
    page = read(signed_in(staff.amara))
    assert "Nobody is away." in page
    assert "Over, of the last 30 days" in page
    assert "over already" in (
        signed_in(staff.tess).post(f"/cover/{running.pk}/end/", follow=True).content.decode()
    )


def test_the_box_leads_to_the_page_with_the_colleagues_name(staff: Staff) -> None:
    browser = signed_in(staff.carmen)
    found = browser.get("/find/", {"q": "cover ama"}, headers=PART).content.decode()
    address = f"/cover/?for={staff.amara.pk}"
    assert f'href="{address}"' in found
    assert "Cover Amara Diallo" in found
    bare = browser.get("/people/", {"q": "Cover amara", "from": "bar"})
    assert (bare.status_code, bare["Location"]) == (302, address)
    page = read(browser, address)
    for name, user in (("away", staff.amara), ("covering", staff.carmen)):
        select = page[page.index(f'id="f-{name}"') :].split("</select>")[0]
        assert f'value="{user.pk}" selected' in select
    assert "Take cover" in page


def test_the_box_offers_no_colleague_of_another_team_and_not_oneself(staff: Staff) -> None:
    browser = signed_in(staff.amara)
    for typed in ("cover bo", "cover amara", "cover zzz", "cover"):
        found = browser.get("/find/", {"q": typed}, headers=PART).content.decode()
        assert "/cover/?for=" not in found
    assert 'href="/cover/"' in browser.get("/find/", {"q": "cov"}, headers=PART).content.decode()


def test_a_teammate_of_somebody_who_said_nothing_is_told_who_can(staff: Staff) -> None:
    page = read(signed_in(staff.tess), f"/cover/?for={staff.amara.pk}")
    assert "Only Amara Diallo, or whoever supervises them" in page
    sent = {"away": staff.amara.pk, "covering": staff.tess.pk}
    days = {"starts_on": "2026-11-24", "ends_on": "2026-11-26"}
    assert signed_in(staff.tess).post("/cover/", {**sent, **days}).status_code == 422
    assert not Cover.objects.exists()


def test_a_stranger_sees_nobodys_cover_and_takes_and_ends_none(staff: Staff) -> None:
    asked = away(staff)
    browser = signed_in(staff.bo)
    assert "Amara" not in read(browser)
    assert "Amara" not in read(browser, f"/cover/?for={staff.amara.pk}")
    for deed in ("take", "end"):
        assert browser.post(f"/cover/{asked.pk}/{deed}/").status_code == 404
    for who in (staff.dev, staff.ada):
        assert signed_in(who).get("/cover/").status_code == 404
    assert Cover.objects.get().covering is None


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_the_same_whoever_is_away(staff: Staff) -> None:
    taken = []
    browser = signed_in(staff.carmen)
    read(browser)
    for first in (0, 10):
        for number in range(first, first + 10):
            away(staff, (staff.tess, staff.bo)[number % 2], days=2 * number)
        with CaptureQueriesContext(connection) as said:
            read(browser)
        taken.append(len(said))
    assert taken[0] == taken[1] <= MOST_STATEMENTS, taken
