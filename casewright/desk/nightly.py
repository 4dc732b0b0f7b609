"""The list for a day without a computer: written each night, to be printed when nothing answers.

One file for each colleague with a Today: what is due, for whom and why, how to reach them, their
medicines, who is quiet, and what waits. The files hold records: nobody but this program's own
account may read them, and those of past days are removed.
"""

import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from django.conf import settings
from django.template.loader import get_template

from casewright.audit.actions import record
from casewright.chart.models import Medicine
from casewright.contacts.models import Draft
from casewright.desk.queries.held import PAST
from casewright.desk.queries.sheet import Entry, sheet_of
from casewright.desk.queries.today import Quiet, Today, quiet_people, today
from casewright.desk.worklist.beside import NIGHT_LIST
from casewright.foundation.moments import local
from casewright.security.gate import holds
from casewright.security.models import Kind, User
from casewright.security.standing import beside
from casewright.tasks.access import SEE_TODAY

LISTS = "lists"
DAYS_KEPT = 3
MOST_MEDICINES = 12
DRAFT_IS_OLD = timedelta(days=7)
OURS_ALONE = 0o700


@dataclass(frozen=True)
class Sheet:
    """What stands on one colleague's list."""

    viewer: User
    day: Today
    entries: list[Entry]
    medicines: dict[str, list[str]]
    quiet: list[Quiet]
    old_drafts: int


def write_lists(at: datetime) -> int:
    """Write everybody's list for the organization's day; gives how many.

    A list is written whole or not at all, and written again it takes the place of the one before.
    """
    day = local(at).date()
    folder = _folder(day)
    staff = User.objects.filter(is_active=True, kind=Kind.STAFF).order_by("username")
    written = 0
    for user in staff:
        if holds(user, SEE_TODAY):
            sheet = sheet_for(viewer=user, at=at)
            _write(folder / file_name(user), sheet)
            # Under whose eyes it was made: what stands on it is what they may see.
            record(user, NIGHT_LIST, None, rows=len(sheet.entries))
            written += 1
    _remove_old(folder.parent, day)
    return written


def sheet_for(*, viewer: User, at: datetime) -> Sheet:
    """One colleague's list, as they would see it themselves."""
    day = today(viewer=viewer, at=at)
    return Sheet(
        viewer=viewer,
        day=day,
        entries=sheet_of(day, viewer=viewer),
        medicines=_medicines(day, viewer),
        quiet=quiet_people(viewer=viewer, at=at),
        old_drafts=Draft.objects.filter(author=viewer, updated_at__lt=at - DRAFT_IS_OLD).count(),
    )


def _medicines(day: Today, viewer: User) -> dict[str, list[str]]:
    keys = [UUID(row.person_key) for row in day.rows if row.person_key]
    found: dict[str, list[str]] = {}
    taken = Medicine.objects.filter(beside(viewer, "person_id"), person__in=keys)
    for key, display in (
        taken.exclude(status__in=PAST).order_by("display", "pk").values_list("person_id", "display")
    ):
        found.setdefault(str(key), []).append(display)
    return {key: names[:MOST_MEDICINES] for key, names in found.items()}


def file_name(user: User) -> str:
    """A name that says whose it is and is a file's name everywhere."""
    return f"{re.sub(r'[^a-z0-9.-]', '-', user.username.lower())[:60]}-{str(user.pk)[:8]}.html"


def _folder(day: date) -> Path:
    lists = Path(settings.HOME) / LISTS
    folder = lists / day.isoformat()
    for each in (lists, folder):
        each.mkdir(mode=OURS_ALONE, exist_ok=True)
    return folder


def _write(path: Path, sheet: Sheet) -> None:
    text = get_template("desk/night_list.html", using="pages").render({"sheet": sheet})
    beside_it = path.with_suffix(".part")
    beside_it.touch(mode=0o600)
    beside_it.write_text(text, encoding="utf-8")
    os.replace(beside_it, path)


def _remove_old(lists: Path, day: date) -> None:
    for folder in lists.iterdir():
        try:
            is_old = day - date.fromisoformat(folder.name) >= timedelta(days=DAYS_KEPT)
        except ValueError:
            continue
        if is_old:
            rmtree(folder)
