"""FHIR Patient: a person served."""

from collections.abc import Iterator

from casewright.fhir.resources.elements import (
    Json,
    address,
    code_of,
    day,
    flag,
    full_name,
    in_words,
    many,
    one,
    phone,
    points,
    precision,
    text,
    texts,
)
from casewright.fhir.resources.references import is_name
from casewright.foundation.errors import Refused
from casewright.people.facts import (
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)

GENDERS = ("male", "female", "other", "unknown")
NAME_USES = ("official", "usual", "nickname", "maiden", "old")
CHANNELS = ("phone", "sms", "email")
# How a name is written (ISO 21090): ideographic, syllabic (kana), alphabetic. The first is shown.
WRITINGS = ("IDE", "ABC", "SYL")
WRITING = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
NEEDS_INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
LONGEST = {"name": 120, "identifier": 200, "point": 400, "kin": 200}


def from_fhir(json: Json) -> PersonFacts:
    """Everything a Patient says that is kept of a person; contacts are kin."""
    born = text(json, "birthDate")
    gender = text(json, "gender")
    return PersonFacts(
        names=tuple(_names(json)),
        birth_date=day(json, "birthDate"),
        birth_precision=precision(born) if born else "day",
        gender=gender if gender in GENDERS else "",
        died_on=day(json, "deceasedDateTime"),
        languages=tuple(_languages(json)),
        identifiers=tuple(_identifiers(json)),
        points=tuple(_points(json)),
        kin=tuple(_kin(json)),
    )


def _names(json: Json) -> Iterator[NameFact]:
    """The names, the one to show first: official before usual, ideographic before kana."""
    for name in sorted(many(json, "name"), key=_place_of_name):
        family, given = text(name, "family"), " ".join(texts(name, "given"))
        if not family and not given:
            given = text(name, "text")
        use = text(name, "use") or "official"
        if family or given:
            yield NameFact(
                family=family[: LONGEST["name"]],
                given=given[: LONGEST["name"]],
                use=use if use in NAME_USES else "usual",
            )


def _place_of_name(name: Json) -> tuple[int, int]:
    use = text(name, "use") or "official"
    uses = ("official", "usual")
    writing = next(
        (text(e, "valueCode") for e in many(name, "extension") if text(e, "url") == WRITING), ""
    )
    return (
        uses.index(use) if use in uses else len(uses),
        WRITINGS.index(writing) if writing in WRITINGS else 0,
    )


def _identifiers(json: Json) -> Iterator[IdentifierFact]:
    """The numbers in use. Cut short a number would be another's, so a long one is refused."""
    for identifier in many(json, "identifier"):
        system, value = text(identifier, "system"), text(identifier, "value")
        if not value or text(identifier, "use") == "old" or not is_name(identifier):
            continue
        if max(len(system), len(value)) > LONGEST["identifier"]:
            raise Refused("`identifier` is longer than 200 characters.")
        yield IdentifierFact(system=system, value=value, kind=code_of(one(identifier, "type"))[:20])


def _points(json: Json) -> Iterator[PointFact]:
    for system, value, use in points(json):
        if system in CHANNELS:
            yield PointFact(channel=system, value=value[: LONGEST["point"]], use=use[:10])
    for place in many(json, "address"):
        use, line = text(place, "use"), address(place)
        if line and use != "old":
            yield PointFact(channel="post", value=line[: LONGEST["point"]], use=use[:10])


def _languages(json: Json) -> Iterator[LanguageFact]:
    """Languages, the preferred first; whether an interpreter is needed is the person's."""
    interpreter = any(
        flag(extension, "valueBoolean")
        for extension in many(json, "extension")
        if text(extension, "url") == NEEDS_INTERPRETER
    )
    spoken = many(json, "communication")
    for language in sorted(spoken, key=lambda each: not flag(each, "preferred")):
        concept = one(language, "language")
        if code_of(concept):
            yield LanguageFact(
                code=code_of(concept),
                name=in_words(concept),
                preferred=flag(language, "preferred"),
                interpreter=interpreter,
            )


def _kin(json: Json) -> Iterator[KinFact]:
    for contact in many(json, "contact"):
        name = full_name(one(contact, "name"))
        if name:
            relations = [in_words(relation) for relation in many(contact, "relationship")]
            yield KinFact(
                full_name=name[: LONGEST["kin"]],
                relationship=next((r for r in relations if r), ""),
                phone=phone(contact),
            )
