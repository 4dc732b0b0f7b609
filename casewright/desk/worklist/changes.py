"""What changed without somebody, in words: only what alters what they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casewright.desk.chips import moment_in_full
from casewright.desk.words import CONTACTS, REACHED, STAYS
from casewright.desk.worklist.line import key_from, moment_from
from casewright.foundation.moments import local
from casewright.tasks.models import ReminderKind
from casewright.transitions.models import EventKind

# Urgent news stand first: somebody came into hospital or home, or a clock runs to another moment.
URGENT, PLAIN = 0, 1
STAY_WORDS = {
    EventKind.ADMIT.value: gettext_lazy("Admitted"),
    EventKind.REGISTER.value: gettext_lazy("Registered"),
    EventKind.TRANSFER.value: gettext_lazy("Moved"),
    EventKind.DISCHARGE.value: gettext_lazy("Discharged"),
    EventKind.CANCEL_ADMIT.value: gettext_lazy("Admission taken back"),
    EventKind.CANCEL_TRANSFER.value: gettext_lazy("Move taken back"),
    EventKind.CANCEL_DISCHARGE.value: gettext_lazy("Discharge taken back"),
}
TASK_WORDS = {
    "handed_over": gettext_lazy("Handed to you"),
    "opened": gettext_lazy("Asked of you"),
    "due_moved": gettext_lazy("Due moved"),
}
DAYS_A_WEEKDAY_IS_CLEAR = 7
OPENS_STORY, OPENS_TASK, OPENS_DIGEST = "person", "task", "digest"


@dataclass(frozen=True)
class Change:
    """One piece of news: what happened, to whom, and where to read on."""

    at: datetime
    weight: int
    what: str
    name: str
    detail: str
    opens: str
    key: str
    about: str


def change_of(part: str, said: dict[str, Any]) -> Change:
    """A row as the statement gives it, in words."""
    say = {"stay": _of_stay, "task": _of_task, "note": _of_note, "reminder": _of_reminder}[part]
    return say(said, moment_from(said["at"]))


def latest(changes: Iterable[Change]) -> list[Change]:
    """The last word about each thing, urgent ones first, the newest before the older."""
    last: dict[str, Change] = {}
    for change in sorted(changes, key=lambda one: one.at):
        last[change.about] = change
    return sorted(last.values(), key=lambda one: (one.weight, -one.at.timestamp()))


def _of_stay(said: dict[str, Any], at: datetime) -> Change:
    kind, occurred = said["kind"], moment_from(said["occurred_at"])
    is_moved = kind in (EventKind.TRANSFER, EventKind.CANCEL_TRANSFER)
    words = [said["where"], str(STAYS.get(said["stay_class"], "")), _clock(occurred)]
    return Change(
        at=at,
        weight=PLAIN if is_moved else URGENT,
        what=str(STAY_WORDS[kind]),
        name=said["name"],
        detail=", ".join(word for word in words if word),
        opens=OPENS_STORY,
        key=key_from(said["person"]),
        about=f"stay:{said['about']}",
    )


def _of_task(said: dict[str, Any], at: datetime) -> Change:
    what, due = said["what"], moment_from(said["due_at"])
    words = [said["title"]]
    if what == "due_moved" and due:
        words.append(_("due %(when)s") % {"when": moment_in_full(local(due))})
    elif said["by_name"]:
        words.append(_("by %(name)s") % {"name": said["by_name"]})
    words += [said["note"]] if said["note"] else []
    is_clock = said["nature"] in ("clock", "safety")
    return Change(
        at=at,
        weight=URGENT if is_clock or what == "handed_over" else PLAIN,
        what=str(TASK_WORDS[what]),
        name=said["name"] or "",
        detail=": ".join(words[:1]) + "".join(f", {word}" for word in words[1:]),
        opens=OPENS_TASK,
        key=key_from(said["about"]),
        about=f"task:{said['about']}:{what}",
    )


def _of_note(said: dict[str, Any], at: datetime) -> Change:
    words = [
        f"{CONTACTS[said['kind']]}, {REACHED[said['reached']]}",
        _("by %(name)s") % {"name": said["by_name"]},
        *([said["next_step"]] if said["next_step"] else []),
    ]
    return Change(
        at=at,
        weight=PLAIN,
        what=_("Note"),
        name=said["name"],
        detail=", ".join(words),
        opens=OPENS_STORY,
        key=key_from(said["person"]),
        about=f"note:{said['about']}",
    )


def _of_reminder(said: dict[str, Any], at: datetime) -> Change:
    """One line for all, however many there are: what is near stands at the top of Today already."""
    is_late, number = said["kind"] == ReminderKind.LATE, said["n"]
    if is_late:
        words = ngettext(
            "%(num)s late by a business day and untouched since",
            "%(num)s late by a business day and untouched since",
            number,
        )
    else:
        words = ngettext("%(num)s that may not wait", "%(num)s that may not wait", number)
    return Change(
        at=at,
        weight=URGENT if is_late else PLAIN,
        what=_("Reminder"),
        name="",
        detail=words % {"num": number},
        opens=OPENS_DIGEST,
        key="",
        about=f"reminder:{said['kind']}",
    )


def _clock(moment: datetime | None) -> str:
    if moment is None:
        return ""
    here = local(moment)
    return f"{here:%a} {here.day} {here:%H:%M}"


def clock_on(moment: datetime, at: datetime) -> str:
    """17:40 of today, Mon 17:40 of the last days, 3 November 17:40 of any other."""
    told, here = local(moment), local(at)
    if told.date() == here.date():
        return f"{told:%H:%M}"
    is_near = (here.date() - told.date()).days < DAYS_A_WEEKDAY_IS_CLEAR
    return f"{told:%a %H:%M}" if is_near else f"{told.day} {told:%B %H:%M}"
