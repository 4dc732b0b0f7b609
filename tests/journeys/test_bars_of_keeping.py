"""Nothing typed is lost, and nothing of a record stays in the browser (B16, B21)."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import House
from tests.journeys.looks import Look, Visitors, addresses, axe_faults, enter, rosa_of

pytestmark = pytest.mark.journey
WIDE = Look("1366")
# So many answers hold a page at least: fewer would say that the walk was turned away.
FEWEST_PAGES = 30
NOTE = re.compile(r"/people/[0-9a-f-]{36}/(note|draft)/")


@pytest.fixture(scope="module")
def visitors(demo: House, browser: Browser) -> Iterator[Visitors]:
    them = Visitors(browser, demo.address)
    yield them
    them.close()


@pytest.fixture
def note(visitors: Visitors) -> Iterator[Page]:
    """Maria's browser with a note about Rosa open, and nothing drafted before."""
    page = visitors.page(None, WIDE)
    enter(page, "maria")
    page.goto(f"{rosa_of(page)}note/?kind=call&back=person")
    yield page
    page.context.close()


def words() -> str:
    return f"She slept well. {uuid4()}"


def cut(page: Page) -> None:
    page.context.route("**/*", lambda route: route.abort())


def mend(page: Page) -> None:
    page.context.unroute_all(behavior="ignoreErrors")


def test_a_line_that_is_cut_mid_note_loses_nothing(note: Page) -> None:
    text = words()
    cut(note)
    note.locator("#f-text").fill(text)
    note.locator("h1").first.click()
    expect(note.locator("#kept")).to_contain_text("Cannot reach the server")
    expect(note.locator("#f-text")).to_have_value(text)
    mend(note)
    expect(note.locator("#kept")).to_contain_text("Saved", timeout=15_000)
    note.reload()
    expect(note.locator("#f-text")).to_have_value(text)


def test_a_note_saved_while_the_line_is_cut_waits_in_the_page(note: Page) -> None:
    text = words()
    note.locator("#f-text").fill(text)
    cut(note)
    note.get_by_role("button", name=re.compile("^Save call")).first.click()
    expect(note.locator("#kept")).to_contain_text("Cannot reach the server")
    expect(note.locator("#f-text")).to_have_value(text)
    mend(note)
    note.get_by_role("button", name=re.compile("^Save call")).first.click()
    note.wait_for_url("**signed=*")
    expect(note.get_by_role("main")).to_contain_text(text)


def test_a_session_that_ended_keeps_the_text_and_leads_back_to_it(note: Page) -> None:
    text = words()
    note.locator("#f-text").fill(text)
    note.locator("h1").first.click()
    expect(note.locator("#kept")).to_contain_text("Saved")
    address = note.url
    note.context.clear_cookies(name="casewright-session")
    note.goto(address)
    note.wait_for_url("**/accounts/login/**")
    note.get_by_label("Name").fill("maria")
    note.get_by_label("Password").fill("nobody here is real")
    note.get_by_role("button", name="Sign in").click()
    note.wait_for_url(NOTE)
    expect(note.locator("#f-text")).to_have_value(text)


def test_two_tabs_and_the_back_button_show_the_same_text(note: Page) -> None:
    text = words()
    note.locator("#f-text").fill(text)
    note.locator("h1").first.click()
    expect(note.locator("#kept")).to_contain_text("Saved")
    other = note.context.new_page()
    other.goto(note.url)
    expect(other.locator("#f-text")).to_have_value(text)
    note.goto("/people/")
    note.go_back()
    expect(note.locator("#f-text")).to_have_value(text)


def test_a_form_is_sent_when_the_server_can_be_reached_again(note: Page) -> None:
    text = words()
    rosa = rosa_of(note)
    note.goto(f"{rosa}tasks/")
    note.locator("[name=title]").fill(text)
    cut(note)
    note.locator(".dock button.btn-go").first.click()
    expect(note.locator("#say")).to_contain_text("Your text is kept here. We try again every 10 s.")
    expect(note.locator("[name=title]")).to_have_value(text)
    mend(note)
    note.wait_for_url(lambda url: not url.endswith("/tasks/"), timeout=15_000)
    note.goto(rosa)
    expect(note.get_by_role("main")).to_contain_text(text)


def test_a_session_near_its_end_says_so_and_any_key_keeps_it(note: Page) -> None:
    left = iter(["90\n", "1800\n"])
    seen: list[str] = []

    def answer(route: Route) -> None:
        seen.append(route.request.headers.get("x-background", "a key"))
        route.fulfill(body=next(left), content_type="text/plain")

    note.context.route("**/awake/", answer)
    note.goto("/people/")
    note.clock.install()
    note.reload()
    note.clock.fast_forward(28 * 60 * 1000 + 30_000)
    expect(note.locator("#say")).to_contain_text("You will be signed out in 2 min.")
    note.keyboard.press("Shift")
    expect(note.locator("#say")).to_be_hidden()
    assert seen == ["true", "a key"]


def test_nothing_of_a_record_stays_in_the_browser_after_signing_out(note: Page) -> None:
    text = words()
    note.locator("#f-text").fill(text)
    note.locator("h1").first.click()
    expect(note.locator("#kept")).to_contain_text("Saved")
    address = note.url
    note.goto("/")
    note.locator("#find").press_sequentially("ro")
    note.wait_for_selector("#answers")
    kept = note.evaluate(
        """async () => [JSON.stringify(localStorage), JSON.stringify(sessionStorage),
        ...await caches.keys(), ...(await indexedDB.databases()).map((one) => one.name)].join()"""
    )
    for word in ("Rosa", text, "osa", "call"):
        assert word not in kept
    note.locator("details.me summary").click()
    note.get_by_role("button", name="Sign out").click()
    note.wait_for_url("**/accounts/login/**")
    assert note.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    for _ in range(2):
        note.go_back()
        note.wait_for_load_state()
        assert "Rosa" not in note.content()
        assert text not in note.content()
    answer = note.goto(address)
    assert answer is not None
    expect(note.get_by_label("Password")).to_be_visible()
    assert axe_faults(note) == []


def test_no_page_about_anybody_is_kept_by_browser_or_proxy(visitors: Visitors) -> None:
    """Every page of the table of addresses, before the first who may open it and all before."""
    maria, kept, shown = visitors.page("maria", WIDE), [], 0
    places = addresses(maria, rosa_of(maria))
    others = [visitors.page(who, WIDE) for who in ("ruth", "samir", "joan")]
    for place in (*places.values(), "/find/?q=r"):
        for page in (maria, *others):
            part = {"HX-Request": "true"} if page is maria else {}
            answer = page.request.get(place, headers=part, max_redirects=0)
            shown += answer.ok
            if answer.headers.get("cache-control") != "no-store":
                kept.append(f"{place} {answer.status}")
            if answer.ok:
                break
    assert shown >= FEWEST_PAGES
    assert kept == []


def test_the_cut_line_is_really_cut(note: Page, tmp_path: Path) -> None:
    cut(note)
    assert note.evaluate("fetch('/healthz').then(() => 'reached', () => 'cut')") == "cut"
    mend(note)
    assert note.evaluate("fetch('/healthz').then(() => 'reached', () => 'cut')") == "reached"
