"""A call, a visit and a person found, each within its budget of presses: by mouse, by keys, by
touch on a phone, and without a script. A press is a click, a tap, or a command key; typed text is
counted apart.
"""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, faults_seen

pytestmark = pytest.mark.journey
COUNTER = """
(() => {
  const add = () => { sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1; };
  addEventListener("pointerdown", add, true);
  addEventListener("keydown", (event) => {
    const field = event.target.closest?.("textarea, input:not([type=radio], [type=checkbox])");
    const isChord = event.key === "Enter" && (event.ctrlKey || field?.id === "find");
    if (isChord || (!field && event.key.length === 1)) add();
  }, true);
})();
"""
number = count(1)
Begin = Callable[..., tuple[Page, str]]


@pytest.fixture
def begin(house: House, sign_in: SignIn) -> Begin:
    """Today, loaded, with one more promise on it; presses are counted from here on."""

    def start(given: str, act: str, **how: object) -> tuple[Page, str]:
        title = f"{act.title()} number {next(number)}"
        house.console("tests.journeys.promise", given, act, title)
        page = sign_in("amara", **how)
        if how.get("scripts", True):
            page.context.add_init_script(COUNTER)
            page.reload()
        return page, title

    return start


def presses(page: Page) -> int:
    """How often something was pressed so far."""
    return int(page.evaluate("Number(sessionStorage.presses ?? 0)"))


def row(page: Page, title: str, what: str) -> None:
    """Press the main button of a promise's row."""
    page.locator("li", has=page.get_by_role("link", name=title, exact=True)).last.get_by_role(
        "link", name=re.compile(f"^{what}")
    ).first.click()


def saved(page: Page) -> str:
    """What the page after saving says was done."""
    page.wait_for_url("**/?signed=*")
    return page.locator("#say").inner_text()


WAYS = [{}, {"width": "phone"}, {"width": "phone", "colors": "dark"}]


@pytest.mark.parametrize("how", WAYS, ids=["mouse", "touch", "touch, dark"])
def test_no_answer_takes_two_presses(begin: Begin, how: dict[str, str]) -> None:
    page, title = begin("Yusuf", "call", **how)
    row(page, title, "Start call")
    page.get_by_role("button", name=re.compile("^No answer")).click()
    said = saved(page)
    assert presses(page) == 2
    assert "1 attempt" in said
    assert "comes back" in said
    assert faults_seen(page) == []


def test_no_answer_takes_two_keys(begin: Begin) -> None:
    page, title = begin("Yusuf", "call")
    page.get_by_role("link", name=title, exact=True).focus()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Call with Yusuf")).to_be_visible()
    key = page.get_by_role("button", name=re.compile("^No answer")).locator("kbd").inner_text()
    page.keyboard.press(key)
    assert "1 attempt" in saved(page)
    assert presses(page) == 2


@pytest.mark.parametrize("how", WAYS, ids=["mouse", "touch", "touch, dark"])
@pytest.mark.parametrize(
    ("act", "name", "what"), [("call", "Yusuf", "Start call"), ("visit", "Agnes", "Start visit")]
)
def test_a_note_with_its_next_step_takes_three_presses(
    begin: Begin, how: dict[str, str], act: str, name: str, what: str
) -> None:
    page, title = begin(name, act, **how)
    row(page, title, what)
    page.locator("#f-text").click()
    page.keyboard.type("Slept flat, no swelling.\nNext: ask the pharmacist about the pills")
    page.get_by_role("button", name=re.compile(f"^Save {act}")).last.click()
    said = saved(page)
    assert presses(page) == 3
    assert f"Kept: {title}." in said
    assert "Next: ask the pharmacist about the pills by" in said
    assert faults_seen(page) == []


@pytest.mark.parametrize(("act", "name"), [("call", "Yusuf"), ("visit", "Agnes")])
def test_a_note_with_its_next_step_takes_three_keys(begin: Begin, act: str, name: str) -> None:
    page, title = begin(name, act)
    page.get_by_role("link", name=title, exact=True).focus()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name=f"{act.title()} with {name}")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.type("Slept flat, no swelling.\nNext: ask the pharmacist about the pills")
    page.keyboard.press("Control+Enter")
    assert f"Kept: {title}." in saved(page)
    assert presses(page) == 3


@pytest.mark.parametrize("how", [{}, {"width": "phone"}], ids=["mouse", "touch"])
def test_a_person_is_found_and_opened_in_two_presses(begin: Begin, how: dict[str, str]) -> None:
    page, _title = begin("Rosa", "call", **how)
    page.locator("#find").click()
    page.keyboard.type("del")
    page.locator("#found").get_by_text("Rosa Delgado").first.click()
    page.wait_for_url("**/people/*/")
    assert presses(page) == 2
    expect(page.get_by_role("heading", name="Rosa Delgado")).to_be_visible()
    assert faults_seen(page) == []


def test_a_person_is_found_and_opened_with_two_keys_and_three_letters(begin: Begin) -> None:
    page, _title = begin("Rosa", "call")
    page.keyboard.press("/")
    page.keyboard.type("del")
    expect(page.locator("#found").get_by_text("Rosa Delgado").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    expect(page.get_by_role("heading", name="Rosa Delgado")).to_be_visible()
    assert presses(page) <= 2


def test_without_a_script_all_of_it_works(begin: Begin) -> None:
    page, title = begin("Agnes", "visit", scripts=False)
    row(page, title, "Start visit")
    page.get_by_role("radio", name=re.compile("^Agnes")).check()
    page.locator("#f-text").fill("She walks again.\nNext: bring the scale")
    page.get_by_role("button", name=re.compile("^Save visit")).last.click()
    assert "Next: bring the scale" in saved(page)
    page.goto("/people/?q=del")
    page.get_by_role("link", name="Rosa Delgado").first.click()
    page.get_by_role("link", name=re.compile("^Start call")).click()
    page.get_by_role("button", name=re.compile("^No answer")).click()
    page.wait_for_url("**/people/*/?signed=*")
    assert "counted" in page.locator("#say").inner_text()


def test_the_first_of_a_person_is_seen_on_a_phone_without_scrolling(
    begin: Begin, sign_in: SignIn
) -> None:
    page, _title = begin("Rosa", "call", width="phone")
    page.goto("/people/?q=del")
    page.get_by_role("link", name="Rosa Delgado").first.click()
    page.wait_for_url("**/people/*/")
    bottom = page.locator(".menu").bounding_box()
    assert bottom is not None
    for part in (page.locator("h1"), page.get_by_text("Spanish"), page.get_by_text("Watch for")):
        box = part.first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bottom["y"]
    first_loop = page.locator(".first-loop").bounding_box()
    assert first_loop is not None
    assert first_loop["y"] + first_loop["height"] <= bottom["y"]


def test_the_story_prints_on_one_page(begin: Begin) -> None:
    page, _title = begin("Rosa", "call")
    page.goto("/people/?q=del")
    page.get_by_role("link", name="Rosa Delgado").first.click()
    page.wait_for_url("**/people/*/")
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1
    page.goto(f"{page.url}visit/")
    assert page.pdf(format="Letter").count(b"/Type /Page\n") == 1
