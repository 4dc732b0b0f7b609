"""What belongs to a person in rows: names, identifiers, contact points, kin, coverage."""

from collections.abc import Iterable
from datetime import datetime

from casewright.foundation.errors import Refused
from casewright.foundation.prepared import KEYS, PreparedRecords
from casewright.foundation.texts import check_fit, clip
from casewright.people import rules
from casewright.people.actions.known import Known, known_of
from casewright.people.actions.telling import Telling, mark_of
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    NameFact,
    PersonFacts,
    PointFact,
)
from casewright.people.models import (
    ContactPoint,
    Coverage,
    Identifier,
    Kin,
    MayBeTold,
    Person,
    PersonName,
)

KEY = KEYS["person"]
POINTS_OF: PreparedRecords[ContactPoint] = PreparedRecords(
    lambda: ContactPoint.objects.filter(person=KEY).order_by("rank", "pk")
)
KIN_OF: PreparedRecords[Kin] = PreparedRecords(
    lambda: Kin.objects.filter(person=KEY, ended_at=None).order_by("pk")
)
# What a source can say is no more.
POINTS = frozenset({"post", "phone_home", "phone_work"})


def keep_belongings(
    person: Person,
    facts: PersonFacts,
    source: str,
    telling: Telling,
    *,
    by_feed: bool,
    known: Known | None = None,
) -> list[str]:
    """Keep every row a source speaks of; gives the names of the kinds that changed.

    `known` are the names and numbers that were read a moment ago, in the same transaction.
    """
    source = clip(ContactPoint, "source", source)
    if known is None and (facts.names or facts.identifiers):
        known = known_of(person)
    names, numbers = (known.names, known.numbers) if known else (frozenset(), frozenset())
    changes = {
        "names": bool(facts.names) and _keep_names(person, facts.names, set(names)),
        "identifiers": bool(facts.identifiers)
        and _keep_identifiers(person, facts.identifiers, set(numbers)),
        "points": bool(facts.points or facts.emptied & POINTS)
        and _keep_points(person, facts, source, telling, by_feed=by_feed),
        "kin": bool(facts.kin) and _keep_kin(person, facts.kin, source, telling, by_feed=by_feed),
        "coverages": bool(facts.coverages) and _keep_coverages(person, facts.coverages, source),
    }
    return [name for name, changed in changes.items() if changed]


def _keep_names(
    person: Person, names: Iterable[NameFact], known: set[tuple[str, str, str]]
) -> bool:
    new = []
    for name in names:
        row = (
            clip(PersonName, "use", name.use),
            clip(PersonName, "family", name.family),
            clip(PersonName, "given", name.given),
        )
        if row not in known and (row[1].strip() or row[2].strip()):
            known.add(row)
            new.append(PersonName(person=person, use=row[0], family=row[1], given=row[2]))
    PersonName.objects.bulk_create(new)
    return bool(new)


def _keep_identifiers(
    person: Person, said: Iterable[IdentifierFact], known: set[tuple[str, str]]
) -> bool:
    new = []
    for one in said:
        if (one.system, one.value) in known or not one.value:
            continue
        # Cut short, two numbers could become one, and name two people.
        check_fit(Identifier, system=one.system, value=one.value)
        taken = Identifier.objects.filter(system=one.system, value=one.value, retired_at=None)
        if taken.exists():
            raise Refused("One of these identifiers is another person's. Nothing was changed.")
        known.add((one.system, one.value))
        kind = clip(Identifier, "kind", one.kind)
        new.append(Identifier(person=person, system=one.system, value=one.value, kind=kind))
    Identifier.objects.bulk_create(new)
    return bool(new)


def _keep_points(
    person: Person, facts: PersonFacts, source: str, telling: Telling, *, by_feed: bool
) -> bool:
    """Keep the points said; one written another way is the same point, and as safe or unsafe."""
    known = POINTS_OF.records(person=person.pk)
    for what in facts.emptied & POINTS:
        telling.note(f"no_{what}:{source}")
    changed = False
    for rank, fact in enumerate(facts.points, start=1):
        same = [point for point in known if rules.is_same_reach(*_reach(point), *_reach(fact))]
        if all(point.channel != fact.channel for point in same):
            point = _new_point(person, fact, rank, source)
            point.safe_to_use = all(one.safe_to_use for one in same)
            _apply_safety(point, fact, only_stricter=by_feed and bool(same))
            telling.note(f"point:{point.pk}")
            point.ended_at = _ended(point, telling)
            point.save(force_insert=True)
            known.append(point)
            changed = True
        for point in same:
            # What is said of a text message makes a call less safe, never safer.
            elsewhere = point.channel != fact.channel
            told = [] if elsewhere else _tell_point(point, fact, rank, source, telling)
            if _apply_safety(point, fact, only_stricter=by_feed or elsewhere):
                told += ["safe_to_use", "safe_to_leave_message"]
            if told:
                point.save(update_fields=told)
                changed = True
    return end_points(known, telling) or changed


def _tell_point(
    point: ContactPoint, fact: PointFact, rank: int, source: str, telling: Telling
) -> list[str]:
    """Follow how a source last wrote its own point: spelling, use and place in its list."""
    if not telling.mark or point.source != source:
        return []
    what = f"point:{point.pk}"
    new = (clip(ContactPoint, "value", fact.value), clip(ContactPoint, "use", fact.use), rank)
    old = (point.value, point.use, point.rank)
    is_news = telling.is_news(what, new, old)
    telling.note(what)
    # A number with its area code says more than one without, whenever it was written.
    longer = len(rules.digits_of(new[0])) - len(rules.digits_of(old[0]))
    ended = point.ended_at
    if ended and mark_of(ended) <= telling.last(_emptied(point)):
        ended = _ended(point, telling)
    values = {
        "value": new[0] if longer > 0 or (is_news and not longer) else old[0],
        "use": new[1] if is_news else old[1],
        "rank": rank if is_news else old[2],
        "ended_at": ended,
    }
    changed = [name for name, one in values.items() if getattr(point, name) != one]
    for name in changed:
        setattr(point, name, values[name])
    return changed


def end_points(known: Iterable[ContactPoint], telling: Telling) -> bool:
    """A source's points end where it later said that there are none of their kind."""
    changed = False
    for point in known:
        ended = _ended(point, telling)
        if ended and (point.ended_at is None or point.ended_at < ended):
            point.ended_at = ended
            point.save(update_fields=["ended_at"])
            changed = True
    return changed


def _ended(point: ContactPoint, telling: Telling) -> datetime | None:
    told, gone = telling.last(f"point:{point.pk}"), telling.last(_emptied(point))
    return datetime.fromisoformat(gone) if told and told <= gone else None


def _emptied(point: ContactPoint) -> str:
    """Under which word it is kept when its source said that there is no such point."""
    return f"no_{_group(point)}:{point.source}"


def _group(point: ContactPoint) -> str:
    """What a source would empty to say that such a point is no more."""
    if point.channel == "post":
        return "post"
    return "phone_work" if point.use == "work" else "phone_home"


def _reach(point: ContactPoint | PointFact) -> tuple[str, str]:
    return point.channel, clip(ContactPoint, "value", point.value)


def _new_point(person: Person, fact: PointFact, rank: int, source: str) -> ContactPoint:
    return ContactPoint(
        person=person,
        channel=fact.channel,
        value=clip(ContactPoint, "value", fact.value),
        use=clip(ContactPoint, "use", fact.use),
        best_time=clip(ContactPoint, "best_time", fact.best_time),
        note=clip(ContactPoint, "note", fact.note),
        rank=rank,
        source=source,
    )


def _apply_safety(point: ContactPoint, fact: PointFact, *, only_stricter: bool) -> bool:
    """Take over what is said about safety; says whether it changed anything.

    Leaving a message is never safe where use is not.
    """
    before = (point.safe_to_use, point.safe_to_leave_message)
    if fact.safe_to_use is not None and not (only_stricter and fact.safe_to_use):
        point.safe_to_use = fact.safe_to_use
    if fact.safe_to_leave_message is not None and not (
        only_stricter and fact.safe_to_leave_message
    ):
        point.safe_to_leave_message = fact.safe_to_leave_message
    point.safe_to_leave_message = point.safe_to_leave_message and point.safe_to_use
    return (point.safe_to_use, point.safe_to_leave_message) != before


def _keep_kin(
    person: Person, said: Iterable[KinFact], source: str, telling: Telling, *, by_feed: bool
) -> bool:
    known = {rules.fold(k.full_name): k for k in KIN_OF.records(person=person.pk)}
    changed = False
    for fact in said:
        full_name = clip(Kin, "full_name", fact.full_name)
        kin = known.get(rules.fold(full_name))
        if kin is None:
            kin = Kin(
                person=person,
                full_name=full_name,
                source=source,
                is_carer=fact.is_carer,
                decides=fact.decides,
                note=clip(Kin, "note", fact.note),
                may_be_told=fact.may_be_told or MayBeTold.NOTHING,
            )
        before = (kin.relationship, kin.phone, kin.may_be_told)
        for name in ("relationship", "phone"):
            word, what = clip(Kin, name, getattr(fact, name)), f"kin:{kin.pk}:{name}"
            if word and telling.is_news(what, word, getattr(kin, name)):
                setattr(kin, name, word)
            if word:
                telling.note(what)
        if not by_feed:
            kin.may_be_told = fact.may_be_told or kin.may_be_told
        if kin._state.adding or before != (kin.relationship, kin.phone, kin.may_be_told):
            kin.save()
            known[rules.fold(full_name)] = kin
            changed = True
    return changed


def _keep_coverages(person: Person, said: Iterable[CoverageFact], source: str) -> bool:
    known = {(c.payer_name, c.member_id): c for c in Coverage.objects.filter(person=person)}
    changed = False
    for fact in said:
        key = (
            clip(Coverage, "payer_name", fact.payer_name),
            clip(Coverage, "member_id", fact.member_id),
        )
        kept = known.get(key)
        cover = kept or Coverage(person=person, payer_name=key[0], member_id=key[1])
        says = (
            fact.plan_type if fact.plan_type != "unknown" else cover.plan_type,
            fact.order,
            fact.starts_on or cover.starts_on,
            fact.ends_on or cover.ends_on,
        )
        if kept and says == (kept.plan_type, kept.order, kept.starts_on, kept.ends_on):
            continue
        if says[2] and says[3] and says[3] < says[2]:
            raise Refused("A coverage cannot end before it starts. Nothing was changed.")
        cover.plan_type, cover.order, cover.starts_on, cover.ends_on = says
        cover.source = cover.source or source
        cover.save()
        known[key] = cover
        changed = True
    return changed
