"""Read our own source as trees, for the tests that keep the house in order."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2] / "casewright"
FunctionTree = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[Path]:
    """Every module of the house but migrations and tests, in order."""
    for path in sorted(HOUSE.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.relative_to(HOUSE).parts):
            yield path


def name_of(path: Path) -> str:
    """A module as the tests name it: `tasks/actions.py`."""
    return path.relative_to(HOUSE).as_posix()


def pieces(kind: str) -> Iterator[Path]:
    """Every module of one kind of furniture: a room's file of that name, or its folder's files."""
    for path in modules():
        parts = path.relative_to(HOUSE).parts
        if parts[1:] == (f"{kind}.py",) or (len(parts) > 2 and parts[1] == kind):
            yield path


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public(tree: ast.Module) -> Iterator[FunctionTree]:
    """A module's own top-level functions that other modules may call."""
    for node in tree.body:
        if isinstance(node, FunctionTree) and not node.name.startswith("_"):
            yield node


def given_out(path: Path, tree: ast.Module) -> Iterator[FunctionTree]:
    """The public functions of a piece; of a folder's module, those that the folder gives out."""
    names = None
    if path.parent.parent != HOUSE:
        names = {
            alias.name
            for node in ast.walk(tree_of(path.parent / "__init__.py"))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
    for function in public(tree):
        if names is None or function.name in names:
            yield function


def called_name(call: ast.Call) -> str:
    """The bare name that is called: `record` in `record(...)`, `save` in `person.save()`."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def calls_in(node: ast.AST) -> Iterator[ast.Call]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield inner


def reaches(function: FunctionTree, tree: ast.Module) -> set[str]:
    """Every name a function calls, itself or through helpers of the same module."""
    helpers = {node.name: node for node in tree.body if isinstance(node, FunctionTree)}
    seen: set[str] = set()
    waiting = [function.name]
    while waiting:
        here = helpers.get(waiting.pop())
        for name in {called_name(call) for call in calls_in(here)} if here else set():
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def decorators(function: FunctionTree) -> set[str]:
    """The bare names of what a function is decorated with."""
    return {
        called_name(one)
        if isinstance(one, ast.Call)
        else (one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", ""))
        for one in function.decorator_list
    }
