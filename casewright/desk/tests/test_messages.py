"""Hospital messages that wait: the queue and one message, on the screen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casewright.audit.models import Entry
from casewright.cases.models import Case
from casewright.desk.tests.desk import signed_in
from casewright.hl7.models import Message, Settlement
from casewright.hl7.replay import take_in
from casewright.hl7.tests.feed import framed, message
from casewright.people.models import Person
from casewright.security.models import Role
from casewright.transitions.actions import hear_feed
from casewright.transitions.models import Stay
from conftest import NOW, Staff

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12

ADMIT = message("A01", "202611162200", control="N1", mrn="MRN-77", name="Delgado^Rosa")
BROKEN = message("A03", "yesterday", control="N2")


def heard(staff: Staff, *raws: bytes) -> list[Message]:
    for raw in raws:
        take_in(by=staff.feed, framed=framed(raw), origin="night", register=False, at=NOW)
    return list(Message.objects.order_by("control_id"))


def test_the_queue_says_what_happened_to_whom_and_why_it_waits(staff: Staff, rosa: Person) -> None:
    heard(staff, ADMIT, BROKEN)
    page = signed_in(staff.ina).get("/messages/").content.decode()
    assert "Admitted (A01)" in page
    assert "Rosa Delgado" in page
    assert "born 1948-05-02" in page
    assert "Nobody here has the number of this message." in page
    assert "EVN-2" in page
    assert '<span class="tag">2<' in page


def test_an_empty_queue_says_when_a_hospital_was_last_heard(staff: Staff) -> None:
    browser = signed_in(staff.ina)
    assert "No hospital has sent a message yet" in browser.get("/messages/").content.decode()
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=NOW - timedelta(hours=3), title="St. Brigid")
    page = browser.get("/messages/").content.decode()
    assert "Nothing waits. Last message 06:00 from St. Brigid." in page


def test_the_queue_is_sifted_by_fate_sender_and_number(staff: Staff, rosa: Person) -> None:
    heard(staff, ADMIT, BROKEN)
    browser = signed_in(staff.ina)

    def shown(**asked: str) -> list[str]:
        page = browser.get("/messages/", asked).content.decode()
        return [number for number in ("N1", "N2") if f"no. {number}<" in page]

    assert shown(fate="unmatched") == ["N1"]
    assert shown(fate="quarantined") == ["N2"]
    assert shown(number="N2") == ["N2"]
    assert shown(sender="ST-BRIGID") == ["N1", "N2"]
    assert shown(sender="MERCY") == []
    assert shown(fate="nonsense", number="N") == ["N1", "N2"]
    assert "No message fits" in browser.get("/messages/?number=X").content.decode()


def test_a_stranger_has_no_queue_and_no_message(staff: Staff, rosa: Person) -> None:
    (waiting,) = heard(staff, ADMIT)
    for who in (staff.bo, staff.amara, staff.dev, staff.ada):
        browser = signed_in(who)
        for address in ("/messages/", f"/messages/{waiting.pk}/"):
            answer = browser.get(address)
            assert answer.status_code == 404
            assert "Delgado" not in answer.content.decode()
        assert browser.post(f"/messages/{waiting.pk}/register/").status_code == 404
        assert 'href="/messages/"' not in browser.get("/").content.decode()
    assert Person.objects.count() == 1


def test_a_message_stands_beside_whom_it_may_be_about_and_one_press_matches(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (waiting,) = heard(staff, ADMIT)
    browser = signed_in(staff.carmen)
    page = browser.get(f"/messages/{waiting.pk}/").content.decode()
    assert "Very likely" in page
    assert f'name="person" value="{rosa.pk}"' in page
    looked = Entry.objects.get(event="seen:hl7.candidate")
    assert looked.person_key == str(rosa.pk)
    done = browser.post(
        f"/messages/{waiting.pk}/match/", {"person": rosa.pk, "seen": waiting.mark}, follow=True
    ).content.decode()
    assert "Matched. The number is known from now on." in done
    assert "Carmen Vela matched it" in done
    assert f'action="/messages/{waiting.pk}/undo/"' in done
    assert Stay.objects.get().person == rosa
    back = browser.post(f"/messages/{waiting.pk}/undo/", follow=True).content.decode()
    assert "Taken back. The message waits again." in back
    assert not Stay.objects.filter(cancelled=False).exists()


def test_whoever_comes_second_sees_who_was_first(staff: Staff, rosa: Person, case: Case) -> None:
    (waiting,) = heard(staff, ADMIT)
    mark = waiting.mark
    signed_in(staff.ina).post(f"/messages/{waiting.pk}/set-aside/", {"reason": "A visitor"})
    answer = signed_in(staff.carmen).post(
        f"/messages/{waiting.pk}/match/", {"person": rosa.pk, "seen": mark}
    )
    assert answer.status_code == 409
    assert "Ina Weiss set it aside" in answer.content.decode()
    assert not Stay.objects.exists()


def test_a_field_is_corrected_on_the_screen(staff: Staff, rosa: Person, case: Case) -> None:
    (waiting,) = heard(staff, BROKEN)
    browser = signed_in(staff.ina)
    page = browser.get(f"/messages/{waiting.pk}/").content.decode()
    assert "it came as “yesterday”" in page
    wrong = browser.post(f"/messages/{waiting.pk}/correct/", {"EVN-2": "someday"})
    assert wrong.status_code == 422
    assert 'href="#f-EVN-2"' in wrong.content.decode()
    assert 'value="someday"' in wrong.content.decode()
    none = browser.post(f"/messages/{waiting.pk}/correct/", {"EVN-2": "", "was-EVN-2": ""})
    assert none.status_code == 422
    right = {"EVN-2": "2026-11-22T14:10", "was-EVN-2": "", "PID-5.1": "Delgado"}
    done = browser.post(
        f"/messages/{waiting.pk}/correct/", {**right, "was-PID-5.1": "Delgado"}, follow=True
    )
    assert "Applied." in done.content.decode()
    assert Settlement.objects.get().said == {"EVN-2": "202611221410"}
    assert Stay.objects.get().discharged_at is not None


def test_setting_aside_asks_for_a_reason(staff: Staff) -> None:
    (waiting,) = heard(staff, ADMIT)
    answer = signed_in(staff.ina).post(f"/messages/{waiting.pk}/set-aside/", {"reason": ""})
    assert answer.status_code == 422
    assert "Say why the message is set aside." in answer.content.decode()


def test_a_person_who_is_nobodys_candidate_is_found_by_name(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (waiting,) = heard(
        staff,
        message("A01", "202611162200", control="N1", mrn="9", name="Other^Ann", born="19900101"),
    )
    browser = signed_in(staff.carmen)
    address = f"/messages/{waiting.pk}/"
    assert "Nobody here is like this person" in browser.get(address).content.decode()
    page = browser.get(address, {"q": "rosa"}).content.decode()
    assert f'name="person" value="{rosa.pk}"' in page
    browser.post(f"{address}match/", {"person": rosa.pk})
    assert Stay.objects.get().person == rosa


def test_nobody_is_chosen_by_a_key_that_was_not_shown(staff: Staff, rosa: Person) -> None:
    (waiting,) = heard(
        staff,
        message("A01", "202611162200", control="N1", mrn="9", name="Other^Ann", born="19900101"),
    )
    address = f"/messages/{waiting.pk}/match/"
    for key in (rosa.pk, "00000000-0000-0000-0000-000000000000"):
        assert signed_in(staff.carmen).post(address, {"person": key}).status_code == 404
    assert not Stay.objects.exists()


def test_what_was_matched_is_seen_by_whoever_stands_beside_or_matched_it(
    staff: Staff, rosa: Person, case: Case
) -> None:
    (waiting,) = heard(staff, ADMIT)
    address = f"/messages/{waiting.pk}/"
    signed_in(staff.carmen).post(f"{address}match/", {"person": rosa.pk})
    assert signed_in(staff.carmen).get(address).status_code == 200
    staff.bo.roles.add(Role.objects.get(name="supervisor"))
    assert signed_in(staff.bo).get(address).status_code == 404
    assert "Delgado" not in signed_in(staff.bo).get("/messages/?fate=settled").content.decode()
    assert "Delgado" in signed_in(staff.carmen).get("/messages/?fate=settled").content.decode()


def test_what_a_message_holds_is_shown_as_text(staff: Staff) -> None:
    (waiting,) = heard(
        staff,
        message("A01", "202611162200", control="N1", name="<script>alert(1)</script>^Ann"),
    )
    browser = signed_in(staff.ina)
    for address in ("/messages/", f"/messages/{waiting.pk}/"):
        page = browser.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.django_db(transaction=True)
def test_the_queue_takes_as_many_statements_for_fifty_messages_as_for_five(staff: Staff) -> None:
    taken = []
    browser = signed_in(staff.carmen)
    for first in (0, 5):
        heard(
            staff,
            *(
                message("A01", "202611162200", control=f"N{first}-{n}", mrn=f"M{first}-{n}")
                for n in range(5 if not first else 20)
            ),
        )
        browser.get("/messages/")
        with CaptureQueriesContext(
            connection,
        ) as said:
            browser.get("/messages/")
        taken.append(len(said))
    assert taken[0] == taken[1] <= MOST_STATEMENTS, taken
