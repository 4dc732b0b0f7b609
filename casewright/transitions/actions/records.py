"""Two records of one person: joined as a hospital or a colleague says, and parted again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from casewright.audit.actions import action, record
from casewright.cases.models import Case
from casewright.contacts.models import Draft
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local
from casewright.people.access import JOIN_RECORDS
from casewright.people.actions import merge_people
from casewright.people.actions.search import keep_search_words
from casewright.people.models import Merge, Person
from casewright.people.rules import own_words
from casewright.security.actions import ensure_service
from casewright.security.gate import demand
from casewright.security.models import Relation, User
from casewright.tasks.actions import cancel_task
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.access import HEAR
from casewright.transitions.actions.images import (
    changes_between,
    image_of,
    moved_back,
    put_back,
)
from casewright.transitions.actions.joining import join_people
from casewright.transitions.actions.settling import settle
from casewright.transitions.models import Stay, StayEvent

HOUSE, HOUSE_TITLE = "records", "Joining of records"
# What is said once about a person: where the two differ, a colleague chooses which stays.
CHOSEN = ("display_name", "birth_date", "gender", "called", "pronouns", "home_note", "if_worse")
PARTED = "The two records were parted again."


class Overtaken(Refused):
    """Somebody else joined or parted the two first; the words say who, and when."""


@action
def join_records(
    *,
    by: User,
    kept: Person,
    gone: Person,
    at: datetime,
    source: str,
    joined_by: User | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Merge:
    """Join two records with all that hangs on them, and write down every row that changed."""
    demand(by, HEAR, kept)
    before = image_of([kept.pk, gone.pk])
    merge = merge_people(by=by, kept=kept, gone=gone, at=at, source=source, joined_by=joined_by)
    _take_over(kept, gone, before, chosen or {})
    join_people(by=by, kept=kept, gone=gone, at=at)
    # What somebody is writing goes along, but where they are writing about both.
    writing = Draft.objects.filter(person=kept).values("author")
    Draft.objects.filter(person=gone).exclude(author__in=writing).update(person=kept)
    merge.changes = changes_between(before, image_of([kept.pk, gone.pk]))
    merge.save(update_fields=["changes"])
    record(by, "transitions.records_joined", merge, rows=_rows_in(merge))
    return merge


@action
def join_by_hand(
    *, by: User, kept: Person, gone: Person, chosen: Mapping[str, str], at: datetime, seen: str = ""
) -> Merge:
    """Join the records of one person whom the colleague knows by both.

    `chosen` names of each field on which the two differ whose word stays: the key of a record.
    `seen` is the mark of the two as they were shown (`mark_of_two`): where one was changed since,
    nothing is joined.
    """
    for one in (kept, gone):
        demand(by, JOIN_RECORDS, one)
    held = {
        one.pk: one
        for one in Person.objects.select_for_update()
        .filter(pk__in=[kept.pk, gone.pk])
        .order_by("pk")
    }
    kept, gone = held[kept.pk], held[gone.pk]
    if kept.pk == gone.pk:
        raise Refused("This is one record.")
    if kept.merged_into_id or gone.merged_into_id:
        raise Overtaken(_who_joined(gone if gone.merged_into_id else kept))
    if seen and seen != mark_of_two(kept, gone):
        raise Conflict({}, {})
    house = ensure_service(name=HOUSE, title=HOUSE_TITLE, at=at)
    merge = join_records(
        by=house, kept=kept, gone=gone, at=at, source="by hand", joined_by=by, chosen=chosen
    )
    record(by, "people.joined", merge, gone=str(gone.pk))
    return merge


@action
def part_records(*, by: User, merge: Merge, at: datetime) -> Merge:
    """Take back that two records were joined: both are as they were before.

    What was changed since stays as it was left. What was added since stays with the record kept,
    but for what belongs to a case or a stay that goes back.
    """
    demand(by, JOIN_RECORDS, merge)
    held = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if held.undone_at:
        raise Overtaken(_who_parted(held))
    pair = Person.objects.select_for_update().filter(pk__in=[held.kept_id, held.gone_id])
    people = {one.pk: one for one in pair.order_by("pk")}
    kept, gone = people[held.kept_id], people[held.gone_id]
    if kept.merged_into_id:
        raise Refused("This record was joined to another since. Take that back first.")
    if not held.changes:
        raise Refused(
            "These records were joined before it was written down what moved. They cannot be"
            " parted here."
        )
    house = ensure_service(name=HOUSE, title=HOUSE_TITLE, at=at)
    _end_what_came(house, held, at)
    put_back(held.changes, at)
    _follow_back(kept, gone, held, at)
    held.undone_at, held.undone_by = at, by
    held.save(update_fields=["undone_at", "undone_by"])
    _settle_what_was_heard(house, held, at)
    record(by, "people.parted", held, gone=str(gone.pk))
    return held


def mark_of_two(one: Person, other: Person) -> str:
    """What two records looked like: it differs once either was changed."""
    return "-".join(sorted(f"{each.pk.hex[:8]}.{each.version}" for each in (one, other)))


def _take_over(
    kept: Person, gone: Person, before: dict[str, Any], chosen: Mapping[str, str]
) -> None:
    """Let the words stay that the colleague chose, whichever record stays."""
    rows = before[Person._meta.label]
    fields: dict[str, Any] = {}
    words = own_words(kept.called, kept.birth_date)
    for name in CHOSEN:
        whose = chosen.get(name)
        if whose not in (str(kept.pk), str(gone.pk)):
            continue
        fields[name] = rows[whose][name]
        if name == "display_name":
            fields["sort_name"] = rows[whose]["sort_name"]
        if name == "birth_date":
            fields["birth_precision"] = rows[whose]["birth_precision"]
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    if fields:
        for name, value in fields.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save(update_fields=[*fields, "version"])
        keep_search_words(kept, (), before=words)


def _end_what_came(house: User, merge: Merge, at: datetime) -> None:
    """End the promises that were opened because the two were one."""
    came = merge.changes.get(Task._meta.label, {}).get("came", [])
    for task in Task.objects.filter(pk__in=came, status__in=OPEN_TASKS).order_by("pk"):
        cancel_task(by=house, task=task, reason=PARTED, at=at)


def _follow_back(kept: Person, gone: Person, merge: Merge, at: datetime) -> None:
    """What was added since to a case or a stay that went back goes with it: its promises, and the
    places of those who look after it."""
    cases, stays = moved_back(merge.changes, Case), moved_back(merge.changes, Stay)
    theirs = Q(case__in=cases) | Q(focus_key__in=[*cases, *stays])
    Task.objects.filter(theirs, person=kept).update(person=gone)
    came = merge.changes.get(Relation._meta.label, {}).get("came", [])
    places = Relation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person_key=kept.pk, reason_key__in=cases
    ).exclude(pk__in=came)
    rows = [
        Relation(
            person_key=gone.pk,
            user_id=place.user_id,
            team_id=place.team_id,
            kind=place.kind,
            role=place.role,
            reason_key=place.reason_key,
            starts_at=at,
            ends_at=place.ends_at,
        )
        for place in places.order_by("starts_at", "pk")
    ]
    Relation.objects.bulk_create(rows)
    places.update(ends_at=at)
    for person in (kept, gone):
        person.refresh_from_db()
        keep_search_words(person, ())


def _settle_what_was_heard(house: User, merge: Merge, at: datetime) -> None:
    """Where more was heard of their stays since, let the promises follow from it again."""
    pair = [merge.kept_id, merge.gone_id]
    heard = StayEvent.objects.filter(stay__person__in=pair, heard_at__gte=merge.merged_at)
    if heard.exists():
        for person in Person.objects.filter(pk__in=pair).order_by("pk"):
            settle(house, person, at)


def _rows_in(merge: Merge) -> int:
    return sum(len(kind) for said in merge.changes.values() for kind in said.values())


def _who_joined(gone: Person) -> str:
    merge = Merge.objects.filter(gone=gone, undone_at=None).select_related("joined_by").first()
    if merge is None:
        return "One of these records was joined to another before. Look at that first."
    moment = f"{local(merge.merged_at):%Y-%m-%d %H:%M}"
    who = merge.joined_by.full_name if merge.joined_by else merge.source
    return f"{who} joined this record to another at {moment}. Nothing was changed by you."


def _who_parted(merge: Merge) -> str:
    moment = f"{local(merge.undone_at):%Y-%m-%d %H:%M}" if merge.undone_at else ""
    who = merge.undone_by.full_name if merge.undone_by else ""
    return f"{who} parted the two at {moment}. Nothing was changed by you."
