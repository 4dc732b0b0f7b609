"""Texts and the room a column has for them.

PostgreSQL breaks off at a text that is longer than its column, SQLite keeps it whole; so length is
settled before either is asked.
"""

from django.db.models import Field, Model

from casewright.foundation.errors import Refused


def longest(model: type[Model], field: str) -> int | None:
    """How many characters a field holds; None where there is no limit."""
    column = model._meta.get_field(field)
    return column.max_length if isinstance(column, Field) else None


def clip(model: type[Model], field: str, text: str) -> str:
    """What of a text its column holds: for what a feed says, which nobody can be asked about."""
    return text[: longest(model, field)]


def check_fit(model: type[Model], **texts: object) -> None:
    """Refuse a text that somebody wrote too long for its field; what is no text passes."""
    for field, text in texts.items():
        most = longest(model, field)
        if isinstance(text, str) and most is not None and len(text) > most:
            name = str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # a column
            raise Refused(f"This is too long: {name} holds up to {most} characters.")
