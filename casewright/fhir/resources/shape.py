"""What a resource holds that FHIR R4 does not know, or knows otherwise: said, never fatal.

The elements are those of the resources' definitions (hl7.org/fhir/R4, read 2026-11-24 from the
snapshots of US Core 8.0.0). Only elements near the top are looked at, where senders slip.
"""

from collections.abc import Iterator
from typing import Any

from casewright.fhir.resources.elements import Json
from casewright.fhir.resources.patient import GENDERS

MOST_SHOWN = 40
ANYWHERE = frozenset({"id", "extension"})
RESOURCE = frozenset(
    {"resourceType", "meta", "implicitRules", "language", "text", "contained", "modifierExtension"}
)
# kind of thing -> its elements; a name with > holds things of the kind after it
WRITTEN = {
    "Patient": "identifier>Identifier active name>HumanName telecom>ContactPoint gender birthDate "
    "deceasedBoolean deceasedDateTime address>Address maritalStatus multipleBirthBoolean "
    "multipleBirthInteger photo contact>Contact communication>Communication generalPractitioner "
    "managingOrganization link",
    "RelatedPerson": "identifier>Identifier active patient relationship name>HumanName "
    "telecom>ContactPoint gender birthDate address>Address photo period "
    "communication>Communication",
    "Practitioner": "identifier>Identifier active name>HumanName telecom>ContactPoint "
    "address>Address gender birthDate photo qualification communication",
    "Organization": "identifier>Identifier active type name alias telecom>ContactPoint "
    "address>Address partOf contact endpoint",
    "Location": "identifier>Identifier status operationalStatus name alias description mode type "
    "telecom>ContactPoint address>Address physicalType position managingOrganization partOf "
    "hoursOfOperation availabilityExceptions endpoint",
    "Encounter": "identifier>Identifier status statusHistory class classHistory type serviceType "
    "priority subject episodeOfCare basedOn participant appointment period length reasonCode "
    "reasonReference diagnosis account hospitalization>Hospitalization location serviceProvider "
    "partOf",
    "Condition": "identifier>Identifier clinicalStatus verificationStatus category severity code "
    "bodySite subject encounter onsetDateTime onsetAge onsetPeriod onsetRange onsetString "
    "abatementDateTime abatementAge abatementPeriod abatementRange abatementString recordedDate "
    "recorder asserter stage evidence note",
    "MedicationRequest": "identifier>Identifier status statusReason intent category priority "
    "doNotPerform reportedBoolean reportedReference medicationCodeableConcept medicationReference "
    "subject encounter supportingInformation authoredOn requester performer performerType recorder "
    "reasonCode reasonReference instantiatesCanonical instantiatesUri basedOn groupIdentifier "
    "courseOfTherapyType insurance note dosageInstruction>Dosage dispenseRequest substitution "
    "priorPrescription detectedIssue eventHistory",
    "AllergyIntolerance": "identifier>Identifier clinicalStatus verificationStatus type category "
    "criticality code patient encounter onsetDateTime onsetAge onsetPeriod onsetRange onsetString "
    "recordedDate recorder asserter lastOccurrence note reaction>Reaction",
    "Coverage": "identifier>Identifier status type policyHolder subscriber subscriberId "
    "beneficiary dependent relationship period payor class order network costToBeneficiary "
    "subrogation contract",
    "PractitionerRole": "identifier>Identifier active period practitioner organization code "
    "specialty location healthcareService telecom>ContactPoint availableTime notAvailable "
    "availabilityExceptions endpoint",
    "EpisodeOfCare": "identifier>Identifier status statusHistory type diagnosis patient "
    "managingOrganization period referralRequest careManager team account",
    "MedicationStatement": "identifier>Identifier basedOn partOf status statusReason category "
    "medicationCodeableConcept medicationReference subject context effectiveDateTime "
    "effectivePeriod dateAsserted informationSource derivedFrom reasonCode reasonReference note "
    "dosage>Dosage",
    "Observation": "identifier>Identifier basedOn partOf status category code subject focus "
    "encounter effectiveDateTime effectivePeriod effectiveTiming effectiveInstant issued "
    "performer valueQuantity valueCodeableConcept valueString valueBoolean valueInteger "
    "valueRange valueRatio valueSampledData valueTime valueDateTime valuePeriod "
    "dataAbsentReason interpretation note bodySite method specimen device referenceRange "
    "hasMember derivedFrom component>Component",
    "Component": "code valueQuantity valueCodeableConcept valueString valueBoolean valueInteger "
    "valueRange valueRatio valueSampledData valueTime valueDateTime valuePeriod "
    "dataAbsentReason interpretation referenceRange modifierExtension",
    "Procedure": "identifier>Identifier instantiatesCanonical instantiatesUri basedOn partOf "
    "status statusReason category code subject encounter performedDateTime performedPeriod "
    "performedString performedAge performedRange recorder asserter performer location reasonCode "
    "reasonReference bodySite outcome report complication complicationDetail followUp note "
    "focalDevice usedReference usedCode",
    "Goal": "identifier>Identifier lifecycleStatus achievementStatus category priority "
    "description subject startDate startCodeableConcept target statusDate statusReason "
    "expressedBy addresses note outcomeCode outcomeReference",
    "CarePlan": "identifier>Identifier instantiatesCanonical instantiatesUri basedOn replaces "
    "partOf status intent category title description subject encounter period created author "
    "contributor careTeam addresses supportingInfo goal activity note",
    "DocumentReference": "masterIdentifier>Identifier identifier>Identifier status docStatus "
    "type category subject date author authenticator custodian relatesTo description "
    "securityLabel content context",
    "Binary": "contentType securityContext data",
    "CareTeam": "identifier>Identifier status category name subject encounter period "
    "participant>Participant reasonCode reasonReference managingOrganization telecom>ContactPoint "
    "note",
    "Address": "use type text line city district state postalCode country period",
    "Communication": "language preferred modifierExtension",
    "Contact": "relationship name>HumanName telecom>ContactPoint address>Address gender "
    "organization period modifierExtension",
    "ContactPoint": "system value use rank period",
    "Dosage": "sequence text additionalInstruction patientInstruction timing>Timing "
    "asNeededBoolean asNeededCodeableConcept site route method doseAndRate>DoseAndRate "
    "maxDosePerPeriod maxDosePerAdministration maxDosePerLifetime modifierExtension",
    "DoseAndRate": "type doseRange doseQuantity rateRatio rateRange rateQuantity",
    "Hospitalization": "preAdmissionIdentifier origin admitSource reAdmission dietPreference "
    "specialCourtesy specialArrangement destination dischargeDisposition modifierExtension",
    "HumanName": "use text family given prefix suffix period",
    "Identifier": "use type system value period assigner",
    "Participant": "role member onBehalfOf period modifierExtension",
    "Reaction": "substance manifestation description onset severity exposureRoute note "
    "modifierExtension",
    "Timing": "event repeat>Repeat code modifierExtension",
    "Repeat": "boundsDuration boundsRange boundsPeriod count countMax duration durationMax "
    "durationUnit frequency frequencyMax period periodMax periodUnit dayOfWeek timeOfDay when "
    "offset",
}


def _read(written: str) -> dict[str, str]:
    parts = (name.partition(">") for name in written.split())
    return {name: kind for name, _, kind in parts}


ELEMENTS = {kind: _read(written) for kind, written in WRITTEN.items()}


def remarks_of(json: Json) -> list[str]:
    """What is strange about a resource, each kind of it once, by the names of the elements."""
    kind = json["resourceType"]
    about = _about_patient(json) if kind == "Patient" else ()
    return list(dict.fromkeys([*_strange(json, kind, kind), *about]))


def _about_patient(json: Json) -> Iterator[str]:
    """What a Patient says that is not followed here."""
    if json.get("gender", "unknown") not in GENDERS:
        yield "Patient.gender is no code of FHIR R4"
    if json.get("active") is False:
        yield "Patient.active is false: kept all the same"
    if json.get("link"):
        yield "Patient.link names other records: not followed"


def _strange(json: Json, kind: str, path: str) -> Iterator[str]:
    known = ELEMENTS[kind]
    for name, value in json.items():
        bare = name.removeprefix("_")
        where = f"{path}.{name[:MOST_SHOWN]}"
        if value in ([], {}, ""):
            yield f"{where} is empty"
        elif bare in known:
            yield from _within(value, known[bare], where)
        elif bare not in ANYWHERE and not (path == kind and bare in RESOURCE):
            yield f"{where} is no element of FHIR R4"


def _within(value: Any, kind: str, where: str) -> Iterator[str]:
    if not kind or where.rpartition(".")[2].startswith("_"):
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from _strange(item, kind, where)
