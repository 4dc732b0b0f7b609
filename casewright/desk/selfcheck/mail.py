"""Mail: whether digests go out, and whom they cannot reach."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from casewright.desk.selfcheck.accounts import named, staff
from casewright.desk.selfcheck.finding import Finding
from casewright.tasks.access import SEE_TODAY
from casewright.tasks.models import Digest, DigestBy

# The worker hands mails over every few minutes.
MAY_WAIT = timedelta(hours=1)
LOOKED_BACK = timedelta(days=1)


def mail(at: datetime) -> Iterator[Finding]:
    """Mail is set up, or meant to be off; the server takes it; and everybody has an address."""
    if not settings.MAIL_ON:
        if not settings.MAIL_DECLINED:
            yield Finding(
                "mail",
                "Mail is off: each morning's digest waits on its page alone.",
                "Set CASEWRIGHT_MAIL_URL and CASEWRIGHT_MAIL_FROM; or CASEWRIGHT_MAIL_URL=off",
            )
        return
    yield from _not_taken(at)
    yield from _nowhere_to_go()


def _not_taken(at: datetime) -> Iterator[Finding]:
    waiting = Digest.objects.filter(
        mail_wanted=True, mailed_at=None, made_at__gt=at - LOOKED_BACK, made_at__lt=at - MAY_WAIT
    )
    if number := waiting.count():
        faults = waiting.exclude(mail_fault="").order_by("mail_fault").values_list("mail_fault")
        kinds = ", ".join(fault for (fault,) in faults.distinct()) or "no worker came by"
        yield Finding(
            "mail",
            f"{number} digests of the last day were not taken by the mail server: {kinds}.",
            "Look at CASEWRIGHT_MAIL_URL; then casewright jobs run desk.mail_digests",
        )


def _nowhere_to_go() -> Iterator[Finding]:
    by_mail = Q(digest_choice=None) | Q(digest_choice__how=DigestBy.MAIL, digest_choice__mail_to="")
    without = staff().filter(by_mail, email="", roles__permits__permit=SEE_TODAY).distinct()
    if without.exists():
        yield Finding(
            "mail",
            f"Without a mail address: {named(without)}.",
            "Ask them to write one, or to choose the page alone, under /digest/",
        )
