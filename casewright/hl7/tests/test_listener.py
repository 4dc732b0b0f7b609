"""The conversation with peers: slow, silent, many, wrong, and unknown ones."""

import socket
import struct
from collections.abc import Iterator

import pytest
import time_machine

from casewright.hl7.listening.listener import Limits
from casewright.hl7.listening.neighbors import read_neighbors
from casewright.hl7.listening.sending import ask
from casewright.hl7.reading.framing import frame
from casewright.hl7.tests.feed import message
from casewright.hl7.tests.wire import Nodder, is_left, running, terms
from conftest import NOW

ADMIT = message("A01", "202611162200", control="1")
QUICK = Limits(idle_seconds=0.2, message_seconds=0.2)
PEERS = 250


@pytest.fixture(autouse=True)
def _no_network(socket_enabled: None) -> None:
    """These peers are on this machine."""


@pytest.fixture(autouse=True)
def _the_clock_stands() -> Iterator[None]:
    """Limits of time need a clock that runs."""
    with time_machine.travel(NOW, tick=True):
        yield


def test_messages_are_answered_one_after_the_other_over_one_connection() -> None:
    with running(Nodder(terms())) as there, there.connect() as peer:
        assert [ask(peer, ADMIT)[0] for _ in range(3)] == ["AA"] * 3
        peer.sendall(frame(ADMIT) * 5)
        received = b""
        while received.count(b"MSA|AA|1") < 5:
            received += peer.recv(65_536)


def test_two_hundred_and_fifty_peers_are_answered_among_silent_and_slow_ones() -> None:
    with running(Nodder(terms())) as there:
        silent = [there.connect() for _ in range(50)]
        slow = [there.connect() for _ in range(50)]
        for one in slow:
            one.sendall(frame(ADMIT)[:40])
        speaking = [there.connect() for _ in range(PEERS - 100)]
        for one in speaking:
            one.sendall(frame(ADMIT))
        answered = [one.recv(65_536) for one in speaking]
        assert all(b"MSA|AA|1" in one for one in answered)
        for one in slow:
            one.sendall(frame(ADMIT)[40:])
        assert all(b"MSA|AA|1" in one.recv(65_536) for one in slow)
        for one in (*silent, *slow, *speaking):
            one.close()


def test_half_a_message_is_given_up_and_never_answered() -> None:
    nodder = Nodder(terms())
    with running(nodder, QUICK) as there, there.connect() as peer:
        peer.sendall(frame(ADMIT)[:-2])
        assert is_left(peer)
    assert nodder.seen == []


def test_a_peer_that_drips_has_no_more_time_than_another() -> None:
    nodder = Nodder(terms())
    with running(nodder, QUICK) as there, there.connect() as peer:
        peer.sendall(b"\x0b")
        peer.settimeout(0.05)
        ended = False
        for _ in range(100):
            try:
                peer.sendall(b"\x1c")
                ended = peer.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
            break
        assert ended
    assert nodder.seen == []


def test_a_silent_peer_is_left() -> None:
    with running(Nodder(terms()), QUICK) as there, there.connect() as peer:
        assert is_left(peer)


def test_a_peer_that_does_not_read_its_answers_is_left() -> None:
    with running(Nodder(terms()), Limits(message_seconds=0.3)) as there:
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.settimeout(20)
        peer.connect(("127.0.0.1", there.port))
        with peer, pytest.raises((ConnectionError, TimeoutError)):
            peer.sendall(frame(ADMIT) * 60_000)


def test_a_frame_without_its_last_byte_is_taken_after_a_second() -> None:
    with running(Nodder(terms())) as there, there.connect() as peer:
        peer.sendall(frame(ADMIT)[:-1])
        assert b"MSA|AA|1" in peer.recv(65_536)


def test_a_peer_that_leaves_after_its_message_without_the_last_byte_is_heard() -> None:
    nodder = Nodder(terms())
    with running(nodder) as there, there.connect() as peer:
        peer.sendall(frame(ADMIT)[:-1])
        peer.shutdown(socket.SHUT_WR)
        assert b"MSA|AA|1" in peer.recv(65_536)


def test_messages_without_frames_are_told_so() -> None:
    with running(Nodder(terms())) as there, there.connect() as peer:
        peer.sendall(ADMIT)
        answer = peer.recv(65_536)
        assert b"MSA|AR||Messages are taken in MLLP frames" in answer
        assert is_left(peer)


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.1\r\n" * 100, b"\x16\x03\x01" * 500, b"\0" * 2000]
)
def test_a_peer_that_speaks_something_else_is_left(garbage: bytes) -> None:
    nodder = Nodder(terms())
    with running(nodder) as there, there.connect() as peer:
        peer.sendall(garbage)
        assert is_left(peer)
        assert there.say(ADMIT)[0] == "AA"


def test_a_peer_that_resets_its_connection_disturbs_nobody() -> None:
    with running(Nodder(terms())) as there:
        for _ in range(20):
            peer = there.connect()
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.sendall(frame(ADMIT)[:50])
            peer.close()
        assert there.say(ADMIT)[0] == "AA"


def test_who_is_not_on_the_list_is_not_listened_to() -> None:
    nodder = Nodder(terms(neighbors=read_neighbors("10.1.2.0/24")))
    with running(nodder) as there, there.connect() as peer:
        assert is_left(peer)
    assert nodder.seen == []


def test_one_connection_too_many_is_refused_and_the_others_stay() -> None:
    with (
        running(Nodder(terms()), Limits(connections=2)) as there,
        there.connect() as one,
        there.connect() as two,
    ):
        assert ask(one, ADMIT)[0] == ask(two, ADMIT)[0] == "AA"
        with there.connect() as three:
            assert is_left(three)
        assert ask(one, ADMIT)[0] == "AA"


def test_a_stop_finishes_the_message_in_hand_and_begins_no_other() -> None:
    nodder = Nodder(terms())
    nodder.hold.clear()
    with running(nodder) as there, there.connect() as peer, there.connect() as waiting:
        peer.sendall(frame(ADMIT) * 2)
        waiting.sendall(frame(ADMIT)[:30])
        assert nodder.is_busy.wait(20)
        there.stop()
        assert is_left(waiting)
        nodder.hold.set()
        assert b"MSA|AA|1" in peer.recv(65_536)
        assert is_left(peer)
    assert len(nodder.seen) == 1


def test_a_fault_of_the_program_is_answered_as_trouble_and_the_next_message_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nodder = Nodder(terms())
    with running(nodder) as there, there.connect() as peer:
        with monkeypatch.context() as broken:
            broken.setattr(nodder, "answer", lambda *_: 1 / 0)
            code, words = ask(peer, ADMIT)
        assert (code, words) == ("AE", "It could not be kept just now. Please send it again later.")
        assert ask(peer, ADMIT)[0] == "AA"
