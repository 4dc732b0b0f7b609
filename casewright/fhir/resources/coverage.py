"""FHIR Coverage: who pays, from a day to a day."""

from dataclasses import dataclass, replace

from casewright.fhir.resources.elements import (
    Json,
    Passed,
    code_of,
    day,
    in_words,
    many,
    one,
    text,
    whole,
)
from casewright.fhir.resources.references import Reference, contained, read_reference, reference
from casewright.foundation.errors import Refused
from casewright.people.facts import CoverageFact

LONGEST = {"payer_name": 200, "member_id": 80}
PEOPLE = ("Patient", "RelatedPerson")
UNKNOWN = "unknown"
SELF_PAY = "Pays for themselves"


@dataclass(frozen=True)
class CoverageSaid:
    """A coverage, whose it is and who the payer is; `kind_is_said` when its own words tell what
    kind of plan it is, or that it is two."""

    beneficiary: Reference
    payer: Reference
    kind_is_said: bool
    facts: CoverageFact


def from_fhir(json: Json) -> CoverageSaid:
    """The payer's name is its display, a contained one's, or (see `named`) the record's own."""
    _check_status(json)
    period = one(json, "period")
    payer = next((read_reference(payer) for payer in many(json, "payor")), Reference())
    plan = in_words(one(json, "type"))
    classes = [text(part, "name") for part in many(json, "class")]
    kinds = [kind for kind in map(plan_type, (plan, *classes, payer.display)) if kind]
    starts_on, ends_on = day(period, "start"), day(period, "end")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("`period` ends before it starts.")
    return CoverageSaid(
        beneficiary=reference(json, "beneficiary"),
        payer=payer,
        kind_is_said=bool(kinds),
        facts=CoverageFact(
            payer_name=_payer_name(json, payer, plan)[: LONGEST["payer_name"]],
            plan_type=kinds[0] if kinds else UNKNOWN,
            member_id=(text(json, "subscriberId") or _member_number(json))[: LONGEST["member_id"]],
            order=whole(json, "order", otherwise=1),
            starts_on=starts_on,
            ends_on=ends_on,
        ),
    )


def named(said: CoverageSaid, organization: str) -> CoverageFact:
    """The same coverage under the payer's own name, which may tell the kind of plan."""
    kind = said.facts.plan_type if said.kind_is_said else plan_type(organization) or UNKNOWN
    return replace(said.facts, payer_name=organization[: LONGEST["payer_name"]], plan_type=kind)


def plan_type(words: str) -> str:
    """The kind of plan if the words say it, `unknown` if they say two, empty if they say none.

    A wrong kind gives wrong deadlines, so only plain words count.
    """
    said = words.casefold()
    managed = any(word in said for word in ("managed", "hmo", "ppo", "mco", "advantage"))
    medicare, medicaid = "medicare" in said, "medicaid" in said
    if (medicare and medicaid) or "part d" in said or "supplement" in said:
        return UNKNOWN
    if medicare:
        return "medicare_advantage" if managed else "medicare"
    if medicaid:
        return "medicaid_managed_care" if managed else "medicaid"
    commercial = ("commercial", "employer", "private insurance")
    return "commercial" if any(word in said for word in commercial) else ""


def _check_status(json: Json) -> None:
    """A cancelled plan without its last day would look as if it still paid."""
    status = text(json, "status")
    if status in ("draft", "entered-in-error"):
        raise Passed(f"Coverage: {status}")
    if status == "cancelled" and not text(one(json, "period"), "end"):
        raise Passed("Coverage: cancelled, without its last day")


def _payer_name(json: Json, payer: Reference, plan: str) -> str:
    if payer.type in PEOPLE:
        return SELF_PAY
    inside = text(contained(json, payer), "name")
    classes = [text(part, "name") for part in many(json, "class")]
    names = [payer.display, inside, plan, *classes]
    return next((name for name in names if name), "")


def _member_number(json: Json) -> str:
    """The identifier that is a member number (v2 table 0203: MB)."""
    numbers = [i for i in many(json, "identifier") if code_of(one(i, "type")) == "MB"]
    return next((text(number, "value") for number in numbers), "")
