"""Rows are written by actions and by nothing else."""

import ast
from collections.abc import Iterator

from django.apps import apps

from tests.architecture.source import called_name, calls_in, modules, name_of, tree_of

WRITES = {
    *("save", "create", "delete", "get_or_create", "update_or_create", "bulk_create"),
    *("bulk_update", "_raw_delete", "asave", "acreate", "adelete", "aupdate", "execute"),
    *("executemany", "executescript", "add_rows"),
}
MANY_TO_MANY = {"add", "set", "remove", "clear"}

# module and call -> why it may write without being an action
MAY_WRITE = {
    ("desk/selfcheck/machine.py", "execute"): "it reads: how many accounts there are",
    ("desk/health.py", "execute"): "it reads: what the database's clock says",
    ("foundation/jobs.py", "create"): "when timed work last ran is about nobody and seen by nobody",
    ("foundation/jobs.py", "update"): "when timed work last ran is about nobody and seen by nobody",
    ("foundation/jobs.py", "delete"): "workers long gone are about nobody",
    ("foundation/prepared.py", "execute"): "`add_rows` is the write; all else reads",
    ("foundation/working.py", "create"): "which workers are there is about nobody",
    ("foundation/working.py", "delete"): "which workers are there is about nobody",
    ("foundation/working.py", "update"): "the queue of timed work is about nobody",
    ("foundation/tables.py", "execute"): "a migration's statements, which make the tables' guards",
}


def writes_in(tree: ast.AST, shared: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Every call that writes a row, with its line; `shared` names the many-to-many fields.

    `update` with a positional argument is a dict's, a set's or a hash's: a query's takes none.
    So is `delete` of a cache or of a client, which name what is to go.
    """
    for call in calls_in(tree):
        name = called_name(call)
        if not isinstance(call.func, ast.Attribute):
            continue
        if name in {"update", "delete"} and call.args:
            continue
        if name in WRITES or (name == "update" and call.keywords):
            yield name, call.lineno
        owner = call.func.value
        if name in MANY_TO_MANY and isinstance(owner, ast.Attribute) and owner.attr in shared:
            yield name, call.lineno


def many_to_many() -> frozenset[str]:
    return frozenset(
        field.name for model in apps.get_models() for field in model._meta.many_to_many
    )


def is_actions(name: str) -> bool:
    parts = name.split("/")
    return parts[1:2] == ["actions.py"] or parts[1:2] == ["actions"]


def test_only_actions_write() -> None:
    shared = many_to_many()
    faults = [
        f"{name_of(path)}:{line} .{call}()"
        for path in modules()
        if not is_actions(name_of(path))
        for call, line in writes_in(tree_of(path), shared)
        if (name_of(path), call) not in MAY_WRITE
    ]
    assert faults == []


def test_the_list_of_other_writers_is_not_stale() -> None:
    shared = many_to_many()
    there = {
        (name_of(path), call) for path in modules() for call, _ in writes_in(tree_of(path), shared)
    }
    assert set(MAY_WRITE) <= there


def test_a_write_outside_an_action_is_noticed() -> None:
    planted = """
def show(request, person):
    person.save()
    Person.objects.filter(pk=1).update(called="Rosa")
    rows = Person.objects.all()
    rows.update(**values)
    rows.delete()
    Person.objects.bulk_create([])
    user.roles.add(role)
    cursor.execute("DELETE FROM people_person")
"""
    found = [call for call, _ in writes_in(ast.parse(planted), frozenset({"roles"}))]
    assert found == [
        *("save", "update", "update", "delete", "bulk_create", "add", "execute"),
    ]


def test_what_only_looks_like_a_write_is_let_be() -> None:
    plain = """
known.update({"a": 1})
seen.add(key)
seal.update(b"line")
cache.delete("key")
token = kept.set([])
create(person)
"""
    assert list(writes_in(ast.parse(plain), frozenset({"roles"}))) == []
