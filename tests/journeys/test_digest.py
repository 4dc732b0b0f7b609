"""A morning is read and chosen; a supervisor's week; what an administrator still has to do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, a_house, faults_seen
from tests.journeys.test_messages import LINES

pytestmark = pytest.mark.journey
# A list narrower than this beside what stands next to it cannot be read (pixels of 1366).
LEAST_WIDTH = 600


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what is done here would stand in the way of other journeys."""
    with a_house(tmp_path_factory.mktemp("digest")) as here:
        yield here


@pytest.fixture(scope="module", autouse=True)
def _mornings(house: House) -> None:
    house.console("tests.journeys.morning")
    file = f"{house.environment['CASEWRIGHT_HOME']}/unknown.hl7"
    with open(file, "wb") as stream:
        stream.write("\r".join(LINES).encode() + b"\r")
    house.console("casewright", "adt", "replay", file)


def footer(page: Page, words: str) -> None:
    page.get_by_role("contentinfo").get_by_role("link", name=words).click()


def test_a_worker_reads_their_morning_and_goes_on_to_the_person(sign_in: SignIn) -> None:
    page = sign_in("amara")
    footer(page, "Morning digest")
    expect(page.get_by_role("heading", name="Your morning", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("things were due")
    expect(page.get_by_role("main")).to_contain_text("Reach the person after discharge")
    assert faults_seen(page) == []
    page.get_by_role("link", name="Ask Agnes about the pill box").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ask Agnes about the pill box")


def test_how_it_comes_is_chosen_on_a_phone_in_the_dark_by_keys_and_without_scripts(
    sign_in: SignIn,
) -> None:
    page = sign_in("amara", width="phone", colors="dark", scripts=False)
    page.goto("/keys/")
    page.get_by_role("link", name="Your morning digest").press("Enter")
    page.get_by_label("On this page alone").press("Space")
    page.get_by_label("From").select_option("06:00")
    page.get_by_label("In the zone of").select_option("America/Chicago")
    page.get_by_label("Mail address").fill("amara@example.org")
    page.get_by_role("button", name="Keep this").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Kept.")
    expect(page.get_by_label("In the zone of")).to_have_value("America/Chicago")
    expect(page.get_by_label("On this page alone")).to_be_checked()
    lit = sign_in("amara", width="phone", colors="dark")
    lit.goto("/digest/")
    assert faults_seen(lit) == []


def test_an_address_that_is_none_is_refused_and_what_was_typed_stays(sign_in: SignIn) -> None:
    page = sign_in("amara")
    page.goto("/digest/#choice")
    page.evaluate("document.querySelector('#choice').noValidate = true")
    page.get_by_label("Mail address").fill("nowhere")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("alert")).to_contain_text("name@example.org")
    expect(page.get_by_label("Mail address")).to_have_value("nowhere")
    assert faults_seen(page) == []


def test_a_supervisor_reads_the_week_and_their_own_list_keeps_its_width(sign_in: SignIn) -> None:
    page = sign_in("carmen")
    expect(page.locator(".with-side > .lead2")).to_contain_text("hospital message")
    box = page.locator("#today").bounding_box()
    assert box
    assert box["width"] > LEAST_WIDTH
    page.goto("/digest/")
    page.get_by_text("Others").click()
    page.get_by_role("link", name="The week from").click()
    expect(page.get_by_role("heading", name="Your week", level=1)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Amara Diallo")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Without an owner")
    assert faults_seen(page) == []


def test_an_administrator_sees_what_is_still_to_do_and_nobody_else_does(sign_in: SignIn) -> None:
    page = sign_in("ada", width="phone")
    page.goto("/selfcheck/")
    expect(page.get_by_role("heading", name="Still to do", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Mail is off")
    assert faults_seen(page) == []
    stranger = sign_in("bo")
    answer = stranger.goto("/selfcheck/")
    assert answer is not None
    assert answer.status == 404
