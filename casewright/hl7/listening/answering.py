"""One frame in, its answers out: AA once the message is kept in a committed transaction.

AA: the message is ours now, whether it was applied, waits or was set aside. AR: it is not taken,
nothing is kept, and sending it again would change nothing. AE: the trouble is ours, nothing is
promised, and the sender sends it again.
"""

import logging
import math
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from uuid import uuid4

from django.db import DatabaseError, close_old_connections, connection

from casewright.foundation.errors import NotPermitted
from casewright.foundation.moments import now
from casewright.foundation.prepared import TEXTS, PreparedRecords
from casewright.hl7.listening.admitting import Turned, why_cut, why_turned_away
from casewright.hl7.listening.frames import Frame
from casewright.hl7.listening.neighbors import Neighbors
from casewright.hl7.models import Fate, Message
from casewright.hl7.reading.framing import Framed, Kind, frame, split
from casewright.hl7.reading.header import Header, salvage_header
from casewright.hl7.reading.writing import Answer, Fault, acknowledge
from casewright.hl7.replay import take_in
from casewright.security.actions import ensure_service
from casewright.security.models import User

log = logging.getLogger(__name__)

TITLE = "ADT messages"
SERVICE: PreparedRecords[User] = PreparedRecords(
    lambda: User.objects.filter(username=TEXTS["text0"]).order_by()
)
# So long after a message the connection it used is taken to be there still.
TRUSTED_SECONDS = 1.0
# What a sender is told of a message that is kept; nothing of what it holds.
KEPT = {
    Fate.UNMATCHED: "Kept. It waits until somebody here says whom it is about.",
    Fate.QUARANTINED: "Kept and set aside: somebody here has to look at it.",
    Fate.IGNORED: "Kept. It changes nothing here.",
}
TROUBLE = Turned(Fault.INTERNAL, "It could not be kept just now. Please send it again later.")
NOT_ALLOWED = Turned(Fault.UNKNOWN_KEY, "This connection may not hand in messages now.")
CUT = Turned(Fault.SEQUENCE, "Another message began before the end of this one.")
NO_MESSAGE = Turned(Fault.SEQUENCE, "No MSH stands in the frame: this is no HL7 v2 message.")


@dataclass(frozen=True)
class Terms:
    """On what terms messages are taken, and as which service they are handed in."""

    service: str
    register: bool
    most_bytes: int
    neighbors: Neighbors


@dataclass
class Answerer:
    """Answers frames; `told` counts the answers given."""

    terms: Terms
    told: Counter[Answer] = field(default_factory=Counter)
    served: threading.local = field(default_factory=threading.local)

    def answer_in_thread(self, arrived: Frame, address: str) -> bytes:
        """Answer in a thread that has a connection to the database.

        One that broke or grew old is renewed; one that served a moment ago is not asked about.
        """
        if time.monotonic() - getattr(self.served, "at", -math.inf) > TRUSTED_SECONDS:
            close_old_connections()
        self.served.at = -math.inf
        answer = self.answer(arrived, address)
        if not connection.errors_occurred:
            self.served.at = time.monotonic()
        return answer

    def answer(self, arrived: Frame, address: str) -> bytes:
        """Every answer to one frame, in frames of their own."""
        cut = why_cut(arrived, self.terms.most_bytes)
        if cut:
            return self._say(salvage_header(arrived.body), Answer.REJECTED, cut)
        if not arrived.is_whole:
            return self._say(salvage_header(arrived.body), Answer.ERROR, CUT)
        runs = [run for run in split(BytesIO(frame(arrived.body))) if run.kind != Kind.WRAPPER]
        if not runs:
            return self._say(salvage_header(b""), Answer.REJECTED, NO_MESSAGE)
        return b"".join(self._one(run, address) for run in runs)

    def fail(self, arrived: Frame, trouble: Turned) -> bytes:
        """Answer a frame that could not be worked on."""
        return self._say(salvage_header(arrived.body), Answer.ERROR, trouble)

    def turn_away(self, turned: Turned) -> bytes:
        """Answer what is no frame at all."""
        return self._say(salvage_header(b""), Answer.REJECTED, turned)

    def _one(self, run: Framed, address: str) -> bytes:
        header = salvage_header(run.raw)
        turned = self._why_not(run, header, address)
        if turned:
            return self._say(header, Answer.REJECTED, turned)
        try:
            message = self._keep(run)
        except NotPermitted:
            return self._say(header, Answer.REJECTED, NOT_ALLOWED)
        except (DatabaseError, OSError):
            log.exception("A message could not be kept")
            return self._say(header, Answer.ERROR, TROUBLE)
        self.told[Answer.ACCEPTED] += 1
        # The same message sent again is answered in the same words.
        return frame(
            acknowledge(
                header,
                Answer.ACCEPTED,
                KEPT.get(Fate(message.fate), ""),
                at=message.received_at,
                control_id=message.pk.hex[:20],
            )
        )

    def _why_not(self, run: Framed, header: Header, address: str) -> Turned | None:
        if run.fault:
            return Turned(Fault.SEQUENCE, run.fault)
        senders = filter(None, (header.sending_facility, header.sending_application))
        return why_turned_away(
            header,
            may_send=self.terms.neighbors.lets_send(address, next(senders, "")),
        )

    def _keep(self, run: Framed) -> Message:
        """Keep the message and settle it, as the service stands at this moment."""
        at = now()
        known = SERVICE.records(text0=self.terms.service)
        service = known[0] if known else ensure_service(name=self.terms.service, title=TITLE, at=at)
        _fate, message = take_in(
            by=service, framed=run, origin="mllp", register=self.terms.register, at=at
        )
        return message

    def _say(self, header: Header, answer: Answer, turned: Turned) -> bytes:
        self.told[answer] += 1
        return frame(
            acknowledge(
                header,
                answer,
                turned.words,
                at=now(),
                control_id=uuid4().hex[:20],
                fault=turned.fault,
            )
        )
