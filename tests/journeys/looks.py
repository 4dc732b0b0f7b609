"""The ways a screen is looked at, the screens there are, and what is measured on each of them.

`BARS=full` looks at every screen in every size, color and direction; otherwise each size, color and
direction is seen on every screen at least once.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.authorization.table import ROWS

DEMO_PASSWORD = "nobody here is real"
SIZES = {"1366": (1366, 768, 1), "683@2": (683, 384, 2), "390": (390, 844, 1), "320": (320, 720, 1)}
# Who opens which pages: the first to whom a page is open is the one it is looked at with.
STAFF = ("maria", "ruth", "samir", "joan")


@dataclass(frozen=True)
class Look:
    """A size, a color scheme, and the direction its reader's language is read in."""

    size: str
    colors: str = "light"
    direction: str = "ltr"

    def __str__(self) -> str:
        return f"{self.size}-{self.colors}-{self.direction}"


FULL = [Look(*one) for one in product(SIZES, ("light", "dark"), ("ltr", "rtl"))]
COVERING = [
    Look("1366", "light", "ltr"),
    Look("683@2", "dark", "rtl"),
    Look("390", "dark", "ltr"),
    Look("320", "light", "rtl"),
]
LOOKS = FULL if os.environ.get("BARS") == "full" else COVERING


class Visitors:
    """Members of the demo's staff: each signs in once, however many browsers they open."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.states: dict[str, StorageState] = {}
        self.contexts: list[BrowserContext] = []

    def page(self, who: str | None, look: Look, *, scripts: bool = True) -> Page:
        """A page of somebody's own browser; of a stranger's where `who` is None."""
        across, down, dense = SIZES[look.size]
        context = self.browser.new_context(
            viewport={"width": across, "height": down},
            device_scale_factor=dense,
            color_scheme="dark" if look.colors == "dark" else "light",
            locale="ar" if look.direction == "rtl" else "en-US",
            java_script_enabled=scripts,
            has_touch=across < 400,
            base_url=self.address,
            storage_state=self.state(who) if who else None,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    def state(self, who: str) -> StorageState:
        """What somebody's browser keeps once they have signed in."""
        if who not in self.states:
            context = self.browser.new_context(base_url=self.address)
            page = context.new_page()
            enter(page, who)
            self.states[who] = context.storage_state()
            context.close()
        return self.states[who]

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def enter(page: Page, who: str) -> None:
    """Sign somebody of the demo in."""
    page.goto("/accounts/login/")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def rosa_of(page: Page) -> str:
    """The address of the page of Rosa, who stands on Maria's list."""
    page.goto("/people/?q=rosa")
    address = page.locator("table.people a.do").first.get_attribute("href")
    assert address
    return address


def addresses(page: Page, rosa: str) -> dict[str, str]:
    """Every page that can be looked at, by its name in the table of addresses."""
    found = {"today": "/"}
    for name, row in ROWS.items():
        if "GET" not in row.methods or name in ("find", "next_person", "previous_person"):
            continue
        if row.key in ("", "person"):
            found[name] = page_address(name, rosa)
    page.goto("/")
    task = re.search(r"/tasks/[0-9a-f-]{36}/", page.content())
    if task:
        found["task"] = task[0]
    page.goto("/people/")
    people = re.findall(r"/people/([0-9a-f-]{36})/", page.content())
    other = next(key for key in people if key not in rosa)
    return found | {
        "two records": f"{rosa}same/?with={other}",
        "search": "/people/?q=ro",
        "search, near": "/people/?q=roza",
        "search, nothing": "/people/?q=zzzz",
        "waiting": "/?show=waiting",
        "keys": "/keys/",
        "visit note": f"{rosa}note/?kind=visit",
        "message note": f"{rosa}note/?kind=message",
        "calls": f"{rosa}?show=calls",
        "not found": "/nowhere/",
    }


def page_address(name: str, rosa: str) -> str:
    """The address of a named page, for Rosa where it is one about a person."""
    from django.urls import reverse

    row = ROWS[name]
    return reverse(name, args=[rosa.split("/")[2]] if row.key else [])


def opened(visitors: Visitors, look: Look, rosa: str) -> Iterator[tuple[str, Page]]:
    """Every screen by its name, standing open before somebody who may see it.

    What nobody of the demo may open is looked at by the table of addresses, not here.
    """
    pages: dict[str, Page] = {}
    listed = addresses(visitors.page("maria", look), rosa)
    for name, address in listed.items():
        for who in STAFF:
            if who not in pages:
                pages[who] = visitors.page(who, look)
            answer = pages[who].goto(address)
            assert answer is not None
            kind = answer.headers.get("content-type", "")
            if answer.status == 200 and "html" not in kind:
                break
            if answer.status == 200 or name == "not found":
                yield name, pages[who]
                break


def with_something_open(visitors: Visitors, look: Look, rosa: str) -> Iterator[tuple[str, Page]]:
    """Screens with a dialog, a panel, a menu, answers or an error open on them."""
    steps: dict[str, tuple[str, Callable[[Page], object]]] = {
        "the keys": ("/", _press_help),
        "answers of the box": ("/", _type_in_box),
        "more of a row": ("/", _open_more),
        "a refused task": (f"{rosa}tasks/", _send_nothing),
        "a refused note": (f"{rosa}note/?kind=call", _save_nothing),
        "keys refused": ("/keys/", _two_on_one_key),
        "who is signed in": ("/", lambda page: page.locator("details.me summary").click()),
    }
    for name, (address, step) in steps.items():
        page = visitors.page("maria", look)
        page.goto(address)
        step(page)
        yield name, page
    page = visitors.page(None, look)
    page.goto("/accounts/login/")
    yield "sign in", page
    page.locator("[name=login]").fill("maria")
    page.locator("[name=password]").fill("not the right words")
    page.locator("main button").first.click()
    page.wait_for_selector("[role=alert]")
    yield "sign in, refused", page


def _press_help(page: Page) -> None:
    page.locator("body").press("?")
    page.wait_for_selector("#keys-dialog[open]")


def _type_in_box(page: Page) -> None:
    page.locator("#find").press_sequentially("ro")
    page.wait_for_selector("#answers [role=option]")


def _open_more(page: Page) -> None:
    page.locator(".row-of .more").first.click()
    page.wait_for_selector(".more-panel")


def _send_nothing(page: Page) -> None:
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    with page.expect_navigation():
        page.locator(".dock form button.btn-go").first.click()


def _save_nothing(page: Page) -> None:
    page.evaluate("document.querySelector('#dock').noValidate = true")
    page.locator("#f-text").fill("")
    page.locator("#dock button.btn-go").first.click()
    page.wait_for_selector(".faults")


def _two_on_one_key(page: Page) -> None:
    page.locator("#key-done").fill("c")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep these keys").click()
    page.wait_for_selector("[role=alert]")


MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8").partition("\n")[2]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Text set wider, as a reader may set it (WCAG 1.4.12).
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
* { word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""


def measured(page: Page, what: str, asked: object = None) -> Any:
    """One of the measures of `measures.js`, taken in a page."""
    return page.evaluate(f"(asked) => {MEASURES.strip()}.{what}(asked)", asked)


def axe_faults(page: Page) -> list[str]:
    """What axe finds, each with where it stands."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def faults_on(page: Page, look: Look) -> list[str]:
    """What is wrong with a screen as it stands, then with its text set wider (WCAG 1.4.12)."""
    faults = axe_faults(page)
    faults += measured(page, "offScreen")
    faults += measured(page, "small", SIZES[look.size][0] < 400)
    if page.evaluate(SIDEWAYS):
        faults.append("the page scrolls sideways")
    page.evaluate(
        "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css);"
        " document.adoptedStyleSheets = [s]; }",
        SPACED,
    )
    faults += [f"set wider, {fault}" for fault in measured(page, "clipped")]
    if page.evaluate(SIDEWAYS):
        faults.append("set wider, the page scrolls sideways")
    return faults
