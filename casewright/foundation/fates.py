"""What became of something that was said to us, perhaps not for the first time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

R = TypeVar("R")


class Fate(StrEnum):
    """New to us, newer than what we had, or said before."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Kept(Generic[R]):
    """The record as it now stands, and what became of what was said."""

    record: R
    fate: Fate
