"""Rules are plain: no Django, no tables, no clock on the wall."""

import ast
from collections.abc import Iterator

from tests.architecture.source import modules, name_of, pieces, tree_of

# The one file that reads the clock; the log line stamps itself by its own record.
CLOCK = "foundation/moments.py"
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
          ("timezone", "now"), ("time", "time"), ("time", "time_ns"), ("timezone", "localtime"),
          ("timezone", "localdate")}  # fmt: skip


def django_in(tree: ast.Module, *, states: bool) -> Iterator[str]:
    """What a rule names of Django, or of the tables. States may be written as text choices."""
    allowed = {"django.db"} if states else set()
    yield from (name for name in _imported(tree) if _is_forbidden(name) and name not in allowed)
    if states:
        yield from (f"models.{name}" for name in _of_models(tree) if name != "TextChoices")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _of_models(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "models":
            yield node.attr


def _is_forbidden(module: str) -> bool:
    parts = module.split(".")
    ours = parts[0] == "casewright" and len(parts) > 2
    return parts[0] == "django" or (
        ours and parts[2] in {"models", "actions", "queries", "access", "views", "forms"}
    )


def clocks_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every reading of the wall clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = getattr(owner, "id", getattr(owner, "attr", ""))
            if (name, node.func.attr) in CLOCKS:
                yield f"{name}.{node.func.attr}", node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
            yield from (
                (f"timezone.{alias.name}", node.lineno)
                for alias in node.names
                if ("timezone", alias.name) in CLOCKS
            )


def test_rules_and_states_are_plain() -> None:
    faults = [
        f"{name_of(path)}: {named}"
        for kind in ("rules", "states")
        for path in pieces(kind)
        for named in django_in(tree_of(path), states=kind == "states")
    ]
    assert faults == []


def test_one_file_reads_the_clock() -> None:
    faults = [
        f"{name_of(path)}:{line} {named}"
        for path in modules()
        if name_of(path) != CLOCK
        for named, line in clocks_in(tree_of(path))
    ]
    assert faults == []


def test_that_one_file_does_read_it() -> None:
    there = [path for path in modules() if name_of(path) == CLOCK]
    assert [named for path in there for named, _ in clocks_in(tree_of(path))] == ["datetime.now"]


def test_a_rule_that_asks_the_database_is_noticed() -> None:
    planted = ast.parse("from django.db import models\nfrom casewright.tasks.models import Task")
    assert list(django_in(planted, states=False)) == ["django.db", "casewright.tasks.models"]


def test_a_state_that_is_a_table_is_noticed() -> None:
    planted = ast.parse("from django.db import models\nclass A(models.Model): ...")
    assert list(django_in(planted, states=True)) == ["models.Model"]
    plain = ast.parse("from django.db import models\nclass A(models.TextChoices): ...")
    assert list(django_in(plain, states=True)) == []


def test_a_look_at_the_wall_clock_is_noticed() -> None:
    planted = """
from django.utils.timezone import now
a = datetime.now(tz=UTC)
b = datetime.datetime.utcnow()
c = date.today()
d = timezone.now()
e = time.time()
"""
    assert [named for named, _ in clocks_in(ast.parse(planted))] == [
        *("timezone.now", "datetime.now", "datetime.utcnow", "date.today", "timezone.now"),
        "time.time",
    ]


def test_counting_how_long_something_took_is_no_look_at_the_clock() -> None:
    plain = "started = time.monotonic()\nmoment = moments.now()"
    assert list(clocks_in(ast.parse(plain))) == []
