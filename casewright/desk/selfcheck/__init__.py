"""What an administrator still has to do: said by `casewright selfcheck` and on `/selfcheck/`."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from django.db import DatabaseError

from casewright.desk.selfcheck import accounts, machine, mail, records, work
from casewright.desk.selfcheck.finding import Finding
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.moments import local, now

Check = Callable[[datetime], Iterable[Finding]]
# What can be looked at without a database comes first.
CHECKS: tuple[Check, ...] = (
    machine.key_and_cookies,
    machine.home,
    machine.disk,
    machine.database,
    machine.clock,
    machine.backup,
    work.workers,
    work.jobs,
    work.queue,
    mail.mail,
    records.trail,
    records.heads,
    records.feeds,
    records.messages,
    records.deadline_rules,
    accounts.roles,
    accounts.unused,
    accounts.second_factor,
    accounts.locked,
    accounts.without_keeper,
)


def findings(at: datetime) -> list[Finding]:
    """Everything that is still to do, as of a moment."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found.extend(check(at))
        except DatabaseError as fault:
            name = f"{check.__module__.rpartition('.')[2]}.{check.__name__}"
            found.append(
                Finding(
                    "database",
                    f"{name} could not be looked at: the database said {type(fault).__name__}.",
                    "casewright setup",
                )
            )
            break
    return found


@click.command()
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a dated report into this file as well.",
)
@json_flag
def selfcheck(report: Path | None, *, as_json: bool) -> None:
    """Say what an administrator still has to do; exit 1 while there is anything."""
    at = now()
    found = findings(at)
    facts = {
        "at": local(at).isoformat(timespec="seconds"),
        "checks": len(CHECKS),
        "findings": [asdict(finding) for finding in found],
    }
    words = [f"{one.what}: {one.words}\n    {one.do}" for one in found]
    words = words or [f"{len(CHECKS)} things looked at; nothing is to do."]
    if report is not None:
        lines = [f"Casewright selfcheck, {facts['at']}", "", *words, "", json.dumps(facts)]
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer(facts, words=words, as_json=as_json, refused=bool(found))
