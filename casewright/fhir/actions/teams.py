"""Keeping a care team: the professionals outside take their places on a person's open case."""

from casewright.cases.actions import join_team
from casewright.cases.models import Case
from casewright.cases.queries import care_team, open_case_of
from casewright.fhir.actions.known import Became
from casewright.fhir.actions.surroundings import Surroundings
from casewright.fhir.preparing import Prepared
from casewright.fhir.resources.care_team import CareTeamSaid
from casewright.fhir.resources.elements import Passed
from casewright.fhir.resources.references import Member
from casewright.people.rules import fold
from casewright.resources.models import Organization, Practitioner, PractitionerRole

LONGEST_NAME, LONGEST_PHONE = 200, 60


def keep_care_team(around: Surroundings, prepared: Prepared, _before: Became | None) -> Case:
    """Name those on the team who are not named yet; a person without a case has no team here."""
    said: CareTeamSaid = prepared.said
    person = around.person(said.subject)
    case = open_case_of(person.pk, viewer=around.by)
    if case is None:
        raise Passed("CareTeam: of somebody in nobody's case; read again once a case is open")
    places = care_team(person.pk, viewer=around.by).filter(case=case)
    there = {(fold(place.outside_name), place.role) for place in places}
    for member in said.members:
        name, phone = _reach(around, member)
        if name and (fold(name), member.role) not in there:
            there.add((fold(name), member.role))
            join_team(
                by=around.by,
                case=case,
                role=member.role,
                at=around.at,
                outside_name=name,
                outside_phone=phone,
                source=around.label,
            )
    return case


def _reach(around: Surroundings, member: Member) -> tuple[str, str]:
    """The member's name and phone: as we keep them, else by the display alone."""
    role = around.other(member.who, "PractitionerRole")
    if role:
        found = PractitionerRole.objects.select_related("practitioner", "organization")
        return _reach_of_role(found.get(pk=role.key))
    for kind, model in (("Practitioner", Practitioner), ("Organization", Organization)):
        row = around.other(member.who, kind)
        if row:
            return _called(model.objects.get(pk=row.key))
    return member.who.display[:LONGEST_NAME], ""


def _reach_of_role(role: PractitionerRole) -> tuple[str, str]:
    """Whoever holds the role, by the first of its phones, else by their own."""
    holder = role.practitioner or role.organization
    name, phone = _called(holder) if holder else ("", "")
    return name, role.phones.split(", ")[0][:LONGEST_PHONE] or phone


def _called(found: Practitioner | Organization) -> tuple[str, str]:
    name = found.full_name if isinstance(found, Practitioner) else found.name
    return name[:LONGEST_NAME], found.phone
