"""Cover: said by whoever is away, taken in one press, ended early; the box leads there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House, SignIn, a_house, faults_seen

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what is done here would stand in the way of other journeys."""
    with a_house(tmp_path_factory.mktemp("cover")) as here:
        yield here


def test_cover_is_asked_for_taken_in_one_press_and_ended(sign_in: SignIn) -> None:
    page = sign_in("amara", width="phone", scripts=False)
    page.get_by_role("contentinfo").get_by_role("link", name="Cover").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody is away.")
    page.get_by_role("button", name="Arrange cover").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Nobody has taken it yet")
    taker = sign_in("carmen")
    taker.goto("/cover/")
    assert faults_seen(taker) == []
    taker.get_by_role("button", name=re.compile("^Take cover")).click()
    expect(taker.get_by_role("status").first).to_contain_text("You cover now.")
    assert faults_seen(taker) == []
    taker.goto("/")
    expect(taker.get_by_role("main")).to_contain_text("for Amara until")
    taker.get_by_role("link", name="See or end it").click()
    taker.get_by_role("button", name=re.compile("^End it now")).click()
    expect(taker.get_by_role("main")).to_contain_text("Over, of the last 30 days")
    assert faults_seen(taker) == []


def test_the_box_leads_to_the_page_with_the_colleagues_name(sign_in: SignIn) -> None:
    page = sign_in("carmen", width="phone", colors="dark")
    page.locator("#find").press_sequentially("cover ama")
    page.get_by_role("option", name="Cover Amara Diallo").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Arrange cover")).to_be_visible()
    expect(page.get_by_label("Who is away")).to_have_value(re.compile("."))
    assert faults_seen(page) == []


def test_a_stranger_sees_nobody_of_the_team(sign_in: SignIn) -> None:
    page = sign_in("bo")
    page.goto("/cover/")
    expect(page.get_by_role("main")).to_contain_text("Nobody is away.")
    assert "Amara" not in page.get_by_role("main").inner_text()
