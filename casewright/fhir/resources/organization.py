"""FHIR Organization: a hospital, clinic, payer or agency."""

from casewright.fhir.resources.elements import Json, code_of, many, phone, text, texts
from casewright.resources.facts import OrganizationFacts

NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
LONGEST_CODE = 120
# terminology.hl7.org CodeSystem organization-type
KINDS = {
    "prov": "provider",
    "dept": "provider",
    "team": "provider",
    "pay": "payer",
    "ins": "payer",
    "cg": "community",
    "reli": "community",
}


def from_fhir(json: Json) -> OrganizationFacts:
    """What it says; an organization without a name is called by its first other name."""
    return OrganizationFacts(
        name=text(json, "name") or next(iter(texts(json, "alias")), ""),
        kind=_kind(json),
        code=_code(json),
        phone=phone(json),
        is_active=json.get("active") is not False,
    )


def _kind(json: Json) -> str:
    """What it is to us, by the first type we know; some other kind when all are strange."""
    codes = [code_of(kind) for kind in many(json, "type")]
    known = [KINDS[code] for code in codes if code in KINDS]
    return known[0] if known else "other" if codes else ""


def _code(json: Json) -> str:
    """Its National Provider Identifier, else the first identifier somebody gave it."""
    pairs = [(text(i, "system"), text(i, "value")) for i in many(json, "identifier")]
    pairs = [(system, value) for system, value in pairs if system and value]
    best = sorted(pairs, key=lambda pair: pair[0] != NPI_SYSTEM)
    codes = [f"{system}|{value}" for system, value in best]
    return next((code for code in codes if len(code) <= LONGEST_CODE), "")
