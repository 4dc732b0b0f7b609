"""`casewright adt replay`, `adt feed`, `adt listen` and `adt send`."""

import ssl
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.hl7.listening.answering import TITLE, Answerer, Terms
from casewright.hl7.listening.listener import Limits, Listener, secured
from casewright.hl7.listening.neighbors import is_loopback, read_neighbors
from casewright.hl7.listening.sending import send
from casewright.hl7.replay import files_of, replay
from casewright.security.actions import ensure_service
from casewright.transitions.actions import know_feed

SERVICE = "adt-feed"
PATHS = click.Path(path_type=Path, exists=True, readable=True)


@click.group()
def adt() -> None:
    """HL7 v2 ADT messages."""


@adt.command("replay")
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option(
    "--register",
    is_flag=True,
    help="Register people nobody matches, as a hospital's own feed would have it.",
)
@json_flag
def replay_files(paths: tuple[Path, ...], *, register: bool, as_json: bool) -> None:
    """Read messages from files or folders: any line ending, batches, MLLP frames.

    May be stopped and run again: what was done is not done twice.
    """
    service = ensure_service(name=SERVICE, title=TITLE, at=now())
    size = sum(path.stat().st_size for path in files_of(paths))
    with click.progressbar(length=size, label="Reading", file=sys.stderr) as bar:
        tally = replay(paths, by=service, register=register, at=now(), progress=bar.update)
    counts = {name: value for name, value in asdict(tally).items() if name != "reasons"}
    answer(
        {**counts, "reasons": tally.reasons},
        words=[", ".join(f"{value} {name.replace('_', ' ')}" for name, value in counts.items())],
        as_json=as_json,
    )


@adt.command("feed")
@click.argument("sender")
@click.option("--zone", help="The zone of its clock, as in America/Chicago; empty: our own.")
@click.option("--title", default="", help="What people call it.")
@click.option("--usual-minutes", type=click.IntRange(1), help="How long it is usually silent.")
@json_flag
def tell_of_feed(
    sender: str, zone: str | None, title: str, usual_minutes: int | None, *, as_json: bool
) -> None:
    """Say what is known of a sender (MSH-4, else MSH-3): above all the zone of its clock.

    Moments that state no offset are read in that zone; what was read before stays as it is.
    """
    service = ensure_service(name=SERVICE, title=TITLE, at=now())
    feed = know_feed(by=service, sender=sender, title=title, usual_minutes=usual_minutes, zone=zone)
    told = {"sender": feed.sender, "zone": feed.zone, "usual_minutes": feed.usual_minutes}
    words = f"{feed.sender}: clock {feed.zone or 'as ours'}, usually silent for at most"
    answer(told, words=[f"{words} {feed.usual_minutes} minutes."], as_json=as_json)


@adt.command("listen")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=2575, help="The port; 0: any.")
@click.option(
    "--register",
    is_flag=True,
    help="Register people nobody matches, as a hospital's own feed would have it.",
)
@json_flag
def listen(host: str, port: int, *, register: bool, as_json: bool) -> None:
    """Listen for messages over MLLP until stopped; AA is answered only after one is kept.

    Who may connect stands in CASEWRIGHT_HL7_ALLOW, or is told by certificates of the clients
    (CASEWRIGHT_HL7_TLS_CERT, _TLS_KEY, _TLS_CLIENT_CA); without either it listens to this
    machine alone.
    """
    try:
        listener = _listener(host, register=register)
        listener.run(host, port, ready=lambda there: _say_ready(host, there))
    except (Refused, OSError) as refusal:
        raise click.ClickException(str(refusal)) from None
    told = {code.value: number for code, number in sorted(listener.answerer.told.items())}
    words = [", ".join(f"{number} {code}" for code, number in told.items()) or "Nothing came."]
    answer({"answered": told}, words=words, as_json=as_json)


@adt.command("send")
@click.argument("host")
@click.argument("port", type=click.IntRange(1, 65535))
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--seconds", default=30.0, help="How long to wait for each answer.")
@click.option("--tls", is_flag=True, help="Over TLS, by the authorities this machine trusts.")
@json_flag
def send_files(
    host: str, port: int, paths: tuple[Path, ...], *, seconds: float, tls: bool, as_json: bool
) -> None:
    """Send messages from files over MLLP, each after the answer to the one before."""
    context = ssl.create_default_context() if tls else None
    answers: Counter[str] = Counter()
    refusals = []
    try:
        for sent in send(files_of(paths), host, port, seconds=seconds, tls=context):
            answers[sent.code or "unreadable"] += 1
            if sent.code != "AA":
                refusals.append(asdict(sent))
    except Refused as refusal:
        raise click.ClickException(f"{refusal} Answered so far: {answers.total()}.") from None
    words = [", ".join(f"{number} {code}" for code, number in sorted(answers.items())) or "Nothing"]
    words += [f"{one['file']}, {one['position']}: {one['code']} {one['words']}" for one in refusals]
    facts = {"answered": dict(answers), "not_accepted": refusals}
    answer(facts, words=words, as_json=as_json, refused=bool(refusals))


def _listener(host: str, *, register: bool) -> Listener:
    """A listener by the settings; refuses to be open to everybody."""
    neighbors = read_neighbors(settings.HL7_ALLOW)
    files = (settings.HL7_TLS_CERT, settings.HL7_TLS_KEY)
    authority = settings.HL7_TLS_CLIENT_CA
    if any(files) != all(files) or (authority and not all(files)):
        raise Refused("TLS needs both CASEWRIGHT_HL7_TLS_CERT and CASEWRIGHT_HL7_TLS_KEY.")
    if not (is_loopback(host) or neighbors.listed or authority):
        raise Refused(
            f"Anybody could send messages to {host}. Say who may in CASEWRIGHT_HL7_ALLOW"
            " (addresses and networks), or name the authority of the clients' certificates in"
            " CASEWRIGHT_HL7_TLS_CLIENT_CA."
        )
    terms = Terms(
        service=SERVICE,
        register=register,
        most_bytes=settings.HL7_MOST_BYTES,
        neighbors=neighbors,
    )
    # SQLite has one writer; more would only wait for each other.
    limits = Limits(
        idle_seconds=settings.HL7_IDLE_SECONDS,
        message_seconds=settings.HL7_MESSAGE_SECONDS,
        writers=1 if connection.vendor == "sqlite" else Limits.writers,
    )
    tls = secured(*files, authority) if all(files) else None
    return Listener(Answerer(terms), limits, tls)


def _say_ready(host: str, port: int) -> None:
    click.echo(f"Listening for HL7 messages on {host} port {port}.", err=True)
