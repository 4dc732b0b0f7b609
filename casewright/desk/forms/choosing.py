"""Two texts for one field: what was typed here, what was saved meanwhile, and which one stays."""

from collections.abc import Iterable, Mapping
from typing import Any

THEIRS = "theirs"


def chosen(
    names: Iterable[str], typed: Mapping[str, Any], saved: Mapping[str, Any]
) -> dict[str, str]:
    """What is to stand in each field: the saved text where `keep-<field>` says `theirs`, else what
    was typed."""
    return {
        name: str(saved.get(name) or "")
        if typed.get(f"keep-{name}") == THEIRS
        else str(typed.get(name) or "")
        for name in names
    }


def differing(
    names: Iterable[str], typed: Mapping[str, Any], saved: Mapping[str, Any]
) -> dict[str, str]:
    """The saved text of each field in which it is another one than what was typed."""
    return {
        name: str(saved.get(name) or "")
        for name in names
        if (saved.get(name) or "") != (typed.get(name) or "")
    }
