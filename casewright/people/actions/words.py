"""What colleagues write about a person in words: the summary, and statements that change."""

from datetime import datetime

from django.db import IntegrityError

from casewright.audit.actions import action, attempt, record
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.texts import check_fit
from casewright.people.access import CHANGE
from casewright.people.models import Person, Statement, Summary
from casewright.security.gate import demand
from casewright.security.models import User

# What of a statement may be changed; who said it in which language stays.
CHANGEABLE = ("words", "translation", "source")


@action
def write_summary(*, by: User, person: Person, words: str, version: int, at: datetime) -> Summary:
    """Say in two lines who this is and what is going on; `version` is the one seen, 0 for none.

    Each is a new row, and the ones before stay. Where somebody wrote another meanwhile, both come
    back.
    """
    demand(by, CHANGE, person)
    check_fit(Summary, words=words)
    last = Summary.objects.filter(person=person).order_by("-version").first()
    if not words.strip() and last is None:
        raise Refused("Write who this is and what is going on, in two lines.")
    if last and last.version != version:
        raise _conflict(last, words)
    summary = Summary(
        person=person, version=version + 1, words=words.strip(), author=by, written_at=at
    )
    try:
        with attempt():
            summary.save(force_insert=True)
    except IntegrityError:
        # Somebody wrote the same version in this very moment: theirs stands.
        raise _conflict(Summary.objects.get(person=person, version=version + 1), words) from None
    record(by, "people.summary_written", summary, version=summary.version)
    return summary


def _conflict(last: Summary, words: str) -> Conflict:
    return Conflict(theirs={"words": last.words}, yours={"words": words})


@action
def change_statement(
    *, by: User, statement: Statement, values: dict[str, str], at: datetime
) -> Statement:
    """Put a statement right: the one that was stays in the history and points to the new one.

    Where somebody changed or ended it meanwhile, both texts come back.
    """
    demand(by, CHANGE, statement)
    check_fit(Statement, **values)
    if not values["words"].strip():
        raise Refused("Write it down as it was said.")
    _end(statement, values, at)
    changed = Statement.objects.create(
        person=statement.person,
        kind=statement.kind,
        language=statement.language,
        said_on=statement.said_on,
        **{name: values.get(name, getattr(statement, name)) for name in CHANGEABLE},
    )
    Statement.objects.filter(pk=statement.pk).update(replaced_by=changed)
    record(by, "people.statement_changed", changed, was=str(statement.pk))
    return changed


@action
def end_statement(*, by: User, statement: Statement, at: datetime) -> None:
    """Say that something no longer matters, or is no longer to be watched for."""
    demand(by, CHANGE, statement)
    _end(statement, {}, at)
    record(by, "people.statement_ended", statement, kind=statement.kind)


def _end(statement: Statement, values: dict[str, str], at: datetime) -> None:
    """End a statement that still holds; else show what it became."""
    if Statement.objects.filter(pk=statement.pk, ended_at=None).update(ended_at=at):
        return
    now_held = _last_of(statement)
    theirs = {
        name: getattr(now_held, name) if now_held.ended_at is None else "" for name in CHANGEABLE
    }
    raise Conflict(theirs=theirs, yours=values)


def _last_of(statement: Statement) -> Statement:
    """What a statement was changed into, as it stands now."""
    kept = Statement.objects.get(pk=statement.pk)
    while kept.replaced_by_id:
        kept = Statement.objects.get(pk=kept.replaced_by_id)
    return kept
