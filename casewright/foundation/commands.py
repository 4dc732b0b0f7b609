"""How every command answers: words for a person, one line of JSON for a program, an exit code."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def json_flag(command: F) -> F:
    """Add `--json`: the last line of standard output is then one JSON object."""
    return click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")(
        command
    )


def answer(
    facts: Mapping[str, Any], *, words: Sequence[str], as_json: bool, refused: bool = False
) -> None:
    """Say the facts; exit 1 when something was refused. Wrong use has exited 2 before."""
    for line in words:
        click.echo(line, err=as_json)
    if as_json:
        click.echo(json.dumps(facts, default=str, ensure_ascii=False))
    if refused:
        raise click.exceptions.Exit(1)
