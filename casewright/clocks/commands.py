"""`casewright clocks due`: the due moment a rule gives, with its reason."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from django.conf import settings

from casewright.clocks import queries
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import Refused
from casewright.foundation.moments import read_moment


@click.group()
def clocks() -> None:
    """Deadlines."""


@clocks.command()
@click.argument("rule")
@click.option("--from", "start", required=True, help="The moment or day that starts the clock.")
@click.option("--payer", default="", help="The kind of payer, for example medicare_advantage.")
@click.option("--zone", default="", help="A time zone other than the organization's.")
@click.option("--set", "named", multiple=True, help="A second moment, for example effective=DAY.")
@json_flag
def due(
    rule: str, start: str, payer: str, zone: str, named: tuple[str, ...], *, as_json: bool
) -> None:
    """The due moment a rule gives, its source, and how it was counted."""
    try:
        where = ZoneInfo(zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise click.BadParameter(f"There is no time zone {zone!r}.") from unknown
    moment, second = _moment(start, where), _second(rule, named, where)
    try:
        worked_out, row = queries.work_out(
            rule, moment, zone=where, holidays=settings.HOLIDAYS, payer=payer, second=second
        )
    except Refused as refusal:
        answer({"reasons": [str(refusal)]}, words=[str(refusal)], as_json=as_json, refused=True)
        return
    source = f"{row.source} [{row.trust}], checked {row.checked_on.isoformat()}"
    facts = {
        "due": worked_out.moment.isoformat(),
        "rule": row.rule,
        "title": row.title,
        "source": source,
        "explained": worked_out.explained,
        "opens": worked_out.opens_at.isoformat() if worked_out.opens_at else None,
        "trust": row.trust,
        "note": row.note,
    }
    words = [
        f"{row.title}: {worked_out.moment:%A %d %B %Y, %H:%M:%S}",
        worked_out.explained,
        source,
    ]
    answer(facts, words=[*words, *([row.note] if row.note else [])], as_json=as_json)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        return read_moment(text, zone)
    except ValueError as fault:
        raise click.BadParameter(f"{text!r} is no ISO 8601 moment or day.") from fault


def _second(rule: str, named: tuple[str, ...], zone: ZoneInfo) -> datetime | None:
    """The rule's second moment, given as name=value under the name the rule uses."""
    if not named:
        return None
    name, _, value = named[0].partition("=")
    known = queries.second_triggers(rule)
    if len(named) > 1 or name not in known:
        takes = ", ".join(f"{one}=DAY" for one in sorted(known)) or "nothing"
        raise click.BadParameter(f"{rule} takes {takes}.")
    return _moment(value, zone)
