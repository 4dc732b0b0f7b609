"""Writing what a hospital's system sends: HL7 v2.5.1 ADT messages about a made-up life."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from casewright.demo.rules.lives import Finding, Heard, Life
from casewright.hl7.reading.escapes import escape
from casewright.hl7.reading.notation import Notation
from casewright.people.facts import PersonFacts, PointFact

_NOTATION = Notation()
STRUCTURES = {"A01": "ADT_A01", "A02": "ADT_A02", "A03": "ADT_A03"}
SEXES = {"female": "F", "male": "M", "other": "O"}
# The clerk writes it down, and the interface sends it, a little after it happened.
WRITTEN_AFTER = timedelta(minutes=2)
SENT_AFTER = timedelta(minutes=3)
RECEIVED_AFTER = timedelta(minutes=4)


def adt_message(life: Life, heard: Heard, *, control_id: str, facility_name: str) -> str:
    """One message, its segments ending in CR. `control_id` is the sender's number of it."""
    facility = heard.visit.facility
    segments = [
        _header(heard, control_id),
        _segment("EVN", {1: heard.event, 2: _stamp(heard.at + WRITTEN_AFTER), 6: _stamp(heard.at)}),
        _person(life.facts, facility),
        *_kin(life.facts),
        _visit(heard, facility_name),
    ]
    if heard.visit.reason:
        coded = _parts(heard.visit.code, heard.visit.reason, "I10" if heard.visit.code else "")
        segments.append(_segment("PV2", {3: coded}))
    segments += _allergies(life.findings) if heard.event == "A01" else []
    return "".join(f"{segment}\r" for segment in segments)


def _header(heard: Heard, control_id: str) -> str:
    fields = {
        3: "ADT",
        4: heard.visit.facility,
        5: "CASEWRIGHT",
        6: "HVCC",
        7: _stamp(heard.at + SENT_AFTER),
        9: _parts("ADT", heard.event, STRUCTURES[heard.event]),
        10: control_id,
        11: "P",
        12: "2.5.1",
        18: "UNICODE UTF-8",
    }
    line = _segment("MSH", {number - 1: value for number, value in fields.items()})
    return line.replace("MSH||", r"MSH|^~\&|", 1)


def _person(facts: PersonFacts, facility: str) -> str:
    official = facts.names[0]
    number = next(one.value for one in facts.identifiers if one.system == facility)
    phones = [p for p in facts.points if p.channel in ("phone", "email")]
    language = facts.languages[0] if facts.languages else None
    return _segment(
        "PID",
        {
            1: "1",
            3: _parts(number, "", "", facility, "MR"),
            5: _parts(official.family, official.given, "", "", "", "", "L"),
            7: f"{facts.birth_date:%Y%m%d}" if facts.birth_date else "",
            8: SEXES.get(facts.gender, "U"),
            11: "~".join(_address(p) for p in facts.points if p.channel == "post"),
            13: "~".join(_telecom(point) for point in phones),
            15: _parts(language.code, language.name, "ISO639") if language else "",
        },
    )


def _kin(facts: PersonFacts) -> list[str]:
    """The hospital knows the first of those who help, as the contact for an emergency."""
    contacts = []
    for number, kin in enumerate(facts.kin[:1], start=1):
        given, _, family = kin.full_name.rpartition(" ")
        contacts.append(
            _segment(
                "NK1",
                {
                    1: str(number),
                    2: _parts(family, given),
                    3: _parts("", kin.relationship),
                    5: _parts(kin.phone, "PRN", "PH") if kin.phone else "",
                    7: _parts("EC", "Emergency contact", "HL70131"),
                },
            )
        )
    return contacts


def _visit(heard: Heard, facility_name: str) -> str:
    visit = heard.visit
    place = [escape(part, _NOTATION) for part in (*heard.where.split("^"), "", "", "")[:3]]
    fields = {
        1: "1",
        2: visit.patient_class,
        3: "^".join([*place, escape(facility_name, _NOTATION)]),
        19: _parts(visit.number, "", "", visit.facility, "VN"),
        44: _stamp(visit.admitted_at),
    }
    if heard.event == "A03":
        fields |= {
            36: visit.disposition,
            37: escape(visit.discharged_to, _NOTATION),
            45: _stamp(heard.at),
        }
    return _segment("PV1", fields)


def _allergies(findings: tuple[Finding, ...]) -> list[str]:
    known = [one for one in findings if one.kind == "allergy"]
    return [
        _segment(
            "AL1",
            {
                1: str(number),
                2: "DA",
                3: _parts(one.code, one.display, one.system.upper()),
                4: one.severity[:2].upper(),
                5: escape(one.reaction, _NOTATION),
            },
        )
        for number, one in enumerate(known, start=1)
    ]


def _address(point: PointFact) -> str:
    line, _, town = point.value.rpartition(", ")
    return _parts(line, "", town, "", "", "", "H")


def _telecom(point: PointFact) -> str:
    if point.channel == "email":
        return _parts("", "NET", "Internet", point.value)
    return _parts(point.value, "ORN" if point.use == "mobile" else "PRN", "PH")


def _parts(*texts: str) -> str:
    """Components of a field, each escaped; none at the end that says nothing."""
    return "^".join(escape(text, _NOTATION) for text in texts).rstrip("^")


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S%z}"


def _segment(name: str, fields: Mapping[int, str]) -> str:
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields) + 1))])
