"""Records that may be one person's: who they may be, and two of them side by side."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.chart.models import EVERYTHING
from casewright.clocks.models import Clock
from casewright.contacts.models import Contact
from casewright.desk.words import MAY_BE_TOLD, PLANS, language_name
from casewright.people.access import JOIN_RECORDS, fetch_person
from casewright.people.models import Apart, MayBeTold, Merge, Person, PlanType
from casewright.people.queries import (
    Likeness,
    find_people,
    likeness_of,
    merges_of,
    perhaps_same,
    set_apart,
)
from casewright.people.rules import Evidence
from casewright.security.gate import may
from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.actions.records import CHOSEN, mark_of_two
from casewright.transitions.models import Stay

# The single words of a record, in the order of the page: where they differ one is chosen.
SINGLE = {
    "display_name": gettext_lazy("Name to show"),
    "birth_date": gettext_lazy("Born"),
    "gender": gettext_lazy("Gender"),
    "called": gettext_lazy("Goes by"),
    "pronouns": gettext_lazy("Pronouns"),
    "home_note": gettext_lazy("Home"),
    "if_worse": gettext_lazy("If worse"),
}
# What is counted of each record; of notes and minutes those written under it.
COUNTED: dict[str, tuple[Any, type[Model], Q]] = {
    "cases": (gettext_lazy("Cases"), Case, Q()),
    "open_cases": (gettext_lazy("Cases still open"), Case, Q(status__in=OPEN)),
    "promises": (gettext_lazy("Promises"), Task, Q()),
    "open_promises": (gettext_lazy("Promises still open"), Task, Q(status__in=OPEN_TASKS)),
    "notes": (gettext_lazy("Signed notes"), Contact, Q()),
    "clocks": (gettext_lazy("Clocks"), Clock, Q()),
    "stays": (gettext_lazy("Stays"), Stay, Q(cancelled=False)),
}


@dataclass(frozen=True)
class Field:
    """One line of the comparison. `name` is set where one of two words must be chosen, and `picked`
    is then the key of the record whose word stays unless something else is chosen."""

    words: str
    one: str
    other: str
    name: str = ""
    picked: str = ""

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True)
class SideBySide:
    """Two records of the viewer's, field by field and number by number."""

    one: Person
    other: Person
    stays: str
    seen: str
    evidence: tuple[Evidence, ...]
    fields: list[Field]
    counts: list[Field]
    apart: Apart | None


@dataclass(frozen=True)
class SamePage:
    """Who may be the same person, whom colleagues said they are not, and what was joined."""

    likely: list[Likeness]
    apart: list[tuple[Person, Apart]]
    merges: list[Merge]
    found: list[Person]


def likely_of(person: Person, phones: Iterable[str], *, viewer: User) -> list[Likeness]:
    """Who may be the same person, for whoever may join records; one statement."""
    if not may(viewer, JOIN_RECORDS, person):
        return []
    return perhaps_same(person, viewer=viewer, phones=phones)


def same_page(person: Person, *, viewer: User, text: str) -> SamePage:
    """Everything about the records of one person; `text` looks for another among one's own."""
    phones = _texts(person.contactpoints.filter(channel="phone", ended_at=None), "value")
    apart = set_apart(person, viewer=viewer)
    found = find_people(text, viewer=viewer) if text else []
    return SamePage(
        likely=likely_of(person, phones, viewer=viewer),
        apart=[(one.other if one.one_id == person.pk else one.one, one) for one in apart],
        merges=merges_of(person, viewer=viewer),
        found=[one for one in found if one.pk != person.pk],
    )


def other_record(key: UUID, *, viewer: User) -> Person | None:
    """The other record, where the viewer may join it; None as well where there is none."""
    try:
        other = fetch_person(key)
    except Person.DoesNotExist:
        return None
    return other if may(viewer, JOIN_RECORDS, other) else None


def side_by_side(one: Person, other: Person, *, viewer: User) -> SideBySide:
    """Two records beside each other: as many statements whatever they hold."""
    pair = (one, other)
    numbers = {name: _numbers(model, which, pair) for name, (_w, model, which) in COUNTED.items()}
    received: Counter[UUID] = Counter()
    for model in EVERYTHING:
        received.update(_numbers(model, Q(), pair))
    kept = min(pair, key=lambda each: (-numbers["open_cases"][each.pk], each.registered_at))
    counts = [
        Field(str(words), str(numbers[name][one.pk]), str(numbers[name][other.pk]))
        for name, (words, _model, _which) in COUNTED.items()
    ]
    counts.append(Field(_("Received"), str(received[one.pk]), str(received[other.pk])))
    keys = {one.pk, other.pk}
    said = [each for each in set_apart(one, viewer=viewer) if {each.one_id, each.other_id} == keys]
    return SideBySide(
        one=one,
        other=other,
        stays=str(kept.pk),
        seen=mark_of_two(one, other),
        evidence=likeness_of(one, other, viewer=viewer),
        fields=[*_single(one, other, kept), *_several(one, other, viewer)],
        counts=counts,
        apart=next(iter(said), None),
    )


def written_since(merge: Merge, *, viewer: User) -> int:
    """How many notes were signed under the record kept since: taking back leaves them there."""
    if not stands_by(viewer, merge.kept_id):
        return 0
    return Contact.objects.filter(person=merge.kept_id, signed_at__gte=merge.merged_at).count()


def _single(one: Person, other: Person, kept: Person) -> list[Field]:
    """The words said once: of two that differ the kept record's stays, unless it says nothing or
    the other's source spoke of it later."""
    fields = []
    for name in CHOSEN:
        mine, theirs = _shown(one, name), _shown(other, name)
        must_choose = mine != theirs and bool(mine) and bool(theirs)
        best = kept if _shown(kept, name) else (other if kept is one else one)
        fields.append(
            Field(str(SINGLE[name]), mine, theirs, name if must_choose else "", str(best.pk))
        )
    return fields


def _shown(person: Person, name: str) -> str:
    value = getattr(person, name)
    if name == "birth_date" and value:
        return {"year": f"{value:%Y}", "month": f"{value:%Y-%m}"}.get(
            person.birth_precision, f"{value:%Y-%m-%d}"
        )
    return str(value or "")


def _several(one: Person, other: Person, viewer: User) -> list[Field]:
    """What a record may hold several of: all of both are kept."""
    read: dict[str, Callable[[Person], list[str]]] = {
        _("All names"): lambda person: [
            f"{given} {family}".strip()
            for given, family in person.personnames.order_by("pk").values_list("given", "family")
        ],
        _("Speaks"): lambda person: [language_name(one) for one in person.languages],
        _("Phones and mail"): lambda person: [
            f"{point.value}{'' if point.safe_to_use else ' (' + _('do not use') + ')'}"
            for point in person.contactpoints.filter(ended_at=None).order_by("rank", "pk")
        ],
        _("Helpers"): lambda person: [
            f"{kin.full_name}, {MAY_BE_TOLD[MayBeTold(kin.may_be_told)]}"
            for kin in person.kins.filter(ended_at=None).order_by("full_name", "pk")
        ],
        _("Who pays"): lambda person: [
            f"{PLANS[PlanType(cover.plan_type)]}, {cover.payer_name}"
            for cover in person.coverages.order_by("order", "pk")
        ],
        _("Record numbers"): lambda person: [
            f"{number.value} ({number.system})"
            for number in person.identifiers.filter(retired_at=None).order_by("system", "pk")
        ],
        _("Who looks after them"): lambda person: [
            f"{case.manager.full_name if case.manager else case.team.name}, {case.program}"
            for case in person.cases.filter(status__in=OPEN)
            .select_related("manager", "team")
            .order_by("opened_at", "pk")
        ],
        _("What matters, what to watch for"): lambda person: _texts(
            person.statements.filter(ended_at=None), "words"
        ),
    }
    return [
        Field(words, "\n".join(of(one)), "\n".join(of(other)))
        for words, of in read.items()
        if stands_by(viewer, other.pk)
    ]


def _texts(rows: QuerySet[Any], column: str) -> list[str]:
    return list(rows.order_by("pk").values_list(column, flat=True))


def _numbers(model: type[Model], which: Q, pair: Iterable[Person]) -> Counter[UUID]:
    """How many rows each of two records has."""
    rows = model._default_manager.filter(which, person__in=[each.pk for each in pair])
    counted = rows.values("person").annotate(number=Count("pk")).order_by("person")
    return Counter(dict(counted.values_list("person", "number")))
