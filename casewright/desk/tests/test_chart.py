"""What was received about a person: seen by those beside them, a page of each kind, files saved."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.chart.actions import receive_all
from casewright.chart.facts import (
    ConditionFact,
    DocumentFact,
    EpisodeFact,
    FileFact,
    GoalFact,
    ObservationFact,
    PlanFact,
    ProcedureFact,
    ReceivedFact,
)
from casewright.chart.models import Attachment
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db

SOURCE = "fhir:harbor-clinic"
DAY = timedelta(days=1)


def receive(staff: Staff, case: Case, *facts: ReceivedFact) -> None:
    received = [(case.person, fact) for fact in facts]
    receive_all(by=staff.feed, source=SOURCE, received=received, at=NOW)


def weight(number: int, value: str, **more: Any) -> ObservationFact:
    said = {"display": "Body weight", "code": "29463-7", "unit": "kg", "status": "final", **more}
    return ObservationFact(
        source=SOURCE, source_key=f"w{number}", value=value, dated_at=NOW - DAY * number, **said
    )


def letter(**file: Any) -> DocumentFact:
    return DocumentFact("Letter", SOURCE, "d1", status="current", files=(FileFact(**file),))


@pytest.fixture
def amara(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.amara)
    return client


def page(client: Client, case: Case, asked: str = "") -> str:
    answer = client.get(reverse("chart", args=[case.person_id]) + asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_without_anything_received_every_kind_says_so_in_words(amara: Client, case: Case) -> None:
    said = page(amara, case)
    for words in (
        "Nothing measured or asked was received about",
        "No condition was received.",
        "That is not the same as having none",
        "No other organization sent a plan.",
        "No document was received.",
    ):
        assert words in said


def test_everything_received_stands_with_its_source_and_date(
    amara: Client, staff: Staff, case: Case
) -> None:
    key: dict[str, Any] = {"source": SOURCE, "source_key": "1"}
    receive(
        staff,
        case,
        weight(1, "71.5"),
        ProcedureFact("Coronary stent", performer="Dr. Park", reason="Angina", **key),
        PlanFact("Heart plan", activities="Weigh daily\nWalk", author="Heart clinic", **key),
        GoalFact("Hold the weight", target="under 70 kg", achievement="Improving", **key),
        EpisodeFact(
            "Home care", care_manager="Omar Aziz", dated_at=datetime(2025, 1, 2, tzinfo=UTC), **key
        ),
    )
    said = page(amara, case)
    for words in (
        *(
            "71.5 kg",
            "Coronary stent",
            "By: Dr. Park",
            "For: Angina",
            "Weigh daily",
            "Heart clinic",
        ),
        *("Target: under 70 kg", "Improving", "Care manager there: Omar Aziz", "harbor-clinic"),
    ):
        assert words in said


def test_a_value_stands_with_those_before_it_and_how_it_changed(
    amara: Client, staff: Staff, case: Case
) -> None:
    receive(staff, case, weight(3, "69"), weight(2, "70"), weight(1, "71.5"))
    said = page(amara, case)
    assert "<strong>Body weight</strong> 71.5 kg" in said
    assert "higher than before" in said
    assert said.index("71.5 kg") < said.index("70 kg") < said.index("69 kg")
    assert said.count("<strong>Body weight</strong>") == 1


def test_values_of_two_units_are_not_compared(amara: Client, staff: Staff, case: Case) -> None:
    receive(staff, case, weight(2, "154", unit="lb"), weight(1, "71.5"))
    assert "than before" not in page(amara, case)


def test_what_was_taken_back_is_not_shown(amara: Client, staff: Staff, case: Case) -> None:
    receive(staff, case, weight(1, "999", status="entered-in-error"))
    receive(staff, case, ConditionFact("Ague", SOURCE, "c", status="entered-in-error"))
    said = page(amara, case)
    assert "999" not in said
    assert "Ague" not in said


def test_each_kind_has_pages_of_its_own(amara: Client, staff: Staff, case: Case) -> None:
    facts = [
        ConditionFact(f"Condition {n:02}", SOURCE, f"c{n}", dated_at=NOW - DAY * n)
        for n in range(25)
    ]
    readings = [weight(n, "70", display=f"Value {n:02}", code=f"c-{n}") for n in range(25)]
    receive(staff, case, *facts, *readings)
    first = page(amara, case)
    assert "Condition 19" in first
    assert "Condition 20" not in first
    second = page(amara, case, "?conditions=2")
    assert "Condition 20" in second
    assert "Value 00" in second
    assert "?conditions=2&amp;readings=2#readings" in second
    assert "Value 24" in page(amara, case, "?readings=2")


@pytest.mark.parametrize("asked", ["?readings=x", "?readings=-1", "?plans=99999999999", "?plans=9"])
def test_a_page_that_is_none_is_the_first_or_empty(amara: Client, case: Case, asked: str) -> None:
    page(amara, case, asked)


def test_the_page_takes_as_many_statements_with_much_as_with_little(
    amara: Client, staff: Staff, case: Case
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(amara, case)
        return len(asked)

    receive(staff, case, weight(1, "70"), letter(url="x"))
    few = statements()
    many = [weight(n, str(n), display=f"V{n}", code=f"v{n}") for n in range(60)]
    files = [DocumentFact("L", SOURCE, f"l{n}", files=(FileFact(url="x"),)) for n in range(30)]
    receive(staff, case, *many, *files)
    assert statements() == few <= 20


def test_a_file_is_saved_under_our_name_and_shown_by_no_browser(
    amara: Client, staff: Staff, case: Case
) -> None:
    receive(staff, case, letter(media_type="text/html", title="../x.html", content=b"<script>"))
    file = Attachment.objects.get()
    assert reverse("chart_file", args=[file.pk]) in page(amara, case)
    answer = amara.get(reverse("chart_file", args=[file.pk]))
    assert answer.content == b"<script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert (
        answer["Content-Disposition"] == f'attachment; filename="received-{str(file.pk)[:8]}.bin"'
    )
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("media_type", "served", "ending"),
    [
        ("application/pdf", "application/pdf", "pdf"),
        ("image/png", "image/png", "png"),
        ("image/svg+xml", "application/octet-stream", "bin"),
        ("text/xml", "application/octet-stream", "xml"),
        ("text/html\r\nX-Evil: 1", "application/octet-stream", "bin"),
    ],
)
def test_the_type_a_browser_is_told_is_one_of_ours(
    amara: Client, staff: Staff, case: Case, media_type: str, served: str, ending: str
) -> None:
    receive(staff, case, letter(media_type=media_type, content=b"x"))
    answer = amara.get(reverse("chart_file", args=[Attachment.objects.get().pk]))
    assert answer["Content-Type"] == served
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Disposition"].endswith(f'.{ending}"')


def test_an_address_of_a_file_is_text_and_no_link(amara: Client, staff: Staff, case: Case) -> None:
    receive(staff, case, letter(url="https://files.example.org/1", title="Scan"))
    said = page(amara, case)
    assert "https://files.example.org/1" in said
    assert 'href="https://files.example.org' not in said


def test_a_file_of_a_document_taken_back_is_not_there(
    amara: Client, staff: Staff, case: Case
) -> None:
    receive(staff, case, letter(content=b"x"))
    receive(staff, case, DocumentFact("Letter", SOURCE, "d1", status="entered-in-error"))
    assert amara.get(reverse("chart_file", args=[Attachment.objects.get().pk])).status_code == 404


def test_a_stranger_finds_neither_the_page_nor_the_file(staff: Staff, case: Case) -> None:
    receive(staff, case, letter(content=b"secret"))
    for stranger in (staff.bo, staff.dev, staff.ada):
        client = Client()
        client.force_login(stranger)
        for address in (
            reverse("chart", args=[case.person_id]),
            reverse("chart_file", args=[Attachment.objects.get().pk]),
        ):
            answer = client.get(address)
            assert answer.status_code == 404
            assert b"secret" not in answer.content
    refused = Entry.objects.filter(event="seen:chart.see", outcome="refused")
    assert refused.count() == 6


def test_the_look_and_the_saving_stand_in_the_trail(
    amara: Client, staff: Staff, case: Case
) -> None:
    receive(staff, case, letter(content=b"x"))
    page(amara, case)
    amara.get(reverse("chart_file", args=[Attachment.objects.get().pk]))
    looks = Entry.objects.filter(event="seen:chart.see", actor=staff.amara.username)
    assert [look.person_key for look in looks] == [str(case.person_id)] * 2


def test_the_page_of_the_person_leads_there(amara: Client, case: Case) -> None:
    answer = amara.get(reverse("person", args=[case.person_id]))
    assert reverse("chart", args=[case.person_id]) in answer.content.decode()
