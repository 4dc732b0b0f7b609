"""Every address, as everybody, for one's own people and for others': the declared answer.

The addresses are read from the house itself, so that one without its row in the table fails.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from casewright.audit.models import Entry
from casewright.config.open_doors import OPEN_DOORS
from casewright.config.running import addresses
from casewright.security.gate import PERMITS as REGISTERED
from conftest import Staff
from tests.authorization.house import PERSONAS, House, Served, build
from tests.authorization.table import BESIDE, OPEN, PERMITS, ROWS
from tests.authorization.words import words_in
from tests.guards.reading import watched

pytestmark = pytest.mark.django_db
# A part is what a page's script asks for.
METHODS = ("GET", "PART", "POST", "DELETE")
NOBODY = UUID(int=0)
# What differs in every answer, and the address that was asked for.
RANDOM = re.compile(
    r'(csrfmiddlewaretoken|next)" value="[^"]+"|nonce="[^"]+"|"X-CSRFToken": "[^"]+"'
)


@dataclass(frozen=True)
class Cell:
    """One address, one method, one persona; `record` is whose, where it is a single record's."""

    name: str
    permit: str
    method: str
    persona: str
    record: str | None

    @property
    def verb(self) -> str:
        return "GET" if self.method == "PART" else self.method

    @property
    def expected(self) -> str:
        if self.verb not in ROWS[self.name].methods:
            return "no such method"
        if self.persona == "signed out":
            return "sign in first"
        return "allowed" if PERMITS[self.permit].allows(self.persona, self.record) else "not there"


def guarded() -> dict[str, str]:
    """Every address of the house that asks for a permit, with it."""
    return {
        str(entry.name): getattr(entry.callback, "permit", "")
        for _, entry in addresses()
        if getattr(entry.callback, "permit", "")
    }


def open_ones() -> set[str]:
    """Every address that asks for none."""
    return {str(entry.name) for _, entry in addresses()} - set(guarded())


def cells(personas: tuple[str, ...] = PERSONAS) -> Iterator[Cell]:
    for name, permit in guarded().items():
        for persona in personas:
            for method in METHODS:
                for record in BESIDE if ROWS[name].key else (None,):
                    yield Cell(name, permit, method, persona, record)


def test_every_address_has_its_row_and_no_row_is_stale() -> None:
    assert set(guarded()) == set(ROWS)
    assert open_ones() == set(OPEN)


def test_every_permit_of_an_address_has_its_line_and_no_line_is_stale() -> None:
    assert set(guarded().values()) == set(PERMITS)


def test_the_table_is_large_enough_to_mean_something() -> None:
    declared = list(cells())
    assert len(declared) >= 1500
    answers = {cell.expected for cell in declared}
    assert answers == {"allowed", "not there", "sign in first", "no such method"}


def test_the_declared_holders_are_the_first_holders_of_the_house() -> None:
    """The table is written by hand; here it meets the roles that the rooms name."""
    role_of = {
        "stranger": "case_manager",
        "supervisor": "supervisor",
        "health worker": "community_health_worker",
        "privacy officer": "privacy_officer",
        "administrator": "administrator",
    }
    for name, held in PERMITS.items():
        for persona, role in role_of.items():
            named = persona in held.beside | held.anybody
            assert named is (role in REGISTERED[name].holders), (name, persona)


@pytest.fixture
def house(staff: Staff) -> House:
    return build(staff)


def ask(house: House, cell: Cell, key: UUID | None = None) -> HttpResponse:
    served: Served = getattr(house, cell.record or "rosa")
    row = ROWS[cell.name]
    keys = [key or served.keys[row.key]] if row.key else []
    data: Any = row.data(house, served) if cell.method == "POST" else None
    send = getattr(house.screens[cell.persona], cell.verb.lower())
    headers = {"HX-Request": "true"} if cell.method == "PART" else {}
    answer: HttpResponse = send(reverse(cell.name, args=keys), data, headers=headers)
    house.screens[cell.persona].cookies.pop("messages", None)  # what was said is not said again
    return answer


def text_of(response: HttpResponse) -> str:
    return RANDOM.sub("", response.content.decode())


@dataclass
class Judge:
    """Tells what is wrong with an answer, in words; an empty text when it is the declared one.

    A record that may not be seen answers as one that is not there: `nothing` keeps that page.
    """

    house: House
    nothing: dict[str, str] = field(default_factory=dict)

    def fault(self, cell: Cell, response: HttpResponse, written: list[str]) -> str:
        found = words_in(response)
        if cell.expected == "allowed":
            return self._allowed(cell, response.status_code, found)
        if written or found:
            return f"wrote to {sorted(set(written))}, showed {sorted(found)}"
        if cell.expected == "not there":
            return self._not_there(cell, response)
        status = response.status_code
        away = status == 302 and response["Location"].startswith("/accounts/login/")
        right = status == 405 if cell.expected == "no such method" else away or status == 401
        return "" if right else f"answered {status}"

    def _not_there(self, cell: Cell, response: HttpResponse) -> str:
        if response.status_code != 404:
            return f"answered {response.status_code}"
        served: Served = getattr(self.house, cell.record or "rosa")
        line = Entry.objects.latest("number")
        told = (line.actor, line.outcome, line.person_key)
        is_about = cell.record and ROWS[cell.name].is_about
        about = str(served.person.pk) if is_about else ""
        who = self.house.users[cell.persona].username
        if told != (who, "refused", about):
            return f"left {told} in the trail"
        if cell.record and text_of(response) != self._nothing_at(cell):
            return "does not look as what is not there"
        return ""

    def _nothing_at(self, cell: Cell) -> str:
        if cell.name not in self.nothing:
            self.nothing[cell.name] = text_of(ask(self.house, cell, NOBODY))
        return self.nothing[cell.name]

    def _allowed(self, cell: Cell, status: int, found: set[str]) -> str:
        if status >= 500 or status in (401, 403, 404, 405):
            return f"answered {status}"
        served: Served = getattr(self.house, cell.record or "rosa")
        others = {
            word
            for one in self.house.everybody
            if one is not served and not self._may_stand_beside(cell, one)
            for word in one.words.all
        }
        return f"showed {sorted(found & others)}" if cell.record and found & others else ""

    def _may_stand_beside(self, cell: Cell, one: Served) -> bool:
        """A message is nobody's yet: it stands beside everybody whom the viewer may see."""
        known = {id(self.house.rosa): "rosa", id(self.house.walter): "walter"}.get(id(one), "")
        return not ROWS[cell.name].is_about and cell.persona in BESIDE.get(known, ())


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_address_answers_as_declared(
    house: House, persona: str, counted: Callable[[str, int], None]
) -> None:
    judge, wrong, count = Judge(house), [], 0
    for cell in cells((persona,)):
        with transaction.atomic():
            with watched() as written:
                response = ask(house, cell)
            if fault := judge.fault(cell, response, written):
                wrong.append(f"{cell}: {fault}")
            transaction.set_rollback(True)
        count += 1
    counted("cells of the matrix", count)
    assert wrong == []
    assert count >= 150


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_open_address_answers_as_declared_and_shows_nobody(house: House, persona: str) -> None:
    wrong = []
    for where, entry in addresses():
        if entry.name not in OPEN:
            continue
        address = re.sub(r"\(\?P<[^)]+\)", "1", where).rstrip("$").replace("<int:pk>", "1")
        with watched() as written:
            response: Any = house.screens[persona].get(address)
        expected = OPEN[entry.name][0 if persona == "signed out" else 1]
        others = words_in(response) - _own(house, persona)
        if response.status_code not in expected or others or written:
            wrong.append((entry.name, response.status_code, sorted(others), written))
    assert wrong == []


def _own(house: House, persona: str) -> set[str]:
    return {
        word
        for record, known in BESIDE.items()
        if persona in known
        for word in getattr(house, record).words.all
    }


def test_every_open_address_says_why() -> None:
    silent = [
        str(entry.name)
        for _, entry in addresses()
        if str(entry.name) in OPEN
        and not getattr(entry.callback, "open_because", OPEN_DOORS.get(str(entry.name), ""))
    ]
    assert silent == []


def test_a_wrong_answer_would_be_noticed(house: House) -> None:
    """The judge itself: each kind of wrong answer, given to it by hand."""
    judge = Judge(house)
    refused = Cell("person", "people.see_person", "GET", "stranger", "rosa")
    allowed = Cell("person", "people.see_person", "GET", "manager", "rosa")
    out = Cell("person", "people.see_person", "GET", "signed out", "rosa")
    posted = Cell("person", "people.see_person", "POST", "manager", "rosa")
    rosas, walters = (min(one.words.all) for one in (house.rosa, house.walter))
    real = ask(house, refused)
    assert judge.fault(refused, real, []) == ""
    assert "wrote to" in judge.fault(refused, real, ["tasks_task"])
    leaking = HttpResponse(status=404, headers={"X-Name": rosas})
    for cell, response in [
        (refused, HttpResponse("ok")),
        (refused, HttpResponse("no", status=403)),
        (refused, HttpResponse("there is such a person", status=404)),
        (refused, HttpResponse(rosas, status=404)),
        (refused, leaking),
        (allowed, HttpResponse(status=404)),
        (allowed, HttpResponse(status=500)),
        (allowed, HttpResponse(walters)),
        (out, HttpResponse("ok")),
        (out, HttpResponse(status=302, headers={"Location": "/people/"})),
        (posted, HttpResponse("ok")),
    ]:
        assert judge.fault(cell, response, [])
    for cell, response in [
        (allowed, HttpResponse(rosas)),
        (out, HttpResponse(status=302, headers={"Location": "/accounts/login/?next=/"})),
        (posted, HttpResponse(status=405)),
    ]:
        assert not judge.fault(cell, response, [])


def test_a_refusal_that_the_trail_does_not_hold_would_be_noticed(house: House) -> None:
    judge = Judge(house)
    refused = Cell("person", "people.see_person", "GET", "stranger", "rosa")
    real = ask(house, refused)
    ask(house, Cell("rules", "clocks.see_rules", "GET", "stranger", None))
    assert "in the trail" in judge.fault(refused, real, [])
