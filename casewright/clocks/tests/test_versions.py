"""Which version of a rule is in force."""

from dataclasses import replace
from datetime import date

import pytest

from casewright.clocks.rules import choose_version
from casewright.clocks.tests.worked import versions
from casewright.foundation.errors import Refused


@pytest.mark.parametrize(
    ("on", "length"),
    [(date(2025, 12, 31), 14), (date(2026, 1, 1), 7), (date(2001, 1, 1), 14)],
)
def test_an_old_request_is_judged_by_the_law_of_its_day(on: date, length: int) -> None:
    assert choose_version(versions("ma-pa-standard"), on).length == length


def test_a_day_without_a_version_is_refused_and_the_days_held_are_named() -> None:
    present = [row for row in versions("ma-pa-standard") if row.length == 7]

    with pytest.raises(Refused) as refusal:
        choose_version(present, date(2025, 12, 31))

    assert str(refusal.value) == (
        "No version of ma-pa-standard was in force on Wednesday 31 December 2025. "
        "Those we hold: from Thursday 1 January 2026 on."
    )


def test_a_version_that_has_ended_is_refused_after_its_last_day() -> None:
    old = [row for row in versions("ma-pa-standard") if row.length == 14]

    assert choose_version(old, date(2025, 12, 31)).length == 14
    with pytest.raises(Refused, match="from the start until Wednesday 31 December 2025"):
        choose_version(old, date(2026, 1, 1))


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="no such deadline rule"):
        choose_version([], date(2026, 11, 24))


@pytest.mark.parametrize("payer", ["", "any", "medicare", "medicare_advantage", "snp"])
def test_a_rule_binds_its_payer_and_those_that_belong_to_it(payer: str) -> None:
    row = choose_version(versions("ma-pa-standard"), date(2026, 11, 24), payer=payer)

    assert row.payer == "medicare_advantage"


@pytest.mark.parametrize("payer", ["commercial", "medicaid", "original_medicare"])
def test_a_rule_of_another_payer_is_refused(payer: str) -> None:
    with pytest.raises(Refused, match=f"one for medicare_advantage, not for {payer}"):
        choose_version(versions("ma-pa-standard"), date(2026, 11, 24), payer=payer)


def test_a_payer_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="There is no payer 'medicair'"):
        choose_version(versions("moon"), date(2026, 11, 24), payer="medicair")


def test_a_rule_for_any_payer_binds_every_one() -> None:
    row = choose_version(versions("tcm-contact"), date(2026, 11, 24), payer="commercial")

    assert row.payer == "any"


def test_the_row_nearest_to_the_payer_is_taken() -> None:
    general = versions("tcm-contact")[0]
    medicare = replace(general, payer="medicare", length=3)
    plan = replace(general, payer="medicare_advantage", length=4)
    rows = [plan, general, medicare]

    def length(payer: str) -> int:
        return choose_version(rows, date(2026, 11, 24), payer=payer).length

    assert (length("snp"), length("original_medicare"), length("commercial")) == (4, 3, 2)
    assert choose_version(rows, date(2026, 11, 24)).length == 2


def test_two_rows_equally_near_are_refused_until_the_payer_is_said() -> None:
    general = versions("tcm-contact")[0]
    rows = [replace(general, payer=payer) for payer in ("medicaid", "commercial")]

    with pytest.raises(Refused, match=r"several rows in force \(commercial, medicaid\)"):
        choose_version(rows, date(2026, 11, 24))


def test_a_state_may_be_stricter_for_its_own_people() -> None:
    federal = versions("medicaid-appeal-file")[0]
    rows = [federal, replace(federal, state="NY", length=45)]

    def length(state: str) -> int:
        return choose_version(rows, date(2026, 11, 24), state=state).length

    assert (length("NY"), length("NC"), length("")) == (45, 60, 60)
