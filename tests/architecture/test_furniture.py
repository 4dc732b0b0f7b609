"""Every room has the same furniture."""

from pathlib import Path

from tests.architecture.furniture import ALSO, MAY_BE_FOLDERS, ROOM, STORES
from tests.architecture.source import HOUSE, modules


def strange(room: str, parts: tuple[str, ...]) -> bool:
    """Say whether a module, named by its path inside its room, is no known piece."""
    first = parts[0].removesuffix(".py")
    known = ROOM | ALSO.get(room, frozenset())
    if len(parts) == 1:
        return first not in known
    return first in STORES or first not in (MAY_BE_FOLDERS | ALSO.get(room, frozenset()))


def test_rooms_hold_only_known_furniture() -> None:
    found = [
        path.relative_to(HOUSE).as_posix()
        for path in modules()
        if len(path.relative_to(HOUSE).parts) > 1
        and strange(path.relative_to(HOUSE).parts[0], path.relative_to(HOUSE).parts[1:])
    ]
    assert found == [], "A new kind of piece is a decision: write an ADR and add it here."


def test_the_list_of_pieces_is_not_stale() -> None:
    missing = [
        f"{room}/{piece}"
        for room, pieces in ALSO.items()
        for piece in sorted(pieces)
        if not (HOUSE / room / f"{piece}.py").exists() and not (HOUSE / room / piece).is_dir()
    ]
    assert missing == []


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        room.name
        for room in sorted(HOUSE.iterdir())
        if (room / "models.py").exists() and not (room / "README.md").exists()
    ]
    assert silent == []


def test_a_strange_piece_is_noticed() -> None:
    assert strange("tasks", ("utils.py",))
    assert strange("tasks", ("helpers", "mixins.py"))
    assert strange("tasks", ("templates", "sorting.py"))
    assert not strange("tasks", ("actions.py",))
    assert not strange("transitions", ("rules", "stay.py"))
    assert strange("people", ("gate.py",))
    assert not strange("security", ("gate.py",))


def test_no_room_stands_beside_the_house() -> None:
    alone = [
        path.name
        for path in sorted(HOUSE.glob("*.py"))
        if path.name not in {"__init__.py", "__main__.py"}
    ]
    assert alone == []
    assert isinstance(HOUSE, Path)
