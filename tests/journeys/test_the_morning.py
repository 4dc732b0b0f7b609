"""A case manager's morning: the list, the call beside the story, and what saving does."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, a_house, faults_seen

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: this is its first morning, and nobody has called anybody yet."""
    with a_house(tmp_path_factory.mktemp("morning")) as here:
        yield here


def rows(page: Page) -> list[str]:
    return page.locator("li.row-of").all_inner_texts()


def test_the_discharged_person_stands_first_with_the_reason_and_the_clock(sign_in: SignIn) -> None:
    page = sign_in("amara")
    first = rows(page)[0]
    assert "Call after discharge" in first
    assert "Rosa Delgado" in first
    assert "2 business days" in first
    assert len(rows(page)) == 3
    assert faults_seen(page) == []


def test_a_call_is_saved_the_row_goes_and_the_story_and_the_supervisor_show_it(
    house: House, sign_in: SignIn
) -> None:
    page = sign_in("amara")
    page.get_by_role("link", name=re.compile("^Start call: Call after discharge")).click()
    expect(page.get_by_role("heading", name="Call with Rosa")).to_be_visible()
    expect(page.get_by_text("Quiero llegar a misa el domingo.")).to_be_visible()
    assert faults_seen(page) == []
    page.get_by_role("radio", name=re.compile("^Rosa")).check()
    page.get_by_label("What was said").fill("Slept flat. No swelling. Has both bottles of pills.")
    page.get_by_label(re.compile("^Next step")).fill("Ask the pharmacist about the two water pills")
    page.get_by_role("button", name=re.compile("^Save call")).first.click()
    page.wait_for_url("**/?signed=*")
    assert not any("Call after discharge" in row for row in rows(page))
    expect(page.get_by_role("status").first).to_contain_text("1 minute")

    page.get_by_role("link", name=re.compile("^Get the discharge papers")).first.click()
    page.wait_for_url("**/people/*/")
    story = page.get_by_role("main")
    expect(story).to_contain_text("Slept flat. No swelling.")
    expect(story).to_contain_text("Ask the pharmacist about the two water pills")
    assert faults_seen(page) == []

    carmen = sign_in("carmen")
    carmen.goto("/team/")
    expect(carmen.get_by_role("main")).to_contain_text("Amara Diallo")
    assert faults_seen(carmen) == []
    carmen.goto(page.url)
    expect(carmen.get_by_role("main")).to_contain_text("Slept flat. No swelling.")

    bo = sign_in("bo")
    answer = bo.goto(page.url)
    assert answer is not None
    assert answer.status == 404
    assert "Rosa" not in bo.content()
    trail = house.console("casewright", "audit", "verify", "--json").splitlines()[-1]
    assert '"ok": true' in trail


def test_no_answer_takes_two_presses_and_comes_back(sign_in: SignIn) -> None:
    page = sign_in("amara")
    page.get_by_role("link", name=re.compile("Ask Agnes")).first.click()
    page.get_by_role("link", name=re.compile("Call")).or_(
        page.get_by_role("link", name=re.compile("Start call"))
    ).first.click()
    page.get_by_role("button", name=re.compile("^No answer")).click()
    expect(page.get_by_role("status").first).to_contain_text("The note is signed")
    assert faults_seen(page) == []


def test_the_morning_works_without_a_script(sign_in: SignIn) -> None:
    page = sign_in("amara", scripts=False)
    page.get_by_role("link", name=re.compile("Ask Yusuf")).first.click()
    page.goto(f"{page.url}note/?kind=call")
    page.get_by_role("radio", name=re.compile("^Yusuf")).check()
    page.get_by_label("What was said").fill("Meals come on Thursday.")
    page.get_by_role("button", name=re.compile("^Save call")).last.click()
    expect(page.get_by_role("status").first).to_contain_text("counted")


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_every_screen_is_sound_wide_and_on_a_phone_light_and_dark(
    sign_in: SignIn, width: str, colors: str
) -> None:
    page = sign_in("amara", width=width, colors=colors)
    rosa = page.get_by_role("link", name=re.compile("Ask")).first.get_attribute("href")
    found: dict[str, list[str]] = {}
    for address in (
        "/",
        "/people/",
        "/people/?q=del",
        "/people/?q=zzz",
        "/order/",
        "/keys/",
        "/rules/",
    ):
        page.goto(address)
        found[address] = faults_seen(page)
    for part in ("", "note/?kind=call", "note/?kind=visit", "tasks/", "words/", "edit/", "looks/"):
        page.goto(f"{rosa}{part}")
        found[f"person {part}"] = faults_seen(page)
    carmen = sign_in("carmen", width=width, colors=colors)
    carmen.goto("/team/")
    found["team"] = faults_seen(carmen)
    dev = sign_in("dev", width=width, colors=colors)
    dev.goto("/trail/")
    found["trail"] = faults_seen(dev)
    dev.goto("/nowhere/")
    found["not found"] = faults_seen(dev)
    assert {screen: faults for screen, faults in found.items() if faults} == {}


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_signing_in_is_sound_and_tells_nothing_about_who_exists(
    house: House, sign_in: SignIn, width: str, colors: str
) -> None:
    page = sign_in("amara", width=width, colors=colors)
    page.context.clear_cookies()
    said = []
    for name in ("amara", "nobody-of-this-name"):
        page.goto("/accounts/login/")
        assert faults_seen(page) == []
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("not the right words at all")
        page.get_by_role("button", name="Sign in").click()
        said.append(page.get_by_role("alert").first.inner_text())
        assert faults_seen(page) == []
    assert said[0] == said[1]
