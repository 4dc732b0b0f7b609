"""How many people a message tells of, and what looks like a smuggled segment."""

import pytest

from casewright.hl7.reading import message
from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import MOST_OF_A_KIND, read_adt, read_adts
from casewright.hl7.tests.messages import EVN, MSH, NEW_YORK, NK1, PV1, header, written

ROSA = "PID|1||1001^^^LAKE^MR||Delgado^Rosa"
LENA = "PID|2||2002^^^LAKE^MR||Brandt^Lena"


def reason(*segments: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_adts(message.read(written(*segments)), NEW_YORK)
    return str(refusal.value)


def test_a_message_about_nobody_is_refused() -> None:
    assert reason(MSH, EVN, PV1) == "The message does not say whom it is about: it has no PID."


def test_a_message_of_another_type_is_refused() -> None:
    told = reason(MSH.replace("ADT^A01^ADT_A01", "ORU^R01"), ROSA)

    assert told == "The message is not an ADT message."


def test_an_admission_tells_of_one_person() -> None:
    assert reason(MSH, EVN, ROSA, LENA) == "PID stands 2 times, but A01 tells of one person."


@pytest.mark.parametrize("again", ["EVN|A03", "PV1|2|O", "PV2|||Fall", "MRG|9"])
def test_a_segment_that_stands_once_may_not_come_twice(again: str) -> None:
    told = reason(MSH, EVN, ROSA, "PV1|1|I", "PV2", "MRG|8", again)

    assert told == f"{again[:3]} stands 2 times, where A01 has one."


def test_a_line_break_in_a_name_smuggles_nothing_in() -> None:
    smuggled = "PID|1||1001^^^LAKE^MR||Delgado\rPID|1||2002^^^LAKE^MR||Brandt^Lena"

    assert reason(MSH, EVN, smuggled) == "PID stands 2 times, but A01 tells of one person."


def test_a_swap_tells_of_two_people_each_with_a_visit() -> None:
    read = message.read(written(header("A17"), EVN, ROSA, "PV1|1|I|4W", LENA, "PV1|1|I|5E"))

    rosa, lena = read_adts(read, NEW_YORK)

    assert [rosa.names[0].given, lena.names[0].given] == ["Rosa", "Lena"]
    assert rosa.visit is not None
    assert lena.visit is not None
    assert rosa.visit.location is not None
    assert lena.visit.location is not None
    assert (rosa.visit.location.place, lena.visit.location.place) == ("4W", "5E")
    assert rosa.recorded == lena.recorded is not None
    with pytest.raises(Unreadable, match="tells of 2 people, where one is expected"):
        read_adt(read, NEW_YORK)


def test_a_merge_may_tell_of_several_people_each_with_its_prior_numbers() -> None:
    segments = (header("A40"), EVN, ROSA, "MRG|1009^^^LAKE^MR", LENA, "MRG|2009^^^LAKE^MR")

    merged = read_adts(message.read(written(*segments)), NEW_YORK)

    assert [adt.priors[0].identifiers[0].value for adt in merged] == ["1009", "2009"]


def test_a_merge_needs_the_prior_numbers_of_each_person() -> None:
    told = reason(header("A40"), EVN, ROSA, "MRG|1009^^^LAKE^MR", LENA)

    assert told == "A PID stands without its MRG, which A40 needs."


def test_moving_visits_repeats_prior_numbers_and_visits() -> None:
    segments = (header("A45"), EVN, ROSA, "MRG|||||V1", "PV1|1|I", "MRG|||||V2", "PV1|2|I")

    adt = read_adt(message.read(written(*segments)), NEW_YORK)

    assert [prior.visit and prior.visit.value for prior in adt.priors] == ["V1", "V2"]


def test_moving_visits_repeats_nothing_else() -> None:
    segments = (header("A45"), EVN, ROSA, "MRG|||||V1", "PV1|1|I", "PV2", "PV2")

    assert reason(*segments) == "PV2 stands 2 times, where A45 has one."


def test_what_stands_before_the_first_person_belongs_to_all() -> None:
    read = message.read(written(header("A24"), EVN, NK1, ROSA, NK1, LENA))

    assert [len(adt.kin) for adt in read_adts(read, NEW_YORK)] == [2, 1]


def test_what_one_person_has_does_not_reach_the_next() -> None:
    read = message.read(written(header("A24"), EVN, ROSA, NK1, LENA))

    rosa, lena = read_adts(read, NEW_YORK)

    assert (len(rosa.kin), len(lena.kin)) == (1, 0)


def test_a_person_may_have_the_most_contacts_and_no_more() -> None:
    fits = (MSH, ROSA, *[NK1] * MOST_OF_A_KIND)

    assert len(read_adt(message.read(written(*fits)), NEW_YORK).kin) == MOST_OF_A_KIND
    assert reason(*fits, NK1) == "NK1 stands more than 250 times."
    assert reason(header("A40"), *[ROSA] * 251) == "PID stands more than 250 times."
