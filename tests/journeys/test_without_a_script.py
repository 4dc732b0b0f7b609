"""J1 to J6 with scripts switched off: a page at a time, each from Today (B10)."""

import re
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House, SignIn, faults_seen

pytestmark = pytest.mark.journey
HERE = ZoneInfo("America/New_York")
AFTERNOON = time(14)
numbers = count(1)


class Hand:
    """Somebody's hand on a page without scripts: what it presses counts, what it types does not.

    The accessibility check is a script itself: it looks at a copy of the page, in a browser of the
    same size that runs scripts.
    """

    def __init__(self, page: Page, copy: Page) -> None:
        self.page = page
        self.copy = copy
        self.presses = 0

    def faults(self) -> list[str]:
        html = self.page.content()
        self.copy.route(
            self.page.url, lambda route: route.fulfill(body=html, content_type="text/html")
        )
        self.copy.goto(self.page.url)
        self.copy.unroute_all()
        return faults_seen(self.copy)

    def press(self, what: Locator) -> None:
        what.first.click()
        self.presses += 1

    def enter(self, field: Locator, text: str) -> None:
        field.fill(text)
        field.press("Enter")
        self.presses += 1


@pytest.fixture(scope="module", params=["wide", "phone"])
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hand(sign_in: SignIn, width: str) -> Hand:
    page = sign_in("amara", width=width, scripts=False)
    page.set_default_timeout(10_000)
    return Hand(page, sign_in("amara", width=width))


def promise(house: House, given: str, act: str) -> str:
    """One more promise on Amara's list, due within two hours."""
    title = f"{act.title()} unscripted {next(numbers)}"
    house.console("tests.journeys.promise", given, act, title)
    return title


def row(hand: Hand, title: str) -> Locator:
    """The row of a promise on Today, alone in the list."""
    hand.page.goto(f"/?q={title.replace(' ', '+')}")
    return hand.page.locator("li.row-of", has=hand.page.get_by_role("link", name=title, exact=True))


def said(page: Page) -> str:
    return page.locator("#say").inner_text()


def test_j1_a_call_that_nobody_answered(house: House, hand: Hand) -> None:
    title = promise(house, "Yusuf", "call")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("^Start call")))
    assert hand.faults() == []
    hand.press(hand.page.get_by_role("button", name=re.compile("^No answer")))
    assert "1 attempt" in said(hand.page)
    assert hand.presses == 2
    assert hand.faults() == []


def test_j2_a_call_with_its_note_and_next_step(house: House, hand: Hand) -> None:
    title = promise(house, "Yusuf", "call")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("^Start call")))
    hand.press(hand.page.get_by_role("radio", name=re.compile("^Yusuf")))
    hand.page.locator("#f-text").fill("Meals come on Thursday.\nNext: ask the pharmacist")
    hand.press(hand.page.get_by_role("button", name=re.compile("^Save call")).last)
    assert f"Kept: {title}." in said(hand.page)
    assert "Next: ask the pharmacist by" in said(hand.page)
    assert hand.presses == 3
    assert hand.faults() == []


def test_j3_a_visit_with_its_note(house: House, hand: Hand) -> None:
    title = promise(house, "Agnes", "visit")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("^Start visit")))
    hand.press(hand.page.get_by_role("radio", name=re.compile("^Agnes")))
    hand.page.locator("#f-text").fill("She walks again.\nNext: bring the scale")
    hand.press(hand.page.get_by_role("button", name=re.compile("^Save visit")).last)
    assert f"Kept: {title}." in said(hand.page)
    assert "Next: bring the scale by" in said(hand.page)
    assert hand.presses == 3
    assert hand.faults() == []


def test_j4_a_task_is_added(house: House, hand: Hand) -> None:
    title = promise(house, "Rosa", "call")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("More|Later")))
    assert hand.faults() == []
    new = f"Ask the clinic about {title}"
    form = hand.page.get_by_role("region", name="Add a task")
    form.locator("[name=title]").fill(new)
    hand.press(form.get_by_role("button", name="Add task"))
    assert "Promised by" in said(hand.page)
    assert hand.faults() == []
    expect(row(hand, new)).to_have_count(1)
    assert hand.presses == 2


def test_j5_a_person_is_found_and_opened(house: House, hand: Hand) -> None:
    hand.page.goto("/")
    hand.enter(hand.page.locator("#find"), "1948")
    hand.page.wait_for_url("**/people/?**")
    assert hand.faults() == []
    hand.press(hand.page.get_by_role("link", name="Rosa Delgado"))
    expect(hand.page.get_by_role("heading", name="Rosa Delgado")).to_be_visible()
    assert hand.presses == 2
    assert hand.faults() == []
    hand.enter(hand.page.locator("#find"), "kow")
    expect(hand.page.get_by_role("heading", name="Agnes Kowalczyk")).to_be_visible()
    assert hand.presses == 3


def test_j6_done_and_taken_back(house: House, hand: Hand) -> None:
    title = promise(house, "Rosa", "call")
    hand.press(row(hand, title).get_by_role("button", name=re.compile("^Done")))
    assert said(hand.page).startswith("Done.")
    expect(hand.page.get_by_role("link", name=title, exact=True)).to_have_count(0)
    assert hand.presses == 1
    assert hand.faults() == []
    hand.press(hand.page.locator("#say .undo, #say button"))
    assert "Taken back." in said(hand.page)
    expect(row(hand, title)).to_have_count(1)


def picked() -> datetime:
    return datetime.now(tz=HERE).replace(hour=10, minute=30) + timedelta(days=3)


@pytest.mark.parametrize("way", ["today", "tomorrow", "pick", "happens"])
def test_j6_later(house: House, hand: Hand, way: str) -> None:
    title = promise(house, "Rosa", "call")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("More|Later")))
    form = hand.page.get_by_role("region", name="Later", exact=True)
    if way == "today" and datetime.now(tz=HERE).time() >= AFTERNOON:
        expect(form.locator("[value=today]")).to_have_count(0)
        return
    if way == "pick":
        form.locator("[name=pick]").fill(f"{picked():%Y-%m-%dT%H:%M}")
    if way == "happens":
        form.locator("[name=waiting_on]").fill("She comes home")
    hand.press(form.locator(f"button[value={way}]"))
    assert "Put off: it comes back then." in said(hand.page)
    assert hand.presses == 2
    assert hand.faults() == []
    hand.press(hand.page.locator("#say .undo, #say button"))
    assert "Taken back." in said(hand.page)


def test_j6_a_moment_that_was_is_refused_in_words_and_stays_typed(house: House, hand: Hand) -> None:
    title = promise(house, "Rosa", "call")
    hand.press(row(hand, title).get_by_role("link", name=re.compile("More|Later")))
    form = hand.page.get_by_role("region", name="Later", exact=True)
    form.locator("[name=pick]").fill("2020-01-01T09:00")
    hand.press(form.locator("button[value=pick]"))
    expect(hand.page.get_by_role("alert").first).to_be_visible()
    expect(form.locator("[name=pick]")).to_have_value("2020-01-01T09:00")
    assert hand.faults() == []
