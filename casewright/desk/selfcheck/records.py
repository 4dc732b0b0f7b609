"""What is kept: the trail, messages, and the rules of the field."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from casewright.clocks.models import DeadlineRule
from casewright.desk.metrics import VERIFY, last_head
from casewright.desk.selfcheck.finding import Finding
from casewright.foundation.models import JobRun
from casewright.foundation.moments import local
from casewright.hl7.models import Message
from casewright.transitions.models import Feed
from casewright.transitions.rules.silence import is_silent

VERIFIED_WITHIN = timedelta(days=2)
EXPORTED_WITHIN = timedelta(hours=3)
# Rules of the field change every year: who last looked at a source a year ago looks again.
REVIEWED_WITHIN = timedelta(days=365)


def trail(at: datetime) -> Iterator[Finding]:
    """The trail is checked, and whole."""
    run = JobRun.objects.filter(pk=VERIFY).first()
    if run is None or run.ended_at is None or at - run.ended_at > VERIFIED_WITHIN:
        yield Finding("trail", "It was not checked for two days.", f"casewright jobs run {VERIFY}")
    elif run.did:
        yield Finding(
            "trail",
            f"{run.did} faults were found in it on {local(run.ended_at):%Y-%m-%d %H:%M}.",
            "casewright audit verify --heads FOLDER; tell whoever answers for privacy",
        )


def heads(at: datetime) -> Iterator[Finding]:
    """The trail's end is exported each hour."""
    exported = last_head()
    if exported is None or at.timestamp() - exported > EXPORTED_WITHIN.total_seconds():
        yield Finding(
            "trail",
            "Its end was not exported for three hours; only exports show that it was cut.",
            "casewright jobs run audit.export_the_head; carry HOME/heads off each day",
        )


def feeds(at: datetime) -> Iterator[Finding]:
    """Every sender is heard as often as usual."""
    for feed in Feed.objects.order_by("last_heard_at", "pk"):
        if is_silent(feed, at):
            hours = int((at - feed.last_heard_at).total_seconds() // 3600)
            yield Finding(
                "feed",
                f"{feed.title or feed.sender} was last heard {hours} hours ago; "
                f"{feed.usual_minutes} minutes are usual.",
                "Ask the sender; read the log of casewright adt listen",
            )


def messages(at: datetime) -> Iterator[Finding]:
    """No message waits for somebody."""
    waiting = Message.objects.filter(fate__in=("received", "unmatched", "quarantined"))
    by_fate = waiting.order_by().values("fate").annotate(n=Count("pk"), first=Min("received_at"))
    for row in by_fate.order_by("fate"):
        days = max((at - row["first"]).days, 0)
        yield Finding(
            "messages",
            f"{row['n']} are {row['fate']}, the first for {days} days.",
            "Match or correct them: the work queue of messages, or casewright adt replay",
        )


def deadline_rules(at: datetime) -> Iterator[Finding]:
    """Somebody looked at the source of every deadline rule within a year."""
    before = local(at).date() - REVIEWED_WITHIN
    old = DeadlineRule.objects.filter(checked_on__lt=before)
    counted = old.aggregate(n=Count("pk"), newest=Max("checked_on"))
    if counted["n"]:
        yield Finding(
            "deadline rules",
            f"{counted['n']} were last held against their sources before {before:%Y-%m-%d}.",
            "Look at their sources; the page /rules/ names them",
        )
    ended = DeadlineRule.objects.filter(in_force_until__lt=local(at).date())
    current = DeadlineRule.objects.exclude(pk__in=ended.values("pk")).values("rule")
    for rule in sorted(set(ended.exclude(rule__in=current).values_list("rule", flat=True))):
        yield Finding(
            "deadline rules",
            f"{rule} is no longer in force and no version follows it.",
            "Add the version that holds now",
        )
