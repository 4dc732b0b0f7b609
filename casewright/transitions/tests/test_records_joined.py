"""Two records of one person are joined with all that hangs on them, and parted as they were."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from casewright.audit.models import Entry
from casewright.audit.queries import faults
from casewright.cases.actions import hand_over_case, open_case
from casewright.cases.models import Case
from casewright.contacts.actions import keep_draft
from casewright.contacts.models import Draft
from casewright.foundation.errors import Conflict, NotPermitted, Refused
from casewright.people.access import SEE_PERSON
from casewright.people.actions import edit_person, keep_facts, register_person, say_statement
from casewright.people.facts import IdentifierFact, KinFact, NameFact, PersonFacts, PointFact
from casewright.people.models import ContactPoint, Identifier, Merge, Person
from casewright.people.queries import find_people
from casewright.security.actions import relate
from casewright.security.gate import may
from casewright.security.models import User
from casewright.tasks.actions import Promise, open_task
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN
from casewright.transitions.actions import (
    Overtaken,
    hear_event,
    join_by_hand,
    part_records,
)
from casewright.transitions.actions.images import image_of
from casewright.transitions.actions.records import mark_of_two
from casewright.transitions.models import Stay
from casewright.transitions.tests.test_coming_home import ADMIT, DISCHARGE
from conftest import NOW, Staff
from tests.guards.writers import at_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def twin(staff: Staff) -> Person:
    """The same Rosa, registered once more by Mercy; Carmen's intake team has her in its queue."""
    person = register_person(
        by=staff.feed,
        facts=PersonFacts(
            names=(NameFact(family="Delgado", given="Rosita"),),
            birth_date=date(1948, 5, 3),
            identifiers=(IdentifierFact(system="MERCY", value="77"),),
            points=(PointFact(channel="phone", value="(555) 0142", safe_to_use=False),),
            kin=(KinFact(full_name="Nina Delgado", relationship="daughter"),),
            called="Chayo",
            home_note="Dog in the yard.",
        ),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=person.pk, kind="team", team=staff.north, at=NOW)
    return person


def join(staff: Staff, kept: Person, gone: Person, by: User | None = None, **more: Any) -> Merge:
    more.setdefault("chosen", {})
    return join_by_hand(by=by or staff.carmen, kept=kept, gone=gone, at=NOW, **more)


def held(*people: Person) -> dict[str, Any]:
    """Everything that two records hold, but for what counts changes, and places that are over."""
    image = image_of([one.pk for one in people])
    rows = {
        table: [
            {name: value for name, value in row.items() if name != "version"}
            for row in image[table].values()
            if table != "security.Relation" or row["ends_at"] is None
        ]
        for table in image
    }
    rows["people.SearchKey"] = [
        {"person_id": row["person_id"], "key": row["key"]} for row in rows["people.SearchKey"]
    ]
    return {table: sorted(map(str, found)) for table, found in rows.items()}


def test_everything_hangs_on_one_record_and_undo_puts_back_exactly(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    for fact in (ADMIT, DISCHARGE):
        hear_event(by=staff.feed, person=twin, fact=fact, at=NOW)
    before = held(rosa, twin)
    merge = join(staff, rosa, twin)
    for model in (Identifier, ContactPoint, Task, Stay):
        assert not model._default_manager.filter(person=twin).exists()
    assert find_people("chayo", viewer=staff.amara) == [rosa]
    assert held(rosa, twin) != before
    part_records(by=staff.amara, merge=merge, at=NOW)
    after = held(rosa, twin)
    opened = after["tasks.Task"]
    assert set(before["tasks.Task"]) <= set(opened)
    assert all("'cancelled'" in row for row in set(opened) - set(before["tasks.Task"]))
    assert {**after, "tasks.Task": []} == {**before, "tasks.Task": []}
    assert find_people("chayo", viewer=staff.carmen) == [Person.objects.get(pk=twin.pk)]
    events = Entry.objects.filter(event__in=["people.joined", "people.parted"]).order_by("number")
    assert [(line.event, line.actor) for line in events] == [
        ("people.joined", "carmen"),
        ("people.parted", "amara"),
    ]


def test_the_words_that_were_chosen_stay_whichever_record_does(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    theirs = str(twin.pk)
    merge = join(staff, rosa, twin, chosen={"display_name": theirs, "birth_date": theirs})
    rosa.refresh_from_db()
    assert (rosa.display_name, rosa.birth_date) == ("Rosita Delgado", date(1948, 5, 3))
    assert find_people("rosita 1948-05-03", viewer=staff.amara) == [rosa]
    part_records(by=staff.carmen, merge=merge, at=NOW)
    rosa.refresh_from_db()
    assert (rosa.display_name, rosa.birth_date) == ("Rosa Delgado", date(1948, 5, 2))
    assert find_people("1948-05-03", viewer=staff.amara) == [Person.objects.get(pk=twin.pk)]


def test_what_somebody_changed_since_stays_as_they_left_it(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    merge = join(staff, rosa, twin)
    rosa.refresh_from_db()
    edit_person(
        by=staff.amara,
        person=rosa,
        version=rosa.version,
        values={"home_note": "No dog any more."},
        at=NOW,
    )
    keep_facts(
        by=staff.amara,
        person=rosa,
        facts=PersonFacts(points=(PointFact(channel="phone", value="555-0177"),)),
        at=NOW,
    )
    part_records(by=staff.amara, merge=merge, at=NOW)
    rosa.refresh_from_db()
    twin.refresh_from_db()
    assert (rosa.home_note, twin.home_note) == ("No dog any more.", "Dog in the yard.")
    assert ContactPoint.objects.get(value="555-0177").person == rosa
    assert find_people("0177", viewer=staff.amara) == [rosa]


def test_a_case_that_goes_back_takes_along_whoever_manages_it_now(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    theirs = open_case(
        by=staff.carmen, person=twin, program="Diabetes", team=staff.north, manager=None, at=NOW
    )
    merge = join(staff, rosa, twin)
    theirs.refresh_from_db()
    hand_over_case(by=staff.carmen, case=theirs, to=staff.tess, reason="Leave", at=NOW)
    open_task(
        by=staff.tess,
        person=Person.objects.get(pk=rosa.pk),
        case=theirs,
        promise=Promise("Call the clinic", NOW + DAY),
        at=NOW,
    )
    part_records(by=staff.carmen, merge=merge, at=NOW)
    theirs.refresh_from_db()
    assert (theirs.person, theirs.manager) == (twin, staff.tess)
    assert Task.objects.get(title="Call the clinic").person == twin
    twin.refresh_from_db()
    assert may(User.objects.get(pk=staff.tess.pk), SEE_PERSON, twin)


def test_two_open_cases_of_one_program_are_two_again(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    theirs = open_case(
        by=staff.carmen, person=twin, program=case.program, team=staff.north, manager=None, at=NOW
    )
    merge = join(staff, rosa, twin)
    assert Task.objects.filter(kind="duplicate-case", status__in=OPEN).count() > 0
    part_records(by=staff.carmen, merge=merge, at=NOW)
    theirs.refresh_from_db()
    assert (theirs.person, theirs.program) == (twin, case.program)
    assert not Task.objects.filter(kind="duplicate-case", status__in=OPEN).exists()


def test_the_second_of_two_who_join_is_told_who_was_first(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    merge = join(staff, rosa, twin)
    for kept, gone in ((rosa, twin), (twin, rosa)):
        with pytest.raises(Overtaken, match="Carmen Vela joined this record"):
            join(staff, kept, gone, by=staff.amara)
    part_records(by=staff.amara, merge=merge, at=NOW)
    with pytest.raises(Overtaken, match="Amara Diallo parted the two"):
        part_records(by=staff.carmen, merge=merge, at=NOW)
    assert Merge.objects.count() == 1


def test_nothing_is_joined_that_was_changed_since_it_was_shown(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    seen = mark_of_two(rosa, twin)
    say_statement(by=staff.amara, person=twin, kind="watch", words="Falls", said_on=NOW.date())
    edit_person(by=staff.amara, person=rosa, version=rosa.version, values={"called": "R"}, at=NOW)
    with pytest.raises(Conflict):
        join(staff, rosa, twin, seen=seen)
    assert not Merge.objects.exists()


def test_of_three_the_last_joining_is_taken_back_first(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    third = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family="Delgado", given="R."),)),
        at=NOW,
    )
    relate(by=staff.carmen, person_key=third.pk, kind="team", team=staff.north, at=NOW)
    before = held(rosa, twin, third)
    first = join(staff, twin, third)
    last = join(staff, rosa, twin)
    with pytest.raises(Refused, match="Take that back first"):
        part_records(by=staff.carmen, merge=first, at=NOW)
    part_records(by=staff.carmen, merge=last, at=NOW)
    part_records(by=staff.carmen, merge=first, at=NOW)
    assert held(rosa, twin, third) == before


def test_a_stranger_joins_and_parts_nobody_and_neither_does_one_who_knows_only_one(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    other = register_person(
        by=staff.feed,
        facts=PersonFacts(names=(NameFact(family="Delgado", given="Rosa"),)),
        at=NOW,
    )
    relate(by=staff.bo, person_key=other.pk, kind="team", team=staff.south, at=NOW)
    for user in (staff.bo, staff.amara, staff.carmen, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            join(staff, rosa, other, by=user)
    merge = join(staff, rosa, twin)
    for user in (staff.bo, staff.dev, staff.ada):
        with pytest.raises(NotPermitted):
            part_records(by=user, merge=merge, at=NOW)
    assert Merge.objects.get().undone_at is None


@pytest.mark.parametrize("seed", range(6))
def test_whatever_two_records_hold_parting_them_puts_it_back(
    staff: Staff, rosa: Person, case: Case, twin: Person, seed: int
) -> None:
    """Random records of both; joined either way, in a row of joinings and partings."""
    dice = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    pair = [rosa, twin]
    for step in range(dice.randint(3, 9)):
        _something(staff, dice.choice(pair), dice.randrange(6), step)
    for _turn in range(3):
        before = held(*pair)
        kept, gone = dice.sample([Person.objects.get(pk=one.pk) for one in pair], 2)
        choice = {name: str(dice.choice(pair).pk) for name in ("birth_date", "gender", "called")}
        merge = join(staff, kept, gone, chosen=choice)
        part_records(by=staff.carmen, merge=merge, at=NOW)
        after = held(*pair)
        came = set(after["tasks.Task"]) - set(before["tasks.Task"])
        assert set(before["tasks.Task"]) <= set(after["tasks.Task"])
        assert all("'cancelled'" in row for row in came)
        assert {**after, "tasks.Task": []} == {**before, "tasks.Task": []}


def _something(staff: Staff, person: Person, what: int, step: int) -> None:
    if what == 0:
        said = PointFact(channel="phone", value=f"555-01{step}0", safe_to_use=bool(step % 2))
        keep_facts(by=staff.carmen, person=person, facts=PersonFacts(points=(said,)), at=NOW)
    elif what == 1:
        name = NameFact(family="Ruiz", given=f"Rosa {step}", use="maiden")
        keep_facts(by=staff.feed, person=person, facts=PersonFacts(names=(name,)), at=NOW)
    elif what == 2:
        say_statement(
            by=staff.amara, person=person, kind="watch", words=f"Falls {step}", said_on=NOW.date()
        )
    elif what == 3:
        open_task(by=staff.amara, person=person, promise=Promise(f"Step {step}", NOW), at=NOW)
    elif what == 4:
        kin = KinFact(full_name="Nina Delgado", phone=f"555-015{step}", may_be_told="everything")
        keep_facts(by=staff.carmen, person=person, facts=PersonFacts(kin=(kin,)), at=NOW)
    else:
        number = IdentifierFact(system="ANNE", value=f"A-{step}")
        keep_facts(by=staff.feed, person=person, facts=PersonFacts(identifiers=(number,)), at=NOW)


def test_of_eight_who_join_at_one_time_one_wins_and_one_of_eight_parts(
    committed: None, staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    pair = (rosa.pk, twin.pk)

    def joining(number: int) -> Callable[[], Merge]:
        def deed() -> Merge:
            by = User.objects.get(pk=(staff.amara if number % 2 else staff.carmen).pk)
            first, second = (Person.objects.get(pk=key) for key in pair)
            kept, gone = (first, second) if number % 3 else (second, first)
            return join(staff, kept, gone, by=by)

        return deed

    def parting(_number: int) -> Callable[[], Merge]:
        def deed() -> Merge:
            by = User.objects.get(pk=staff.carmen.pk)
            return part_records(by=by, merge=Merge.objects.get(undone_at=None), at=NOW)

        return deed

    before = held(rosa, twin)
    for _ in range(3):
        for deeds in (joining, parting):
            outcomes = at_once([deeds(number) for number in range(8)])
            won = [one for one in outcomes if one.fault is None]
            assert len(won) == 1
            told = (Refused, Merge.DoesNotExist, NotPermitted)
            assert all(isinstance(one.fault, told) for one in outcomes if one not in won)
    assert Merge.objects.filter(undone_at=None).count() == 0
    assert Merge.objects.count() == 3
    assert held(rosa, twin) == before
    assert faults([]) == []


def test_what_somebody_is_writing_goes_along_but_where_they_write_about_both(
    staff: Staff, rosa: Person, case: Case, twin: Person
) -> None:
    for by, about in ((staff.amara, twin), (staff.carmen, twin), (staff.carmen, rosa)):
        keep_draft(by=by, person=about, written={"text": f"{about.called}..."}, at=NOW)
    merge = join(staff, rosa, twin)
    whose = dict(Draft.objects.filter(person=rosa).values_list("author__username", "written"))
    assert whose == {"amara": {"text": "Chayo..."}, "carmen": {"text": "..."}}
    part_records(by=staff.carmen, merge=merge, at=NOW)
    assert Draft.objects.filter(person=twin).count() == 2
