"""What people do in this room: register somebody, keep what is known true, join two records."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from casewright.audit.actions import action, record
from casewright.foundation.errors import Conflict, Refused
from casewright.people import rules
from casewright.people.access import CHANGE, MERGE, REGISTER
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
    Merge,
    Person,
    PersonName,
    SearchKey,
    Statement,
)
from casewright.security.actions import relate
from casewright.security.gate import demand
from casewright.security.models import Kind, RelationKind, User

# Whoever registers somebody may finish the registration before a case gives them a place.
DAYS_TO_FINISH = 30
PLAIN_FACTS = ("birth_date", "gender", "pronouns", "called", "died_on", "home_note", "if_worse")
# What belongs to a person and goes along when two records are joined.
MOVED = (PersonName, Identifier, ContactPoint, Kin, Coverage, Statement)


@action
def register_person(*, by: User, facts: PersonFacts, at: datetime, source: str = "") -> Person:
    """Register somebody who is not known yet."""
    demand(by, REGISTER, None)
    if not facts.names:
        raise Refused("A person needs at least one name, or a sentence to be known by.")
    first = facts.names[0]
    person = Person(
        display_name=rules.display_name(first.family, first.given),
        sort_name=rules.sort_name(first.family, first.given),
        registered_at=at,
    )
    _set_plain(person, facts)
    person.save(force_insert=True)
    _keep_all(person, facts, source)
    _keep_search_keys(person, facts.extra_search)
    if by.kind != Kind.SERVICE:
        until = at + timedelta(days=DAYS_TO_FINISH)
        relate(
            by=by,
            person_key=person.pk,
            kind=RelationKind.EARLIER,
            at=at,
            user=by,
            ends_at=until,
            role="registered",
        )
    record(by, "people.registered", person, source=source)
    return person


@action
def keep_facts(
    *, by: User, person: Person, facts: PersonFacts, at: datetime, source: str = ""
) -> list[str]:
    """Keep what a source newly says; gives the names of what changed, empty when nothing did.

    A feed never changes what the person decided: whether a number is safe, who may be told.
    """
    demand(by, CHANGE, person)
    changed = _set_plain(person, facts)
    changed += _keep_all(person, facts, source)
    if "names" in changed:
        _show_official_name(person)
    if changed:
        person.version += 1
        person.save()
        _keep_search_keys(person, facts.extra_search)
        record(by, "people.changed", person, fields=sorted(set(changed)), source=source, at=at)
    return changed


@action
def edit_person(
    *, by: User, person: Person, version: int, values: dict[str, str], at: datetime
) -> Person:
    """Save what somebody typed; if another saved first, both texts come back and none is lost."""
    demand(by, CHANGE, person)
    theirs = {name: str(getattr(person, name) or "") for name in values}
    rows = Person.objects.filter(pk=person.pk, version=version).update(
        **values, version=version + 1
    )
    if not rows:
        raise Conflict(theirs=theirs, yours=values)
    person.refresh_from_db()
    record(by, "people.edited", person, fields=sorted(values), at=at)
    return person


@action
def say_statement(
    *,
    by: User,
    person: Person,
    kind: str,
    words: str,
    said_on: date,
    language: str = "en",
    translation: str = "",
    source: str = "",
) -> Statement:
    """Keep what matters to the person in their own words, or something to watch for."""
    demand(by, CHANGE, person)
    statement = Statement.objects.create(
        person=person,
        kind=kind,
        words=words,
        language=language,
        translation=translation,
        said_on=said_on,
        source=source,
    )
    record(by, "people.statement_kept", statement, kind=kind)
    return statement


@action
def merge_people(*, by: User, kept: Person, gone: Person, at: datetime, source: str) -> Merge:
    """Join two records that a hospital says are one person (HL7 A40).

    The row that is gone stays and points to the one kept; what was moved is written down, so
    that it can be moved back. The stricter word on safety wins.
    """
    demand(by, MERGE, (kept, gone))
    if kept.pk == gone.pk or gone.merged_into_id == kept.pk:
        raise Refused("These two records are one already.")
    if gone.merged_into_id or kept.merged_into_id:
        raise Refused("One of these records was joined to another before. Look at that first.")
    before = _move_belongings(kept, gone)
    gone.merged_into = kept
    gone.version += 1
    gone.save(update_fields=["merged_into", "version"])
    SearchKey.objects.filter(person=gone).delete()
    _keep_search_keys(kept, ())
    merge = Merge.objects.create(kept=kept, gone=gone, merged_at=at, source=source, before=before)
    record(by, "people.merged", merge, gone=str(gone.pk), source=source)
    return merge


def _move_belongings(kept: Person, gone: Person) -> dict[str, list[str]]:
    """Move what the gone record holds; gives the keys of every row moved, by kind."""
    unsafe = set(
        ContactPoint.objects.filter(person__in=[kept, gone], safe_to_use=False).values_list(
            "value", flat=True
        )
    )
    before: dict[str, list[str]] = {}
    for model in MOVED:
        rows: models.QuerySet[Any] = model.objects.filter(person=gone)
        if model is PersonName:
            mine = set(PersonName.objects.filter(person=kept).values_list("use", "family", "given"))
            same = [n.pk for n in rows if (n.use, n.family, n.given) in mine]
            rows = rows.exclude(pk__in=same)
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        before[model.__name__] = keys
        model.objects.filter(pk__in=keys).update(person=kept)
    ContactPoint.objects.filter(person=kept, value__in=unsafe).update(
        safe_to_use=False, safe_to_leave_message=False
    )
    return before


def _set_plain(person: Person, facts: PersonFacts) -> list[str]:
    """Set the plain fields a source speaks of; gives the names of those that changed."""
    changed = []
    for name in PLAIN_FACTS:
        said = getattr(facts, name)
        if said and said != getattr(person, name):
            setattr(person, name, said)
            changed.append(name)
    if facts.birth_date and facts.birth_precision != person.birth_precision:
        person.birth_precision = facts.birth_precision
        changed.append("birth_precision")
    languages = [asdict(language) for language in facts.languages]
    if languages and languages != person.languages:
        known = {language["code"]: language for language in person.languages}
        merged = [{**known.get(new["code"], {}), **_said_of(new, known)} for new in languages]
        if merged != person.languages:
            person.languages = merged
            changed.append("languages")
    return changed


def _said_of(new: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A feed names a language; that an interpreter is needed was learnt here and stays."""
    old = known.get(new["code"])
    if old is None:
        return new
    return {**new, "interpreter": new["interpreter"] or old.get("interpreter", False)}


def _keep_all(person: Person, facts: PersonFacts, source: str) -> list[str]:
    """Keep every row a source speaks of; gives the names of the kinds that changed."""
    changes = {
        "names": bool(facts.names) and _keep_names(person, facts.names),
        "identifiers": bool(facts.identifiers) and _keep_identifiers(person, facts.identifiers),
        "points": bool(facts.points) and _keep_points(person, facts.points, source),
        "kin": bool(facts.kin) and _keep_kin(person, facts.kin, source),
        "coverages": bool(facts.coverages) and _keep_coverages(person, facts.coverages, source),
    }
    return [name for name, changed in changes.items() if changed]


def _keep_names(person: Person, names: Iterable[NameFact]) -> bool:
    known = set(PersonName.objects.filter(person=person).values_list("use", "family", "given"))
    new = []
    for name in names:
        row = (name.use, name.family[:120], name.given[:120])
        if row not in known and (row[1] or row[2]):
            known.add(row)
            new.append(PersonName(person=person, use=row[0], family=row[1], given=row[2]))
    PersonName.objects.bulk_create(new)
    return bool(new)


def _keep_identifiers(person: Person, said: Iterable[IdentifierFact]) -> bool:
    known = set(
        Identifier.objects.filter(person=person, retired_at=None).values_list("system", "value")
    )
    new = []
    for one in said:
        if (one.system, one.value) in known or not one.value:
            continue
        taken = Identifier.objects.filter(system=one.system, value=one.value, retired_at=None)
        if taken.exists():
            raise Refused("One of these identifiers is another person's. Nothing was changed.")
        known.add((one.system, one.value))
        new.append(
            Identifier(person=person, system=one.system, value=one.value, kind=one.kind[:20])
        )
    Identifier.objects.bulk_create(new)
    return bool(new)


def _keep_points(person: Person, said: Iterable[PointFact], source: str) -> bool:
    known = {(p.channel, p.value): p for p in ContactPoint.objects.filter(person=person)}
    changed = False
    for rank, fact in enumerate(said, start=1):
        point = known.get((fact.channel, fact.value))
        if point is None:
            point = ContactPoint(
                person=person,
                channel=fact.channel,
                value=fact.value[:400],
                use=fact.use[:10],
                rank=rank,
                source=source,
                best_time=fact.best_time,
                note=fact.note,
                safe_to_use=fact.safe_to_use is not False,
                safe_to_leave_message=bool(fact.safe_to_leave_message)
                and fact.safe_to_use is not False,
            )
            point.save(force_insert=True)
            known[(fact.channel, fact.value)] = point
            changed = True
        elif _apply_safety(point, fact):
            point.save()
            changed = True
    return changed


def _apply_safety(point: ContactPoint, fact: PointFact) -> bool:
    """Take over what is said about safety; leaving a message is never safe where use is not."""
    before = (point.safe_to_use, point.safe_to_leave_message)
    if fact.safe_to_use is not None:
        point.safe_to_use = fact.safe_to_use
    if fact.safe_to_leave_message is not None:
        point.safe_to_leave_message = fact.safe_to_leave_message
    point.safe_to_leave_message = point.safe_to_leave_message and point.safe_to_use
    return (point.safe_to_use, point.safe_to_leave_message) != before


def _keep_kin(person: Person, said: Iterable[KinFact], source: str) -> bool:
    known = {rules.fold(k.full_name): k for k in Kin.objects.filter(person=person, ended_at=None)}
    changed = False
    for fact in said:
        kin = known.get(rules.fold(fact.full_name))
        if kin is None:
            kin = Kin(
                person=person,
                full_name=fact.full_name[:200],
                source=source,
                is_carer=fact.is_carer,
                decides=fact.decides,
                note=fact.note,
            )
        before = (kin.relationship, kin.phone, kin.may_be_told)
        kin.relationship = fact.relationship[:80] or kin.relationship
        kin.phone = fact.phone[:60] or kin.phone
        kin.may_be_told = fact.may_be_told or kin.may_be_told or MayBeTold.NOTHING
        if kin._state.adding or before != (kin.relationship, kin.phone, kin.may_be_told):
            kin.save()
            known[rules.fold(fact.full_name)] = kin
            changed = True
    return changed


def _keep_coverages(person: Person, said: Iterable[CoverageFact], source: str) -> bool:
    known = {(c.payer_name, c.member_id): c for c in Coverage.objects.filter(person=person)}
    changed = False
    for fact in said:
        kept = known.get((fact.payer_name, fact.member_id))
        cover = kept or Coverage(
            person=person, payer_name=fact.payer_name[:200], member_id=fact.member_id[:80]
        )
        says = (
            fact.plan_type if fact.plan_type != "unknown" else cover.plan_type,
            fact.order,
            fact.starts_on or cover.starts_on,
            fact.ends_on or cover.ends_on,
        )
        if kept and says == (kept.plan_type, kept.order, kept.starts_on, kept.ends_on):
            continue
        cover.plan_type, cover.order, cover.starts_on, cover.ends_on = says
        cover.source = cover.source or source
        cover.save()
        known[(fact.payer_name, fact.member_id)] = cover
        changed = True
    return changed


def _show_official_name(person: Person) -> None:
    """Show the newest official name; a nickname never becomes the name on a letter."""
    names = list(PersonName.objects.filter(person=person, use="official"))
    shown = {rules.display_name(name.family, name.given) for name in names}
    if names and person.display_name not in shown:
        person.display_name = rules.display_name(names[-1].family, names[-1].given)
        person.sort_name = rules.sort_name(names[-1].family, names[-1].given)


def _keep_search_keys(person: Person, extra: Iterable[str]) -> None:
    """Make the words by which the person is found follow what is known now."""
    names = PersonName.objects.filter(person=person).values_list("family", "given")
    phones = ContactPoint.objects.filter(
        person=person, channel__in=["phone", "sms"], ended_at=None
    ).values_list("value", flat=True)
    others = Identifier.objects.filter(person=person, retired_at=None).values_list(
        "value", flat=True
    )
    wanted = rules.search_keys(
        [person.called, *(f"{family} {given}" for family, given in names)],
        person.birth_date,
        phones,
        [*others, *extra],
    )
    held = set(SearchKey.objects.filter(person=person).values_list("key", flat=True))
    SearchKey.objects.filter(person=person, key__in=held - wanted).delete()
    SearchKey.objects.bulk_create(
        [SearchKey(person=person, key=key) for key in sorted(wanted - held)]
    )
