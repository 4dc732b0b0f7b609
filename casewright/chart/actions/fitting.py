"""What is said, as the columns hold it: words cut to size, names of things never."""

from functools import cache
from typing import Any

from django.db.models import CharField, Model, TextField

from casewright.chart.facts import ReceivedFact
from casewright.foundation.errors import Refused
from casewright.foundation.texts import check_fit

# Cut short, a code would name another thing: one too long is left out whole.
CODES = ("system", "code")
# What a fact holds that is no column: the files of a document are rows of their own.
NO_COLUMNS = ("files",)


def fit(model: type[Model], fact: ReceivedFact) -> dict[str, Any]:
    """The fact's values as the columns of its model hold them."""
    if not fact.source or not fact.source_key:
        raise Refused("It does not say which source it comes from, or under which key.")
    if not fact.display.strip():
        raise Refused("It says neither a code nor words for what it is.")
    check_fit(model, source=fact.source, source_key=fact.source_key)
    values = {name: value for name, value in vars(fact).items() if name not in NO_COLUMNS}
    room = _room(model)
    if any(len(values[name]) > room[name] for name in CODES):
        values.update(dict.fromkeys(CODES, ""))
    return {name: _cut(value, room.get(name)) for name, value in values.items()}


@cache
def _room(model: type[Model]) -> dict[str, int]:
    """How many characters each text of a model holds."""
    texts = [f for f in model._meta.concrete_fields if isinstance(f, CharField | TextField)]
    return {text.name: text.max_length for text in texts if text.max_length}


def _cut(value: Any, most: int | None) -> Any:
    """A text as long as its column; lists as JSON gives them back."""
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, tuple):
        return [list(part) for part in value]
    return value
