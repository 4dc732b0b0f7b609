"""HL7's compound data types as plain values: CX, XPN, XAD, XTN, CE/CWE, PL and XCN.

Every text is "" when the sender says nothing. Older versions write the same types with fewer
parts, and one string where later ones have several; both are read.
"""

from dataclasses import dataclass

from casewright.hl7.reading.message import Segment, Value


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that an authority gave out: a medical record, an account, a visit (type CX).

    `type_code` is of HL7 table 0203 (MR, AN, VN, SS, DL ...); `field` says where it stood, for
    PID-2 and PID-4 carry less weight than PID-3.
    """

    value: str
    authority: str
    authority_id: str
    type_code: str
    facility: str
    field: str


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name (type XPN); `type_code` is of HL7 table 0200 (L legal, M maiden, A alias ...)."""

    family: str
    given: str
    middle: str
    suffix: str
    prefix: str
    type_code: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address (type XAD); `type_code` is of HL7 table 0190 (H home, M mailing ...)."""

    line: str
    second_line: str
    city: str
    state: str
    postal_code: str
    country: str
    type_code: str


@dataclass(frozen=True, slots=True)
class Telecom:
    """A telephone number or an e-mail address (type XTN).

    `use` is of HL7 table 0201 (PRN home, WPN work ...), `equipment` of table 0202 (PH, CP, FX
    ...); an e-mail address is one that holds an @, whatever these say.
    """

    value: str
    is_email: bool
    use: str
    equipment: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its text and code system as the sender names it (types CE, CWE and IS)."""

    code: str
    text: str
    system: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a hospital (type PL)."""

    point_of_care: str
    room: str
    bed: str
    facility: str

    @property
    def place(self) -> str:
        """Point of care, room and bed, as PV1-3 writes them."""
        return f"{self.point_of_care}^{self.room}^{self.bed}".rstrip("^")


@dataclass(frozen=True, slots=True)
class Clinician:
    """A clinician by number and name (type XCN)."""

    identifier: str
    name: PersonName


def read_identifiers(segment: Segment, number: int, type_code: str = "") -> list[Identifier]:
    """The identifiers of a field; `type_code` holds where the sender gives none."""
    found = []
    for value in segment.values(number):
        text, _digit, _scheme, authority, given_type, facility = value.texts(6)
        if text:
            found.append(
                Identifier(
                    value=text,
                    authority=authority,
                    authority_id=value.text(4, 2),
                    type_code=given_type or type_code,
                    facility=facility or value.text(6, 2),
                    field=f"{segment.name}-{number}",
                )
            )
    return found


def read_names(segment: Segment, number: int) -> list[PersonName]:
    """The names of a field that hold at least a family or a given name."""
    names = [_name(value, 1) for value in segment.values(number)]
    return [name for name in names if name.family or name.given]


def _name(value: Value, first: int, type_component: int = 7) -> PersonName:
    """A name whose family name is component `first` (type FN: 1 whole, 2 prefix, 3 own name)."""
    texts = value.texts(type_component)
    family, given, middle, suffix, prefix = texts[first - 1 : first + 4]
    return PersonName(
        family=family or f"{value.text(first, 2)} {value.text(first, 3)}".strip(),
        given=given,
        middle=middle,
        suffix=suffix,
        prefix=prefix,
        type_code=texts[type_component - 1],
    )


def read_addresses(segment: Segment, number: int) -> list[Address]:
    """The addresses of a field that hold anything."""
    found = []
    for value in segment.values(number):
        _line, second_line, city, state, postal_code, country, type_code = value.texts(7)
        address = Address(_street(value), second_line, city, state, postal_code, country, type_code)
        if address.line or address.city or address.postal_code or address.second_line:
            found.append(address)
    return found


def _street(value: Value) -> str:
    """The street line (type SAD): whole in the first part, or in parts with number and name."""
    line = value.text(1, 1)
    for part in (value.text(1, 2), value.text(1, 3)):
        if part and part not in line:
            line = f"{line} {part}".strip()
    return line


def read_telecoms(segment: Segment, number: int, use: str = "") -> list[Telecom]:
    """The numbers and e-mail addresses of a field; `use` holds where the sender gives none."""
    found = []
    for value in segment.values(number):
        phone, given_use, equipment, email = value.texts(4)
        if "@" in phone:
            phone, email = "", email or phone
        phone = phone or value.text(12) or _composed(value)
        for text, is_email in ((phone, False), (email, True)):
            if text:
                found.append(Telecom(text, is_email, given_use or use, equipment))
    return found


def _composed(value: Value) -> str:
    """A number written in parts: country, area, local number and extension."""
    country, area, local, extension = value.texts(8)[4:]
    if not local:
        return ""
    parts = (
        f"+{country.removeprefix('+')}" if country else "",
        area,
        local,
        f"x{extension}" if extension else "",
    )
    return " ".join(part for part in parts if part)


def read_coded(segment: Segment, number: int) -> Coded | None:
    """The first code of a field, if it has a code or a text."""
    if not segment.field(number):
        return None
    code, text, system = segment.value(number).texts(3)
    return Coded(code, text, system) if code or text else None


def read_location(segment: Segment, number: int) -> Location | None:
    """The place of a field, if it names any part of one."""
    if not segment.field(number):
        return None
    value = segment.value(number)
    point_of_care, room, bed, facility = value.texts(4)
    location = Location(point_of_care, room, bed, facility or value.text(4, 2))
    return location if location.place or location.facility else None


def read_clinician(segment: Segment, number: int) -> Clinician | None:
    """The first clinician of a field, if one is named or numbered."""
    if not segment.field(number):
        return None
    value = segment.value(number)
    clinician = Clinician(identifier=value.text(1), name=_name(value, 2, type_component=10))
    return clinician if clinician.identifier or clinician.name.family else None
