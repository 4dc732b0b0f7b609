"""Joining two records that turn out to be one person's."""

from datetime import datetime
from typing import Any

from django.db import models

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.texts import clip
from casewright.people import rules
from casewright.people.access import MERGE
from casewright.people.actions.belongings import end_points
from casewright.people.actions.search import move_search_words
from casewright.people.actions.telling import Telling
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    MayBeTold,
    Merge,
    Person,
    PersonName,
    Statement,
)
from casewright.security.actions import follow_merge
from casewright.security.gate import demand
from casewright.security.models import User

# What belongs to a person and goes along when two records are joined.
MOVED = (PersonName, Identifier, ContactPoint, Kin, Coverage, Statement)
# What the one kept takes over from the one gone where it says nothing itself.
FILLED = ("birth_date", "gender", "pronouns", "called", "died_on", "home_note", "if_worse")
# From the strictest to the freest.
TOLD = (MayBeTold.NOTHING, MayBeTold.ARRANGEMENTS, MayBeTold.EVERYTHING)

Before = dict[str, list[str]]


@action
def merge_people(
    *,
    by: User,
    kept: Person,
    gone: Person,
    at: datetime,
    source: str,
    joined_by: User | None = None,
) -> Merge:
    """Join two records that a hospital (HL7 A40), or a colleague (`joined_by`), says are one.

    The row that is gone stays and points to the one kept; what was moved is written down, so
    that it can be moved back. The stricter word on safety wins.
    """
    demand(by, MERGE, (kept, gone))
    if kept.pk == gone.pk or gone.merged_into_id == kept.pk:
        raise Refused("These two records are one already.")
    if gone.merged_into_id or kept.merged_into_id:
        raise Refused("One of these records was joined to another before. Look at that first.")
    before = _move_belongings(kept, gone)
    before["earlier"] = _keys(Person.objects.filter(merged_into=gone))
    Person.objects.filter(merged_into=gone).update(merged_into=kept)
    before["was"] = [f"{name}={getattr(kept, name) or ''}" for name in (*FILLED, "display_name")]
    before["filled"] = _fill(kept, gone)
    _be_stricter(kept)
    points = ContactPoint.objects.filter(person=kept).order_by("rank", "pk")
    end_points(points, Telling(kept, None))
    gone.merged_into = kept
    gone.version += 1
    gone.save(update_fields=["merged_into", "version"])
    move_search_words(kept, gone)
    follow_merge(by=by, gone=gone.pk, kept=kept.pk, at=at)
    merge = Merge.objects.create(
        kept=kept,
        gone=gone,
        merged_at=at,
        source=clip(Merge, "source", source),
        before=before,
        joined_by=joined_by,
    )
    record(by, "people.merged", merge, gone=str(gone.pk), source=source)
    return merge


def _move_belongings(kept: Person, gone: Person) -> Before:
    """Move what the gone record holds; gives the keys of every row moved, by kind."""
    before: Before = {}
    for model in MOVED:
        rows: models.QuerySet[Any] = model.objects.filter(person=gone)
        if model is PersonName:
            mine = set(PersonName.objects.filter(person=kept).values_list("use", "family", "given"))
            same = [n.pk for n in rows if (n.use, n.family, n.given) in mine]
            rows = rows.exclude(pk__in=same)
        before[model.__name__] = _keys(rows)
        model.objects.filter(pk__in=before[model.__name__]).update(person=kept)
    return before


def _keys(rows: models.QuerySet[Any]) -> list[str]:
    return [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]


def _fill(kept: Person, gone: Person) -> list[str]:
    """Take over what only the gone record says, and what was said of it later; gives the names
    of what was filled."""
    filled = [name for name in FILLED if _says_more(kept, gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if "birth_date" in filled:
        filled.append("birth_precision")
        kept.birth_precision = gone.birth_precision
    if kept.told_at.get("name", "") < gone.told_at.get("name", ""):
        filled += ["display_name", "sort_name"]
        kept.display_name, kept.sort_name = gone.display_name, gone.sort_name
    spoken = _languages(kept, gone)
    if spoken != kept.languages:
        filled.append("languages")
        kept.languages = spoken
    kept.told_at = {
        what: max(kept.told_at.get(what, ""), gone.told_at.get(what, ""))
        for what in {**kept.told_at, **gone.told_at}
    }
    kept.version += 1
    kept.save(update_fields=[*filled, "told_at", "version"])
    return filled


def _languages(kept: Person, gone: Person) -> list[dict[str, Any]]:
    """The languages of both; the one preferred is the one said later."""
    is_later = kept.told_at.get("language", "") < gone.told_at.get("language", "")
    first, second = (gone, kept) if is_later and gone.languages else (kept, gone)
    codes = {one["code"] for one in first.languages}
    others = [one for one in second.languages if one["code"] not in codes]
    if first.languages:
        others = [{**one, "preferred": False} for one in others]
    return [*first.languages, *others]


def _says_more(kept: Person, gone: Person, name: str) -> bool:
    mine, theirs = getattr(kept, name), getattr(gone, name)
    if name in kept.told_at and name in gone.told_at:
        return (kept.told_at[name], str(mine)) < (gone.told_at[name], str(theirs))
    return bool(theirs) and not mine


def _be_stricter(kept: Person) -> None:
    """Of two words on one number, or on what one relative may be told, the stricter stands."""
    points = list(ContactPoint.objects.filter(person=kept).order_by("rank", "pk"))
    for point in points:
        same = [
            one
            for one in points
            if rules.is_same_reach(one.channel, one.value, point.channel, point.value)
        ]
        safe = all(one.safe_to_use for one in same)
        message = safe and all(one.safe_to_leave_message for one in same)
        if (safe, message) != (point.safe_to_use, point.safe_to_leave_message):
            ContactPoint.objects.filter(pk=point.pk).update(
                safe_to_use=safe, safe_to_leave_message=message
            )
    kin = list(Kin.objects.filter(person=kept, ended_at=None).order_by("pk"))
    for one in kin:
        namesakes = [k for k in kin if rules.fold(k.full_name) == rules.fold(one.full_name)]
        told = min((k.may_be_told for k in namesakes), key=lambda told: TOLD.index(MayBeTold(told)))
        if told != one.may_be_told:
            Kin.objects.filter(pk=one.pk).update(may_be_told=told)
