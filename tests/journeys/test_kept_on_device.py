"""A text that cannot reach the server is kept on the device, sealed, until it can (B16, B21)."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.journeys.conftest import CHROMIUM, House
from tests.journeys.looks import Look, Visitors, axe_faults, enter

pytestmark = pytest.mark.journey
WIDE = Look("1366")
# What the device holds, read as text byte by byte; nothing where nothing is held.
HELD = """async () => {
  const stores = [localStorage, sessionStorage, await caches.keys()];
  const texts = stores.map((one) => JSON.stringify(one));
  for (const { name } of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    await new Promise((done) => { asked.onsuccess = done; });
    for (const store of asked.result.objectStoreNames) {
      const all = asked.result.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { all.onsuccess = done; });
      for (const one of all.result) {
        texts.push(JSON.stringify(one), new TextDecoder().decode(one.sealed ?? new Uint8Array()));
      }
    }
    asked.result.close();
  }
  return texts.join();
}"""
NOTHING_HELD = "async () => (await indexedDB.databases()).length === 0"
SOON_NOTHING_HELD = """async () => {
  for (let times = 0; times < 100; times++) {
    if (!(await indexedDB.databases()).length) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""


@pytest.fixture(scope="module")
def visitors(demo: House, browser: Browser) -> Iterator[Visitors]:
    them = Visitors(browser, demo.address)
    yield them
    them.close()


@pytest.fixture
def at_work(visitors: Visitors) -> Iterator[Page]:
    """Maria's browser, at Today; nothing of hers is drafted about anybody she writes about."""
    page = visitors.page("maria", WIDE)
    page.goto("/")
    yield page
    page.context.unroute_all(behavior="ignoreErrors")
    page.context.close()


def words() -> str:
    return f"She slept well. {uuid4()}"


def cut(context: BrowserContext) -> None:
    context.route("**/*", lambda route: route.abort())


def mend(context: BrowserContext) -> None:
    context.unroute_all(behavior="ignoreErrors")


def people(page: Page, number: int) -> list[str]:
    """The addresses of some of the people whom Maria looks after."""
    page.goto("/people/")
    links = page.locator("table.people a.do").all()[:number]
    return [str(link.get_attribute("href")) for link in links]


def write_while_away(page: Page, person: str, text: str) -> None:
    """Open a note about somebody, lose the line, and write on."""
    page.goto(f"{person}note/?kind=call&back=person")
    cut(page.context)
    page.locator("#f-text").fill(text)
    page.locator("h1").first.click()
    expect(page.locator("#kept")).to_contain_text("Your text is kept on this device")


def line(page: Page) -> Locator:
    return page.locator("#kept-here")


def throw_away(page: Page, person: str) -> None:
    """Whatever a journey before this one left about somebody."""
    page.goto(f"{person}note/?kind=call&back=person")
    if page.get_by_role("button", name="Discard it").count():
        page.get_by_role("button", name="Discard it").click()
        page.wait_for_url(f"**{person}")


def test_a_text_outlives_its_tab_and_is_a_draft_once_the_line_is_back(at_work: Page) -> None:
    text, (rosa, other) = words(), people(at_work, 2)
    for person in (rosa, other):
        throw_away(at_work, person)
    write_while_away(at_work, rosa, text)
    expect(line(at_work)).to_contain_text("Kept on this device, 1 note to send")
    assert axe_faults(at_work) == []
    context = at_work.context
    at_work.close()
    mend(context)
    context.route(re.compile("/draft/$"), lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{other}note/?kind=visit&back=person")
    page.locator("#f-text").fill(text)
    page.locator("h1").first.click()
    for address in ("", "/", "/people/", "/rules/", "/keys/", rosa, other):
        if address:
            page.goto(address)
        expect(line(page)).to_contain_text("Kept on this device, 2 notes to send")
        expect(line(page).locator("li a")).to_have_count(2)
    page.locator("#kept-here summary").first.click()
    expect(line(page)).to_contain_text(text)
    assert axe_faults(page) == []
    mend(context)
    page.goto("/")
    expect(line(page)).to_contain_text("It is your draft now")
    expect(line(page)).not_to_contain_text("to send")
    assert axe_faults(page) == []
    line(page).get_by_role("link", name=re.compile("^Call, ")).click()
    expect(page.locator("#f-text")).to_have_value(text)
    assert page.evaluate(SOON_NOTHING_HELD)


def test_a_newer_draft_of_the_server_is_not_written_over(at_work: Page, visitors: Visitors) -> None:
    mine, theirs, (rosa,) = words(), words(), people(at_work, 1)
    throw_away(at_work, rosa)
    write_while_away(at_work, rosa, mine)
    context = at_work.context
    at_work.close()
    elsewhere = visitors.page("maria", WIDE)
    elsewhere.goto(f"{rosa}note/?kind=call&back=person")
    elsewhere.locator("#f-text").fill(theirs)
    elsewhere.locator("h1").first.click()
    expect(elsewhere.locator("#kept")).to_contain_text("Saved")
    mend(context)
    page = context.new_page()
    page.goto("/")
    expect(line(page)).to_contain_text("choose which text stays")
    line(page).get_by_role("link").first.click()
    expect(page.locator(".dock")).to_contain_text("Both texts stand below")
    expect(page.locator("#f-text")).to_have_value(mine)
    expect(page.locator(".dock")).to_contain_text(theirs)
    assert axe_faults(page) == []
    elsewhere.reload()
    expect(elsewhere.locator("#f-text")).to_have_value(theirs)
    page.locator("[name=keep-text][value=mine]").check()
    page.locator("#f-text").press("End")
    page.locator("#f-text").press_sequentially(".")
    page.locator("h1").first.click()
    expect(page.locator("#kept")).to_contain_text("Saved")
    page.goto("/")
    expect(line(page)).to_be_hidden()
    assert page.evaluate(SOON_NOTHING_HELD)


def test_a_note_that_was_signed_though_its_answer_was_lost_is_no_draft_again(at_work: Page) -> None:
    text, (rosa,) = words(), people(at_work, 1)
    throw_away(at_work, rosa)
    at_work.goto(f"{rosa}note/?kind=call&back=person")
    at_work.locator("#f-text").fill(text)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    at_work.context.route(re.compile("/note/$"), lose_the_answer)
    at_work.context.route(re.compile("/draft/$"), lambda route: route.abort())
    at_work.get_by_role("button", name=re.compile("^Save call")).first.click()
    expect(line(at_work)).to_contain_text("1 note to send")
    context = at_work.context
    at_work.close()
    mend(context)
    page = context.new_page()
    page.goto("/")
    expect(line(page)).to_contain_text("signed already")
    page.goto(rosa)
    expect(page.get_by_role("main")).to_contain_text(text)
    expect(page.get_by_role("main")).not_to_contain_text("unfinished note")
    assert page.evaluate(SOON_NOTHING_HELD)


def test_what_is_kept_cannot_be_read_and_is_gone_after_signing_out(visitors: Visitors) -> None:
    text, page = words(), visitors.page(None, WIDE)
    enter(page, "maria")
    (rosa,) = people(page, 1)
    throw_away(page, rosa)
    name = page.locator("h1").first.inner_text()
    write_while_away(page, rosa, text)
    held = page.evaluate(HELD)
    assert "casewright" not in held
    assert len(held) > len(text)
    for word in (text, "slept", *name.split()):
        assert word not in held
    mend(page.context)
    page.context.route(re.compile("/draft/$"), lambda route: route.abort())
    page.goto("/")
    expect(line(page)).to_contain_text("1 note to send")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(line(page)).to_contain_text("Signing out deletes what is kept on this device")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(SOON_NOTHING_HELD)
    assert page.evaluate(HELD) == "{},{},[]"
    page.context.close()


def test_signing_out_sends_first_what_can_be_sent(visitors: Visitors) -> None:
    text, page = words(), visitors.page(None, WIDE)
    enter(page, "maria")
    (rosa,) = people(page, 1)
    throw_away(page, rosa)
    write_while_away(page, rosa, text)
    mend(page.context)
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(SOON_NOTHING_HELD)
    enter(page, "maria")
    page.goto(f"{rosa}note/?kind=call&back=person")
    expect(page.locator("#f-text")).to_have_value(text)
    page.context.close()


@pytest.mark.parametrize(("who", "is_there"), [("maria", True), ("ruth", False)])
def test_after_a_session_that_ended_a_text_is_its_writers_and_nobody_elses(
    visitors: Visitors, who: str, is_there: bool
) -> None:
    text, page = words(), visitors.page(None, WIDE)
    enter(page, "maria")
    (rosa,) = people(page, 1)
    throw_away(page, rosa)
    write_while_away(page, rosa, text)
    context = page.context
    page.close()
    mend(context)
    context.clear_cookies(name="casewright-session")
    page = context.new_page()
    page.goto("/accounts/login/")
    assert not page.evaluate(NOTHING_HELD)
    enter(page, who)
    if is_there:
        expect(line(page)).to_contain_text("It is your draft now")
    assert page.evaluate(SOON_NOTHING_HELD)
    expect(line(page)).not_to_contain_text("to send")
    assert text not in page.content()
    context.close()


def test_a_text_outlives_a_browser_that_was_killed(
    demo: House, browser: Browser, tmp_path: Path
) -> None:
    text = words()
    context = a_browser(browser, demo, tmp_path)
    page = context.pages[0]
    enter(page, "maria")
    (rosa,) = people(page, 1)
    throw_away(page, rosa)
    write_while_away(page, rosa, text)
    kill(tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any("IndexedDB" in str(file) for file in files)
    assert [file for file in files if holds(file, text)] == []
    context = a_browser(browser, demo, tmp_path)
    page = context.pages[0]
    enter(page, "maria")
    expect(page.locator("#kept-here")).to_contain_text("It is your draft now")
    page.goto(f"{rosa}note/?kind=call&back=person")
    expect(page.locator("#f-text")).to_have_value(text)
    context.close()


def a_browser(browser: Browser, demo: House, profile: Path) -> BrowserContext:
    """A browser with its profile on the disk."""
    return browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=["--no-sandbox"], base_url=demo.address
    )


def holds(file: Path, text: str) -> bool:
    """Whether a file of a profile holds a text as it is; one that went meanwhile does not."""
    with suppress(FileNotFoundError):
        held = file.read_bytes()
        return text.encode() in held or text.encode("utf-16-le") in held
    return False


def kill(profile: Path) -> None:
    """End the browser of a profile as a power cut does."""
    mark = f"--user-data-dir={profile}".encode()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(ProcessLookupError, FileNotFoundError):
            if mark in line.read_bytes().split(b"\0"):
                os.kill(int(line.parent.name), signal.SIGKILL)


def test_a_device_without_room_says_so(at_work: Page) -> None:
    (rosa,) = people(at_work, 1)
    throw_away(at_work, rosa)
    at_work.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }"
    )
    at_work.goto(f"{rosa}note/?kind=call&back=person")
    cut(at_work.context)
    at_work.locator("#f-text").fill(words())
    at_work.locator("h1").first.click()
    expect(at_work.locator("#kept")).to_contain_text("it has no room, or the window is private")
    expect(at_work.locator("#kept")).to_contain_text("leave it open")
    expect(at_work.locator("#kept-here")).to_be_hidden()
    assert axe_faults(at_work) == []


def test_over_plain_http_the_device_keeps_nothing_and_says_so(at_work: Page, demo: House) -> None:
    (rosa,) = people(at_work, 1)
    throw_away(at_work, rosa)
    plain, context = "http://casewright.example", at_work.context

    def pass_on(route: Route) -> None:
        address = route.request.url.replace(plain, demo.address)
        route.fulfill(response=route.fetch(url=address))

    context.add_cookies(
        [
            {"name": one["name"], "value": one["value"], "url": plain}
            for one in context.cookies(demo.address)
        ]
    )
    context.route(f"{plain}/**", pass_on)
    at_work.goto(f"{plain}{rosa}note/?kind=call&back=person")
    assert not at_work.evaluate("isSecureContext")
    cut(context)
    at_work.locator("#f-text").fill(words())
    at_work.locator("h1").first.click()
    expect(at_work.locator("#kept")).to_contain_text("Over plain http this device keeps nothing")
    expect(at_work.locator("#kept")).to_contain_text("leave it open")
    expect(at_work.locator("#kept-here")).to_be_hidden()
    assert at_work.evaluate(NOTHING_HELD)
    assert axe_faults(at_work) == []
