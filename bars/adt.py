"""ADT in any order, with repeats and kills before the answer, against the plain model.

500 runs of 20 steps and 50 of 400, on a scratch database beside the one the settings name.
"""

import time
from datetime import UTC, datetime

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bars.figures import Figure

# A Tuesday on which no clock in New York is changed within the ten days before.
AT = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)
RUNS = ((500, 20), (50, 400))
QUICK = ((50, 20), (2, 100))


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this one shape
    """Run the machine; the first run that ends otherwise than the model is told in words."""
    django.setup()
    from casewright.hl7.tests.machine import machine_of, make_house  # noqa: PLC0415 - needs setup

    began, told, wrong, words = time.perf_counter(), 0, 0, ""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        machine = machine_of(make_house(AT))
        for runs, steps in QUICK if quick else RUNS:
            try:
                run_state_machine_as_test(machine, settings=_settings(runs, steps))
            except AssertionError as difference:
                wrong, words = wrong + 1, f" {difference}"
            told += runs
    finally:
        teardown_databases(databases, verbosity=0)
    sizes = " and ".join(f"{runs} of {steps} steps" for runs, steps in (QUICK if quick else RUNS))
    return Figure(
        name="adt",
        tried=told,
        wrong=wrong,
        database=connection.vendor,
        seconds=round(time.perf_counter() - began, 1),
        says=f"Runs of ADT in any order against the model: {sizes}.{words}",
        passed=not wrong,
    )


def _settings(runs: int, steps: int) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
