"""A hospital message that nobody knows by its number: found, matched in one press, taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, SignIn, faults_seen

pytestmark = pytest.mark.journey
LINES = (
    r"MSH|^~\&|ADT|ST-ANNE|CW|HV|202611231000||ADT^A01|J-90|P|2.5.1",
    "EVN|A01|202611231000",
    "PID|1||ANNE-7^^^ST-ANNE^MR||Kowalczyk^Agnes||19480502|F|||||555-0143",
    "PV1|1|I|3N^311^2^ST-ANNE||||||||||||||||V-90",
    "PV2|||^Fall at home",
)


@pytest.fixture(scope="module")
def waiting(house: House) -> str:
    """A message that waits; its number among the sender's."""
    file = f"{house.environment['CASEWRIGHT_HOME']}/unknown.hl7"
    with open(file, "wb") as stream:
        stream.write("\r".join(LINES).encode() + b"\r")
    house.console("casewright", "adt", "replay", file)
    return "J-90"


def open_message(page: Page, number: str) -> None:
    page.goto("/messages/")
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name=re.compile("^Admitted")).click()
    expect(page.get_by_role("heading", name=re.compile("^Admitted"))).to_be_visible()


def test_one_press_matches_a_message_and_one_takes_it_back(sign_in: SignIn, waiting: str) -> None:
    page = sign_in("carmen")
    page.get_by_role("main").get_by_role("link", name=re.compile("hospital message")).click()
    expect(page.get_by_role("heading", name="Hospital messages that wait")).to_be_visible()
    assert faults_seen(page) == []
    open_message(page, waiting)
    expect(page.get_by_role("main")).to_contain_text("Very likely")
    assert faults_seen(page) == []
    page.get_by_role("button", name=re.compile("^It is about this person")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Matched.")
    assert faults_seen(page) == []
    page.get_by_role("link", name="Agnes Kowalczyk").click()
    expect(page.get_by_role("main")).to_contain_text("Fall at home")
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody here has the number")


def test_the_queue_is_worked_on_a_phone_in_the_dark_by_keys_and_without_scripts(
    sign_in: SignIn, waiting: str
) -> None:
    page = sign_in("carmen", width="phone", colors="dark", scripts=False)
    open_message(page, waiting)
    page.get_by_label("Set it aside, and why").fill("A visitor of the ward")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Carmen Vela set it aside")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Nobody here has the number")
    dark = sign_in("carmen", width="phone", colors="dark")
    for address in ("/messages/", page.url):
        dark.goto(address)
        assert faults_seen(dark) == []


def test_a_stranger_finds_no_queue(sign_in: SignIn, waiting: str) -> None:
    page = sign_in("bo")
    assert page.get_by_role("link", name=re.compile("Messages")).count() == 0
    answer = page.goto("/messages/")
    assert answer is not None
    assert answer.status == 404
    assert "Kowalczyk" not in page.content()
