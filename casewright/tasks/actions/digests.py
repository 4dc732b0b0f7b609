"""Digests: written once for each of us a day, handed over as mail, chosen, cleared away."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q

from casewright.audit.actions import action, record
from casewright.foundation.errors import Refused
from casewright.foundation.texts import check_fit
from casewright.security.gate import demand
from casewright.security.models import User
from casewright.tasks.access import SEE_TODAY, WRITE_DIGEST
from casewright.tasks.models import Digest, DigestBy, DigestChoice, DigestKind

# A worker that began to hand a mail over and is silent since was killed: another takes it up.
BEGUN_HOLDS = timedelta(minutes=10)
DAYS_KEPT = 62


@action
def write_digest(
    *,
    by: User,
    whose: User,
    kind: DigestKind,
    day: date,
    holds: dict[str, Any],
    mail_wanted: bool,
    at: datetime,
) -> Digest | None:
    """Keep what somebody is told for a day; None where they were told already."""
    demand(by, WRITE_DIGEST, None)
    given = {"holds": holds, "mail_wanted": mail_wanted, "made_at": at}
    digest, is_new = Digest.objects.get_or_create(user=whose, kind=kind, day=day, defaults=given)
    if not is_new:
        return None
    record(by, "tasks.digest_written", digest, kind=kind)
    return digest


@action
def begin_mail(*, by: User, digest: Digest, at: datetime) -> bool:
    """Take up the handing over of a digest's mail, unless another worker has it in hand or it is
    with the mail server already."""
    demand(by, WRITE_DIGEST, digest)
    free = Q(mail_begun_at=None) | Q(mail_begun_at__lte=at - BEGUN_HOLDS)
    waiting = Digest.objects.filter(free, pk=digest.pk, mail_wanted=True, mailed_at=None)
    taken = waiting.update(mail_begun_at=at, mail_attempts=F("mail_attempts") + 1)
    if taken:
        record(by, "tasks.digest_mail_begun", digest)
    return bool(taken)


@action
def note_mail(
    *, by: User, digest: Digest, fault: str, at: datetime, is_of_mail: bool = True
) -> None:
    """The mail server took a digest's mail; or did not, with the kind of its fault: then it is free
    to be tried again. A fault that is not of this mail does not count against it."""
    demand(by, WRITE_DIGEST, digest)
    mine = Digest.objects.filter(pk=digest.pk, mailed_at=None)
    if fault:
        spent = F("mail_attempts") - int(not is_of_mail)
        mine.update(mail_begun_at=None, mail_fault=fault[:60], mail_attempts=spent)
        record(by, "tasks.digest_not_mailed", digest, fault=fault[:60])
    else:
        mine.update(mailed_at=at, mail_begun_at=at, mail_fault="")
        record(by, "tasks.digest_mailed", digest)


@action
def choose_digest(
    *, by: User, how: DigestBy, hour: int, zone: str = "", mail_to: str = ""
) -> DigestChoice:
    """Keep how somebody wants their own digest, from which hour of which zone, and where to."""
    demand(by, SEE_TODAY, None)
    if hour not in range(24):
        raise Refused("Choose an hour of the day.")
    if zone and zone not in available_timezones():
        raise Refused("Choose a time zone from the list.")
    check_fit(DigestChoice, zone=zone, mail_to=mail_to)
    _check_address(mail_to)
    chosen = {"how": how, "hour": hour, "zone": zone, "mail_to": mail_to}
    choice, _ = DigestChoice.objects.update_or_create(user=by, defaults=chosen)
    record(by, "tasks.digest_chosen", choice, how=how, hour=hour)
    return choice


def _check_address(mail_to: str) -> None:
    if not mail_to:
        return
    try:
        validate_email(mail_to)
    except ValidationError as fault:
        raise Refused("Write a mail address like name@example.org.") from fault


@action
def clear_digests(*, by: User, at: datetime) -> int:
    """Remove digests older than two months; gives how many. What they spoke of stays."""
    demand(by, WRITE_DIGEST, None)
    gone, _ = Digest.objects.filter(made_at__lt=at - timedelta(days=DAYS_KEPT)).delete()
    if gone:
        record(by, "tasks.digests_cleared", None, number=gone)
    return gone
