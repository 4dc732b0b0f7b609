"""Diagnoses and allergies as a message tells them: DG1 and AL1."""

from dataclasses import dataclass

from casewright.hl7.reading.datatypes import Coded, read_coded
from casewright.hl7.reading.message import Segment


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis; `kind` is of HL7 table 0052: A admitting, W working, F final."""

    code: str
    text: str
    system: str
    kind: str


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy; `kind` is of HL7 table 0127 (DA medicine, FA food ...), `severity` of table
    0128 (MI mild, MO moderate, SV severe)."""

    substance: Coded
    kind: str
    severity: str
    reactions: tuple[str, ...]


def read_diagnosis(dg1: Segment) -> Diagnosis | None:
    """The diagnosis of DG1-3; old senders put its text in DG1-4 and its code system in DG1-2."""
    coded = read_coded(dg1, 3) or Coded("", "", "")
    diagnosis = Diagnosis(
        code=coded.code,
        text=coded.text or dg1.text(4),
        system=coded.system or dg1.text(2),
        kind=dg1.text(6),
    )
    return diagnosis if diagnosis.code or diagnosis.text else None


def read_allergy(al1: Segment) -> Allergy | None:
    """The allergy of AL1-3, if a substance is named.

    IAM has the same in the same places, and in IAM-6 whether it is to be taken out (D).
    """
    substance = read_coded(al1, 3)
    if substance is None or (al1.name == "IAM" and al1.text(6) == "D"):
        return None
    reactions = (value.text() for value in al1.values(5))
    return Allergy(
        substance=substance,
        kind=al1.text(2),
        severity=al1.text(4),
        reactions=tuple(reaction for reaction in reactions if reaction),
    )
