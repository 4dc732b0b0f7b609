"""What signing a note did, told once on the next page: kept, counted, promised, and why not."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casewright.clocks.rules import start_of
from casewright.contacts.models import Contact
from casewright.contacts.rules import why_still_open
from casewright.desk.words import by_day
from casewright.foundation.moments import local, organization_zone
from casewright.security.models import User
from casewright.security.standing import stands_by
from casewright.tasks.models import Task
from casewright.worklog.models import UNSEEN, WorkEntry
from casewright.worklog.queries import my_minutes
from casewright.worklog.rules import minutes_of


def signed_by(key: UUID, *, viewer: User) -> Contact | None:
    """A note that the viewer signed about somebody they stand beside; None for any other key."""
    found = (
        Contact.objects.filter(pk=key, author=viewer)
        .select_related("person", "task__clock__rule")
        .first()
    )
    return found if found and stands_by(viewer, found.person_id) else None


def what_signing_did(key: UUID, *, viewer: User, at: datetime) -> list[str]:
    """The sentences about a note that the viewer signed; none about any other key."""
    contact = signed_by(key, viewer=viewer)
    if contact is None:
        return []
    touched = list(
        Task.objects.filter(
            Q(closed_by_key=key, closed_by_type=Contact._meta.label)
            | Q(focus_key=key, focus_type=Contact._meta.label)
        ).order_by("opened_at", "pk")
    )
    return [
        *_for(contact, at),
        *(
            _("Kept too: %(title)s.") % {"title": task.title}
            for task in touched
            if task.closed_by_key == key and task.pk != contact.task_id
        ),
        _minutes(contact, viewer, at),
        *(_next(task, at) for task in touched if task.focus_key == key),
    ]


def _for(contact: Contact, at: datetime) -> list[str]:
    """What became of the promise the contact was made for."""
    task = contact.task
    if task is None:
        return [_("The note is signed.")]
    if task.closed_by_key == contact.pk:
        return [_("Kept: %(title)s.") % {"title": task.title}]
    words = ngettext(
        "Still open: %(title)s, %(number)s attempt.",
        "Still open: %(title)s, %(number)s attempts.",
        task.attempts,
    ) % {"title": task.title, "number": task.attempts}
    rule = task.clock.rule.rule if task.clock else ""
    if why := why_still_open(task.act, rule, contact.kind, contact.reached):
        words = f"{words} {why}"
    if task.hidden_until is None or task.hidden_until <= at:
        return [words]
    back = local(task.hidden_until)
    return [
        words,
        _("It comes back %(day)s at %(time)s.")
        % {"day": by_day(back.date(), local(at).date()), "time": f"{back:%H:%M}"},
    ]


def _minutes(contact: Contact, viewer: User, at: datetime) -> str:
    """How many minutes were counted, how many of today's nobody sees, and why some were not."""
    counted = minutes_of(
        WorkEntry.objects.filter(worker=viewer, source_key=contact.pk).values_list(
            "starts_at", "ends_at"
        )
    )
    asked = contact.minutes + (contact.travel_minutes or 0)
    if asked and not counted:
        return ngettext(
            "Its %(number)s minute was already counted.",
            "Its %(number)s minutes were already counted.",
            asked,
        ) % {"number": asked}
    if counted < asked:
        return _("%(again)s of %(all)s minutes were already counted, %(counted)s are new.") % {
            "again": asked - counted,
            "all": asked,
            "counted": counted,
        }
    words = ngettext("%(number)s minute counted", "%(number)s minutes counted", counted) % {
        "number": counted
    }
    if contact.time_kind not in UNSEEN and not contact.travel_minutes:
        return f"{words}."
    start = start_of(local(at).date(), organization_zone())
    day = my_minutes(start, start + timedelta(days=1), viewer=viewer)
    return _("%(words)s (%(unseen)s today unseen).") % {"words": words, "unseen": day["unseen"]}


def _next(task: Task, at: datetime) -> str:
    """The next step, and by when."""
    day = by_day(local(task.due_at).date(), local(at).date())
    return _("Next: %(title)s by %(day)s.") % {"title": task.title, "day": day}
