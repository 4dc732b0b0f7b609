"""Keys alone, no script, and how soon a key is answered (B8, B10, B14)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House
from tests.journeys.looks import Look, Visitors, measured, rosa_of

pytestmark = pytest.mark.journey
WIDE, PHONE = Look("1366"), Look("390")
TABS = 30
# Milliseconds from a key to the next paint, with a processor a quarter as fast (B14).
MOST_TO_PAINT = 200


@pytest.fixture(scope="module")
def visitors(demo: House, browser: Browser) -> Iterator[Visitors]:
    them = Visitors(browser, demo.address)
    yield them
    them.close()


@pytest.mark.parametrize("look", [WIDE, PHONE], ids=str)
@pytest.mark.parametrize("place", ["/", "/people/", "person", "note"])
def test_the_focus_is_always_seen_and_nothing_lies_over_it(
    visitors: Visitors, look: Look, place: str
) -> None:
    page = visitors.page("maria", look)
    rosa = rosa_of(page)
    page.goto({"person": rosa, "note": f"{rosa}note/?kind=call"}.get(place, place))
    faults = []
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if fault := measured(page, "focus"):
            faults.append(fault)
    assert faults == []


def test_the_first_action_is_at_most_three_presses_away(visitors: Visitors) -> None:
    page = visitors.page("maria", WIDE)
    page.goto("/")
    first = page.locator(".row-of .go").first
    for _ in range(3):
        if first.evaluate("(e) => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(first).to_be_focused()


def test_a_person_is_found_and_opened_by_keys_alone(visitors: Visitors) -> None:
    page = visitors.page("maria", WIDE)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("ros")
    expect(page.locator("#answers [aria-selected=true]")).to_contain_text("Rosa")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    page.keyboard.press("Control+k")
    page.keyboard.type("call roza")
    expect(page.locator("#answers [aria-selected=true]")).to_contain_text("Call Rosa")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/note/?kind=call*")
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(page.locator(".found-none")).to_contain_text("Nobody whom you stand beside")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()


def test_a_key_that_was_changed_does_what_the_other_did(visitors: Visitors) -> None:
    page = visitors.page("ruth", WIDE)
    page.goto("/keys/")
    page.locator("#key-find").fill("w")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_role("button", name="As they were at first")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#find")).not_to_be_focused()
    page.keyboard.press("w")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("/w")
    expect(page.locator("#find")).to_have_value("/w")
    with page.expect_navigation():
        page.get_by_role("button", name="As they were at first").click()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


def test_without_a_script_a_person_is_found_called_and_given_a_task(visitors: Visitors) -> None:
    page = visitors.page("aaliyah", WIDE, scripts=False)
    page.goto("/people/")
    name = page.locator("table.people a.do").first.inner_text()
    page.get_by_label(re.compile("^Find a person")).fill(f"call {name}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/note/?kind=call*")
    page.get_by_role("button", name=re.compile("^No answer")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("The note is signed")
    page.goto(f"/people/?q=visit+{name}")
    page.get_by_role("link", name=re.compile("^Visit ")).first.click()
    page.locator("[name=reached]").first.check()
    page.locator("[name=text]").fill("She showed me the garden.")
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("minute")
    page.goto(f"/people/?q=task+{name}")
    page.get_by_role("link", name=re.compile("^Add a task for")).first.click()
    page.locator("[name=title]").fill("Ask the clinic about the ride")
    page.locator(".dock button.btn-go").first.click()
    page.goto("/")
    mine = page.get_by_role("link", name="Ask the clinic about the ride").first
    row = page.locator("li.row-of", has=mine)
    row.get_by_role("button", name=re.compile("Done")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Done.")


def test_a_key_is_answered_at_once_on_a_slow_machine(visitors: Visitors) -> None:
    page = visitors.page("maria", WIDE)
    page.goto("/")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(
        """() => { window.slow = []; new PerformanceObserver((list) => { for (const one of
        list.getEntries()) if (one.name === "keydown") slow.push(one.duration); })
        .observe({ type: "event", durationThreshold: 16, buffered: true }); }"""
    )
    for key in "jjjjjkkkkk" * 2:
        page.keyboard.press(key)
        page.wait_for_timeout(30)
    page.keyboard.press("m")
    page.wait_for_timeout(400)
    took = sorted(page.evaluate("window.slow"))
    assert took
    assert took[int(len(took) * 0.95)] <= MOST_TO_PAINT


def test_a_focus_under_a_fixed_bar_would_be_seen(visitors: Visitors) -> None:
    page: Page = visitors.page("maria", PHONE)
    page.goto("/people/")
    page.evaluate(
        """() => { const lid = document.body.appendChild(document.createElement("div"));
        lid.style.cssText = "position: fixed; inset: 0; z-index: 99"; }"""
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert measured(page, "focus").startswith("under DIV")
