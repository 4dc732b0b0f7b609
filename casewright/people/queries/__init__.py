"""What people look at in this room: somebody by what is typed, and who may be the same person."""

from casewright.people.queries.finding import (
    MOST_FOUND,
    find_near,
    find_people,
    keys_of,
    my_people,
)
from casewright.people.queries.likeness import (
    Likeness,
    likeness_of,
    merges_of,
    perhaps_same,
    set_apart,
)

__all__ = [
    "MOST_FOUND",
    "Likeness",
    "find_near",
    "find_people",
    "keys_of",
    "likeness_of",
    "merges_of",
    "my_people",
    "perhaps_same",
    "set_apart",
]
