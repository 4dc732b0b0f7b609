"""What people look at here: the messages that wait, and whom one may be about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from casewright.cases.models import Case
from casewright.cases.states import OPEN
from casewright.hl7.access import WORK_QUEUE
from casewright.hl7.models import Fate, Message, Settlement
from casewright.people.models import ContactPoint, Identifier, Person, PersonName, SearchKey
from casewright.people.rules import (
    LIKELY,
    VERY_LIKELY,
    Evidence,
    Traits,
    compare,
    is_namesake,
    is_shown,
    veiled,
    weight_of,
    words_of,
)
from casewright.security.gate import holds
from casewright.security.models import User
from casewright.security.standing import beside
from casewright.transitions.models import Feed

WAITING = (Fate.UNMATCHED, Fate.QUARANTINED)
# A message that was kept and neither applied nor set aside after this was left by a fault.
LEFT_AFTER = timedelta(minutes=5)
MOST_CANDIDATES = 5
# Where the number of messages that wait may be remembered for a moment.
COUNTED = "hl7.counted"
_MOST_COMPARED = 200


@dataclass(frozen=True)
class Sieve:
    """What is asked of the queue; an empty text asks for nothing. `fate` may also be `settled`:
    what colleagues dealt with by hand."""

    fate: str = ""
    sender: str = ""
    number: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a message may be about, and what speaks for it.

    Whoever does not stand beside the person sees how each field stands, and nothing that is
    known: `name` is empty then, and `kept_by` names whom to ask.
    """

    person: Person
    evidence: tuple[Evidence, ...]
    is_beside: bool
    kept_by: str

    @property
    def weight(self) -> int:
        return weight_of(self.evidence)

    @property
    def likelihood(self) -> str:
        if self.weight >= VERY_LIKELY:
            return "very likely"
        return "likely" if self.weight >= LIKELY else "possible"

    @property
    def is_namesake(self) -> bool:
        return is_namesake(self.evidence)

    @property
    def name(self) -> str:
        return self.person.display_name if self.is_beside else ""


def waiting(sieve: Sieve, *, viewer: User, at: datetime) -> QuerySet[Message]:
    """The messages that wait for a colleague, the longest waiting first."""
    if not holds(viewer, WORK_QUEUE):
        return Message.objects.none()
    found = Message.objects.select_related("person").order_by("received_at", "pk")
    if sieve.fate == "settled":
        mine = Q(person=None) | Q(settlements__by=viewer) | beside(viewer, "person_id")
        found = found.filter(mine, settlements__isnull=False).exclude(fate__in=WAITING)
        found = found.annotate(last=Max("settlements")).order_by("-last")
    elif sieve.fate in WAITING:
        found = found.filter(fate=sieve.fate)
    else:
        left = Q(fate=Fate.RECEIVED, received_at__lt=at - LEFT_AFTER)
        found = found.filter(Q(fate__in=WAITING) | left)
    if sieve.sender:
        found = found.filter(sender=sieve.sender)
    if sieve.number:
        found = found.filter(control_id__startswith=sieve.number)
    return found


def count_waiting(*, viewer: User) -> int:
    """How many messages wait, for whoever may deal with them; 0 for everybody else."""
    if not holds(viewer, WORK_QUEUE):
        return 0
    return Message.objects.filter(fate__in=WAITING).count()


def senders(*, viewer: User) -> list[str]:
    """The senders of messages that wait, by name."""
    if not holds(viewer, WORK_QUEUE):
        return []
    found = Message.objects.filter(fate__in=WAITING).values_list("sender", flat=True)
    return list(found.order_by("sender").distinct())


def last_heard(*, viewer: User) -> Feed | None:
    """The sender heard last, for the word that nothing waits."""
    if not holds(viewer, WORK_QUEUE):
        return None
    return Feed.objects.order_by("-last_heard_at", "pk").first()


def settlements_of(message: Message, *, viewer: User) -> list[Settlement]:
    """What colleagues did about a message, the newest first."""
    if not holds(viewer, WORK_QUEUE):
        return []
    found = Settlement.objects.filter(message=message).select_related("by", "person", "undone_by")
    return list(found.order_by("-pk"))


def candidates(said: Traits, *, viewer: User) -> list[Candidate]:
    """The people whom a message may be about, the likeliest first.

    Looks among everybody: a record of a colleague that is passed over would be made twice. What
    is known of somebody is told only to whoever stands beside them.
    """
    if not holds(viewer, WORK_QUEUE):
        return []
    people = Person.objects.filter(pk__in=_worth_comparing(said), merged_into=None)
    known = _known(people)
    compared = {key: compare(said, traits) for key, traits in known.items()}
    likeliest = sorted(
        (key for key, evidence in compared.items() if is_shown(evidence)),
        key=lambda key: (-weight_of(compared[key]), str(key)),
    )[:MOST_CANDIDATES]
    shown = {one.pk: one for one in people.filter(pk__in=likeliest).order_by("pk")}
    near = set(
        Person.objects.filter(beside(viewer, "pk"), pk__in=likeliest).values_list("pk", flat=True)
    )
    keepers = _keepers([key for key in likeliest if key not in near])
    return [
        Candidate(
            person=shown[key],
            evidence=compared[key] if key in near else veiled(compared[key]),
            is_beside=key in near,
            kept_by=keepers.get(key, ""),
        )
        for key in likeliest
    ]


def _worth_comparing(said: Traits) -> set[UUID]:
    """The people who share a number, a phone, or a word of the name with the message."""
    numbers = [value for _, value in said.numbers]
    found = set(
        Identifier.objects.filter(value__in=numbers, retired_at=None)
        .order_by("pk")
        .values_list("person", flat=True)[:_MOST_COMPARED]
    )
    words = {word for text in (*said.families, *said.givens) for word in words_of(text)}
    if said.birth:
        # A birth date and a name are both needed, or a common name would bring the whole house.
        same_day = Person.objects.filter(birth_date=said.birth).order_by("pk")
        found.update(same_day.values_list("pk", flat=True)[:_MOST_COMPARED])
    by_family = [word for text in said.families for word in words_of(text)]
    if by_family:
        named = SearchKey.objects.filter(key__in=by_family).values("person")
        both = SearchKey.objects.filter(key__in=words, person__in=named).order_by("person")
        counted: dict[UUID, int] = defaultdict(int)
        for key in both.values_list("person", flat=True)[: 10 * _MOST_COMPARED]:
            counted[key] += 1
        best = sorted(counted, key=lambda key: (-counted[key], str(key)))
        found.update(best[:_MOST_COMPARED])
    return found


def _known(people: QuerySet[Person]) -> dict[UUID, Traits]:
    """What is known of people, each kind of row in one statement."""
    rows = list(people.order_by("pk").values_list("pk", "birth_date", "gender", "birth_precision"))
    keys = [key for key, *_ in rows]
    names: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for key, family, given in (
        PersonName.objects.filter(person__in=keys)
        .order_by("pk")
        .values_list("person", "family", "given")
    ):
        names[key].append((family, given))
    numbers: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for key, system, value in (
        Identifier.objects.filter(person__in=keys, retired_at=None)
        .order_by("pk")
        .values_list("person", "system", "value")
    ):
        numbers[key].append((system, value))
    phones: dict[UUID, list[str]] = defaultdict(list)
    for key, value in (
        ContactPoint.objects.filter(person__in=keys, channel="phone", ended_at=None)
        .order_by("pk")
        .values_list("person", "value")
    ):
        phones[key].append(value)
    return {
        key: Traits(
            families=tuple(family for family, _ in names[key] if family),
            givens=tuple(given for _, given in names[key] if given),
            birth=birth if precision == "day" else None,
            gender=gender,
            numbers=tuple(numbers[key]),
            phones=tuple(phones[key]),
        )
        for key, birth, gender, precision in rows
    }


def _keepers(keys: list[UUID]) -> dict[UUID, str]:
    """Who manages an open case of each person: whom to ask."""
    cases = Case.objects.filter(person__in=keys, status__in=OPEN).select_related("manager", "team")
    return {
        case.person_id: case.manager.full_name if case.manager else case.team.name
        for case in cases.order_by("-opened_at", "pk")
    }
