"""What a message says about a person, as the facts that the people room keeps."""

from casewright.hl7.reading.datatypes import Address, Identifier, PersonName, Telecom
from casewright.hl7.reading.fields import Adt, Kin
from casewright.hl7.reading.moments import Precision
from casewright.people.facts import (
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)
from casewright.people.rules import fold

# Numbers of a visit, an account or a paper; none of them tells one person from another for good.
NOT_A_PERSONS = frozenset({"AN", "VN", "DL", "PPN", "SS", "BC", "NI"})
# HL7 table 0200, name type; what is not here is another name that was given.
NAME_USES = {
    "": "official",
    "L": "official",
    "D": "official",
    "C": "official",
    "M": "maiden",
    "N": "nickname",
    "A": "nickname",
    "B": "old",
}
# HL7 table 0001, administrative sex, as FHIR's administrative gender names it.
GENDERS = {"F": "female", "M": "male", "O": "other", "A": "other", "U": "unknown"}
BIRTH_PRECISION = {Precision.YEAR: "year", Precision.MONTH: "month"}
# Fields that a sender may empty ("") and what of the person is to be no more. A name, a number
# and a relative are never deleted on a message's word.
EMPTIED = {
    "PID-7": "birth_date",
    "PID-8": "gender",
    "PID-11": "post",
    "PID-13": "phone_home",
    "PID-14": "phone_work",
    "PID-15": "languages",
    "PID-29": "died_on",
    "PID-30": "died_on",
}
LANGUAGES_BY_LONG_CODE = {"eng": "en", "spa": "es", "ara": "ar", "vie": "vi", "chi": "zh"}


def strong_identifiers(adt: Adt, sender: str) -> tuple[IdentifierFact, ...]:
    """The numbers by which this sender knows the person: PID-3, or PID-2 and PID-4 without it."""
    listed = [one for one in adt.identifiers if one.field == "PID-3"] or [
        one for one in adt.identifiers if one.field in ("PID-2", "PID-4")
    ]
    return facts_of(tuple(listed), sender)


def facts_of(listed: tuple[Identifier, ...], sender: str) -> tuple[IdentifierFact, ...]:
    """Identifiers that name a person, each under the authority that gave it, else the sender."""
    return tuple(
        IdentifierFact(
            system=(one.authority or one.authority_id or one.facility or sender)[:200],
            value=one.value[:200],
            kind=one.type_code[:20],
        )
        for one in listed
        if one.type_code not in NOT_A_PERSONS and set(one.value) != {"0"}
    )


def person_facts(adt: Adt, sender: str) -> PersonFacts:
    """Everything a message says about the person, and when; what it does not say is left out."""
    birth, died = adt.birth, adt.died
    told = adt.occurred or adt.recorded or adt.sent
    return PersonFacts(
        names=tuple(_name(name) for name in adt.names if name.type_code != "S"),
        birth_date=birth.day if birth else None,
        birth_precision=BIRTH_PRECISION.get(birth.precision, "day") if birth else "day",
        gender=GENDERS.get(adt.sex[:1].upper(), ""),
        died_on=died.day if died and adt.is_dead is not False else None,
        died_by=told.day if told and adt.is_dead and not died else None,
        languages=_languages(adt),
        identifiers=strong_identifiers(adt, sender),
        points=(*_phones(adt.telecoms), *_posts(adt.addresses)),
        kin=tuple(_kin(kin) for kin in adt.kin),
        said_at=told.moment if told else None,
        emptied=frozenset(EMPTIED[field] for field in adt.emptied & EMPTIED.keys()),
    )


def _name(name: PersonName) -> NameFact:
    given = " ".join(part for part in (name.given, name.middle) if part)
    return NameFact(
        family=f"{name.family} {name.suffix}".strip()[:120],
        given=given[:120],
        use=NAME_USES.get(name.type_code, "old"),
    )


def _languages(adt: Adt) -> tuple[LanguageFact, ...]:
    if adt.language is None:
        return ()
    said = adt.language.code or adt.language.text
    code = LANGUAGES_BY_LONG_CODE.get(fold(said), said)
    return (LanguageFact(code=code[:20], name=adt.language.text[:60]),)


def _phones(telecoms: tuple[Telecom, ...]) -> tuple[PointFact, ...]:
    """A number from a hospital may be called; that a message may be left there nobody said."""
    return tuple(
        PointFact(
            channel="email" if telecom.is_email else "phone",
            value=telecom.value,
            use={"PRN": "home", "WPN": "work", "ORN": "mobile"}.get(telecom.use, ""),
        )
        for telecom in telecoms
        if telecom.equipment != "FX"
    )


def _posts(addresses: tuple[Address, ...]) -> tuple[PointFact, ...]:
    found = []
    for address in addresses:
        town = " ".join(part for part in (address.state, address.postal_code) if part)
        parts = (address.line, address.second_line, address.city, town)
        found.append(
            PointFact(
                channel="post",
                value=", ".join(part for part in parts if part),
                use={"H": "home", "M": "mail", "B": "work"}.get(address.type_code, ""),
            )
        )
    return tuple(found)


def _kin(kin: Kin) -> KinFact:
    related = kin.relationship.text or kin.relationship.code if kin.relationship else ""
    return KinFact(
        full_name=f"{kin.name.given} {kin.name.family}".strip(),
        relationship=related,
        phone=next((one.value for one in kin.telecoms if not one.is_email), ""),
    )
