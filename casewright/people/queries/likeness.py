"""Who may be the same person: few who share a birth date and something of the name, a telephone, a
number, or the whole name. One statement reads them, each kind by its own index and no more than so
many of it, so that it costs the same in a small house and in a large one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from casewright.foundation.among import among
from casewright.foundation.moments import now
from casewright.foundation.prepared import KEYS, TEXTS, Parts, PreparedRows
from casewright.people import rules
from casewright.people.access import SEE_DUPLICATES
from casewright.people.models import (
    Apart,
    ContactPoint,
    Identifier,
    Merge,
    Person,
    PersonName,
    SearchKey,
)
from casewright.people.rules import VERY_LIKELY, Evidence, Traits, Verdict, weight_of
from casewright.security.gate import holds
from casewright.security.models import RelationKind, User
from casewright.security.standing import beside_at, relations_at, stands_by

# Of those who share a day or a phone so many are looked up; of each kind so many are compared, and
# of those who are likely so many are told of.
MOST_SHARING, MOST_LOOKED_AT, MOST_TOLD = 40, 6, 5
# So many names, telephones and numbers of each are laid beside each other.
NAMES, PHONES, NUMBERS = 4, 3, 3
PHONES_ASKED = 4
# What stands where nothing is asked for: no search key is written so.
NOTHING = "\ue001"


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the same person, and what speaks for it field by field.

    Of a record that is not the viewer's nothing is told but how each field stands, and in
    `kept_by` whom to ask: `name` and `birth_date` are empty then.
    """

    key: UUID
    name: str
    birth_date: date | None
    evidence: tuple[Evidence, ...]
    is_beside: bool
    kept_by: str
    mark: str

    @property
    def is_very_likely(self) -> bool:
        return weight_of(self.evidence) >= VERY_LIKELY

    @property
    def agreeing(self) -> list[str]:
        """The fields that agree, or nearly."""
        alike = (Verdict.AGREES, Verdict.NEARLY)
        return [one.field for one in self.evidence if one.verdict in alike]


def perhaps_same(person: Person, *, viewer: User, phones: Iterable[str]) -> list[Likeness]:
    """Whoever is likely to be the same person and whom nobody set apart, the likeliest first.

    `phones` are the person's own, as they are written. The viewer learns of those they stand
    beside; whoever may see duplicates also that there is somebody else, and whom to ask.
    """
    if not stands_by(viewer, person.pk):
        return []
    found = _read(person, viewer=viewer, phones=phones)
    return [likeness for likeness, apart in found if apart != likeness.mark][:MOST_TOLD]


def likeness_of(person: Person, other: Person, *, viewer: User) -> tuple[Evidence, ...]:
    """Two records of the viewer's laid beside each other, field by field."""
    if not (stands_by(viewer, person.pk) and stands_by(viewer, other.pk)):
        return ()
    mine, theirs = (_traits_of(one) for one in (person, other))
    return rules.compare(mine, theirs)


def set_apart(person: Person, *, viewer: User) -> list[Apart]:
    """Whom colleagues said this person is not, the newest first; of the viewer's own alone."""
    if not stands_by(viewer, person.pk):
        return []
    said = Apart.objects.filter(Q(one=person) | Q(other=person), ended_at=None)
    rows = said.select_related("one", "other", "said_by").order_by("-said_at", "pk")
    return [
        row for row in rows if all(stands_by(viewer, key) for key in (row.one_id, row.other_id))
    ]


def merges_of(person: Person, *, viewer: User) -> list[Merge]:
    """The records that were joined to this one, those taken back among them; the newest first."""
    if not stands_by(viewer, person.pk):
        return []
    merges = Merge.objects.filter(kept=person).select_related("gone", "joined_by", "undone_by")
    return list(merges.order_by("-merged_at", "pk"))


def _read(
    person: Person, *, viewer: User, phones: Iterable[str]
) -> list[tuple[Likeness, str | None]]:
    """Everybody likely, each with the mark under which they were set apart."""
    sees_all = holds(viewer, SEE_DUPLICATES)
    rows = ALIKE.rows(
        (sees_all,), person=person.pk, viewer=viewer.pk, moment=now(), **_asked(person, phones)
    )
    told = {key: said for _part, key, said in rows}
    own = told.pop(person.pk, None)
    if own is None:
        return []
    mine = _traits(own)
    found = []
    for key, said in told.items():
        if said["joined"]:
            continue
        evidence = rules.compare(mine, _traits(said))
        if rules.is_perhaps_one(evidence):
            found.append((_likeness(key, said, evidence), said["apart"]))
    return sorted(found, key=lambda one: (-weight_of(one[0].evidence), str(one[0].key)))


def _likeness(key: UUID, said: dict[str, Any], evidence: tuple[Evidence, ...]) -> Likeness:
    is_beside = bool(said["beside"])
    return Likeness(
        key=key,
        name=said["name"] if is_beside else "",
        birth_date=_day(said["born"]) if is_beside else None,
        evidence=evidence if is_beside else rules.veiled(evidence),
        is_beside=is_beside,
        kept_by=said["keeper"] or "",
        mark=rules.mark_of(evidence),
    )


def _asked(person: Person, phones: Iterable[str]) -> dict[str, str]:
    """The words to look for: the birth date, the name in its order, the ends of telephones."""
    is_known = person.birth_date is not None and person.birth_precision == "day"
    ends = [digits[-7:] for one in phones if len(digits := rules.digits_of(one)) >= 7]
    ends = [*dict.fromkeys(ends)][:PHONES_ASKED]
    words = [
        f"{person.birth_date:%Y%m%d}" if is_known else NOTHING,
        person.sort_name or NOTHING,
        *ends,
        *[NOTHING] * (PHONES_ASKED - len(ends)),
    ]
    return {f"text{place}": word for place, word in enumerate(words)}


def _parts(sees_all: bool) -> Parts:  # noqa: FBT001 - a part of the statement's shape
    """The person, and those who share something that few share: one part for each kind."""
    person, (day, name, *ends) = (
        KEYS["person"],
        [TEXTS[f"text{n}"] for n in range(2 + PHONES_ASKED)],
    )
    words = SearchKey.objects.filter(person=person).exclude(key__regex=r"^\d").values("key")
    named_alike = Exists(SearchKey.objects.filter(among("key", words), person=OuterRef("pk")))
    others = SearchKey.objects.exclude(person=person)
    born = others.filter(key=day).values("person")[:MOST_SHARING]
    rings = others.filter(key__in=ends).values("person")[:MOST_SHARING]
    own_numbers = Identifier.objects.filter(person=person, retired_at=None).values("value")
    held = Identifier.objects.filter(among("value", own_numbers), retired_at=None)
    numbered = held.exclude(person=person).values("person")[:MOST_LOOKED_AT]
    named = Person.objects.exclude(pk=person).filter(sort_name=name).order_by("pk")
    everybody = Person.objects.order_by()
    parts = [
        _part(everybody.filter(pk=person), sees_all=True),
        _part(everybody.filter(named_alike, among("pk", born)), sees_all=sees_all)[:MOST_LOOKED_AT],
        _part(everybody.filter(named_alike, among("pk", rings)), sees_all=sees_all)[
            :MOST_LOOKED_AT
        ],
        _part(everybody.filter(among("pk", numbered)), sees_all=sees_all),
        _part(named, sees_all=sees_all)[:MOST_LOOKED_AT],
    ]
    return parts, ""


def _part(people: QuerySet[Person], *, sees_all: bool) -> QuerySet[Any, Any]:
    whose = beside_at("viewer").filter(person_key=OuterRef("pk"))
    keeper = relations_at(person_key=OuterRef("pk"), kind=RelationKind.MANAGER)
    me, theirs = KEYS["person"], OuterRef("pk")
    apart = Apart.objects.filter(Q(one=me, other=theirs) | Q(other=me, one=theirs), ended_at=None)
    says = JSONObject(
        name="display_name",
        born="birth_date",
        precision="birth_precision",
        gender="gender",
        joined="merged_into",
        beside=Exists(whose),
        keeper=Subquery(keeper.order_by("starts_at", "pk").values("user__full_name")[:1]),
        apart=Subquery(apart.values("mark")[:1]),
        **_several("name", PersonName.objects.all(), ("family", "given"), NAMES),
        **_several(
            "phone",
            ContactPoint.objects.filter(channel="phone", ended_at=None),
            ("value",),
            PHONES,
        ),
        **_several(
            "number", Identifier.objects.filter(retired_at=None), ("system", "value"), NUMBERS
        ),
    )
    if not sees_all:
        people = people.filter(Exists(whose))
    rows: QuerySet[Any, Any] = people.annotate(part=Value("alike"), says=says).values_list(
        "part", "pk", "says"
    )
    return rows


def _several(
    kind: str, rows: QuerySet[Any], columns: tuple[str, ...], most: int
) -> dict[str, Subquery]:
    """The first few of what belongs to each person, each as one text with tabs in it."""
    first, last = columns[0], columns[-1]
    text: Any = F(first) if first == last else Concat(first, Value("\t"), last)
    theirs = rows.filter(person=OuterRef("pk")).order_by("pk").values(text=text)
    return {f"{kind}{place}": Subquery(theirs[place : place + 1]) for place in range(most)}


def _traits(said: dict[str, Any]) -> Traits:
    names = [said[f"name{place}"].split("\t") for place in range(NAMES) if said[f"name{place}"]]
    numbers = [said[f"number{n}"].split("\t") for n in range(NUMBERS) if said[f"number{n}"]]
    return Traits(
        families=tuple(family for family, _ in names if family),
        givens=tuple(given for _, given in names if given),
        birth=_day(said["born"]) if said["precision"] == "day" else None,
        gender=said["gender"] or "",
        numbers=tuple((system, value) for system, value in numbers),
        phones=tuple(said[f"phone{n}"] for n in range(PHONES) if said[f"phone{n}"]),
    )


def _traits_of(person: Person) -> Traits:
    """Everything two records are compared by, of one of them."""
    names = person.personnames.order_by("pk").values_list("family", "given")
    numbers = person.identifiers.filter(retired_at=None).order_by("pk")
    phones = person.contactpoints.filter(channel="phone", ended_at=None).order_by("rank", "pk")
    rows = list(names)
    return Traits(
        families=tuple(family for family, _ in rows if family),
        givens=tuple(given for _, given in rows if given),
        birth=person.birth_date if person.birth_precision == "day" else None,
        gender=person.gender,
        numbers=tuple(numbers.values_list("system", "value")),
        phones=tuple(phones.values_list("value", flat=True)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


ALIKE = PreparedRows(_parts)
