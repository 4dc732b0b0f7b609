"""The server: connections by asyncio, the work of each message in a thread with its own database
connection. A slow, silent or half-spoken peer costs a few bytes of memory and delays nobody.
"""

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from casewright.hl7.listening.admitting import Turned
from casewright.hl7.listening.answering import TROUBLE, Answerer
from casewright.hl7.listening.frames import Frame, Frames
from casewright.hl7.reading.writing import Fault

log = logging.getLogger(__name__)

_CHUNK = 64 * 1024
_BACKLOG = 512
_MOST_NOISE = 1024
_CR_SECONDS = 1.0  # a frame that ends without its CR is taken after this
NOT_FRAMED = Turned(Fault.SEQUENCE, "Messages are taken in MLLP frames: 0x0B, message, 0x1C 0x0D.")


@dataclass(frozen=True)
class Limits:
    """Seconds that a peer may be silent between messages, may take to send one or to read its
    answer; connections open at once; threads that write; seconds to finish on a stop."""

    idle_seconds: float = 3600
    message_seconds: float = 30
    connections: int = 512
    writers: int = 4
    stop_seconds: float = 20


class _GoneWrongError(Exception):
    """The conversation ends here: the peer broke a limit, or speaks something else."""


@dataclass(eq=False)
class _Conversation:
    """One connection: who is there, and when what is awaited must have come."""

    address: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    frames: Frames
    limits: Limits
    quiet_since: float
    began: float | None = None
    is_answering: bool = False
    task: "asyncio.Task[None] | None" = field(default_factory=asyncio.current_task)

    def deadline(self, moment: float) -> float:
        """When to stop waiting for the next piece."""
        if self.began is None:
            return self.quiet_since + self.limits.idle_seconds
        latest = self.began + self.limits.message_seconds
        return min(latest, moment + _CR_SECONDS) if self.frames.may_have_ended() else latest

    def is_late(self, moment: float) -> bool:
        """Whether the message that began has had its time."""
        return self.began is not None and moment >= self.began + self.limits.message_seconds


@dataclass
class Listener:
    """Listens until it is told to stop; what is in hand then is finished and answered."""

    answerer: Answerer
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    pool: ThreadPoolExecutor = field(init=False)
    talks: set[_Conversation] = field(default_factory=set)

    def run(self, host: str, port: int, *, ready: Callable[[int], None]) -> None:
        """Listen until SIGINT or SIGTERM; `ready` is told the port, which the kernel chooses
        for 0."""

        async def until_signalled() -> None:
            loop = asyncio.get_running_loop()
            for signalled in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(signalled, self.stop.set)
            await self.listen(host, port, ready=ready)

        asyncio.run(until_signalled())

    async def listen(self, host: str, port: int, *, ready: Callable[[int], None]) -> None:
        """Listen until `stop` is set."""
        self.pool = ThreadPoolExecutor(self.limits.writers, "adt")
        server = await asyncio.start_server(
            self._greet,
            host,
            port,
            backlog=_BACKLOG,
            ssl=self.tls,
            ssl_handshake_timeout=self.limits.message_seconds if self.tls else None,
        )
        ready(server.sockets[0].getsockname()[1])
        await self.stop.wait()
        server.close()
        await self._finish()
        self.pool.shutdown()

    async def _finish(self) -> None:
        """Let whoever waits for an answer have it; end the others."""
        tasks = {talk.task for talk in self.talks if talk.task}
        for talk in self.talks:
            if talk.task and not talk.is_answering:
                talk.task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self.limits.stop_seconds)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin a conversation with whoever may connect."""
        peer = writer.get_extra_info("peername")
        address = str(peer[0]) if peer else ""
        is_full = len(self.talks) >= self.limits.connections
        if is_full or not self.answerer.terms.neighbors.lets_in(address):
            log.warning("Refused %s: %s", address, "full" if is_full else "not on the list")
            writer.transport.abort()
            return
        moment = asyncio.get_running_loop().time()
        frames = Frames(self.answerer.terms.most_bytes)
        talk = _Conversation(address, reader, writer, frames, self.limits, moment)
        self.talks.add(talk)
        try:
            await self._talk(talk)
        except (_GoneWrongError, ConnectionError, TimeoutError, ssl.SSLError) as end:
            log.warning("Ended with %s: %s", address, end if end.args else type(end).__name__)
        except asyncio.CancelledError:
            log.info("Stopped with %s", address)
        finally:
            self.talks.discard(talk)
            if talk.is_answering:
                writer.transport.abort()
            else:
                writer.close()

    async def _talk(self, talk: _Conversation) -> None:
        """Read and answer, one frame after the other, until the peer leaves or a stop."""
        while not self.stop.is_set():
            for frame in await self._next(talk):
                talk.is_answering = True
                await self._answer(talk, frame)
                talk.is_answering = False
                if self.stop.is_set():
                    return
            if talk.reader.at_eof():
                return

    async def _next(self, talk: _Conversation) -> list[Frame]:
        """The frames that the next piece completes; none when the peer has left."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(talk.deadline(loop.time())):
                data = await talk.reader.read(_CHUNK)
        except TimeoutError:
            if talk.frames.may_have_ended() and not talk.is_late(loop.time()):
                return [talk.frames.end()]
            raise _GoneWrongError(
                "half a message, and no more of it in time" if talk.began else "silent for too long"
            ) from None
        if not data and talk.frames.may_have_ended():
            return [talk.frames.end()]
        frames = talk.frames.feed(data)
        if talk.frames.noise and talk.frames.outside.startswith((b"MSH", b"FHS", b"BHS")):
            await self._write(talk, self.answerer.turn_away(NOT_FRAMED))
            raise _GoneWrongError("messages without frames")
        if talk.frames.noise > _MOST_NOISE:
            raise _GoneWrongError("what is no message")
        if frames or not talk.frames.is_inside:
            talk.began = None
        if talk.frames.is_inside and talk.began is None:
            talk.began = loop.time()
        return frames

    async def _answer(self, talk: _Conversation, frame: Frame) -> None:
        """Have a frame kept and answered. A fault of the program is answered as trouble of ours:
        nothing is promised, and the connection lives on for the next message."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self.pool, self.answerer.answer_in_thread, frame, talk.address)
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
        if isinstance(outcome, BaseException):
            log.error("A message could not be answered", exc_info=outcome)
            outcome = self.answerer.fail(frame, TROUBLE)
        await self._write(talk, outcome)
        talk.quiet_since = loop.time()
        if talk.began is not None:
            talk.began = talk.quiet_since

    async def _write(self, talk: _Conversation, answer: bytes) -> None:
        """Send an answer; a peer that does not read it in time is left."""
        talk.writer.write(answer)
        async with asyncio.timeout(self.limits.message_seconds):
            await talk.writer.drain()


def secured(certificate: str, key: str, client_authority: str) -> ssl.SSLContext:
    """TLS 1.2 or later with our certificate; with an authority of the clients' certificates, only
    who shows one of them is let in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    if client_authority:
        context.load_verify_locations(client_authority)
        context.verify_mode = ssl.CERT_REQUIRED
    return context
