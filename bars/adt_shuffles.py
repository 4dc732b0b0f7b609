"""Every real message set in many orders, with repeats: one state, whatever the order.

Needs ../shared/data/hl7v2_adt; runs on a scratch database beside the one the settings name.
"""

import time
from datetime import UTC, datetime

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bars.figures import Figure

AT = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)
ORDERS, FEW = 30, 3


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this one shape
    """Tell each set in so many orders; what differs from the order of the files is named."""
    django.setup()
    from casewright.hl7.tests.machine import make_house  # noqa: PLC0415 - needs setup
    from casewright.hl7.tests.shuffles import (  # noqa: PLC0415 - needs setup
        differences,
        real_sets,
        told,
        without_contradictions,
    )

    began, tried, wrong, apart, messages = time.perf_counter(), 0, 0, 0, 0
    words: list[str] = []
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        feed = make_house(AT).feed
        sets = real_sets()
        for one in sets:
            agreeing = without_contradictions(one.messages, by=feed, at=AT)
            apart += len(one.messages) - len(agreeing)
            messages += len(agreeing)
            as_filed = told(agreeing, by=feed, at=AT, seed=None)
            for seed in range(FEW if quick else ORDERS):
                found = differences(as_filed, told(agreeing, by=feed, at=AT, seed=seed))
                tried, wrong = tried + 1, wrong + bool(found)
                words += [f"{one.name}, order {seed}: {', '.join(found[:3])}"] if found else []
    finally:
        teardown_databases(databases, verbosity=0)
    said = (
        f"Orders, each third message told twice, of {len(sets)} sets of real messages "
        f"({messages} messages; {apart} more contradict others on whose a number or visit is, "
        f"and wait). {'; '.join(words[:5])}"
    )
    return Figure(
        name="adt_shuffles",
        tried=tried,
        wrong=wrong,
        database=connection.vendor,
        seconds=round(time.perf_counter() - began, 1),
        says=said.strip() if sets else "The collection ../shared/data/hl7v2_adt is not here.",
        passed=bool(sets) and not wrong,
    )
