"""The database is gone or its disk is full: it is said so, and what was typed is given back."""

import sqlite3

import pytest
from django.db import OperationalError
from django.test import Client

from casewright.contacts.models import Contact
from casewright.desk.views import note as note_view
from casewright.people.models import Person
from conftest import Staff

pytestmark = pytest.mark.django_db
TYPED = "She asks for <her> daughter & the scale."


def post(staff: Staff, rosa: Person) -> tuple[int, str]:
    client = Client(raise_request_exception=False)
    client.force_login(staff.amara)
    fields = {
        "kind": "call",
        "reached": "person",
        "started_at": "2026-11-24T13:50:00+00:00",
        "minutes": "5",
        "text": TYPED,
        "next_step": "Bring the scale",
    }
    answer = client.post(f"/people/{rosa.pk}/note/", fields)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("connection to 10.0.0.7 refused", 503, "The database does not answer."),
        ("database or disk is full", 507, "no room left"),
    ],
)
def test_what_was_typed_is_given_back_word_for_word(
    staff: Staff,
    case: object,
    rosa: Person,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    status: int,
    words: str,
) -> None:
    def gone(**_: object) -> None:
        cause = sqlite3.OperationalError(fault)
        if status == 507:
            cause.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError(fault) from cause

    with monkeypatch.context() as patch:
        patch.setattr(note_view, "sign_note", gone)
        code, page = post(staff, rosa)
    assert code == status
    assert words in page
    assert "She asks for &lt;her&gt; daughter &amp; the scale." in page
    assert "Bring the scale" in page
    assert "10.0.0.7" not in page
    assert not Contact.objects.exists()
    assert post(staff, rosa)[0] == 302
    assert Contact.objects.get().text == TYPED
