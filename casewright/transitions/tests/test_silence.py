"""A sender that falls silent is noticed once, and back when it is heard; its habit is learnt."""

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from casewright.audit.models import Entry
from casewright.foundation.errors import NotPermitted
from casewright.hl7.jobs import learn_pauses
from casewright.hl7.models import Message
from casewright.transitions.actions import hear_feed, learn_silence, note_silence
from casewright.transitions.jobs import watch_feeds
from casewright.transitions.models import Feed
from casewright.transitions.rules.silence import LEAST_MINUTES, MOST_MINUTES, usual_silence
from conftest import Staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)


def events() -> list[str]:
    silence = Entry.objects.filter(event__startswith="transitions.feed_").order_by("number")
    return [entry.event for entry in silence]


@pytest.mark.django_db
def test_a_silence_is_noticed_once_and_ends_when_the_sender_is_heard(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now - 4 * HOUR)
    assert watch_feeds.call() == 0  # four hours are usual: the last minute is still in time
    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    assert [watch_feeds.call(), watch_feeds.call()] == [1, 0]
    assert Feed.objects.get().silent_since == now + timedelta(minutes=1)
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now + HOUR)
    assert Feed.objects.get().silent_since is None
    assert events() == [
        "transitions.feed_known",
        "transitions.feed_fell_silent",
        "transitions.feed_is_back",
        "transitions.feed_heard",
    ]


@pytest.mark.django_db
def test_a_clock_set_back_makes_no_sender_silent(
    staff: Staff, now: datetime, time_machine: TimeMachineFixture
) -> None:
    hear_feed(by=staff.feed, sender="ST-BRIGID", at=now)
    time_machine.move_to(now - HOUR, tick=False)
    assert watch_feeds.call() == 0


@pytest.mark.django_db
def test_nobody_but_a_service_notes_silence_or_learns_it(staff: Staff, now: datetime) -> None:
    feed = hear_feed(by=staff.feed, sender="ST-BRIGID", at=now - DAY)
    for stranger in (staff.bo, staff.amara, staff.ada):
        with pytest.raises(NotPermitted):
            note_silence(by=stranger, feed=feed, at=now)
        with pytest.raises(NotPermitted):
            learn_silence(by=stranger, sender="ST-BRIGID", minutes=60, at=now)


@pytest.mark.django_db
def test_what_somebody_said_about_a_sender_stays_and_the_rest_is_learnt(
    staff: Staff, now: datetime
) -> None:
    hear_feed(by=staff.feed, sender="SAID", at=now, usual_minutes=90)
    hear_feed(by=staff.feed, sender="UNSAID", at=now)
    for sender in ("SAID", "UNSAID"):
        for hour in range(14 * 24):
            Message.objects.create(
                sender=sender,
                control_id=str(hour),
                digest=str(hour),
                raw=b"",
                received_at=now - hour * HOUR,
            )
    assert [learn_pauses.call(), learn_pauses.call()] == [1, 0]
    usual = dict(Feed.objects.values_list("sender", "usual_minutes"))
    assert usual == {"SAID": 90, "UNSAID": 90}
    assert Feed.objects.get(sender="SAID").learnt_at is None
    assert Feed.objects.get(sender="UNSAID").learnt_at == now
    hear_feed(by=staff.feed, sender="UNSAID", at=now, usual_minutes=300)
    assert learn_pauses.call() == 0


def test_nights_and_weekends_are_usual_however_busy_the_mornings() -> None:
    heard = [
        MONDAY + day * DAY + minute * timedelta(minutes=1)
        for day in range(28)
        if day % 7 < 5
        for minute in range(0, 12 * 60, 2)
    ]
    usual = usual_silence(heard)
    # The weekend from Friday evening to Monday morning is 60 hours.
    assert usual is not None
    assert usual > 60 * 60
    assert usual <= MOST_MINUTES


def test_too_few_days_show_no_habit() -> None:
    assert usual_silence([MONDAY + hour * HOUR for hour in range(5 * 24)]) is None
    assert usual_silence([MONDAY + hour * HOUR for hour in range(8 * 24)]) == 90
    assert usual_silence([]) is None


def test_a_busy_sender_has_its_lunch_break() -> None:
    heard = [MONDAY + minute * timedelta(minutes=1) for minute in range(8 * 24 * 60)]
    assert usual_silence(heard) == LEAST_MINUTES
