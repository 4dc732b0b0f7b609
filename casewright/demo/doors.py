"""The two doors by which news comes: one small function each."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from casewright.demo.house import House
from casewright.fhir.importing import import_files
from casewright.fhir.report import Report
from casewright.hl7.replay import Tally, replay

EXCHANGE = "harbor-exchange"


def hear(house: House, name: str, message: str, *, at: datetime, register: bool) -> Tally:
    """Lay a message down as a file and replay it, as a hospital's interface would."""
    path = house.inbox / f"{name}.hl7"
    path.write_bytes(message.encode())
    return replay([path], by=house.user("feed"), register=register, at=at)


def read_bundles(house: House, bundles: Iterable[dict[str, Any]], *, at: datetime) -> Report:
    """Lay bundles down as one system's export and import them."""
    folder: Path = house.inbox / EXCHANGE
    folder.mkdir(exist_ok=True)
    for number, bundle in enumerate(bundles, start=1):
        path = folder / f"export-{number:03}.json"
        path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    return import_files([folder], by=house.user("feed"), at=at)
