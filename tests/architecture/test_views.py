"""Views are handed their records: they look nothing up."""

import ast
from collections.abc import Iterator

from tests.architecture.source import name_of, pieces, tree_of

LOOKS_UP = {"objects", "_default_manager", "_base_manager"}
SHORT_CUTS = {"get_object_or_404", "get_list_or_404"}


def look_ups_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every place where a manager, or a short cut to one, is named."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in LOOKS_UP:
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name) and node.id in SHORT_CUTS:
            yield node.id, node.lineno


def test_views_and_forms_never_touch_a_manager() -> None:
    faults = [
        f"{name_of(path)}:{line} {name}"
        for kind in ("views", "forms", "urls")
        for path in pieces(kind)
        for name, line in look_ups_in(tree_of(path))
    ]
    assert faults == []


def test_a_view_that_looks_up_is_noticed() -> None:
    planted = "person = Person.objects.get(pk=key)\nother = get_object_or_404(Person, pk=key)"
    assert {name for name, _ in look_ups_in(ast.parse(planted))} == {"objects", "get_object_or_404"}
