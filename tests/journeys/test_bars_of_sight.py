"""Every screen in every look: axe, nothing off the screen, targets, text set wider (B3, B5-B7, B9,
B20)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import House
from tests.journeys.looks import (
    COVERING,
    LOOKS,
    Look,
    Visitors,
    faults_on,
    measured,
    opened,
    rosa_of,
    with_something_open,
)

pytestmark = pytest.mark.journey
# A list as long as the screen shows so many whole rows (B20).
LEAST_ROWS = {"1366": 7, "320": 2}


@pytest.fixture(scope="module")
def visitors(demo: House, browser: Browser) -> Iterator[Visitors]:
    them = Visitors(browser, demo.address)
    yield them
    them.close()


@pytest.fixture(scope="module")
def rosa(visitors: Visitors) -> str:
    return rosa_of(visitors.page("maria", COVERING[0]))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_screen_is_sound(visitors: Visitors, rosa: str, look: Look) -> None:
    seen = {name: faults_on(page, look) for name, page in opened(visitors, look, rosa)}
    visitors.close()
    assert len(seen) >= 20
    assert "\n".join(f"{name}: {fault}" for name in seen for fault in seen[name]) == ""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_screen_is_sound_with_something_open_on_it(
    visitors: Visitors, rosa: str, look: Look
) -> None:
    screens = with_something_open(visitors, look, rosa)
    seen = {name: faults_on(page, look) for name, page in screens}
    visitors.close()
    assert "\n".join(f"{name}: {fault}" for name in seen for fault in seen[name]) == ""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_page_is_read_from_the_side_of_its_language(visitors: Visitors, direction: str) -> None:
    page = visitors.page("maria", Look("1366", "light", direction))
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).direction") == direction
    menu = page.locator(".menu a").first.bounding_box()
    assert menu
    assert (menu["x"] < 683) == (direction == "ltr")


@pytest.mark.parametrize(("size", "least"), LEAST_ROWS.items())
def test_enough_rows_are_seen_at_once(visitors: Visitors, size: str, least: int) -> None:
    page = visitors.page("maria", Look(size))
    page.goto("/")
    # The strip that says it is the demo, and a feed's warning, are not there on an ordinary day.
    page.evaluate(
        "for (const one of document.querySelectorAll('.demo, .note-line.warn')) one.remove()"
    )
    whole = measured(page, "wholeRows")
    assert whole >= least


def test_at_twice_the_size_the_first_rows_action_is_in_view(visitors: Visitors) -> None:
    page = visitors.page("maria", Look("683@2"))
    page.goto("/")
    assert measured(page, "isInView", ".row-of .go")


@pytest.mark.parametrize("address", ["/", "/people/", "/rules/"])
def test_forced_colors_and_reduced_motion_hide_nothing(visitors: Visitors, address: str) -> None:
    page = visitors.page("maria", Look("1366"))
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(address)
    assert faults_on(page, Look("1366")) == []
    assert measured(page, "moving") == 0


def test_a_fault_would_be_seen(visitors: Visitors) -> None:
    page = visitors.page("maria", Look("390"))
    page.goto("/people/")
    page.evaluate(
        """() => {
        const main = document.querySelector("main");
        const box = main.appendChild(document.createElement("div"));
        box.style.cssText = "width: 30rem; height: 10px; overflow: hidden";
        box.innerHTML = "<p>Words that are cut</p>";
        const small = main.appendChild(document.createElement("button"));
        small.style.cssText = "display: block; width: 10px; height: 10px; padding: 0";
        const away = main.appendChild(document.createElement("button"));
        away.textContent = "Away";
        away.style.cssText = "position: absolute; left: 120vw; min-height: 3rem";
        }"""
    )
    said = " ".join(faults_on(page, Look("390")))
    for words in ("button-name", "off the screen: Away", "10 x 10", "clipped", "scrolls sideways"):
        assert words in said
