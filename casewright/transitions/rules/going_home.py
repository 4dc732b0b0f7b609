"""Where a discharge leads, by the disposition code of PV1-36.

US hospitals put the patient discharge status of the uniform bill there (HL7 v2 table 0112 names
no codes of its own and says so: HL7 v2.6 vocabulary, read 2026-11-24). Meanings: CCW data
dictionary, variable STUS_CD, read 2026-11-24 [A]; 62 to 66 and 70 are known, not seen [C].
A code we do not know is never taken for an institution: somebody asks.
"""

from enum import StrEnum


class Destination(StrEnum):
    """Where somebody went."""

    HOME = "home"
    FACILITY = "facility"
    HOSPICE = "hospice"
    DIED = "died"
    STILL_IN = "still_in"
    UNKNOWN = "unknown"


CODES = {
    "01": Destination.HOME,
    "06": Destination.HOME,
    "07": Destination.HOME,
    "08": Destination.HOME,
    "02": Destination.FACILITY,
    "03": Destination.FACILITY,
    "04": Destination.FACILITY,
    "05": Destination.FACILITY,
    "09": Destination.FACILITY,
    "61": Destination.FACILITY,
    "62": Destination.FACILITY,
    "63": Destination.FACILITY,
    "65": Destination.FACILITY,
    "66": Destination.FACILITY,
    "70": Destination.FACILITY,
    "50": Destination.HOSPICE,
    "51": Destination.HOSPICE,
    "20": Destination.DIED,
    "40": Destination.DIED,
    "41": Destination.DIED,
    "42": Destination.DIED,
    "30": Destination.STILL_IN,
    # FHIR discharge-disposition (terminology.hl7.org CodeSystem, read 2026-11-24) [A]
    "HOME": Destination.HOME,
    "AADVICE": Destination.HOME,
    "OTHER-HCF": Destination.FACILITY,
    "LONG": Destination.FACILITY,
    "REHAB": Destination.FACILITY,
    "PSY": Destination.FACILITY,
    "SNF": Destination.FACILITY,
    "HOSP": Destination.HOSPICE,
    "EXP": Destination.DIED,
}
LEFT_AGAINST_ADVICE = ("07", "AADVICE")


def destination_of(disposition: str) -> Destination:
    """Read a disposition code; one digit means the same as with a zero before it."""
    code = disposition.strip().upper()
    return CODES.get(code.zfill(2), Destination.UNKNOWN) if code else Destination.UNKNOWN
