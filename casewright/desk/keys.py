"""The single keys: what each does, and which key each of us has chosen for it (WCAG 2.1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.foundation.errors import Refused


@dataclass(frozen=True)
class Key:
    """One thing a key does: its own name, the key it has at first, and what it does in words."""

    name: str
    first: str
    words: Promise


KEYS = (
    Key("next", "j", gettext_lazy("next row")),
    Key("before", "k", gettext_lazy("row before")),
    Key("call", "c", gettext_lazy("start the call or visit")),
    Key("visit", "v", gettext_lazy("start a visit")),
    Key("note", "n", gettext_lazy("write a note")),
    Key("task", "t", gettext_lazy("add a task")),
    Key(
        "choose", "e", gettext_lazy("choose a row; done, later and hand over then mean all chosen")
    ),
    Key("done", "x", gettext_lazy("done")),
    Key("later", "s", gettext_lazy("later")),
    Key("hand_over", "h", gettext_lazy("hand over")),
    Key("undo", "u", gettext_lazy("undo")),
    Key("more", "m", gettext_lazy("more about this row")),
    Key("print", "p", gettext_lazy("print")),
    Key("find", "/", gettext_lazy("find a person, something to do, or a page")),
    Key("previous_person", "[", gettext_lazy("person or page before")),
    Key("next_person", "]", gettext_lazy("next person or page")),
    Key("go", "g", gettext_lazy("go to a page: its letter comes after")),
    Key("help", "?", gettext_lazy("these keys")),
)
# Always the same: no letters, or letters together with Ctrl.
FIXED = (
    ("Enter", gettext_lazy("open what has the focus")),
    ("Esc", gettext_lazy("close what is open; a draft is kept")),
    ("Ctrl Enter", gettext_lazy("save a note")),
    ("Ctrl K", gettext_lazy("find, also while writing")),
    ("1 to 9", gettext_lazy("choose an answer in a note")),
)


@dataclass(frozen=True)
class Chosen:
    """What somebody chose: whether keys do anything, and each that is another than at first."""

    on: bool = True
    changed: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """The key that does this now."""
        return self.changed.get(name) or next(key.first for key in KEYS if key.name == name)

    @property
    def moved(self) -> dict[str, str]:
        """For each key that is another now: the one at first, by the one pressed instead."""
        first = {key.name: key.first for key in KEYS}
        return {pressed: first[name] for name, pressed in self.changed.items()}

    def kept(self) -> dict[str, Any]:
        """As it is kept with the user."""
        return {"on": self.on, "changed": dict(self.changed)}


def chosen_in(kept: Mapping[str, Any]) -> Chosen:
    """Read what is kept; whatever is not known any more is passed over."""
    names = {key.name for key in KEYS}
    changed = {name: key for name, key in kept.get("changed", {}).items() if name in names}
    return Chosen(on=kept.get("on", True) is not False, changed=changed)


def choose(wanted: Mapping[str, str], *, on: bool) -> Chosen:
    """Check a key for each thing; a key that would do two things, or none can press, is refused."""
    taken: dict[str, Key] = {}
    for one in KEYS:
        key = wanted.get(one.name, "").strip() or one.first
        if len(key) != 1 or not key.isprintable():
            raise Refused(
                _("“%(words)s” takes one letter or sign, not “%(key)s”.")
                % {"words": one.words, "key": key}
            )
        if key.isdigit():
            raise Refused(
                _("Digits choose an answer in a note. Choose another key for “%(words)s”.")
                % {"words": one.words}
            )
        if key in taken:
            raise Refused(
                _("“%(key)s” would do two things: %(one)s, and %(other)s. Change one of them.")
                % {"key": key, "one": taken[key].words, "other": one.words}
            )
        taken[key] = one
    return Chosen(on, {one.name: key for key, one in taken.items() if key != one.first})
