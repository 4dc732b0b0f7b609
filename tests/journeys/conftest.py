"""A server of its own, a browser, and the check that ends every journey."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.journeys.house import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"wide": (1366, 768), "phone": (390, 844)}


@pytest.fixture(autouse=True)
def _no_network(socket_enabled: None) -> None:
    """A journey talks to its own server on this machine."""


@pytest.fixture(autouse=True)
def _the_clock_stands() -> None:
    """The server's clock runs, and so does the browser's."""


@dataclass
class House:
    """A running Casewright: its address, and its console."""

    address: str
    environment: dict[str, str]

    def console(self, *words: str) -> str:
        """Run a command in this house; its standard output comes back."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with its people; Rosa's discharge came in overnight."""
    with a_house(tmp_path_factory.mktemp("house")) as here:
        yield here


@contextmanager
def a_house(home: Path) -> Iterator[House]:
    """A house on the morning after Rosa's discharge, in which nothing was done yet."""
    here = new_house(home)
    here.console("casewright", "setup")
    here.console("tests.journeys.house")
    night = home / "night.hl7"
    night.write_bytes(discharge())
    here.console("casewright", "adt", "replay", str(night))
    with serving(here, home):
        yield here


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo with all its people: the screens as they are when they are full.

    `JOURNEYS_AT` names one that runs already, for whoever works on a screen.
    """
    if at := os.environ.get("JOURNEYS_AT"):
        yield House(at, dict(os.environ))
        return
    home = tmp_path_factory.mktemp("demo")
    here = new_house(home, CASEWRIGHT_IDLE_MINUTES="30")
    here.console("casewright", "demo", "--no-serve")
    with serving(here, home):
        yield here


def new_house(home: Path, **more: str) -> House:
    """A house in a new home, with an address of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"},
        "CASEWRIGHT_HOME": str(home),
        "CASEWRIGHT_SECRET_KEY": "only-for-journeys",
        "CASEWRIGHT_TLS": "0",
        "CASEWRIGHT_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        **more,
    }
    environment.pop("CASEWRIGHT_DATABASE_URL", None)
    return House(f"http://127.0.0.1:{port}", environment)


@contextmanager
def serving(here: House, home: Path) -> Iterator[None]:
    """Its server, until the journeys are over."""
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "casewright", "serve"],
            env=here.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(here.address)
            yield
        finally:
            server.terminate()
            server.wait(20)


def discharge() -> bytes:
    """Rosa's stay at St Brigid, which ended yesterday afternoon."""
    local = datetime.now(tz=ZoneInfo("America/New_York"))
    came, went = local - timedelta(days=7), local - timedelta(hours=14)
    pid = "PID|1||MRN-1001^^^ST-BRIGID^MR||Delgado^Rosa||19480502|F"
    lines = []
    for event, at, number, rest in (
        ("A01", came, "J1", ""),
        ("A03", went, "J2", "|" * 17 + "01"),
    ):
        stamp = at.strftime("%Y%m%d%H%M")
        lines += [
            f"MSH|^~\\&|ADT|ST-BRIGID|CW|HV|{stamp}||ADT^{event}|{number}|P|2.5.1",
            f"EVN|{event}|{stamp}",
            pid,
            f"PV1|1|I|6B^612^1^ST-BRIGID{'|' * 16}V-77{rest}",
            "PV2|||^Heart failure",
        ]
    return "\r".join(lines).encode() + b"\r"


def wait_for(address: str) -> None:
    """Wait until the server answers, at most a minute."""
    until = datetime.now(tz=UTC) + timedelta(seconds=60)
    while datetime.now(tz=UTC) < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("The server does not answer.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a request to anybody outside."""
    if not Path(CHROMIUM).exists():
        pytest.fail("Journeys need Debian's chromium: apt-get install chromium")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[str, str], StorageState]:
    """What a browser keeps once its owner has signed in to a house: nobody signs in thirty times
    a minute, and the door does not let them."""
    return {}


@pytest.fixture
def sign_in(
    house: House, browser: Browser, signed_in: dict[tuple[str, str], StorageState]
) -> Iterator[SignIn]:
    """Open a browser of one's own in which somebody is signed in, at their first page."""
    contexts = []

    def enter(
        name: str,
        *,
        width: str = "wide",
        colors: str = "light",
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        across, down = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": across, "height": down},
            color_scheme="dark" if colors == "dark" else "light",
            java_script_enabled=scripts,
            has_touch=touch,
            base_url=house.address,
            storage_state=signed_in.get((house.address, name)),
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        if "/accounts/login/" in page.url:
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
            signed_in[house.address, name] = context.storage_state()
        return page

    yield enter
    for context in contexts:
        context.close()


def faults_seen(page: Page) -> list[str]:
    """What the accessibility rules find on the page as it stands, and whether it scrolls aside."""
    found = Axe().run(page)
    faults = [
        f"{one['id']}: {node['target']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("the page scrolls sideways")
    return faults
