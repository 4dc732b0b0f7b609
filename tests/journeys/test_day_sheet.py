"""The day on paper: at most two pages for fourteen people, and nothing on them but the work."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import House, SignIn

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not (shutil.which("pdfinfo") and shutil.which("pdftotext")),
        reason="Reading a printed page needs poppler-utils: apt-get install poppler-utils",
    ),
]
MOST_PAGES, FEWEST_ROWS = 2, 14


@pytest.mark.parametrize("address", ["/day-sheet/", "/"])
def test_fourteen_people_stand_on_two_pages_with_a_line_for_the_pen(
    house: House, sign_in: SignIn, tmp_path: Path, address: str
) -> None:
    house.console("tests.journeys.day", "fourteen")
    page = sign_in("amara")
    page.goto(address)
    assert page.locator(".paper > li, .row-of").count() >= FEWEST_ROWS
    paper = printed(page, tmp_path / "day.pdf")
    facts = said_by("pdfinfo", paper)
    pages = int(re.findall(r"^Pages:\s+(\d+)$", facts, re.MULTILINE)[0])
    assert pages <= MOST_PAGES
    assert re.search(r"^Title:\s+\S", facts, re.MULTILINE)
    assert re.search(r"^Tagged:\s+yes", facts, re.MULTILINE)
    text = said_by("pdftotext", "-layout", paper, "-")
    assert text.count("Ida Folds") >= FEWEST_ROWS - 3
    assert "Confidential" in text
    assert re.search(r"printed \d{4}-\d\d-\d\d \d\d:\d\d by Amara Diallo", text)
    for words in ("Sign out", "Deadline rules", "Colors", "Done", "Filter", "Print"):
        assert words not in text


def test_the_sheet_counts_its_pages_and_says_how_each_is_reached(
    house: House, sign_in: SignIn, tmp_path: Path
) -> None:
    house.console("tests.journeys.day", "fourteen")
    page = sign_in("amara")
    page.goto("/day-sheet/")
    text = said_by("pdftotext", "-layout", printed(page, tmp_path / "day.pdf"), "-")
    assert re.search(r"Page 1 of [12]", text)
    assert "555-014" in text
    assert "leave no message" in text


def printed(page: Page, path: Path) -> str:
    """The page as Chromium prints it on US Letter."""
    page.pdf(path=path, format="Letter", prefer_css_page_size=False, tagged=True)
    return str(path)


def said_by(tool: str, *arguments: str) -> str:
    """What one of poppler's tools says of a file."""
    done = subprocess.run([tool, *arguments], check=True, capture_output=True, text=True)
    return done.stdout
