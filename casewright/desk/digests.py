"""Digests go out: each morning to whoever works, each week to whoever supervises.

One for each of us a day, whatever the worker does twice. The mail says how many things wait and
where they stand, and nothing about anybody: what is protected does not leave by mail. A mail may
be handed over twice where a worker was killed in between; both have the same Message-ID, by which
a mail server knows that they are one.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casewright.clocks.rules import calendar_for
from casewright.desk.queries.digest import what_a_day_holds, what_a_week_holds
from casewright.foundation.moments import organization_zone
from casewright.security.actions import ensure_service
from casewright.security.models import Kind, User
from casewright.tasks.access import SEE_TEAM, SEE_TODAY
from casewright.tasks.actions import begin_mail, clear_digests, note_mail, write_digest
from casewright.tasks.models import Digest, DigestBy, DigestChoice, DigestKind
from casewright.tasks.rules import digest_day, week_of

logger = logging.getLogger(__name__)
# A digest that could not be handed over for so long is no news any more; its page has it.
MAIL_WITHIN = timedelta(hours=12)
MOST_ATTEMPTS = 5
# What a mail server says about one mail; everything else is about the server itself.
ABOUT_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, SMTPSenderRefused)
HOW = {DigestKind.DAY: what_a_day_holds, DigestKind.WEEK: what_a_week_holds}


class MailNotTaken(Exception):  # noqa: N818 - a state of affairs: the server takes no mail now
    """The mail server could not be reached or took nothing; what waits is tried again."""


@dataclass(frozen=True)
class Asked:
    """A digest that somebody is to have by now."""

    whose: User
    kind: DigestKind
    day: date
    mail_wanted: bool


def zone_of(choice: DigestChoice) -> ZoneInfo:
    """The zone somebody's hour is in; the organization's where they chose none."""
    return ZoneInfo(choice.zone) if choice.zone else organization_zone()


def address_of(user: User, choice: DigestChoice) -> str:
    """Where somebody's digest goes: what they wrote, else what their account has; maybe nowhere."""
    return choice.mail_to or user.email


def write_digests(at: datetime) -> int:
    """Write every digest whose hour has come and that is not there yet; gives how many."""
    asked = list(_asked(at))
    if not asked:
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    written = 0
    # What is kept are words of the program's own language: each reads them in theirs.
    with translation.override("en"):
        for one in asked:
            what = HOW[one.kind](viewer=one.whose, at=at)
            written += (
                write_digest(
                    by=clockwork,
                    whose=one.whose,
                    kind=one.kind,
                    day=one.day,
                    holds=what,
                    mail_wanted=one.mail_wanted,
                    at=at,
                )
                is not None
            )
    clear_digests(by=clockwork, at=at)
    return written


def _asked(at: datetime) -> Iterator[Asked]:
    calendar = calendar_for(settings.HOLIDAYS)
    choices = {choice.user_id: choice for choice in DigestChoice.objects.all()}
    written = Digest.objects.filter(made_at__gt=at - timedelta(days=9))
    there = set(written.values_list("user_id", "kind", "day"))
    staff = User.objects.filter(is_active=True, kind=Kind.STAFF)
    may = {
        permit: set(staff.filter(roles__permits__permit=permit).values_list("pk", flat=True))
        for permit in (SEE_TODAY, SEE_TEAM)
    }
    for user in staff.filter(pk__in=set().union(*may.values())).order_by("username"):
        choice = choices.get(user.pk) or DigestChoice(user=user)
        if choice.how == DigestBy.OFF:
            continue
        day = digest_day(at, hour=choice.hour, zone=zone_of(choice), calendar=calendar)
        if day is None:
            continue
        mail = choice.how == DigestBy.MAIL and settings.MAIL_ON and bool(address_of(user, choice))
        for kind, of_day, permit in (
            (DigestKind.DAY, day, SEE_TODAY),
            (DigestKind.WEEK, week_of(day), SEE_TEAM),
        ):
            if (user.pk, kind.value, of_day) not in there and user.pk in may[permit]:
                yield Asked(user, kind, of_day, mail)


def mail_digests(at: datetime) -> int:
    """Hand over the mails that are still to go; gives how many the server took.

    Raises MailNotTaken where the server itself is in trouble: the next turn tries again.
    """
    waiting = list(still_to_go(at))
    if not waiting:
        return 0
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    sent = 0
    for digest in waiting:
        if begin_mail(by=clockwork, digest=digest, at=at):
            sent += _hand_over(clockwork, digest, at)
    return sent


def still_to_go(at: datetime) -> Iterable[Digest]:
    """Digests that are to go out as mail and have not, while they are news."""
    if not settings.MAIL_ON:
        return ()
    return (
        Digest.objects.filter(
            mail_wanted=True,
            mailed_at=None,
            made_at__gt=at - MAIL_WITHIN,
            mail_attempts__lt=MOST_ATTEMPTS,
            user__is_active=True,
        )
        .select_related("user", "user__digest_choice")
        .order_by("made_at", "pk")
    )


def _hand_over(clockwork: User, digest: Digest, at: datetime) -> int:
    try:
        message_of(digest).send()
    except ABOUT_ONE_MAIL as fault:
        note_mail(by=clockwork, digest=digest, fault=type(fault).__name__, at=at)
        return 0
    except OSError as fault:  # what smtplib raises of its own is one as well
        kind = type(fault).__name__
        note_mail(by=clockwork, digest=digest, fault=kind, at=at, is_of_mail=False)
        # Its text may hold an address: the kind of fault is enough to look for it.
        raise MailNotTaken(kind) from None
    note_mail(by=clockwork, digest=digest, fault="", at=at)
    return 1


def message_of(digest: Digest) -> EmailMessage:
    """The mail of a digest: counts and where to read it; no name, and no word of any record."""
    choice = getattr(digest.user, "digest_choice", None) or DigestChoice(user=digest.user)
    from_domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    counts = digest.holds.get("counts", {})
    is_week = digest.kind == DigestKind.WEEK
    with translation.override("en"):
        subject = _("Casewright: your week") if is_week else _("Casewright: your day")
        lines = list(_week_lines(counts) if is_week else _day_lines(counts))
        where = f"{settings.MAIL_LINK.rstrip('/')}{reverse('digest_one', args=[digest.pk])}"
        body = [
            *lines,
            "",
            _("Sign in to read it: %(where)s") % {"where": where},
            "",
            _("You choose there whether this mail comes, and when."),
        ]
    return EmailMessage(
        subject=subject,
        body="\n".join(body),
        from_email=settings.MAIL_FROM,
        to=[address_of(digest.user, choice)],
        connection=get_connection(),
        headers={
            "Message-ID": f"<digest.{digest.pk}@{from_domain}>",
            "Date": format_datetime(digest.made_at.astimezone(zone_of(choice))),
            # RFC 3834: a machine wrote it, no machine need answer.
            "Auto-Submitted": "auto-generated",
        },
    )


def _day_lines(counts: dict[str, int]) -> Iterator[str]:
    def said(name: str) -> int:
        return int(counts.get(name, 0))

    yield ngettext("%(num)s thing is due.", "%(num)s things are due.", said("due")) % {
        "num": said("due")
    }
    if (number := said("clock")) > 0:
        words = ngettext("%(num)s clock runs out today.", "%(num)s clocks run out today.", number)
        yield words % {"num": number}
    if (number := said("late")) > 0:
        yield ngettext("%(num)s is late.", "%(num)s are late.", number) % {"num": number}
    if (number := said("changes")) > 0:
        words = ngettext("%(num)s thing changed.", "%(num)s things changed.", number)
        yield words % {"num": number}
    if (number := said("covered")) > 0:
        words = ngettext("You cover %(num)s person.", "You cover %(num)s people.", number)
        yield words % {"num": number}


def _week_lines(counts: dict[str, int]) -> Iterator[str]:
    of_each = (
        ("late", _("Late: %(num)s")),
        ("unowned", _("Without an owner: %(num)s")),
        ("quiet", _("Quiet people: %(num)s")),
        ("silent", _("Silent feeds: %(num)s")),
        ("messages", _("Messages waiting: %(num)s")),
    )
    for name, words in of_each:
        yield words % {"num": int(counts.get(name, 0))}
