"""What a made-up hospital sends and a made-up clinic exports is read as it was meant."""

from casewright.demo.loading import text_of
from casewright.demo.rules.books import life_from
from casewright.demo.rules.bundles import directory_bundle, people_bundle
from casewright.demo.rules.lives import Heard, Life
from casewright.demo.rules.messages import adt_message
from casewright.demo.tests.days import NEW_YORK, TUESDAY, almanac, moment
from casewright.fhir.resources import READS
from casewright.hl7.reading.fields import Adt, read_adt
from casewright.hl7.reading.message import read


def rosa() -> Life:
    return life_from("01_rosa", text_of("01_rosa"), almanac(TUESDAY))


def understood(life: Life, heard: Heard) -> Adt:
    text = adt_message(life, heard, control_id="SB-1", facility_name="St Brigid & Sons")
    return read_adt(read(text.encode()), NEW_YORK)


def heard(life: Life, event: str) -> Heard:
    told = [one for one in life.in_order if isinstance(one, Heard) and one.event == event]
    return told[-1]


def test_a_discharge_says_who_went_home_when_and_from_where() -> None:
    adt = understood(rosa(), heard(rosa(), "A03"))
    assert adt.header.event == "A03"
    assert (adt.names[0].family, adt.names[0].given) == ("Delgado", "Rosa")
    assert adt.identifiers[0].value == "SB-204417"
    assert adt.identifiers[0].authority == "STBRIGID"
    assert adt.visit is not None
    assert adt.visit.discharged is not None
    assert adt.visit.discharged.moment == moment("2026-11-22 14:30")
    assert adt.visit.disposition == "01"
    assert adt.visit.reason is not None
    assert adt.visit.reason.text == "Heart failure, short of breath"
    assert adt.faults == {}


def test_a_name_with_a_separator_stays_one_name() -> None:
    adt = understood(rosa(), heard(rosa(), "A02"))
    assert adt.visit is not None
    assert adt.visit.location is not None
    assert adt.visit.location.facility == "St Brigid & Sons"
    assert adt.visit.location.place == "4W^412^B"


def test_an_admission_tells_of_the_allergy_and_of_whom_to_call() -> None:
    adt = understood(rosa(), heard(rosa(), "A01"))
    assert [one.substance.text for one in adt.allergies] == [
        "Sulfamethoxazole and trimethoprim (sulfa)"
    ]
    assert [f"{one.name.given} {one.name.family}" for one in adt.kin] == ["Luis Delgado"]
    assert adt.language is not None
    assert adt.language.code == "es"


def test_an_export_holds_only_resources_that_are_read_here() -> None:
    texts = text_of("organization")
    bundles = [directory_bundle(texts["facilities"], texts["payers"]), people_bundle([rosa()])]
    resources = [entry["resource"] for bundle in bundles for entry in bundle["entry"]]
    assert len(resources) == 11 + 9 + 1 + len(rosa().findings)
    for resource in resources:
        assert READS[resource["resourceType"]](resource)
    assert all(value is not None for resource in resources for value in resource.values())


def test_there_are_eleven_facilities_and_nine_payers() -> None:
    texts = text_of("organization")
    assert (len(texts["facilities"]), len(texts["payers"])) == (11, 9)
    assert len(texts["staff"]) == 14
