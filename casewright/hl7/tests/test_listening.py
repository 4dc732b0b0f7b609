"""Over the wire into the tables: what is acknowledged is there for everybody to read; over TLS
only who shows a certificate is heard; and nobody listens to everybody."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from pytest_django import Settings

from casewright.foundation.errors import Refused
from casewright.hl7.commands import adt
from casewright.hl7.listening.listener import Limits, secured
from casewright.hl7.listening.sending import ask, send
from casewright.hl7.models import Message
from casewright.hl7.tests.certificates import Authority
from casewright.hl7.tests.feed import message
from casewright.hl7.tests.wire import Keeper, Nodder, Running, running, terms
from casewright.people.models import Person
from casewright.transitions.models import Stay
from conftest import NOW, Staff

ADMIT = message("A01", "202611162200", control="1")
ONE_WRITER = Limits(writers=1)


@pytest.fixture(autouse=True)
def _no_network(socket_enabled: None) -> None:
    """These peers are on this machine."""


@pytest.fixture(autouse=True)
def _the_clock_stands() -> Iterator[None]:
    """Limits of time need a clock that runs."""
    with time_machine.travel(NOW, tick=True):
        yield


def test_what_is_acknowledged_is_there_for_everybody_to_read(
    committed: None, staff: Staff, rosa: Person
) -> None:
    with running(Keeper(terms()), ONE_WRITER) as there, there.connect() as peer:
        for number in range(1, 11):
            raw = message("A01", "202611162200", control=str(number), visit=f"V{number}")
            assert ask(peer, raw) == ("AA", "")
            assert Message.objects.filter(fate="applied").count() == number
        assert ask(peer, ADMIT) == ("AA", "")
    assert Stay.objects.count() == 10


def test_several_senders_at_once_lose_nothing(committed: None, staff: Staff, rosa: Person) -> None:
    raws = [
        message("A01", "202611162200", control=str(number), visit=f"V{number}")
        for number in range(12)
    ]
    with running(Keeper(terms())) as there:
        peers = [there.connect() for _ in range(4)]
        for place, raw in enumerate(raws):
            peers[place % 4].sendall(b"\x0b" + raw + b"\x1c\r")
        for peer in peers:
            received = b""
            while received.count(b"MSA|AA") < 3:
                received += peer.recv(65_536)
            peer.close()
    assert Message.objects.filter(fate="applied").count() == Stay.objects.count() == 12


def test_over_tls_only_who_shows_a_certificate_of_the_authority_is_heard(tmp_path: Path) -> None:
    ours, others = Authority(tmp_path, "ours"), Authority(tmp_path, "others")
    tls = secured(*ours.vouch_for("listener"), ours.file)
    nodder = Nodder(terms())
    with running(nodder, tls=tls) as there:
        known = ssl.create_default_context(cafile=ours.file)
        known.load_cert_chain(*ours.vouch_for("hospital"))
        assert _over_tls(there, known) == "AA"
        unknown = ssl.create_default_context(cafile=ours.file)
        unknown.load_cert_chain(*others.vouch_for("somebody"))
        bare = ssl.create_default_context(cafile=ours.file)
        for context in (unknown, bare):
            with pytest.raises((ssl.SSLError, ConnectionError, EOFError)):
                _over_tls(there, context)
        old = ssl.create_default_context(cafile=ours.file)
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, ConnectionError)):
            _over_tls(there, old)
        with pytest.raises((EOFError, ConnectionError)):
            there.say(ADMIT)
        assert _over_tls(there, known) == "AA"
    assert len(nodder.seen) == 2


def _over_tls(there: Running, context: ssl.SSLContext) -> str:
    with (
        there.connect() as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as peer,
    ):
        return ask(peer, ADMIT)[0]


def listen(*words: str) -> Result:
    return CliRunner().invoke(adt, ["listen", *words])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104 - refused
def test_nobody_listens_to_everybody(host: str) -> None:
    refused = listen("--host", host, "--port", "0")
    assert refused.exit_code == 1
    assert "Anybody could send messages" in refused.output


def test_a_certificate_without_its_key_is_refused(settings: Settings) -> None:
    settings.HL7_TLS_CERT = "listener.pem"
    refused = listen("--port", "0")
    assert refused.exit_code == 1
    assert "CASEWRIGHT_HL7_TLS_KEY" in refused.output


def test_an_authority_without_a_certificate_of_ours_lets_nobody_in(
    settings: Settings,
) -> None:
    settings.HL7_TLS_CLIENT_CA = "hospital.pem"
    assert listen("--host", "192.0.2.7").exit_code == 1


def test_files_are_sent_and_each_answer_is_told(tmp_path: Path) -> None:
    file = tmp_path / "night.hl7"
    file.write_bytes(ADMIT + b"\r\n" + ADMIT)
    with running(Nodder(terms())) as there:
        told = list(send([file], "127.0.0.1", there.port, seconds=20, tls=None))
        assert [(one.position, one.code) for one in told] == [(1, "AA"), (2, "AA")]
        done = CliRunner().invoke(adt, ["send", "127.0.0.1", str(there.port), str(file)])
        assert (done.exit_code, done.output) == (0, "2 AA\n")
    with pytest.raises(Refused, match="does not answer"):
        list(send([file], "127.0.0.1", there.port, seconds=20, tls=None))
