"""What is done on Today a hundred times a day: by mouse, by keys, by touch, and in few presses."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, faults_seen
from tests.journeys.counting import count, presses

pytestmark = pytest.mark.journey
HANDS = ("mouse", "keys", "touch")


@pytest.fixture
def by_hand(sign_in: SignIn) -> Callable[[str], Page]:
    """Today as somebody has it under their hands: at a desk, or on a phone that is touched."""

    def enter(hand: str) -> Page:
        is_touch = hand == "touch"
        return sign_in("amara", width="phone" if is_touch else "wide", touch=is_touch)

    return enter


def make(house: House, mark: str) -> str:
    """A promise about each of Amara's people, with a mark of its own in its title."""
    title = f"{mark} {datetime.now(tz=UTC):%H%M%S%f}"
    house.console("tests.journeys.day", "each", title)
    return title


def only(page: Page, title: str) -> None:
    """Today with the rows of one mark alone, focus on the first."""
    page.goto(f"/?q={title.replace(' ', '+')}")
    expect(page.locator(".row-of")).to_have_count(3)
    count(page)


def touch(page: Page, hand: str, selector: str) -> None:
    """Press something the way the hand presses."""
    target = page.locator(selector).first
    target.tap() if hand == "touch" else target.click()


@pytest.mark.parametrize("hand", HANDS)
def test_a_task_is_added_in_two_presses_without_a_load(
    house: House, by_hand: Callable[[str], Page], hand: str
) -> None:
    page, title = by_hand(hand), make(house, "Add")
    only(page, title)
    if hand == "keys":
        page.keyboard.press("t")
    else:
        touch(page, hand, ".row-of .more")
    field = page.locator(".row-of > .more-panel [name=title]")
    field.wait_for()
    if hand == "keys":
        expect(field).to_be_focused()
    field.fill(f"Ask the clinic {title}")
    if hand == "keys":
        page.keyboard.press("Enter")
    else:
        touch(page, hand, ".row-of > .more-panel [aria-label='Add a task'] .btn-2")
    expect(page.get_by_role("status").first).to_contain_text("Promised by")
    assert presses(page) == 2
    assert faults_seen(page) == []


@pytest.mark.parametrize("hand", HANDS)
def test_done_takes_one_press_and_is_taken_back_with_another(
    house: House, by_hand: Callable[[str], Page], hand: str
) -> None:
    page, title = by_hand(hand), make(house, "Done")
    only(page, title)
    if hand == "keys":
        page.keyboard.press("x")
    else:
        touch(page, hand, ".row-of .done")
    expect(page.locator(".row-of")).to_have_count(2)
    assert presses(page) == 1
    expect(page.locator("#say .undo")).to_be_visible()
    page.locator("#say .undo").click()
    page.wait_for_url("**did=undone**")
    page.goto(f"/?q={title.replace(' ', '+')}")
    expect(page.locator(".row-of")).to_have_count(3)


@pytest.mark.parametrize("hand", HANDS)
def test_later_takes_two_presses(house: House, by_hand: Callable[[str], Page], hand: str) -> None:
    page, title = by_hand(hand), make(house, "Later")
    only(page, title)
    later = page.locator(".row-of > .more-panel [value=tomorrow]")
    if hand == "keys":
        page.keyboard.press("s")
        later.wait_for()
        page.wait_for_function("document.activeElement.matches('.later')")
        page.keyboard.press("Enter")
    else:
        touch(page, hand, ".row-of .more")
        later.wait_for()
        touch(page, hand, ".row-of > .more-panel [value=tomorrow]")
    expect(page.locator(".row-of")).to_have_count(2)
    assert presses(page) == 2


@pytest.mark.parametrize("hand", HANDS)
def test_many_are_done_at_once_and_all_taken_back(
    house: House, by_hand: Callable[[str], Page], hand: str
) -> None:
    page, title = by_hand(hand), make(house, "Many")
    only(page, title)
    if hand == "keys":
        for key in ("e", "j", "e", "j", "e", "x"):
            page.keyboard.press(key)
    else:
        for number in range(3):
            box = page.locator(".row-of .pick").nth(number)
            box.tap() if hand == "touch" else box.click()
        touch(page, hand, "#rows [value=done]")
    expect(page.get_by_text("No row is like that.")).to_be_visible()
    assert presses(page) <= 6
    page.locator("#say .undo").click()
    page.wait_for_url(re.compile("did=undone"))
    page.goto(f"/?q={title.replace(' ', '+')}")
    expect(page.locator(".row-of")).to_have_count(3)


def test_many_are_handed_over_without_a_load(house: House, by_hand: Callable[[str], Page]) -> None:
    page, title = by_hand("mouse"), make(house, "Over")
    only(page, title)
    for number in range(3):
        page.locator(".row-of .pick").nth(number).click()
    page.locator("#rows [value=hand_over]").click()
    page.locator("#to").select_option(label="Carmen Vela")
    assert faults_seen(page) == []
    page.locator(".hand-over-several .btn-go").click()
    expect(page.get_by_text("No row is like that.")).to_be_visible()
    assert presses(page) <= 6


def test_a_filter_is_kept_and_stands_above_the_list(
    house: House, by_hand: Callable[[str], Page]
) -> None:
    page, title = by_hand("mouse"), make(house, "Keep")
    only(page, title)
    page.get_by_label("Keep this filter as").fill("My calls")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_role("link", name=re.compile("^My calls 3"))).to_be_visible()
    assert faults_seen(page) == []
    for address in ("/filters/", "/changes/", "/quiet/", "/day-sheet/"):
        page.goto(address)
        assert faults_seen(page) == [], address


@pytest.mark.parametrize(("across", "down", "fewest"), [(1366, 768, 7), (320, 720, 2)])
def test_so_many_rows_stand_above_the_fold(
    house: House, sign_in: SignIn, across: int, down: int, fewest: int
) -> None:
    house.console("tests.journeys.day", "fourteen")
    page = sign_in("amara")
    page.set_viewport_size({"width": across, "height": down})
    page.goto("/")
    above = page.evaluate(
        """() => [...document.querySelectorAll(".row-of")].filter((row) => {
          const box = row.querySelector(".acts").getBoundingClientRect();
          return box.bottom <= innerHeight && box.right <= innerWidth;
        }).length"""
    )
    assert above >= fewest
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
