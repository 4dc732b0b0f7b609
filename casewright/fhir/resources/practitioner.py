"""FHIR Practitioner: a professional outside our staff."""

import re

from casewright.fhir.resources.elements import Json, best_name, in_words, many, one, phone, text
from casewright.fhir.resources.organization import NPI_SYSTEM
from casewright.resources.facts import PractitionerFacts


def from_fhir(json: Json) -> PractitionerFacts:
    """Who it is; the role is the first qualification in words."""
    numbers = [
        text(i, "value") for i in many(json, "identifier") if text(i, "system") == NPI_SYSTEM
    ]
    roles = [in_words(one(q, "code")) for q in many(json, "qualification")]
    return PractitionerFacts(
        full_name=best_name(json),
        npi=next((number for number in numbers if re.fullmatch(r"[0-9]{10}", number)), ""),
        role=next((role for role in roles if role), ""),
        phone=phone(json),
    )
