"""The fields of an ADT message that case management reads, as one plain value.

Field numbers are HL7's, and hold from v2.1 to v2.9. A moment that cannot be read does not stop
the rest: its reason stands in `faults`, and whoever needs that field decides.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casewright.hl7.reading.clinical import (
    Allergy,
    Diagnosis,
    read_allergy,
    read_diagnosis,
)
from casewright.hl7.reading.datatypes import (
    Address,
    Coded,
    Identifier,
    PersonName,
    Telecom,
    read_addresses,
    read_coded,
    read_identifiers,
    read_names,
    read_telecoms,
)
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.header import ADT, Header, read_header
from casewright.hl7.reading.message import Message, Segment
from casewright.hl7.reading.moments import Stamp
from casewright.hl7.reading.stamps import Stamps
from casewright.hl7.reading.visit import Visit, read_visit

# The merges and moves of v2.3.1 on, which may tell of several people: each PID has its MRG
# (HL7 v2.5.1, structures ADT_A39 and ADT_A43).
MERGES = frozenset({"A39", "A40", "A41", "A42", "A43", "A44"})
# Swap, link and unlink tell of two people (ADT_A17, ADT_A24, ADT_A37).
SEVERAL_PEOPLE = MERGES | {"A17", "A24", "A37"}
# Moving visits repeats MRG and PV1 for each of them (ADT_A45).
SEVERAL_VISITS = frozenset({"A45"})
# No message about a person holds as many people, contacts, diagnoses or allergies as this.
MOST_OF_A_KIND = 250

_ONCE = ("EVN", "PV1", "PV2", "MRG")
_REPEATED_WITH_VISITS = frozenset({"PV1", "MRG"})
_READ = frozenset({*_ONCE, "PID", "NK1", "DG1", "AL1", "IAM"})
_EMPTIABLE = ("PID", "PV1", "PV2")


@dataclass(frozen=True, slots=True)
class Kin:
    """A next of kin or another contact (NK1)."""

    name: PersonName
    relationship: Coded | None
    role: Coded | None
    telecoms: tuple[Telecom, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """Identifiers that are to be no more, in a merge or a change of numbers (MRG-1 to MRG-5)."""

    identifiers: tuple[Identifier, ...]
    account: Identifier | None
    visit: Identifier | None


@dataclass(frozen=True, slots=True)
class Adt:
    """What one ADT message says of one person.

    `sent` is MSH-7, `recorded` EVN-2, `occurred` EVN-6. `emptied` names the fields that the
    sender wrote as "" ("PID-8"): what stood there is no more, while an absent field says
    nothing. `faults` maps the fields of moments that could not be read to the reason.
    """

    header: Header
    sent: Stamp | None
    recorded: Stamp | None
    occurred: Stamp | None
    identifiers: tuple[Identifier, ...]
    names: tuple[PersonName, ...]
    birth: Stamp | None
    sex: str
    addresses: tuple[Address, ...]
    telecoms: tuple[Telecom, ...]
    language: Coded | None
    died: Stamp | None
    is_dead: bool | None
    kin: tuple[Kin, ...]
    visit: Visit | None
    diagnoses: tuple[Diagnosis, ...]
    allergies: tuple[Allergy, ...]
    priors: tuple[Prior, ...]
    emptied: frozenset[str]
    faults: dict[str, str]


def read_adt(message: Message, zone: ZoneInfo) -> Adt:
    """The facts of a message about one person; `zone` is its sender's.

    Raises Unreadable when the message names nobody, or more than one.
    """
    adts = read_adts(message, zone)
    if len(adts) > 1:
        raise Unreadable(f"The message tells of {len(adts)} people, where one is expected.")
    return adts[0]


def read_adts(message: Message, zone: ZoneInfo) -> tuple[Adt, ...]:
    """The facts of a message for each person it tells of, in their order.

    Raises Unreadable when nobody is named, or when a segment stands more often than its event
    allows: a line break smuggled into a name looks like that, and nothing may be guessed.
    """
    header = read_header(message)
    if header.message_type != ADT:
        raise Unreadable("The message is not an ADT message.")
    groups = _groups(message)
    if not groups:
        raise Unreadable("The message does not say whom it is about: it has no PID.")
    if len(groups) > 1 and header.event not in SEVERAL_PEOPLE:
        raise Unreadable(f"PID stands {len(groups)} times, but {header.event} tells of one person.")
    for group in groups:
        _check_counts(group, header.event)
    return tuple(_Group(group, message, zone).adt(header) for group in groups)


_Segments = dict[str, list[Segment]]


def _groups(message: Message) -> list[_Segments]:
    """The segments of each person by name: those before the first PID, and from PID to PID."""
    common: _Segments = {}
    groups: list[_Segments] = []
    present = common
    for segment in message.segments:
        if segment.name == "PID":
            present = {name: list(before) for name, before in common.items()}
            groups.append(present)
        alike = present.setdefault(segment.name, [])
        alike.append(segment)
        if segment.name in _READ and max(len(alike), len(groups)) > MOST_OF_A_KIND:
            raise Unreadable(f"{segment.name} stands more than {MOST_OF_A_KIND} times.")
    return groups


def _check_counts(group: _Segments, event: str) -> None:
    """Refuse a group in which a segment stands more or less often than the event has it."""
    for name in _ONCE:
        count = len(group.get(name, ()))
        if count > 1 and not (event in SEVERAL_VISITS and name in _REPEATED_WITH_VISITS):
            raise Unreadable(f"{name} stands {count} times, where {event} has one.")
    if event in MERGES and "MRG" not in group:
        raise Unreadable(f"A PID stands without its MRG, which {event} needs.")


class _Group:
    """The segments that tell of one person."""

    def __init__(self, segments: _Segments, message: Message, zone: ZoneInfo) -> None:
        self.segments = segments
        self.stamps = Stamps(zone)
        self._nothing = Segment("", message.notation)

    def adt(self, header: Header) -> Adt:
        evn, pid = self._first("EVN"), self._first("PID")
        return Adt(
            header=header,
            sent=self.stamps.read(self._first("MSH"), 7),
            recorded=self.stamps.read(evn, 2),
            occurred=self.stamps.read(evn, 6),
            identifiers=_identifiers(pid),
            names=tuple(read_names(pid, 5)),
            birth=self.stamps.read(pid, 7),
            sex=pid.text(8),
            addresses=tuple(read_addresses(pid, 11)),
            telecoms=_telecoms(pid),
            language=read_coded(pid, 15),
            died=self.stamps.read(pid, 29),
            is_dead={"Y": True, "N": False}.get(pid.text(30)),
            kin=tuple(filter(None, map(_kin, self._each("NK1")))),
            visit=self._visit(),
            diagnoses=tuple(filter(None, map(read_diagnosis, self._each("DG1")))),
            allergies=tuple(
                filter(None, map(read_allergy, [*self._each("AL1"), *self._each("IAM")]))
            ),
            priors=tuple(map(_prior, self._each("MRG"))),
            emptied=frozenset(self._emptied()),
            faults=self.stamps.faults,
        )

    def _each(self, name: str) -> list[Segment]:
        return self.segments.get(name, [])

    def _first(self, name: str) -> Segment:
        found = self.segments.get(name)
        return found[0] if found else self._nothing

    def _visit(self) -> Visit | None:
        if "PV1" not in self.segments:
            return None
        return read_visit(self._first("PV1"), self._first("PV2"), self.stamps)

    def _emptied(self) -> list[str]:
        return [
            f"{segment.name}-{number}"
            for segment in map(self._first, _EMPTIABLE)
            if segment.may_empty()
            for number in range(1, len(segment.fields()))
            if segment.is_emptied(number)
        ]


def _identifiers(pid: Segment) -> tuple[Identifier, ...]:
    """The person's numbers, those of PID-3 first; a number that is repeated counts once."""
    found = (
        *read_identifiers(pid, 3),
        *read_identifiers(pid, 2),
        *read_identifiers(pid, 4),
        *read_identifiers(pid, 18, "AN"),
        *read_identifiers(pid, 19, "SS"),
    )
    unique = {(number.value, number.authority, number.type_code): number for number in found[::-1]}
    return tuple(unique.values())[::-1]


def _telecoms(pid: Segment) -> tuple[Telecom, ...]:
    """Home and work numbers of PID-13 and PID-14, and those of PID-40 that replaces them."""
    return (
        *read_telecoms(pid, 13, "PRN"),
        *read_telecoms(pid, 14, "WPN"),
        *read_telecoms(pid, 40),
    )


def _kin(nk1: Segment) -> Kin | None:
    """The contact of NK1, if one is named."""
    names = read_names(nk1, 2)
    if not names:
        return None
    return Kin(
        name=names[0],
        relationship=read_coded(nk1, 3),
        role=read_coded(nk1, 7),
        telecoms=(*read_telecoms(nk1, 5), *read_telecoms(nk1, 6, "WPN"), *read_telecoms(nk1, 40)),
    )


def _prior(mrg: Segment) -> Prior:
    accounts, visits = read_identifiers(mrg, 3, "AN"), read_identifiers(mrg, 5, "VN")
    return Prior(
        identifiers=(
            *read_identifiers(mrg, 1),
            *read_identifiers(mrg, 2),
            *read_identifiers(mrg, 4),
        ),
        account=accounts[0] if accounts else None,
        visit=visits[0] if visits else None,
    )
