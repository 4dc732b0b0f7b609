"""This door's permits."""

from typing import Any
from uuid import UUID

from casewright.hl7.models import Message, Settlement
from casewright.security.gate import always, permit
from casewright.security.models import User
from casewright.security.standing import stands_by

KEEP_MESSAGE = "hl7.keep_message"
SETTLE_MESSAGE = "hl7.settle_message"
WORK_QUEUE = "hl7.work_queue"


@permit(KEEP_MESSAGE, holders=["service"])
def may_keep_message(user: User, subject: Any) -> bool:
    """Hand in a message: a hospital's feed."""
    return always(user, subject)


@permit(SETTLE_MESSAGE, holders=["service"])
def may_settle_message(user: User, subject: Any) -> bool:
    """Apply a kept message, or set it aside with its reason."""
    return always(user, subject)


@permit(WORK_QUEUE, holders=["intake", "supervisor"])
def may_work_queue(user: User, subject: Any) -> bool:
    """See the messages that wait, and say whom they are about or that they mean nothing here.

    A message that is about nobody yet asks for no relation: the role decides. One that is about
    somebody asks for it, or to be the colleague who said so and may take it back.
    """
    if not isinstance(subject, Message) or subject.person_id is None:
        return always(user, subject)
    own = Settlement.objects.filter(message=subject, by=user)
    return stands_by(user, subject.person_id) or own.exists()


def fetch_message(key: UUID) -> Message:
    """A message, whatever became of it."""
    return Message.objects.select_related("person").get(pk=key)
