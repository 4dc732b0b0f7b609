"""Every action has its beats, and every query asks who is looking."""

import ast

from tests.architecture.source import (
    FunctionTree,
    decorators,
    given_out,
    pieces,
    public,
    reaches,
    tree_of,
)

AT_SET_UP = "it runs at set-up, before there is anybody"
SIGNING_IN = "it is part of signing in, before there is anybody"
# room.function -> why it stands without the beats of an action
NO_ACTIONS = {
    "audit.action": "it is the frame that every action stands in",
    "audit.attempt": "it is a part of that frame",
    "audit.record": "it is the trail itself",
    "audit.record_refusal": "it is the trail itself",
    "clocks.load_rules": AT_SET_UP,
    "demo.clear_demo": "the trail of the demo goes as well, and so do those it names",
    "tasks.events_together": "it is a frame for several deeds, each with its own beats",
    "security.lay_out_roles": AT_SET_UP,
    "security.make_first_administrator": AT_SET_UP,
    "security.ensure_intake_team": AT_SET_UP,
    "security.ensure_service": AT_SET_UP,
    "security.choose_keys": "everybody chooses keys for themselves, and for nobody else",
    "security.touch_session": "the look that keeps a session awake has its own line",
    "security.clear_sessions": "sessions long over are about nobody's record",
    "security.count_failed_sign_in": SIGNING_IN,
    "security.clear_failed_sign_ins": SIGNING_IN,
}
NOBODY = "it is about nobody in particular, and every page of the room needs it"
NO_VIEWER = {
    "audit.head": "the trail's end names nobody",
    "audit.faults": "whether the trail is whole names nobody",
    "clocks.version_in_force": NOBODY,
    "clocks.work_out": NOBODY,
    "clocks.second_triggers": NOBODY,
    "demo.holds_demo": NOBODY,
    "demo.holds_only_made_up_people": NOBODY,
    "demo.holds_somebody": NOBODY,
    "demo.loaded_for": NOBODY,
    "security.intake_team": NOBODY,
    "security.members": "who is on a team is known to all of the staff",
}


def faults_of_action(function: FunctionTree, tree: ast.Module) -> list[str]:
    """What an action lacks of its beats."""
    lacks = sorted({"demand", "record"} - reaches(function, tree))
    if "action" not in decorators(function):
        lacks.append("@action")
    if "by" not in {arg.arg for arg in function.args.kwonlyargs}:
        lacks.append("by")
    if function.args.args or function.args.posonlyargs:
        lacks.append("keyword-only arguments")
    return lacks


def asks_who_looks(function: FunctionTree) -> bool:
    return "viewer" in {arg.arg for arg in function.args.kwonlyargs}


def test_every_action_demands_a_permit_records_itself_and_names_who() -> None:
    faults = [
        f"{_key(path.parts, function)}: {lacks}"
        for path in pieces("actions")
        for tree in [tree_of(path)]
        for function in given_out(path, tree)
        for lacks in [faults_of_action(function, tree)]
        if lacks and _key(path.parts, function) not in NO_ACTIONS
    ]
    assert faults == []


def test_the_list_of_functions_without_the_beats_is_not_stale() -> None:
    lacking = {
        _key(path.parts, function)
        for path in pieces("actions")
        for tree in [tree_of(path)]
        for function in given_out(path, tree)
        if faults_of_action(function, tree)
    }
    assert set(NO_ACTIONS) <= lacking


def test_every_query_asks_who_is_looking() -> None:
    faults = [
        _key(path.parts, query)
        for path in pieces("queries")
        for query in public(tree_of(path))
        if not asks_who_looks(query) and _key(path.parts, query) not in NO_VIEWER
    ]
    assert faults == []


def test_the_list_of_queries_without_a_viewer_is_not_stale() -> None:
    without = {
        _key(path.parts, query)
        for path in pieces("queries")
        for query in public(tree_of(path))
        if not asks_who_looks(query)
    }
    assert set(NO_VIEWER) <= without


def test_an_action_without_its_beats_is_noticed() -> None:
    planted = ast.parse("""
def close_task(task, *, at):
    task.closed_at = at
""")
    (function,) = public(planted)
    assert faults_of_action(function, planted) == [
        *("demand", "record", "@action", "by", "keyword-only arguments"),
    ]


def test_beats_kept_by_a_helper_of_the_same_module_count() -> None:
    planted = ast.parse("""
@action
def close_task(*, by, task):
    demand(by, KEEP, task)
    return _change(by, task)

def _change(by, task):
    record(by, "tasks.done", task)
""")
    function = next(iter(public(planted)))
    assert faults_of_action(function, planted) == []


def test_a_query_that_does_not_ask_who_looks_is_noticed() -> None:
    planted = ast.parse("def everybody(viewer): ...\ndef mine(*, viewer): ...")
    assert [asks_who_looks(query) for query in public(planted)] == [False, True]


def _key(parts: tuple[str, ...], function: FunctionTree) -> str:
    room = parts[len(parts) - 1 - parts[::-1].index("casewright") + 1]
    return f"{room}.{function.name}"
