"""An import is killed with -9 at any moment and run again: it ends as one that was not killed.

Compared is everything the import keeps: people, stays, what was received, files, roles, which
resource became what, what is still missing. A last run must find all of it unchanged, and the
trail whole.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from bars.figures import Figure
from bench.fhir import resources_of
from casewright.audit import queries as trail
from casewright.chart.models import EVERYTHING, Attachment
from casewright.fhir.models import Imported, Missing
from casewright.people.models import Identifier, PersonName
from casewright.transitions.models import Stay

ROUNDS, FEW = 20, 1
PEOPLE, FEW_PEOPLE = 20, 3
KILLS_A_ROUND = 2
LONGEST = 300
NOT_TESTED = ("An import killed by loss of power: the disk's own promise is not tried.",)
# Columns that are one run's own: keys of rows, moments of receiving, digests of renamed keys.
OWN = ("id", "person", "document", "received_at", "heard_at", "digest", "imported_at")
# Not the same moments at every run; nothing here is a secret.
ANY = random.Random()  # noqa: S311 - a choice of what to try, no secret


def run(quick: bool) -> Figure:  # noqa: FBT001 - every bar has this shape
    """Import the same export under many names, killing it on the way; then compare."""
    began, rounds = time.monotonic(), FEW if quick else ROUNDS
    people = FEW_PEOPLE if quick else PEOPLE
    wrong: list[str] = []
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        count = _write(Path(folder), "whole", people)
        _import(Path(folder), "whole")
        whole = state_of("whole")
        for number in range(rounds):
            name = f"round{number}"
            _write(Path(folder), name, people)
            killed += sum(_kill(Path(folder), name, count) for _ in range(KILLS_A_ROUND))
            _import(Path(folder), name)
            if state_of(name) != whole:
                wrong.append(f"{name} ended otherwise: {_differing(state_of(name), whole)}")
            told = _import(Path(folder), name)
            if (told["created"], told["updated"], told["refused"]) != (0, 0, []):
                wrong.append(f"{name} was not all unchanged when read again")
    faults = trail.faults([])
    connection.close()
    return Figure(
        name="fhir_kill",
        tried=rounds,
        wrong=len(wrong) + len(faults),
        database="",
        seconds=round(time.monotonic() - began, 1),
        says=(
            f"{rounds} imports of {count} resources, killed with -9 {killed} times in the middle "
            f"and run again: {len(wrong)} ended otherwise than one not killed, {len(faults)} "
            f"faults of the trail. {'; '.join(wrong[:3])}"
        ).strip(),
        passed=not wrong and not faults and killed >= rounds,
    )


def state_of(name: str) -> dict[str, list[str]]:
    """Everything kept of one source, without what is one run's own, and with its name left out."""
    became = Imported.objects.filter(source=name)
    people = list(
        became.filter(resource_type="Patient").values_list("record_key", flat=True).distinct()
    )
    label = f"fhir:{name}"
    rows: dict[str, Any] = {
        model.__name__: model._default_manager.filter(source=label) for model in EVERYTHING
    }
    rows |= {
        "Attachment": Attachment.objects.filter(document__source=label),
        "Identifier": Identifier.objects.filter(person__in=people),
        "Imported": became,
        "Missing": Missing.objects.filter(source=name),
        "PersonName": PersonName.objects.filter(person__in=people),
        "Stay": Stay.objects.filter(person__in=people),
    }
    said = {kind: sorted(_plain(row, name) for row in found) for kind, found in rows.items()}
    return {**said, "Person": [str(len(people))]}


def _plain(row: Any, name: str) -> str:
    columns = [column.name for column in row._meta.concrete_fields if column.name not in OWN]
    plain = [c for c in columns if c not in ("record_key", "written_at", "retired_at")]
    values = {
        c: _legible(getattr(row, c)) for c in plain if not c.endswith("_at") or c == "ends_at"
    }
    return json.dumps(values, default=str, sort_keys=True).replace(name, "")


def _legible(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _differing(mine: dict[str, list[str]], whole: dict[str, list[str]]) -> str:
    return ", ".join(kind for kind in whole if mine.get(kind) != whole[kind])


def _write(folder: Path, name: str, people: int) -> int:
    """An export as lines, what names others before what is named; gives how many there are."""
    said = [
        resource
        for number in range(people)
        for resource in (*resources_of(f"{name}-p{number}", number), *_beside(f"{name}-p{number}"))
    ]
    said.reverse()
    path = folder / f"{name}.ndjson"
    path.write_text("\n".join(json.dumps(one) for one in said), encoding="utf-8")
    return len(said)


def _beside(key: str) -> Iterator[dict[str, Any]]:
    """Who works where, care elsewhere, and a document whose bytes come beside it."""
    yield {"resourceType": "Organization", "id": f"{key}-org", "name": "Harbor Home Care"}
    yield {
        "resourceType": "Practitioner",
        "id": f"{key}-who",
        "name": [{"family": "Park", "given": ["Elena"]}],
    }
    who, place = {"reference": f"Practitioner/{key}-who"}, {"reference": f"Organization/{key}-org"}
    yield {
        "resourceType": "PractitionerRole",
        "id": f"{key}-role",
        "practitioner": who,
        "organization": place,
        "specialty": [{"text": "Cardiology"}],
    }
    yield {
        "resourceType": "EpisodeOfCare",
        "id": f"{key}-episode",
        "status": "active",
        "patient": {"reference": f"Patient/{key}"},
        "managingOrganization": place,
        "careManager": {"reference": f"Practitioner/{key}-nobody"},
    }
    yield {
        "resourceType": "DocumentReference",
        "id": f"{key}-letter",
        "status": "current",
        "subject": {"reference": f"Patient/{key}"},
        "author": [who],
        "content": [{"attachment": {"url": f"Binary/{key}-bytes"}}],
    }
    yield {"resourceType": "Binary", "id": f"{key}-bytes", "contentType": "x/y", "data": "QUJD"}


def _command(folder: Path, name: str) -> list[str]:
    path = str(folder / f"{name}.ndjson")
    return [sys.executable, "-m", "casewright", "fhir", "import", path, "--source", name, "--json"]


def _import(folder: Path, name: str) -> dict[str, Any]:
    """Import to the end; gives what the command told."""
    done = subprocess.run(
        _command(folder, name), capture_output=True, text=True, check=True, timeout=LONGEST
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _kill(folder: Path, name: str, count: int) -> bool:
    """Start an import and kill it once so many are kept; says whether it was in the middle."""
    enough = _kept(name) + ANY.randrange(1, max(2, count - _kept(name)))
    process = subprocess.Popen(
        _command(folder, name),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + LONGEST
    while process.poll() is None and _kept(name) < enough and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(ANY.uniform(0, 0.1))
    was_at_work = process.poll() is None
    if was_at_work:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return was_at_work


def _kept(name: str) -> int:
    return Imported.objects.filter(source=name).count()
