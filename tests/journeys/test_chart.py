"""What was received, at its fullest: sound on the smallest screen, and on paper."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import House, SignIn
from tests.journeys.looks import Look, faults_on

pytestmark = pytest.mark.journey
AGNES = {"reference": "Patient/agnes"}
LONG = "Dihydroxyaluminiumaminoacetate-magnesiumtrisilicate, 500 mg/250 mg chewable tablet"


def said() -> list[dict[str, Any]]:
    """One of every kind that is kept, and several of some, with words as long as they come."""

    def of(kind: str, number: int = 1, **more: Any) -> dict[str, Any]:
        return {"resourceType": kind, "id": f"{kind}-{number}", "subject": AGNES, **more}

    text = {"text": LONG}
    observations = [
        of(
            "Observation",
            number,
            status="final",
            category=[{"coding": [{"code": "vital-signs"}]}],
            code={"text": "Body weight"},
            effectiveDateTime=f"2026-10-{number:02}T09:00:00Z",
            valueQuantity={"value": 70 + number / 2, "unit": "kg"},
        )
        for number in range(1, 9)
    ]
    return [
        {
            "resourceType": "Patient",
            "id": "agnes",
            "identifier": [{"system": "ST-BRIGID", "value": "MRN-1002"}],
            "name": [{"family": "Kowalczyk", "given": ["Agnes"]}],
            "birthDate": "1948-05-02",
        },
        *observations,
        *(
            of("Condition", number, code={"text": f"Condition {number}, {LONG}"})
            for number in range(1, 30)
        ),
        of("MedicationRequest", status="active", intent="order", medicationCodeableConcept=text),
        {
            "resourceType": "AllergyIntolerance",
            "id": "allergy",
            "patient": AGNES,
            "code": text,
            "reaction": [{"manifestation": [{"text": "Hives"}], "severity": "severe"}],
        },
        of("Procedure", status="completed", code=text, performedDateTime="2026-10-02"),
        of("CarePlan", status="active", intent="plan", title=LONG),
        of("Goal", lifecycleStatus="active", description=text),
        {
            "resourceType": "EpisodeOfCare",
            "id": "episode",
            "status": "active",
            "patient": AGNES,
            "period": {"start": "2026-09-01"},
        },
        of(
            "DocumentReference",
            status="current",
            type={"text": "Discharge summary"},
            content=[
                {"attachment": {"contentType": "text/plain", "data": "SGVhcnQgZmFpbHVyZQ=="}},
                {"attachment": {"url": f"https://files.example.org/{'a' * 90}"}},
            ],
        ),
    ]


@pytest.fixture(scope="module")
def chart(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A hospital exported everything it holds of Agnes."""
    file = tmp_path_factory.mktemp("chart") / "export.ndjson"
    file.write_text("\n".join(map(json.dumps, said())) + "\n", encoding="utf-8")
    house.console("casewright", "fhir", "import", str(file))


def opened(page: Page) -> Page:
    """Her chart, by the way one takes to it."""
    page.goto("/people/?q=kowalczyk")
    page.get_by_role("main").get_by_role("link", name="Agnes Kowalczyk", exact=True).click()
    page.get_by_role("link", name="All that was received").click()
    page.get_by_role("heading", name="What was received about Agnes Kowalczyk").wait_for()
    assert page.locator(".received-lines > li").count() >= 16
    return page


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("size", ["320", "390", "1366"])
def test_a_full_chart_is_sound_on_every_screen(
    sign_in: SignIn, chart: None, size: str, colors: str
) -> None:
    page = sign_in("amara", colors=colors)
    page.set_viewport_size({"width": int(size), "height": 720})
    assert faults_on(opened(page), Look(size, colors)) == []


@pytest.mark.skipif(
    not (shutil.which("pdfinfo") and shutil.which("pdftotext")),
    reason="Reading a printed page needs poppler-utils: apt-get install poppler-utils",
)
def test_a_chart_is_printed_whole_with_who_printed_it_and_nothing_to_press(
    sign_in: SignIn, chart: None, tmp_path: Path
) -> None:
    page = opened(sign_in("amara", colors="dark"))
    paper = tmp_path / "chart.pdf"
    page.pdf(path=paper, format="Letter", tagged=True)
    text = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, text=True
    ).stdout
    for words in ("Body weight", "Hives", "Discharge summary", "Care elsewhere", "Confidential"):
        assert words in text
    assert re.search(r"printed \d{4}-\d\d-\d\d \d\d:\d\d by Amara Diallo", text)
    for words in ("Back to the page", "Older", "Sign out", "Colors", "Deadline rules", "Cover\n"):
        assert words not in text
    facts = subprocess.run(["pdfinfo", str(paper)], check=True, capture_output=True, text=True)
    assert int(re.findall(r"^Pages:\s+(\d+)$", facts.stdout, re.MULTILINE)[0]) <= 4
    page.emulate_media(media="print")
    white = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert white in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
