"""Accounts: roles, use, second factors, and what nobody keeps."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from casewright.desk.selfcheck.finding import Finding
from casewright.security.models import Kind, User
from casewright.security.rules import MOST_FAILED_SIGN_INS
from casewright.tasks.models import Task
from casewright.tasks.states import OPEN

NEVER_USED_FOR = timedelta(days=30)
NOT_USED_FOR = timedelta(days=90)
NAMED = 5


def staff() -> QuerySet[User]:
    """Everybody of the staff who is here."""
    return User.objects.filter(is_active=True, kind=Kind.STAFF).order_by("username")


def named(found: QuerySet[User]) -> str:
    """The first few by the name they sign in with; the administrator knows them by it."""
    names = list(found.values_list("username", flat=True)[: NAMED + 1])
    more = f" and {found.count() - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def roles(_at: datetime) -> Iterator[Finding]:
    """Everybody has a role, and somebody administers."""
    without = staff().annotate(n=Count("roles")).filter(n=0)
    if without.exists():
        yield Finding(
            "accounts", f"Without a role they can do nothing: {named(without)}.", "casewright user"
        )
    if not staff().filter(roles="administrator").exists():
        yield Finding(
            "accounts",
            "Nobody administers.",
            "casewright user add NAME --role administrator",
        )


def unused(at: datetime) -> Iterator[Finding]:
    """Accounts nobody uses are doors nobody watches."""
    never = staff().filter(last_login=None, joined_at__lt=at - NEVER_USED_FOR)
    if never.exists():
        yield Finding(
            "accounts", f"Never used in 30 days: {named(never)}.", "casewright user off NAME"
        )
    long_ago = staff().filter(last_login__lt=at - NOT_USED_FOR)
    if long_ago.exists():
        yield Finding(
            "accounts", f"Not used for 90 days: {named(long_ago)}.", "casewright user off NAME"
        )


def second_factor(_at: datetime) -> Iterator[Finding]:
    """A password alone is one phone call away from being known."""
    holders = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    without = staff().exclude(pk__in=holders.values("user"))
    if without.exists():
        yield Finding(
            "accounts",
            f"Without a second factor: {named(without)}.",
            "Ask them to add one under /accounts/2fa/",
        )


def locked(_at: datetime) -> Iterator[Finding]:
    """Accounts that too many wrong passwords locked."""
    shut = staff().filter(failed_sign_ins__gte=MOST_FAILED_SIGN_INS)
    if shut.exists():
        yield Finding(
            "accounts",
            f"Locked by a hundred wrong passwords: {named(shut)}.",
            "Ask whose they were; then casewright user let-in NAME",
        )


def without_keeper(_at: datetime) -> Iterator[Finding]:
    """Nothing open lies with somebody who has left, or with a team of nobody."""
    gone = Task.objects.filter(status__in=OPEN, owner_user__is_active=False).count()
    if gone:
        yield Finding(
            "leavers",
            f"{gone} open promises still lie with colleagues who have left.",
            "Ask their supervisor to hand them over: the page /team/ lists them",
        )
    here = Q(owner_team__memberships__user__is_active=True, owner_team__memberships__ends_at=None)
    empty = Task.objects.filter(status__in=OPEN, owner_team__isnull=False)
    alone = empty.exclude(pk__in=empty.filter(here).values("pk")).count()
    if alone:
        yield Finding(
            "teams",
            f"{alone} open promises wait in the queues of teams that nobody is on.",
            "casewright user add NAME --team TEAM",
        )
