"""P8: resources a CPU second of `fhir import`, in units of rows a CPU second of bulk_create.

    python -m bench.fhir [--people 60]

Both are measured in turn in one run, on one database: SQLite in a new folder, or the server that
CASEWRIGHT_DATABASE_URL names. The import validates, resolves references, writes the trail and the
digests; every resource read is one that is kept. The floor writes bare rows of one table, 200 at a
time. CPU is this process's and, on PostgreSQL, its server process's.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.houses import run

MUST, AIM = 0.05, 0.12
PAIRS = 5
ROWS = 4_000
BATCH = 200
HERE = Path(__file__).resolve().parents[1]
AT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
Json = dict[str, Any]


def measure(people: int = 60) -> dict[str, Any]:
    """The ratio as the median over pairs, with what it was made of."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "CASEWRIGHT_HOME": home,
            "CASEWRIGHT_SECRET_KEY": "only-for-measuring",
            "CASEWRIGHT_TLS": "0",
            "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
        }
        clear = [["-m", "bench.clear"]] if os.environ.get("CASEWRIGHT_DATABASE_URL") else []
        own = ["-m", "bench.fhir", "--inside", "--people", str(people)]
        said = ""
        for arguments in (*clear, ["-m", "casewright", "setup"], own):
            said = run(environment, *arguments)
        answer: dict[str, Any] = json.loads(said.splitlines()[-1])
        return answer


def measure_here(people: int) -> dict[str, Any]:
    """Import and write bare rows in turn, in this process."""
    import django

    django.setup()

    from django.db import connection

    from bench.measure import server_process
    from casewright.fhir.importing import import_files
    from casewright.security.actions import ensure_service

    service = ensure_service(name="fhir-import", title="FHIR import", at=AT)
    backend = server_process()
    imports, floors = [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(PAIRS + 1):
            path = Path(folder) / f"export-{turn}.ndjson"
            count = _write(path, f"t{turn}", people)

            def bring(path: Path = path, turn: int = turn) -> int:
                report = import_files([path], by=service, at=AT, source=f"turn-{turn}")
                if report.counts["created"] != report.read:
                    sys.exit(f"not all were kept: {report.counts} {report.refused[:3]}")
                return report.read

            floors.append(_rate(_bare_rows, backend))
            imports.append(_rate(bring, backend))
            path.unlink()
    ratio = statistics.median(a / b for a, b in zip(imports[1:], floors[1:], strict=True))
    return {
        "name": "P8",
        "database": connection.vendor,
        "resources": count * PAIRS,
        "resources_per_cpu_second": round(statistics.median(imports[1:])),
        "rows_per_cpu_second": round(statistics.median(floors[1:])),
        "ratio": round(ratio, 3),
        "must": MUST,
        "aim": AIM,
        "load": [round(each, 1) for each in os.getloadavg()],
    }


def _rate(work: Callable[[], int], backend: int | None) -> float:
    """How many a CPU second."""
    from bench.measure import server_seconds

    start, server = time.process_time(), server_seconds(backend)
    count = work()
    return count / (time.process_time() - start + server_seconds(backend) - server)


def _bare_rows() -> int:
    """Rows of one table and nothing around them; undone afterwards."""
    from django.db import transaction

    from casewright.chart.models import Observation
    from casewright.people.models import Person

    with transaction.atomic():
        person = Person.objects.create(display_name="Bare", sort_name="bare", registered_at=AT)
        for start in range(0, ROWS, BATCH):
            Observation.objects.bulk_create(
                Observation(
                    person=person,
                    source="bare",
                    source_key=f"bare-{start + number}",
                    display="Hemoglobin A1c",
                    system="http://loinc.org",
                    code="4548-4",
                    status="final",
                    category="laboratory",
                    value="7.4",
                    unit="%",
                    dated_at=AT,
                    received_at=AT,
                )
                for number in range(BATCH)
            )
        transaction.set_rollback(True)
    return ROWS


def _write(path: Path, turn: str, people: int) -> int:
    """An export of made-up people, in the mix a clinic has: mostly values, then the rest."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(people):
            for resource in resources_of(f"{turn}-p{number}", number):
                file.write(json.dumps(resource) + "\n")
                count += 1
    return count


def resources_of(key: str, number: int) -> Iterator[Json]:
    """One made-up person with 100 resources about them."""
    subject = {"reference": f"Patient/{key}"}
    yield {
        "resourceType": "Patient",
        "id": key,
        "identifier": [{"system": "http://harborvalley.example.org/mrn", "value": key}],
        "name": [{"use": "official", "family": f"Delgado{number}", "given": ["Rosa"]}],
        "gender": "female",
        "birthDate": f"19{40 + number % 50}-05-02",
        "telecom": [{"system": "phone", "value": "555-0142", "use": "home"}],
        "address": [{"line": ["12 Mill Lane"], "city": "Harbor Valley", "state": "NY"}],
    }
    made = {"Observation": 62, "Procedure": 12, "MedicationRequest": 10, "Condition": 8}
    made |= {"AllergyIntolerance": 1, "CarePlan": 2, "Goal": 2, "DocumentReference": 1}
    for kind, many in made.items():
        for one in range(many):
            yield {**_common(kind, f"{key}-{kind}-{one}", subject), **_own(kind, one)}
    yield {
        **_common("Encounter", f"{key}-stay", subject),
        "status": "finished",
        "class": {"code": "IMP"},
        "period": {"start": "2026-10-14T08:30:00-05:00", "end": "2026-10-23T11:00:00-05:00"},
        "serviceProvider": {"display": "St Brigid Hospital"},
    }


def _common(kind: str, key: str, subject: Json) -> Json:
    whose = "patient" if kind == "AllergyIntolerance" else "subject"
    meta = {"versionId": "1", "lastUpdated": "2026-11-01T10:00:00Z"}
    return {"resourceType": kind, "id": key, "meta": meta, whose: subject, "status": "completed"}


def _own(kind: str, one: int) -> Json:
    code = {
        "coding": [{"system": "http://loinc.org", "code": f"{4000 + one}-1", "display": "A thing"}],
        "text": f"A thing that is the {one}th",
    }
    day = f"2026-10-{1 + one % 28:02}"
    own: dict[str, Json] = {
        "Observation": {
            "status": "final",
            "category": [{"coding": [{"code": "vital-signs"}]}],
            "code": code,
            "effectiveDateTime": f"{day}T09:00:00-05:00",
            "issued": f"{day}T09:00:00-05:00",
            "valueQuantity": {"value": 70.5 + one, "unit": "kg", "code": "kg"},
        },
        "Procedure": {"code": code, "performedDateTime": day},
        "MedicationRequest": {
            "intent": "order",
            "medicationCodeableConcept": code,
            "authoredOn": day,
            "dosageInstruction": [{"text": "1 tablet each morning"}],
        },
        "Condition": {
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": code,
            "onsetDateTime": day,
        },
        "AllergyIntolerance": {"code": code},
        "CarePlan": {"intent": "plan", "title": "A plan", "period": {"start": day}},
        "Goal": {"lifecycleStatus": "active", "description": code},
        "DocumentReference": {
            "status": "current",
            "type": code,
            "content": [{"attachment": {"contentType": "text/plain", "data": "QUJD" * 200}}],
        },
    }
    return own[kind]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m bench.fhir")
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    measured = measure_here(chosen.people) if chosen.inside else measure(chosen.people)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
