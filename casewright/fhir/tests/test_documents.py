"""Documents: their bytes kept under our own name, addresses never opened, Binaries put in."""

import base64
from typing import Any

import pytest

from casewright.chart.models import Attachment, Document
from casewright.fhir.resources.document_reference import LARGEST_FILE
from casewright.fhir.tests.conftest import Bring
from casewright.fhir.tests.said import document, organization, patient

pytestmark = pytest.mark.django_db

SCAN = {
    "resourceType": "Binary",
    "id": "scan",
    "contentType": "application/pdf",
    "data": base64.b64encode(b"%PDF-1.7 made up").decode(),
}


def attached(**attachment: Any) -> dict[str, Any]:
    return document(content=[{"attachment": attachment}])


def the_file() -> Attachment:
    return Attachment.objects.get()


def test_a_document_is_kept_with_its_bytes(bring: Bring) -> None:
    bring(patient(), document(custodian={"display": "St Brigid Hospital"}))
    kept, file = Document.objects.get(), the_file()
    assert (kept.display, kept.author) == ("Discharge letter", "Dr. Elena Park")
    assert kept.keeper == "St Brigid Hospital"
    assert bytes(file.content or b"") == b"Going home with her son."
    assert (file.media_type, file.title, file.size) == ("text/plain", "Letter.txt", 24)


@pytest.mark.parametrize("first", [True, False])
def test_a_binary_of_the_same_bundle_is_put_in_before_or_after(bring: Bring, first: bool) -> None:
    said = attached(contentType="application/pdf", url="Binary/scan")
    order = [SCAN, said, patient()] if first else [patient(), said, SCAN]
    assert bring(*order).counts == {"created": 3}
    assert bytes(the_file().content or b"") == b"%PDF-1.7 made up"
    assert bring(*order).counts == {"unchanged": 3}


def test_a_binary_named_by_its_urn_is_put_in(bring: Bring) -> None:
    bring(patient(), attached(url="urn:uuid:scan"), SCAN)
    assert bytes(the_file().content or b"").startswith(b"%PDF")


def test_a_binary_that_comes_in_another_file_is_put_in(bring: Bring) -> None:
    bring(patient(), attached(url="Binary/scan"))
    assert the_file().content is None
    assert bring(SCAN).counts == {"created": 1}
    assert bytes(the_file().content or b"").startswith(b"%PDF")


def test_a_newer_word_on_the_document_keeps_what_its_binary_brought(bring: Bring) -> None:
    bring(patient(), attached(url="Binary/scan"), SCAN)
    newer = {**attached(url="Binary/scan"), "description": "Scanned", "status": "superseded"}
    assert bring(patient(), newer).counts == {"unchanged": 1, "updated": 1}
    assert bytes(the_file().content or b"").startswith(b"%PDF")


def test_a_binary_that_no_document_names_is_nobodys(bring: Bring) -> None:
    assert bring(patient(), SCAN).ignored == {"Binary": 1}


def test_an_address_is_kept_as_text_and_never_opened(bring: Bring) -> None:
    """No test reaches the network: opening it would fail here."""
    bring(patient(), attached(url="https://files.example.org/secret.pdf"))
    assert (the_file().url, the_file().content) == ("https://files.example.org/secret.pdf", None)


def test_a_file_too_large_is_left_out_and_the_document_stands(bring: Bring) -> None:
    large = base64.b64encode(b"x" * (LARGEST_FILE + 1)).decode()
    report = bring(patient(), attached(title="Scan", data=large))
    assert report.counts == {"created": 2}
    assert report.bad_elements[0]["path"] == "DocumentReference.content[0].attachment.data"
    assert "5 MiB" in report.bad_elements[0]["reason"]
    assert (the_file().title, the_file().content) == ("Scan", None)


@pytest.mark.parametrize("written", ["no base64 at all!", "QUJ", 7])
def test_bytes_that_are_none_are_left_out(bring: Bring, written: Any) -> None:
    report = bring(patient(), attached(title="Scan", data=written))
    assert report.counts == {"created": 2}
    assert len(report.bad_elements) == 1
    assert the_file().content is None


def test_a_keeper_that_comes_later_is_named(bring: Bring) -> None:
    bring(patient(), document(custodian={"reference": "Organization/brigid"}))
    assert Document.objects.get().keeper == ""
    bring(organization())
    assert Document.objects.get().keeper == "St Brigid Hospital"
