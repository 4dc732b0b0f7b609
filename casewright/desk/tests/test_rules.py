"""The pages that say what the list goes by."""

import pytest

from casewright.clocks.models import DeadlineRule
from casewright.desk.tests.desk import signed_in
from casewright.tasks.rules import TIERS
from conftest import Staff

pytestmark = pytest.mark.django_db


def test_every_rule_stands_there_with_its_source_and_trust(staff: Staff) -> None:
    page = signed_in(staff.amara).get("/rules/").content.decode()
    rules = DeadlineRule.objects.all()
    assert len(rules) > 20
    for rule in rules:
        assert f'id="{rule.rule}"' in page
    assert "42 CFR" in page
    assert "read on a secondary page; checked 2026-11-23" in page


def test_without_rules_the_page_says_what_to_do(staff: Staff) -> None:
    DeadlineRule.objects.all().delete()
    assert "No rules are laid out" in signed_in(staff.amara).get("/rules/").content.decode()


def test_the_order_of_today_is_told_in_words(staff: Staff) -> None:
    page = signed_in(staff.amara).get("/order/").content.decode()
    assert all(words in page for words in TIERS.values())
