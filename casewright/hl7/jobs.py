"""Timed work of this door: how long each sender's pauses usually are."""

from datetime import datetime, time, timedelta

from casewright.foundation.jobs import timed
from casewright.hl7.models import Message
from casewright.security.actions import ensure_service
from casewright.transitions.actions import learn_silence
from casewright.transitions.rules.silence import usual_silence

LOOK_BACK = timedelta(days=28)


@timed(daily_at=time(3, 15))
def learn_pauses(at: datetime) -> int:
    """Work out from four weeks of messages how long each sender is usually silent."""
    recent = Message.objects.filter(received_at__gt=at - LOOK_BACK, received_at__lte=at)
    heard: dict[str, list[datetime]] = {}
    moments = recent.order_by("received_at", "pk").values_list("sender", "received_at")
    for sender, moment in moments.iterator(chunk_size=2000):
        heard.setdefault(sender, []).append(moment)
    usual = {sender: usual_silence(moments) for sender, moments in heard.items()}
    clockwork = ensure_service(name="timed-work", title="Timed work", at=at)
    return sum(
        learn_silence(by=clockwork, sender=sender, minutes=minutes, at=at)
        for sender, minutes in sorted(usual.items())
        if minutes is not None
    )
