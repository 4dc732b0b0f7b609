"""FHIR CareTeam: the professionals who look after a person together."""

from collections.abc import Iterator
from dataclasses import dataclass

from casewright.fhir.resources.elements import Json, Passed, in_words, many, one, text
from casewright.fhir.resources.references import Member, Reference, reference

# The person, kin, and other teams have places of their own.
OUTSIDE = ("", "Practitioner", "PractitionerRole", "Organization")
CARE_TEAM_MEMBER = "Care team"


@dataclass(frozen=True)
class CareTeamSaid:
    """A care team at work now."""

    subject: Reference
    members: tuple[Member, ...]


def from_fhir(json: Json) -> CareTeamSaid:
    """The members now; a team whose work is over, or that names nobody outside, is passed over."""
    if text(json, "status") not in ("", "active") or text(one(json, "period"), "end"):
        raise Passed("CareTeam: not at work now")
    members = tuple(_members(json))
    if not members:
        raise Passed("CareTeam: names no professional")
    return CareTeamSaid(subject=reference(json, "subject"), members=members)


def _members(json: Json) -> Iterator[Member]:
    for participant in many(json, "participant"):
        who = reference(participant, "member")
        roles = [in_words(role) for role in many(participant, "role")]
        if who.type in OUTSIDE and not text(one(participant, "period"), "end"):
            yield Member(who, next((role for role in roles if role), CARE_TEAM_MEMBER)[:80])
