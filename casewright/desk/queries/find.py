"""Finding people: by what is typed, or one's own in alphabetical order."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.foundation.moments import today
from casewright.people.models import Person
from casewright.people.queries import MOST_FOUND, find_near, find_people, my_people
from casewright.security.models import Relation, RelationKind, User
from casewright.security.standing import relations_of

PAGE = 50
# From the nearest reason to the farthest.
WORDS = {
    RelationKind.MANAGER: gettext_lazy("Manages the case"),
    RelationKind.CARE_TEAM: gettext_lazy("On the care team"),
    RelationKind.TEAM: gettext_lazy("The team's case"),
    RelationKind.TASK: gettext_lazy("Keeps a task about them"),
    RelationKind.QUEUE: gettext_lazy("In the team's queue"),
    RelationKind.EARLIER: gettext_lazy("Looked after them earlier"),
}


@dataclass(frozen=True)
class Found:
    """Somebody who was found: enough to tell two of one name apart, and no more."""

    key: str
    name: str
    called: str
    age: int | None
    born: str
    died: bool
    reason: str


@dataclass(frozen=True)
class FoundPage:
    """A page of people: which it is, of how many, whether there may be more than was found, and
    whether they only come near to what was typed."""

    people: list[Found]
    number: int = 1
    pages: int = 1
    total: int = 0
    is_cut: bool = False
    is_near: bool = False


def found(text: str, *, viewer: User, most: int = MOST_FOUND) -> FoundPage:
    """Those whom every typed word fits; where there is nobody, those whose name comes near."""
    people = find_people(text, viewer=viewer, limit=most + 1)
    is_near = not people
    if is_near:
        people = find_near(text, viewer=viewer, limit=most + 1)
    return FoundPage(
        people=[_shown(one, _why(one, viewer)) for one in people[:most]],
        total=min(len(people), most),
        is_cut=len(people) > most,
        is_near=is_near and bool(people),
    )


def own(number: str, *, viewer: User) -> FoundPage:
    """Everyone the viewer stands beside, a page at a time."""
    pages = Paginator(my_people(viewer=viewer), PAGE)
    page = pages.get_page(number)
    people = list(page.object_list)
    reasons = _reasons([person.pk for person in people], viewer)
    return FoundPage(
        people=[_shown(one, reasons.get(one.pk, "")) for one in people],
        number=page.number,
        pages=pages.num_pages,
        total=pages.count,
    )


def _shown(person: Person, reason: str) -> Found:
    return Found(
        key=str(person.pk),
        name=person.display_name,
        called=person.called,
        age=person.age(today()),
        born=str(person.birth_date.year) if person.birth_date else "",
        died=person.died_on is not None,
        reason=reason,
    )


def _why(person: Person, viewer: User) -> str:
    """The reason that came with somebody who was found."""
    told: dict[str, Any] | None = getattr(person, "why", None)
    if not told:
        return ""
    colleague = told["name"] if told["user"] != viewer.username else ""
    return _reason(told["kind"], told["team"] or "", colleague or "")


def _reasons(keys: list[UUID], viewer: User) -> dict[UUID, str]:
    """Why the viewer sees each of these people: of several reasons the nearest."""
    if not keys:
        return {}
    nearest: dict[UUID, tuple[int, str]] = {}
    relations = relations_of(viewer).filter(person_key__in=keys)
    for relation in relations.select_related("user", "team").order_by("starts_at", "pk"):
        reason = (list(WORDS).index(RelationKind(relation.kind)), _words(relation, viewer))
        nearest[relation.person_key] = min(nearest.get(relation.person_key, reason), reason)
    return {key: words for key, (_place, words) in nearest.items()}


def _words(relation: Relation, viewer: User) -> str:
    other = relation.user if relation.user and relation.user_id != viewer.pk else None
    team = relation.team.name if relation.team else ""
    return _reason(relation.kind, team, other.full_name if other else "")


def _reason(kind: str, team: str, colleague: str) -> str:
    """A reason in words; `colleague` is the full name of whoever is covered for."""
    words = str(WORDS[RelationKind(kind)])
    if team:
        return f"{words}: {team}"
    if colleague:
        name = colleague.split(" ")[0]
        return _("%(words)s: you cover for %(name)s") % {"words": words, "name": name}
    return words
