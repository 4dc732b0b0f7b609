"""Who a message is about: PID, NK1, AL1, DG1 and MRG."""

from datetime import date

import pytest

from casewright.hl7.reading.datatypes import Address, Coded, Identifier, PersonName, Telecom
from casewright.hl7.reading.fields import Adt
from casewright.hl7.reading.moments import Precision
from casewright.hl7.tests.messages import ADMISSION, MSH, header, understood


def of(pid: str) -> Adt:
    """What is understood of a PID that stands alone."""
    return understood(MSH, pid)


def with_field(number: int, text: str) -> Adt:
    """What is understood of a PID with one field more than its number."""
    fields = ["PID", "1", "", "1001", *[""] * 40]
    fields[number] = text
    return of("|".join(fields))


def test_the_numbers_of_a_person_come_with_who_gave_them_out() -> None:
    assert understood(*ADMISSION).identifiers == (
        Identifier("1001", "LAKESIDE", "1.2.3", "MR", "", "PID-3"),
        Identifier("7788", "STATE", "", "DL", "", "PID-3"),
        Identifier("X778", "", "", "", "", "PID-2"),
        Identifier("ACC44", "LAKESIDE", "", "AN", "", "PID-18"),
        Identifier("999-00-1234", "", "", "SS", "", "PID-19"),
    )


def test_a_number_that_is_repeated_counts_once() -> None:
    numbers = of("PID|1|1001^^^LAKE^MR|1001^^^LAKE^MR~1001^^^LAKE^MR|1001^^^HILL^MR").identifiers

    assert [(number.authority, number.field) for number in numbers] == [
        ("LAKE", "PID-3"),
        ("HILL", "PID-4"),
    ]


def test_a_number_is_taken_at_its_facility_too() -> None:
    (number,) = of("PID|1||1001^7^M10^LAKE&1.2&ISO^MR^LAKESIDE WEST&1.2.9&ISO").identifiers

    assert (number.authority, number.authority_id) == ("LAKE", "1.2")
    assert number.facility == "LAKESIDE WEST"


def test_a_facility_without_a_short_name_is_known_by_its_universal_id() -> None:
    (number,) = of("PID|1||1001^^^LAKE^MR^&1.2.9&ISO").identifiers

    assert number.facility == "1.2.9"


def test_names_come_with_their_type() -> None:
    assert understood(*ADMISSION).names == (
        PersonName("Delgado", "Rosa", "M", "Jr", "Mrs", "L"),
        PersonName("Perez", "Rosa", "", "", "", "M"),
    )


@pytest.mark.parametrize(
    ("written", "family"),
    [("van Dijk&van&Dijk^Anna", "van Dijk"), ("&van&Dijk^Anna", "van Dijk"), ("^Anna", "")],
)
def test_a_family_name_may_come_in_parts(written: str, family: str) -> None:
    (name,) = with_field(5, written).names

    assert (name.family, name.given) == (family, "Anna")


def test_a_name_of_nothing_is_no_name() -> None:
    assert with_field(5, '^^^^^^L~""^""').names == ()


def test_the_birth_date_keeps_how_exactly_it_is_known() -> None:
    whole, month = with_field(7, "19480312").birth, with_field(7, "194803").birth

    assert whole is not None
    assert month is not None
    assert (whole.day, whole.precision) == (date(1948, 3, 12), Precision.DAY)
    assert (month.day, month.precision) == (date(1948, 3, 1), Precision.MONTH)


def test_a_birth_date_that_cannot_be_read_stops_nothing_else() -> None:
    read = with_field(7, "19481312")

    assert read.birth is None
    assert read.faults == {"PID-7": "The month 13 is not between 1 and 12."}
    assert read.identifiers[0].value == "1001"


def test_sex_is_taken_as_written_also_where_it_is_coded() -> None:
    assert with_field(8, "F").sex == "F"
    assert with_field(8, "F^Female^HL70001").sex == "F"


def test_addresses_come_in_their_parts() -> None:
    assert understood(*ADMISSION).addresses == (
        Address("12 Alder Street", "Apt 4", "Albany", "NY", "12203", "USA", "H"),
    )


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("12 Alder Street&Alder Street&12^^Albany", "12 Alder Street"),
        ("&Alder Street&12^^Albany", "Alder Street 12"),
        ("12&Alder Street^^Albany", "12 Alder Street"),
        ("^^Albany", ""),
    ],
)
def test_a_street_may_come_in_parts(written: str, line: str) -> None:
    (address,) = with_field(11, written).addresses

    assert (address.line, address.city) == (line, "Albany")


def test_an_address_of_nothing_is_no_address() -> None:
    assert with_field(11, "^^^^^USA^H").addresses == ()


def test_phones_and_e_mail_addresses_are_told_apart() -> None:
    assert understood(*ADMISSION).telecoms == (
        Telecom("(555)555-0142", is_email=False, use="PRN", equipment="PH"),
        Telecom("rosa@example.org", is_email=True, use="NET", equipment="Internet"),
        Telecom("(555)555-0143", is_email=False, use="WPN", equipment=""),
    )


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("(555)555-0142", ["(555)555-0142"]),
        ("^PRN^PH^^1^555^5550142", ["+1 555 5550142"]),
        ("^PRN^PH^^+1^555^5550142^31", ["+1 555 5550142 x31"]),
        ("^^^^^555^5550142", ["555 5550142"]),
        ("^WPN^PH^^^^^^^^^555-0142", ["555-0142"]),
        ("555-0142^PRN^PH^rosa@example.org", ["555-0142", "rosa@example.org"]),
        ("rosa@example.org^NET", ["rosa@example.org"]),
        ("^PRN^PH", []),
    ],
)
def test_a_number_may_be_written_in_old_ways_and_new(written: str, values: list[str]) -> None:
    telecoms = with_field(13, written).telecoms

    assert [telecom.value for telecom in telecoms] == values
    assert [telecom.is_email for telecom in telecoms] == ["@" in value for value in values]


def test_what_replaces_phone_fields_in_later_versions_is_read_too() -> None:
    (telecom,) = with_field(40, "555-0142^PRN^CP").telecoms

    assert (telecom.value, telecom.equipment) == ("555-0142", "CP")


def test_the_language_is_a_code() -> None:
    assert understood(*ADMISSION).language == Coded("es", "Spanish", "ISO639")
    assert with_field(15, "").language is None


def test_a_death_comes_with_its_moment_or_only_as_a_fact() -> None:
    assert with_field(30, "Y").is_dead is True
    assert with_field(30, "N").is_dead is False
    assert with_field(30, "").is_dead is None
    died = with_field(29, "20261119").died
    assert died is not None
    assert died.day == date(2026, 11, 19)


def test_what_the_sender_emptied_is_named() -> None:
    read = understood(MSH, 'PID|1||1001||Delgado^Rosa||""|""', 'PV1|1|I|""')

    assert read.emptied == {"PID-7", "PID-8", "PV1-3"}
    assert (read.birth, read.sex) == (None, "")
    assert read.visit is not None
    assert read.visit.location is None


def test_next_of_kin_come_with_what_they_are_and_how_to_reach_them() -> None:
    (kin,) = understood(*ADMISSION).kin

    assert (kin.name.given, kin.name.family) == ("Luis", "Delgado")
    assert kin.relationship == Coded("SON", "Son", "HL70063")
    assert kin.role == Coded("EC", "Emergency contact", "")
    assert [telecom.value for telecom in kin.telecoms] == ["(555)555-0144"]


def test_a_contact_without_a_name_is_left_out() -> None:
    assert understood(MSH, "PID|1||1001", "NK1|1||SON").kin == ()


def test_diagnoses_come_with_code_text_and_system() -> None:
    read = understood(MSH, "PID|1||1001", "DG1|1||I50.9^Heart failure^I10||20261120|A", "DG1|2")

    (diagnosis,) = read.diagnoses
    assert (diagnosis.code, diagnosis.text) == ("I50.9", "Heart failure")
    assert (diagnosis.system, diagnosis.kind) == ("I10", "A")


def test_old_diagnoses_have_their_text_and_system_in_fields_of_their_own() -> None:
    (diagnosis,) = understood(MSH, "PID|1||1001", "DG1|1|I9|428.0|Heart failure").diagnoses

    assert (diagnosis.code, diagnosis.text, diagnosis.system) == ("428.0", "Heart failure", "I9")


def test_allergies_come_with_their_reactions() -> None:
    read = understood(MSH, "PID|1||1001", "AL1|1|DA|^Penicillin|MO|Rash~Itching", "AL1|2|FA")

    (allergy,) = read.allergies
    assert (allergy.substance, allergy.kind) == (Coded("", "Penicillin", ""), "DA")
    assert (allergy.severity, allergy.reactions) == ("MO", ("Rash", "Itching"))


def test_a_merge_names_what_is_to_be_no_more() -> None:
    mrg = "MRG|2002^^^LAKE^MR~2003^^^LAKE^MR|OLD2|ACC7|OLD4|V5"
    (prior,) = understood(header("A40"), "PID|1||1001^^^LAKE^MR", mrg).priors

    assert [number.value for number in prior.identifiers] == ["2002", "2003", "OLD2", "OLD4"]
    assert prior.account is not None
    assert (prior.account.value, prior.account.type_code) == ("ACC7", "AN")
    assert prior.visit is not None
    assert (prior.visit.value, prior.visit.type_code) == ("V5", "VN")
