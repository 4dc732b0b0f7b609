"""Keys of others' records inside one's own forms: nothing of theirs is touched, shown or joined."""

from typing import Any

import pytest
from django.urls import reverse

from casewright.cases.models import Case
from casewright.contacts.models import Contact, Draft
from casewright.people.models import Person
from casewright.security.models import Session, User
from casewright.tasks.models import Task, TaskEvent
from conftest import Staff
from tests.authorization.house import House, build
from tests.authorization.words import words_in

pytestmark = pytest.mark.django_db
CALL = {"kind": "call", "started_at": "2026-11-24T13:50:00+00:00", "minutes": "1", "text": "Well."}


@pytest.fixture
def house(staff: Staff) -> House:
    return build(staff)


def post(house: House, name: str, key: Any, **data: Any) -> Any:
    """A form that Amara sends, about Rosa or about nobody."""
    address = reverse(name, args=[key] if key else [])
    answer: Any = house.screens["manager"].post(address, data)
    assert words_in(answer) & house.walter.words.all == set()
    return answer


def walters(house: House) -> list[Any]:
    """Everything of Walter's promises, to compare."""
    return list(Task.objects.filter(person=house.walter.person).order_by("pk").values_list())


@pytest.mark.parametrize("deed", ["done", "today", "tomorrow", "undo", "hand_over"])
def test_of_several_chosen_only_ones_own_are_touched(house: House, deed: str) -> None:
    before = walters(house)
    mine, theirs = house.rosa.keys["task"], house.walter.keys["task"]
    to = str(house.users["teammate"].pk)
    post(house, "several", None, do=deed, task=[str(theirs), str(mine)], to=to, note="")
    assert walters(house) == before
    assert not TaskEvent.objects.filter(task=theirs, by=house.users["manager"]).exists()
    assert Task.objects.get(pk=mine).version > 1


def test_a_note_closes_no_promise_of_somebody_else(house: House) -> None:
    before = walters(house)
    theirs = str(house.walter.keys["task"])
    post(house, "note", house.rosa.person.pk, **CALL, reached="person", task=theirs, settled=theirs)
    assert walters(house) == before
    assert not Contact.objects.filter(task__person=house.walter.person).exists()
    assert Contact.objects.filter(person=house.rosa.person, text="Well.").exists()


def test_nobody_elses_relative_is_reached(house: House) -> None:
    kin = house.walter.keys["kin"]
    post(house, "note", house.rosa.person.pk, **CALL, reached=f"kin:{kin}")
    assert not Contact.objects.filter(kin=kin).exists()


def test_a_draft_names_no_promise_of_somebody_else(house: House) -> None:
    post(house, "draft", house.rosa.person.pk, text="She", task=str(house.walter.keys["task"]))
    draft = Draft.objects.get(author=house.users["manager"], person=house.rosa.person)
    assert draft.task_key is None


@pytest.mark.parametrize("name", ["task_hand_over", "hand_over_case"])
def test_nothing_is_handed_to_whom_the_list_does_not_offer(house: House, name: str) -> None:
    record = "case" if name == "hand_over_case" else "task"
    for to in (house.users["privacy officer"], house.users["administrator"], _feed()):
        answer = post(house, name, house.rosa.keys[record], to=str(to.pk), reason="x", note="x")
        assert answer.status_code == 422
    assert Task.objects.get(pk=house.rosa.keys["task"]).owner_user == house.users["manager"]
    assert Case.objects.get(pk=house.rosa.keys["case"]).manager == house.users["manager"]


def _feed() -> User:
    return User.objects.get(username="feed")


@pytest.mark.parametrize(
    "slipped_in",
    [
        {"merged_into": "{walter}", "id": "{walter}", "registered_at": "2000-01-01"},
        {"display_name": "Somebody", "version": "1", "person": "{walter}"},
    ],
)
def test_fields_that_the_form_does_not_have_are_passed_over(
    house: House, slipped_in: dict[str, str]
) -> None:
    data = {k: v.format(walter=house.walter.person.pk) for k, v in slipped_in.items()}
    before = Person.objects.filter(pk=house.walter.person.pk).values().get()
    post(house, "edit_person", house.rosa.person.pk, **{"version": "1", "home_note": "x", **data})
    rosa = Person.objects.get(pk=house.rosa.person.pk)
    assert (rosa.display_name, rosa.merged_into, rosa.registered_at) == (
        *(house.rosa.person.display_name, None),
        house.rosa.person.registered_at,
    )
    assert Person.objects.filter(pk=house.walter.person.pk).values().get() == before


def test_a_promise_made_on_rosas_page_is_rosas(house: House) -> None:
    post(
        house,
        "add_task",
        house.rosa.person.pk,
        title="Call",
        due_on="2026-11-30",
        person=str(house.walter.person.pk),
        owner_user=str(house.users["stranger"].pk),
        opened_by=str(house.users["stranger"].pk),
    )
    made = Task.objects.get(title="Call")
    amara = house.users["manager"]
    assert (made.person, made.owner_user, made.opened_by) == (house.rosa.person, amara, amara)


def test_the_session_of_a_service_opens_nothing(house: House) -> None:
    """A feed cannot sign in; and were there a session of its own, no page would open by it."""
    screen = house.screens["signed out"]
    screen.force_login(_feed())
    assert Session.objects.filter(user=_feed()).exists()
    for name, keys in (("people", []), ("person", [house.rosa.person.pk])):
        answer: Any = screen.get(reverse(name, args=keys))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
