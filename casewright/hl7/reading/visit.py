"""The visit that a message tells of: PV1, and of PV2 its reason and what is expected."""

from dataclasses import dataclass

from casewright.hl7.reading.datatypes import (
    Clinician,
    Coded,
    Identifier,
    Location,
    read_clinician,
    read_coded,
    read_identifiers,
    read_location,
)
from casewright.hl7.reading.message import Segment
from casewright.hl7.reading.moments import Stamp
from casewright.hl7.reading.stamps import Stamps


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the sender's codes tell it.

    `patient_class` is of HL7 table 0004 (I inpatient, O outpatient, E emergency ...),
    `admission_type` of 0007, `disposition` of 0112; hospitals use codes of their own as well.
    """

    patient_class: str
    location: Location | None
    prior_location: Location | None
    admission_type: str
    attending: Clinician | None
    number: Identifier | None
    disposition: str
    discharged_to: str
    admitted: Stamp | None
    discharged: Stamp | None
    expected_in: Stamp | None
    expected_out: Stamp | None
    reason: Coded | None


def read_visit(pv1: Segment, pv2: Segment, stamps: Stamps) -> Visit:
    """The visit of PV1; `pv2` may be an empty segment."""
    numbers = read_identifiers(pv1, 19, "VN")
    return Visit(
        patient_class=pv1.text(2),
        location=read_location(pv1, 3),
        prior_location=read_location(pv1, 6),
        admission_type=pv1.text(4),
        attending=read_clinician(pv1, 7),
        number=numbers[0] if numbers else None,
        disposition=pv1.text(36),
        discharged_to=pv1.text(37),
        admitted=stamps.read(pv1, 44),
        discharged=stamps.read(pv1, 45),
        expected_in=stamps.read(pv2, 8),
        expected_out=stamps.read(pv2, 9),
        reason=read_coded(pv2, 3),
    )
