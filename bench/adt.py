"""P9 and P10: messages a second of `adt listen`, in units of a floor that does the least.

    python -m bench.adt [--messages 150]

Both are measured in turn in one run, on one database: SQLite in a new folder, or the server that
CASEWRIGHT_DATABASE_URL names (its database is emptied).

The subject: A01 messages, each an admission of somebody known here with a diagnosis, over one MLLP
connection to `adt listen`, which is a process of its own; each is kept, applied and committed
before its AA, and the next is sent after it. The floor: the same bytes in a loop without a socket,
each in one transaction: look whether the number was seen, store the raw message, find the person
by their number, update the person, insert a stay, its event and a diagnosis, mark the message as
applied; five fields are read by splitting. No rules, no trail, no promises.

P9 is the subject's rate in units of the floor's, and the share of the subject's CPU that reading
takes; `ratio_of_cpu` is the same by the CPU of the two processes, without the database server's: on
a machine that is busy with other things it says more than the clock. P10 is the rate in units of
11.6 messages a second, a day of a million.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.houses import run

MUST, AIM = 0.4, 0.6
PARSER_MUST, PARSER_AIM = 0.25, 0.10
SUSTAINED_MUST, SUSTAINED_AIM = 8, 15
MILLION_A_DAY = 11.6
PAIRS = 5
PEOPLE = 200
HERE = Path(__file__).resolve().parents[1]
AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def measure(messages: int = 150) -> dict[str, Any]:
    """P9 and P10 as medians over pairs, with what they were made of."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "CASEWRIGHT_HOME": home,
            "CASEWRIGHT_SECRET_KEY": "only-for-measuring-only-for-measuring",
            "CASEWRIGHT_TLS": "0",
            "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        }
        if os.environ.get("CASEWRIGHT_DATABASE_URL"):
            run(environment, "-m", "bench.clear")
        run(environment, "-m", "casewright", "setup")
        with _listening(environment) as (port, process):
            own = ["-m", "bench.adt", "--inside", str(port), str(process)]
            said = run(environment, *own, "--messages", str(messages))
        answer: dict[str, Any] = json.loads(said.splitlines()[-1])
        return answer


@contextmanager
def _listening(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """`adt listen` in a process of its own; gives its port and its number."""
    command = ["-m", "casewright", "adt", "listen", "--port", "0", "--register"]
    with subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        cwd=HERE,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as listener:
        try:
            words = listener.stderr.readline() if listener.stderr else ""
            port = re.search(r"port (\d+)", words)
            if port is None:
                sys.exit(f"The listener does not listen: {words}")
            yield int(port[1]), listener.pid
        finally:
            listener.terminate()


def measure_here(port: int, process: int, messages: int) -> dict[str, Any]:
    """Send to the listener and run the floor in turn, the floor in this process."""
    import django

    django.setup()

    from django.db import connection

    from casewright.hl7.listening.sending import ask

    subjects, floors, shares, lean = [], [], [], []
    with socket.create_connection(("127.0.0.1", port), timeout=60) as there:
        for who in range(PEOPLE):
            ask(there, a01(f"known-{who}", who))
        for turn in range(PAIRS + 1):
            raws = [a01(f"t{turn}-{n}", n % PEOPLE) for n in range(messages)]

            def send(raws: list[bytes] = raws) -> None:
                for raw in raws:
                    code, words = ask(there, raw)
                    if code != "AA":
                        sys.exit(f"answered {code}: {words}")

            floor = [a01(f"f{turn}-{n}", n % PEOPLE) for n in range(messages)]
            floor_wall, floor_busy = _seconds(partial(_floor, floor))
            before = busy_of(process)
            wall, _ = _seconds(send)
            busy = busy_of(process) - before
            floors.append(messages / floor_wall)
            subjects.append(messages / wall)
            lean.append(floor_busy / busy)
            shares.append(_seconds(partial(_parse, raws))[1] / busy)
    rate = statistics.median(subjects[1:])
    pairs = zip(subjects[1:], floors[1:], strict=True)
    return {
        "name": "P9 and P10",
        "database": connection.vendor,
        "messages": messages * PAIRS,
        "messages_a_second": round(rate, 1),
        "floor_a_second": round(statistics.median(floors[1:]), 1),
        "ratio": round(statistics.median(a / b for a, b in pairs), 3),
        "ratio_of_cpu": round(statistics.median(lean[1:]), 3),
        "must": MUST,
        "aim": AIM,
        "parser_share": round(statistics.median(shares[1:]), 3),
        "parser_must": PARSER_MUST,
        "parser_aim": PARSER_AIM,
        "sustained": round(rate / MILLION_A_DAY, 1),
        "sustained_must": SUSTAINED_MUST,
        "sustained_aim": SUSTAINED_AIM,
        "load": [round(each, 1) for each in os.getloadavg()],
    }


def busy_of(process: int) -> float:
    """The CPU seconds that a process has used so far."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes, and how much CPU of this process."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def _parse(raws: list[bytes]) -> None:
    """All the reading that a message costs: its border, its header twice, its fields."""
    from io import BytesIO
    from zoneinfo import ZoneInfo

    from casewright.hl7.reading.fields import read_adts
    from casewright.hl7.reading.framing import frame, split
    from casewright.hl7.reading.header import read_header, salvage_header
    from casewright.hl7.reading.message import read

    zone = ZoneInfo("America/New_York")
    for raw in raws:
        for framed in split(BytesIO(frame(raw))):
            salvage_header(framed.raw)
            salvage_header(framed.raw)
            message = read(framed.raw)
            read_header(message)
            read_adts(message, zone)


def _floor(raws: list[bytes]) -> None:
    """The least that stores what a message says, commit by commit."""
    from django.db import transaction

    from casewright.chart.models import Condition
    from casewright.hl7.models import Message
    from casewright.people.models import Identifier
    from casewright.transitions.models import Stay, StayEvent

    for raw in raws:
        lines = {line[:3]: line.split("|") for line in raw.decode().split("\r") if line}
        control, mrn = lines["MSH"][9], lines["PID"][3].split("^")[0]
        with transaction.atomic():
            if Message.objects.filter(sender="FLOOR", control_id=control).exists():
                continue
            kept = Message.objects.create(
                sender="FLOOR",
                control_id=control,
                digest=control,
                event="A01",
                raw=raw,
                received_at=AT,
            )
            held = Identifier.objects.select_related("person").get(system="BENCH", value=mrn)
            person = held.person
            person.gender = "female"
            person.save(update_fields=["gender"])
            stay = Stay.objects.create(
                person=person,
                source="FLOOR",
                visit=lines["PV1"][19],
                stay_class="IMP",
                admitted_at=AT,
                heard_at=AT,
            )
            StayEvent.objects.create(
                stay=stay,
                kind="admit",
                occurred_at=AT,
                recorded_at=AT,
                heard_at=AT,
                source_key=f"floor:{kept.pk}",
                where=lines["PV1"][3],
            )
            Condition.objects.create(
                person=person,
                source="floor",
                source_key=str(uuid4()),
                display=lines["DG1"][3],
                received_at=AT,
            )
            Message.objects.filter(pk=kept.pk).update(fate="applied", settled_at=AT)


def a01(number: str, who: int) -> bytes:
    """An admission of about the size and the segments that hospitals send."""
    stamp = f"{datetime.now(tz=UTC):%Y%m%d%H%M}"
    pid = (
        f"PID|1||M{who}^^^BENCH^MR||Bench{who}^Rosa^M||19480312|F|||{who} Alder Street^Apt 4^Albany"
        "^NY^12203^USA^H||(555)555-0142^PRN^PH~^NET^Internet^rosa@example.org|(555)555-0143|es"
    )
    pv1 = (
        "PV1|1|I|4W^412^B^BENCH|U||ER^02^A^BENCH|A77^Osei^Kwame^^^Dr||||||||||||"
        f"V{number}^^^BENCH^VN{'|' * 25}{stamp}"
    )
    lines = (
        rf"MSH|^~\&|ADT|BENCH|CW|HV|{stamp}||ADT^A01^ADT_A01|{number}|P|2.5.1",
        f"EVN|A01|{stamp}|||C01^Reyes^Manuel|{stamp}",
        pid,
        "NK1|1|Delgado^Luis|SON^Son^HL70063|12 Alder Street|(555)555-0144||EC^Emergency contact",
        pv1,
        "PV2|||I50.9^Heart failure^I10",
        "AL1|1|DA|7980^Penicillin^RXNORM|MO|Rash~Itching",
        "DG1|1||I50.9^Heart failure^I10||20261120|A",
        "IN1|1|PPO1|BC01|Made-up Health Plan|1 Plan Way^^Albany^NY^12203|||||||||||Delgado^Rosa",
    )
    return "\r".join(lines).encode() + b"\r"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench.adt")
    options.add_argument("--messages", type=int, default=150)
    options.add_argument("--inside", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.inside:
        port, process = chosen.inside
        print(json.dumps(measure_here(port, process, chosen.messages)))
    else:
        print(json.dumps(measure(chosen.messages)))


if __name__ == "__main__":
    main()
