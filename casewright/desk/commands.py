"""`casewright worklist` and `casewright status`."""

from datetime import datetime

import click
from django.apps import apps
from django.db.models import Count

from casewright.audit.actions import record
from casewright.cases.models import Case
from casewright.cases.states import OPEN as OPEN_CASES
from casewright.desk.queries.today import Row, today
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import NotPermitted
from casewright.foundation.moments import local, now, read_moment
from casewright.people.models import Person
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.access import SEE_TODAY
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN as OPEN_TASKS
from casewright.transitions.models import Stay


def _moment(_ctx: click.Context, _param: click.Parameter, text: str | None) -> datetime:
    if text is None:
        return now()
    try:
        return read_moment(text)
    except ValueError as fault:
        raise click.BadParameter("Write a moment as 2026-11-24T09:00, or a day.") from fault


@click.command()
@click.option("--user", "username", required=True, help="Whose Today: the name they sign in with.")
@click.option("--at", callback=_moment, help="As of this moment (ISO 8601); now unless said.")
@json_flag
def worklist(username: str, at: datetime, *, as_json: bool) -> None:
    """Show somebody's Today as they would see it, in order."""
    user = User.objects.filter(username__iexact=username).first()
    try:
        if user is None:
            raise NotPermitted(SEE_TODAY)
        demand(user, SEE_TODAY, None)
    except NotPermitted:
        why = f"There is no user {username!r} with a Today."
        answer({"rows": [], "refused": why}, words=[why], as_json=as_json, refused=True)
        return
    day = today(viewer=user, at=at)
    record(user, f"seen:{SEE_TODAY}", None)
    answer(
        {"user": user.username, "at": local(at).isoformat(), "rows": [_facts(r) for r in day.rows]},
        words=[_words(row) for row in day.rows] or ["Nothing is due."],
        as_json=as_json,
    )


@click.command()
@json_flag
def status(*, as_json: bool) -> None:
    """Count what is held."""
    counts = {
        "people": Person.objects.filter(merged_into=None).count(),
        "open_cases": Case.objects.filter(status__in=OPEN_CASES).count(),
        "stays": Stay.objects.filter(cancelled=False).count(),
        "open_tasks": Task.objects.filter(status__in=OPEN_TASKS).count(),
        "messages": _messages_by_fate(),
    }
    words = [f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()]
    answer({"counts": counts}, words=words, as_json=as_json)


def _messages_by_fate() -> dict[str, int]:
    """Kept messages by what became of them.

    The door for messages is beside this one and neither knows the other, so the table is asked for
    by its name.
    """
    messages = apps.get_model("hl7", "Message")._default_manager
    fates = messages.values("fate").annotate(number=Count("pk")).order_by("fate")
    return dict(fates.values_list("fate", "number"))


def _facts(row: Row) -> dict[str, object]:
    task = row.task
    return {
        "person": row.name,
        "person_key": row.person_key,
        "task": task.title,
        "task_key": row.key,
        "tier": row.tier,
        "due": local(task.due_at).isoformat(),
        "rule": task.rule or "",
        "source": task.rule_source or task.source,
        "why": row.why,
        "also": [_facts(other) for other in row.also],
    }


def _words(row: Row) -> str:
    also = f" (+{len(row.also)})" if row.also else ""
    whom = f", {row.name}" if row.name else ""
    return f"{row.tier}  {row.chip.words}  {row.task.title}{whom}{also}"
