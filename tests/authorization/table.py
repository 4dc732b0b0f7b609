"""The declared table: what each persona may open, by permit; what each address asks for.

A new address fails the matrix until it has its row here, and a new permit until it has its line.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.authorization.house import House, Served

STAFF = frozenset(
    {"stranger", "teammate", "manager", "covering", "removed", "supervisor", "health worker"}
)
MANAGES = STAFF - {"health worker"}
OFFICER, ADMIN = frozenset({"privacy officer"}), frozenset({"administrator"})

# Who stands beside whom; whoever was removed from the team a second ago stands beside nobody.
BESIDE = {
    "rosa": frozenset({"teammate", "manager", "covering", "supervisor", "health worker"}),
    "walter": frozenset({"stranger"}),
}
# Whose are the records that are somebody's own and stand with them: Amara's, and Bo's.
OWNER = {"rosa": "manager", "walter": "stranger"}


@dataclass(frozen=True)
class Held:
    """Who holds a permit: for the people they stand beside, and for anybody's record; where the
    records are `own`, only for those they made themselves."""

    beside: frozenset[str] = frozenset()
    anybody: frozenset[str] = frozenset()
    own: bool = False

    def allows(self, persona: str, record: str | None) -> bool:
        if self.own:
            return persona in self.beside and record is not None and OWNER[record] == persona
        if record is None or persona in self.anybody:
            return persona in self.anybody
        return persona in self.beside and persona in BESIDE[record]


PERMITS = {
    "people.see_person": Held(beside=STAFF),
    "people.change": Held(beside=STAFF),
    "people.see_looks": Held(beside=STAFF, anybody=OFFICER),
    "people.join_records": Held(beside=MANAGES),
    "people.search": Held(anybody=STAFF),
    "chart.see": Held(beside=STAFF),
    "cases.open_case": Held(beside=MANAGES),
    "cases.change_case": Held(beside=MANAGES),
    "contacts.write_note": Held(beside=STAFF),
    "contacts.add_to_note": Held(beside=STAFF),
    "tasks.see": Held(beside=STAFF),
    "tasks.keep": Held(beside=STAFF),
    "tasks.keep_filter": Held(beside=STAFF, own=True),
    "tasks.see_today": Held(anybody=STAFF),
    "tasks.see_digest": Held(beside=STAFF, own=True),
    "tasks.see_team": Held(anybody=frozenset({"supervisor"})),
    "clocks.see_rules": Held(anybody=STAFF | OFFICER | ADMIN),
    "desk.see_trail": Held(anybody=OFFICER),
    "desk.see_selfcheck": Held(anybody=ADMIN),
    "security.see_cover": Held(anybody=STAFF),
    # Cover is about a colleague: their team takes it; they, whoever covers, or their
    # supervisor end it.
    "security.take_cover": Held(beside=STAFF - {"covering", "removed"}),
    "security.end_cover": Held(beside=STAFF - {"teammate", "covering", "removed"}),
    "hl7.work_queue": Held(anybody=frozenset({"supervisor"})),
}

Data = Callable[[House, Served], dict[str, Any]]
READ, POST = frozenset({"GET", "HEAD"}), frozenset({"POST"})
FORM = READ | POST


@dataclass(frozen=True)
class Row:
    """An address: which key it takes, which methods it answers, and a form that would do its deed.

    `key` is empty where the address is no single record's; `is_about` is False where the record
    is about nobody yet.
    """

    methods: frozenset[str]
    key: str = ""
    data: Data = lambda _house, _served: {}
    is_about: bool = True


def _note(_house: House, _served: Served) -> dict[str, Any]:
    return {
        "kind": "call",
        "reached": "no_answer",
        "started_at": "2026-11-24T13:50:00+00:00",
        "minutes": "1",
    }


def _several(_house: House, served: Served) -> dict[str, Any]:
    return {"do": "today", "task": [str(served.keys["task"])]}


def _to_tess(house: House, _served: Served) -> dict[str, Any]:
    return {"to": str(house.users["teammate"].pk), "reason": "Moves house", "note": ""}


def _about_them(_house: House, served: Served) -> dict[str, Any]:
    return {"person": str(served.person.pk)}


def _statement(_house: House, _served: Served) -> dict[str, Any]:
    return {"kind": "watch", "words": "Falls", "language": "en", "said_on": "2026-11-24"}


def _one_record(_house: House, served: Served) -> dict[str, Any]:
    return {"other": str(served.person.pk), "stays": str(served.person.pk)}


def _cover(house: House, _served: Served) -> dict[str, Any]:
    away = str(house.users["manager"].pk)
    return {"away": away, "starts_on": "2026-11-25", "ends_on": "2026-11-26"}


def _two_notes(_house: House, served: Served) -> dict[str, Any]:
    return {"to": str(served.keys["just_before"]), "do": "join"}


ROWS: dict[str, Row] = {
    "order": Row(READ),
    "day_sheet": Row(READ),
    "changes": Row(FORM),
    "quiet": Row(READ),
    "digest": Row(READ),
    "digest_one": Row(READ, "digest", is_about=False),
    "digest_choice": Row(POST, data=lambda *_: {"how": "page", "hour": "6"}),
    "filters": Row(FORM, data=lambda *_: {"name": "Calls", "q": "call"}),
    "rename_filter": Row(POST, "filter", lambda *_: {"name": "Visits"}, is_about=False),
    "delete_filter": Row(POST, "filter", is_about=False),
    "several": Row(POST, data=_several),
    "task": Row(READ, "task"),
    "task_done": Row(POST, "task"),
    "task_later": Row(POST, "task", lambda *_: {"when": "tomorrow"}),
    "task_hand_over": Row(POST, "task", _to_tess),
    "task_not_needed": Row(POST, "task", lambda *_: {"reason": "Moved away"}),
    "task_pin": Row(POST, "task", lambda *_: {"reason": "Her son rang"}),
    "task_take": Row(POST, "queued"),
    "task_undo": Row(POST, "task"),
    "people": Row(READ),
    "find": Row(READ),
    "person": Row(READ, "person"),
    "note": Row(FORM, "person", _note),
    "draft": Row(POST, "person", lambda *_: {"text": "She is"}),
    "draft_discard": Row(POST, "person"),
    "add_task": Row(FORM, "person", lambda *_: {"title": "Call", "due_on": "2026-11-30"}),
    "add_statement": Row(FORM, "person", _statement),
    "edit_person": Row(FORM, "person", lambda *_: {"version": "1", "home_note": "Ring twice."}),
    "summary": Row(FORM, "person", lambda *_: {"version": "0", "words": "Lives alone."}),
    "change_statement": Row(FORM, "statement", lambda *_: {"words": "Falls at night"}),
    "end_statement": Row(POST, "statement"),
    "visit": Row(FORM, "person", lambda *_: {"was_safe": "yes", "travel_minutes": "20"}),
    "next_person": Row(READ, "person"),
    "previous_person": Row(READ, "person"),
    "join_notes": Row(POST, "contact", _two_notes),
    "open_case": Row(FORM, "person", lambda *_: {"program": "Diabetes"}),
    "looks": Row(READ, "person"),
    "same": Row(READ, "person"),
    "same_join": Row(POST, "person", _one_record),
    "same_apart": Row(POST, "person", _one_record),
    "same_undo": Row(POST, "merge"),
    "cover": Row(FORM, data=_cover),
    "cover_take": Row(POST, "cover", is_about=False),
    "cover_end": Row(POST, "cover", is_about=False),
    "chart": Row(READ, "person"),
    "chart_file": Row(READ, "file"),
    "hand_over_case": Row(FORM, "case", _to_tess),
    "add_to_note": Row(FORM, "contact", lambda *_: {"text": "She means the blue ones."}),
    "team": Row(READ),
    "rules": Row(READ),
    "trail": Row(READ),
    "selfcheck": Row(READ),
    "messages": Row(READ),
    "message": Row(READ, "message", is_about=False),
    "message_match": Row(POST, "message", _about_them, is_about=False),
    "message_register": Row(POST, "message", is_about=False),
    "message_leave": Row(POST, "message", lambda *_: {"reason": "Not ours"}, is_about=False),
    "message_correct": Row(POST, "message", lambda *_: {"PID-7": "1948-05-03"}, is_about=False),
    "message_retry": Row(POST, "message", is_about=False),
    "message_undo": Row(POST, "settled", is_about=False),
}

# Addresses without a permit: how they answer a GET of somebody signed out, and signed in.
Answers = tuple[frozenset[int], frozenset[int]]
ANYBODY: Answers = (frozenset({200}), frozenset({200}))
OUT_ONLY: Answers = (frozenset({200}), frozenset({302}))
# One's own account asks for a sign-in, for a second look at the password where that was long ago,
# and has nothing where one has no such key.
OWN: Answers = (frozenset({302}), frozenset({200, 302, 403, 404}))
ELSEWHERE: Answers = (frozenset({302}), frozenset({302}))

OPEN: dict[str, Answers] = {
    "today": (frozenset({302}), frozenset({200, 302})),
    "keys": ANYBODY,
    "awake": ANYBODY,
    "colors": (frozenset({405}), frozenset({405})),
    "healthz": ANYBODY,
    "readyz": ANYBODY,
    "metrics": ANYBODY,
    "account_login": OUT_ONLY,
    "account_signup": OUT_ONLY,
    "account_logout": OWN,
    "account_inactive": ANYBODY,
    "account_reauthenticate": OWN,
    "account_email": OWN,
    "account_change_password": OWN,
    "account_set_password": OWN,
    "account_email_verification_sent": ANYBODY,
    "account_confirm_email": ANYBODY,
    "account_confirm_login_code": ELSEWHERE,
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_reset_password_from_key_done": ANYBODY,
    "mfa_index": OWN,
    "mfa_authenticate": ELSEWHERE,
    "mfa_reauthenticate": OWN,
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_view_recovery_codes": OWN,
    "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": OWN,
    "mfa_list_webauthn": OWN,
    "mfa_add_webauthn": OWN,
    "mfa_reauthenticate_webauthn": OWN,
    "mfa_remove_webauthn": OWN,
    "mfa_edit_webauthn": OWN,
}
