"""What a hospital's messages should end in: a plain model, written apart from the product.

It knows every message at once and takes them in the order in which they happened, so it cannot be
misled by the order in which they arrive. Moments are whole minutes on one clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

DAY = 24 * 60
ADMITS = ("A01", "A04", "A06")
CANCELS = {"A11": ADMITS, "A12": ("A02",), "A13": ("A03",)}
FOLLOW_UP = ("after-discharge-call", "after-discharge-visit", "compare-medicines", "papers")


@dataclass(frozen=True)
class Said:
    """One message as its sender means it. None: the field is absent; "": it is emptied."""

    control: int
    event: str
    happened: int
    written: int
    number: str
    visit: str = ""
    klass: str = ""
    where: str = ""
    admitted: int | None = None
    disposition: str = ""
    prior: str = ""
    name: str | None = None
    born: str | None = None
    gender: str | None = None
    phone: str | None = None
    died: str | None = None


@dataclass
class StayOf:
    """A stay as it should be shown."""

    klass: str = "UNK"
    admitted: int | None = None
    discharged: int | None = None
    cancelled: bool = False
    disposition: str = ""
    places: list[tuple[str, int, int | None]] = field(default_factory=list)


@dataclass
class PersonOf:
    """A person as they should be known, with every number that is theirs."""

    numbers: frozenset[str]
    name: str = ""
    born: str = ""
    gender: str = ""
    died: str = ""
    phones: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()


def people_of(heard: Iterable[Said], known: dict[str, str]) -> list[PersonOf]:
    """The people; `known` are the numbers of those registered before, with their name."""
    in_order = sorted(heard, key=lambda one: (one.happened, one.written))
    groups: list[set[str]] = [{number} for number in known]
    for said in in_order:
        together = {said.number} | ({said.prior} if said.prior else set())
        joined = [group for group in groups if group & together]
        groups = [group for group in groups if not group & together]
        groups.append(together.union(*joined))
    return [_person(group, in_order, known) for group in groups]


def _person(group: set[str], in_order: list[Said], known: dict[str, str]) -> PersonOf:
    person = PersonOf(frozenset(group))
    person.name = min((known[number] for number in group if number in known), default="")
    phones: dict[str, int] = {}
    none_since = -1
    for said in (one for one in in_order if one.number in group):
        person.name = said.name or person.name
        person.born = person.born if said.born is None else said.born
        person.gender = person.gender if said.gender is None else said.gender
        person.died = person.died if said.died is None else said.died
        if said.phone:
            phones[said.phone] = said.happened
        elif said.phone == "":
            none_since = said.happened
    person.phones = frozenset(phone for phone, at in phones.items() if at > none_since)
    person.visits = frozenset(one.visit for one in in_order if one.number in group and one.visit)
    return person


def stay_of(heard: Iterable[Said]) -> StayOf:
    """One visit's stay: what stands of everything said about it."""
    said = sorted(heard, key=lambda one: (one.happened, one.written))
    standing: list[Said] = []
    unanswered: list[Said] = []
    for one in said:
        standing.append(one)
        if one.event in CANCELS:
            hit = [other for other in standing if other.event in CANCELS[one.event]]
            unanswered += [] if hit else [one]
            for other in hit[-1:] if one.event == "A12" else hit:
                standing.remove(other)
    for one in unanswered:
        for other in standing[standing.index(one) :]:
            if other.event in CANCELS[one.event] and other.written < one.written:
                standing.remove(other)
                break
    taken_back = any(one.event == "A11" for one in said)
    admitted = any(one.event in ADMITS for one in standing)
    # The admission that was taken back still tells which stay is shown as cancelled.
    told = [one for one in said if one in standing or one.event in ADMITS]
    stay = _walk(told)
    stay.cancelled = taken_back and not admitted
    return stay


def _walk(told: list[Said]) -> StayOf:
    stay = StayOf()
    for one in told:
        stay.klass = one.klass or stay.klass
        stay.admitted = _begun(stay, one)
        if one.event == "A03":
            stay.discharged = one.happened
            stay.disposition = one.disposition or stay.disposition
    stay.places = _places(told)
    if stay.discharged is not None and stay.places:
        stay.places[-1] = (*stay.places[-1][:2], stay.discharged)
    return stay


def _begun(stay: StayOf, one: Said) -> int | None:
    """When the stay began, as this message has it: the moment it states, else its own."""
    if one.event == "A11":
        return stay.admitted
    if one.admitted is not None:
        return one.admitted
    own = one.event in ("A01", "A04") or (one.event == "A06" and stay.admitted is None)
    return one.happened if own else stay.admitted


def _places(told: list[Said]) -> list[tuple[str, int, int | None]]:
    stay, moved = StayOf(), False
    for one in told:
        begun = stay.admitted = _begun(stay, one)
        places = stay.places
        if one.event == "A02" and one.where and one.where != (places or [("", 0, 0)])[-1][0]:
            moved = True
            if places:
                places[-1] = (*places[-1][:2], one.happened)
            places.append((one.where, one.happened, None))
        admits = one.event in ADMITS and not moved
        first_word = one.event in ("A07", "A08") and not places
        if one.where and begun is not None and (admits or first_word):
            stay.places = [(one.where, begun, None)]
    return stay.places


def promises_of(
    person: PersonOf, stays: dict[str, StayOf], *, cases: int, now: int
) -> set[tuple[str, str]]:
    """The promises that should be open: what kind, about which visit ("" for the person)."""
    mine = {visit: stay for visit, stay in stays.items() if visit in person.visits}
    inpatient = {v: s for v, s in mine.items() if s.klass == "IMP" and not s.cancelled}
    open_ = {("duplicate-case", "")} if cases > 1 else set()
    dead = any(
        s.disposition in ("20", "41") and s.discharged is not None and not s.cancelled
        for s in mine.values()
    )
    if dead or person.died:
        return open_ | ({("after-death", "")} if cases else set())
    for visit, stay in inpatient.items():
        if stay.discharged is None:
            recent = stay.admitted is not None and now - stay.admitted <= 30 * DAY
            open_ |= {("call-ward", visit)} if recent and cases else set()
            continue
        after = [
            other
            for key, other in inpatient.items()
            if key != visit
            and other.discharged is not None
            and other.discharged > stay.discharged
            and other.admitted is not None
            and other.admitted >= stay.discharged
        ]
        if after or stay.disposition == "30" or now - stay.discharged > 30 * DAY:
            continue
        if stay.disposition in ("03", "62"):
            open_ |= {("follow-to-facility", visit)} if cases else set()
        else:
            open_ |= {(kind, visit) for kind in FOLLOW_UP}
    return open_
