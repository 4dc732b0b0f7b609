"""The visit a message tells of: PV1 and PV2-3."""

from datetime import UTC, datetime

from casewright.hl7.reading.datatypes import Coded, Location, PersonName
from casewright.hl7.reading.visit import Visit
from casewright.hl7.tests.messages import ADMISSION, MSH, understood


def visit(*segments: str) -> Visit:
    read = understood(MSH, "PID|1||1001", *segments)
    assert read.visit is not None
    return read.visit


def test_a_visit_tells_where_and_why_and_who_attends() -> None:
    read = understood(*ADMISSION).visit

    assert read is not None
    assert (read.patient_class, read.admission_type) == ("I", "U")
    assert read.location == Location("4W", "412", "B", "LAKESIDE")
    assert read.prior_location == Location("ER", "02", "A", "LAKESIDE")
    assert read.attending is not None
    assert (read.attending.identifier, read.attending.name.family) == ("A77", "Osei")
    assert read.reason == Coded("I50.9", "Heart failure", "I10")


def test_a_visit_has_its_number_and_its_end() -> None:
    read = understood(*ADMISSION).visit

    assert read is not None
    assert read.number is not None
    assert (read.number.value, read.number.authority) == ("V998", "LAKESIDE")
    assert (read.disposition, read.discharged_to) == ("06", "SNF7")
    assert read.admitted is not None
    assert read.admitted.moment == datetime(2026, 11, 20, 15, 12, tzinfo=UTC)
    assert read.discharged is not None
    assert read.discharged.moment == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_the_type_of_a_clinician_s_name_stands_after_the_number_s_authority() -> None:
    attending = visit("PV1|1|I|||||A77^Osei^Kwame^B^Jr^Dr^MD^^LAKESIDE^L").attending

    assert attending is not None
    assert attending.name == PersonName("Osei", "Kwame", "B", "Jr", "Dr", "L")


def test_a_place_is_point_of_care_room_and_bed() -> None:
    assert visit("PV1|1|I|4W^412^B^LAKESIDE").location == Location("4W", "412", "B", "LAKESIDE")
    assert Location("4W", "412", "B", "LAKESIDE").place == "4W^412^B"
    assert Location("4W", "", "", "").place == "4W"
    assert Location("", "412", "", "").place == "^412"


def test_parts_of_a_place_may_have_universal_ids() -> None:
    location = visit("PV1|1|I|4W&1.2.7&ISO^412&1.2.8&ISO^B^&1.2.9&ISO").location

    assert location == Location("4W", "412", "B", "1.2.9")


def test_a_visit_may_tell_nothing() -> None:
    read = visit("PV1|1|N|^^^")

    assert (read.location, read.attending, read.number) == (None, None, None)
    assert (read.admitted, read.reason) == (None, None)


def test_no_visit_is_told_of_without_pv1() -> None:
    assert understood(MSH, "PID|1||1001", "PV2|||Fall").visit is None
