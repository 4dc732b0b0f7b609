"""`casewright fhir import`."""

import sys
from pathlib import Path

import click
from django.db import OperationalError, ProgrammingError

from casewright.fhir.importing import import_files
from casewright.fhir.reading.files import size_of
from casewright.fhir.rules import LONGEST_SOURCE
from casewright.foundation.commands import answer, json_flag
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.security.actions import ensure_service
from casewright.security.models import Kind, User

SERVICE = "fhir-import"


@click.group()
def fhir() -> None:
    """FHIR R4: bring in what another system exported."""


@fhir.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, readable=True)
)
@click.option(
    "--source",
    default="",
    help="The system the files come from; one name for all its exports. Without it each folder "
    "or archive is a system of its own.",
)
@json_flag
def import_paths(paths: tuple[Path, ...], source: str, *, as_json: bool) -> None:
    """Read bundles, resources and NDJSON from files, folders and archives.

    May be stopped and run again: what was kept is not kept twice. Ends with 0 when it ran, with
    what was refused in the report; with 1 when nothing could be kept.
    """
    if len(source) > LONGEST_SOURCE:
        raise click.BadParameter(
            f"a name of up to {LONGEST_SOURCE} characters", param_hint="source"
        )
    try:
        service = _service()
        with click.progressbar(length=size_of(paths), label="Reading", file=sys.stderr) as bar:
            report = import_files(paths, by=service, at=now(), source=source, tick=bar.update)
    except (Refused, NotPermitted, OperationalError, ProgrammingError) as why:
        reason = _in_words(why)
        answer({"reasons": [reason]}, words=[reason], as_json=as_json, refused=True)
        return
    if report.read == 0:
        reason = "There is nothing here to read."
        answer({"reasons": [reason]}, words=[reason], as_json=as_json, refused=True)
    nothing_kept = len(report.refused) == report.read
    answer(report.as_json(), words=report.in_words(), as_json=as_json, refused=nothing_kept)


def _service() -> User:
    """The account under which resources come in; made at the first import."""
    user = ensure_service(name=SERVICE, title="FHIR import", at=now())
    if user.kind != Kind.SERVICE or not user.is_active:
        raise Refused(
            f"The account {SERVICE} is no service, or was ended. An administrator can say why."
        )
    return user


def _in_words(why: Exception) -> str:
    if isinstance(why, Refused):
        return str(why)
    if isinstance(why, NotPermitted):
        return f"The account {SERVICE} may not do this: it lacks {why}."
    return "The database is not prepared, or cannot be reached. Run `casewright setup` first."
