"""When it happened."""

from datetime import UTC, datetime

import pytest

from casewright.hl7.reading.errors import Unreadable
from casewright.hl7.reading.fields import Adt
from casewright.hl7.reading.happening import admit_moment, discharge_moment, event_moment
from casewright.hl7.reading.moments import Precision
from casewright.hl7.tests.messages import MSH, understood

ROSA = "PID|1||1001"
OCCURRED = datetime(2026, 11, 20, 15, 12, tzinfo=UTC)
RECORDED = datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
SENT = datetime(2026, 11, 20, 15, 16, tzinfo=UTC)


def visiting(admitted: str, discharged: str = "") -> Adt:
    pv1 = "PV1|1|I" + "|" * 42 + admitted + "|" + discharged
    return understood(MSH, "EVN||202611201015|||" + "|202611201012", ROSA, pv1)


def test_when_it_occurred_counts_first() -> None:
    adt = understood(MSH, "EVN||202611201015||||202611201012", ROSA)

    assert event_moment(adt).moment == OCCURRED


def test_then_when_it_was_recorded() -> None:
    assert event_moment(understood(MSH, "EVN||202611201015", ROSA)).moment == RECORDED


def test_then_when_it_was_sent() -> None:
    assert event_moment(understood(MSH, ROSA)).moment == SENT


def test_a_message_that_does_not_say_when_is_refused() -> None:
    adt = understood(MSH.replace("20261120101600", ""), "EVN|A01", ROSA)

    with pytest.raises(Unreadable, match="EVN-6, EVN-2 and MSH-7 are empty"):
        event_moment(adt)


def test_a_moment_that_cannot_be_read_is_not_passed_over() -> None:
    adt = understood(MSH, "EVN||202611201015||||20261320", ROSA)

    with pytest.raises(
        Unreadable, match=r"EVN-6 should say when it happened\. The month 13 is not"
    ):
        event_moment(adt)


def test_a_moment_that_does_not_count_may_be_unreadable() -> None:
    adt = understood(MSH.replace("20261120101600", "today"), "EVN||202611201015", ROSA)

    assert event_moment(adt).moment == RECORDED
    assert set(adt.faults) == {"MSH-7"}


def test_the_visit_s_own_moments_count_for_its_beginning_and_end() -> None:
    adt = visiting("202611200900", "202611241500")

    assert admit_moment(adt).moment == datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert discharge_moment(adt).moment == datetime(2026, 11, 24, 20, tzinfo=UTC)


def test_without_them_the_moment_of_the_event_counts() -> None:
    adt = visiting("")

    assert admit_moment(adt).moment == OCCURRED
    assert discharge_moment(adt).moment == OCCURRED
    assert admit_moment(understood(MSH, ROSA)).moment == SENT


def test_a_visit_s_moment_that_cannot_be_read_is_not_passed_over() -> None:
    with pytest.raises(Unreadable, match="PV1-44 should say when it happened"):
        admit_moment(visiting("soon"))
    with pytest.raises(Unreadable, match="PV1-45 should say when it happened"):
        discharge_moment(visiting("", "2026112"))


def test_a_bare_day_stays_a_day() -> None:
    assert admit_moment(visiting("20261120")).precision is Precision.DAY
