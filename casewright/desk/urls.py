"""Addresses of the desk."""

from django.urls import URLPattern, path

from casewright.desk.views import (
    case,
    health,
    note,
    people,
    person,
    row,
    rules,
    settings,
    several,
    task,
    team,
    today,
    trail,
)

urlpatterns: list[URLPattern] = [
    # Today, and what is done to its rows
    path("", today.home, name="today"),
    path("order/", rules.order, name="order"),
    path("tasks/several/", several.choose, name="several"),
    path("tasks/<uuid:key>/", row.show, name="task"),
    path("tasks/<uuid:key>/done/", row.done, name="task_done"),
    path("tasks/<uuid:key>/later/", row.later, name="task_later"),
    path("tasks/<uuid:key>/hand-over/", row.hand_over, name="task_hand_over"),
    path("tasks/<uuid:key>/not-needed/", row.not_needed, name="task_not_needed"),
    path("tasks/<uuid:key>/pin/", row.pin, name="task_pin"),
    path("tasks/<uuid:key>/take/", row.take, name="task_take"),
    path("tasks/<uuid:key>/undo/", row.undo, name="task_undo"),
    # People: search, and the viewer's own
    path("people/", people.find, name="people"),
    # The page of a person, and what stands beside the story
    path("people/<uuid:key>/", person.show, name="person"),
    path("people/<uuid:key>/note/", note.note, name="note"),
    path("people/<uuid:key>/draft/", note.draft, name="draft"),
    path("people/<uuid:key>/draft/discard/", note.discard, name="draft_discard"),
    path("people/<uuid:key>/tasks/", task.add, name="add_task"),
    path("people/<uuid:key>/words/", person.add_statement, name="add_statement"),
    path("people/<uuid:key>/edit/", person.edit, name="edit_person"),
    path("people/<uuid:key>/case/", case.open_one, name="open_case"),
    path("people/<uuid:key>/looks/", person.looks, name="looks"),
    path("cases/<uuid:key>/hand-over/", case.hand_over, name="hand_over_case"),
    path("contacts/<uuid:key>/add/", note.add, name="add_to_note"),
    # The team, the rules, the trail
    path("team/", team.show, name="team"),
    path("rules/", rules.deadlines, name="rules"),
    path("trail/", trail.show, name="trail"),
    # What somebody chose for their screen
    path("keys/", settings.keys, name="keys"),
    path("colors/", settings.colors, name="colors"),
    # For whatever watches over the server
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
