"""One person with two records: seen on the page, joined in one press, taken back in one."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, a_house, faults_seen

pytestmark = pytest.mark.journey
# Agnes, registered once more by another hospital, with a slip in her name.
LINES = (
    r"MSH|^~\&|ADT|ST-ANNE|CW|HV|202611201000||ADT^A28|D-1|P|2.5.1",
    "EVN|A28|202611201000",
    "PID|1||ANNE-31^^^ST-ANNE^MR||Kowalczik^Agnes||19480502|F|||||555-0199",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what is done here would stand in the way of other journeys."""
    with a_house(tmp_path_factory.mktemp("duplicates")) as here:
        yield here


@pytest.fixture(scope="module")
def twin(house: House) -> str:
    """The second record; Carmen's intake team has it in its queue, and gives it to the North."""
    file = f"{house.environment['CASEWRIGHT_HOME']}/twin.hl7"
    with open(file, "wb") as stream:
        stream.write("\r".join(LINES).encode() + b"\r")
    house.console("casewright", "adt", "replay", "--register", file)
    house.console("tests.journeys.day", "beside", "Kowalczik")
    return "Agnes Kowalczik"


def agnes(page: Page) -> None:
    page.goto("/people/?q=kowalczyk")
    page.get_by_role("main").get_by_role("link", name="Agnes Kowalczyk", exact=True).click()
    expect(page.get_by_role("heading", name="Agnes Kowalczyk")).to_be_visible()


def test_two_records_are_joined_in_one_press_and_parted_in_one(sign_in: SignIn, twin: str) -> None:
    page = sign_in("carmen")
    agnes(page)
    expect(page.get_by_role("main")).to_contain_text("Perhaps the same person as")
    assert faults_seen(page) == []
    page.get_by_role("link", name=re.compile(f"^{twin}")).click()
    expect(page.get_by_role("heading", name="Is this one person?")).to_be_visible()
    assert faults_seen(page) == []
    page.get_by_role("button", name="Join: it is one person").click()
    expect(page.get_by_role("status").first).to_contain_text("The two are one record now.")
    expect(page.get_by_role("main")).to_contain_text("555-0199")
    assert faults_seen(page) == []
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status").first).to_contain_text("Parted")
    assert faults_seen(page) == []


def test_not_the_same_person_by_keys_on_a_phone_in_the_dark_without_scripts(
    sign_in: SignIn, twin: str
) -> None:
    page = sign_in("carmen", width="phone", colors="dark", scripts=False)
    agnes(page)
    page.get_by_role("link", name=re.compile(f"^{twin}")).press("Enter")
    page.get_by_role("button", name="Not the same person").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("said by Carmen Vela")
    agnes(page)
    expect(page.get_by_role("main")).not_to_contain_text("Perhaps the same person as")
    dark = sign_in("carmen", width="phone", colors="dark")
    agnes(dark)
    dark.get_by_role("link", name=re.compile("^Another record of")).click()
    assert faults_seen(dark) == []
    dark.get_by_role("button", name=re.compile("^They may be one after all")).click()
    expect(dark.get_by_role("main")).to_contain_text("Look at both side by side")
    dark.get_by_role("link", name=re.compile("^Look at both side by side")).click()
    assert faults_seen(dark) == []


def test_whoever_knows_only_one_of_the_two_is_told_nothing(sign_in: SignIn, twin: str) -> None:
    page = sign_in("bo")
    page.goto("/people/?q=kowalczyk")
    assert "Kowalczik" not in page.content()
