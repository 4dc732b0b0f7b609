"""Putting one JSON value together from its events, within the limits of one resource."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casewright.fhir.reading.limits import DEEPEST, LARGEST, NUL, TOO_DEEP, TOO_LARGE, TWICE

Event = tuple[str, Any]
STARTS = {"start_map": dict, "start_array": list}
ENDS = ("end_map", "end_array")
# What a value costs beside its characters; near enough to keep a heap of tiny ones in bounds.
BYTES_A_VALUE = 8


@dataclass(frozen=True)
class Built:
    """A value with its rough size in bytes, or the reason why there is none."""

    value: Any = None
    reason: str = ""
    size: int = 0


def build(first: Event, events: Iterator[Event]) -> Built:
    """Read the value that begins with `first` to its end, whatever is wrong with it."""
    if first[0] not in STARTS:
        size = len(first[1]) if first[0] == "string" else BYTES_A_VALUE
        return Built(first[1], reason=NUL if _has_nul(first) else "", size=size)
    stack = [STARTS[first[0]]()]
    key, size = "", 0
    for event, value in events:
        here = stack[-1]
        if event == "map_key":
            key = value
            size += len(value)
            if value in here or "\x00" in value:
                return _pass_over(events, len(stack), TWICE if value in here else NUL)
            continue
        if event in ENDS:
            if len(stack) == 1:
                break
            stack.pop()
            continue
        new = STARTS[event]() if event in STARTS else value
        if isinstance(here, dict):
            here[key] = new
        else:
            here.append(new)
        if event in STARTS:
            stack.append(new)
        size += len(value) if event == "string" else BYTES_A_VALUE
        if size > LARGEST or len(stack) > DEEPEST or (event == "string" and "\x00" in value):
            return _pass_over(events, len(stack), _fault(size, len(stack)))
    return Built(stack[0], size=size)


def _has_nul(event: Event) -> bool:
    return event[0] == "string" and "\x00" in event[1]


def _fault(size: int, depth: int) -> str:
    """Why a value is not taken."""
    if size > LARGEST:
        return TOO_LARGE
    return TOO_DEEP if depth > DEEPEST else NUL


def _pass_over(events: Iterator[Event], depth: int, reason: str) -> Built:
    """Read on to the end of a value that is not kept."""
    for event, _ in events:
        depth += (event in STARTS) - (event in ENDS)
        if depth == 0:
            break
    return Built(reason=reason)
