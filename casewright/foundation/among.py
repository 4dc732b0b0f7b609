"""A short list that the database looks up first, and then asks an index by.

PostgreSQL guesses how many rows `IN (SELECT ...)` will give, and where it guesses too many it reads
whole tables beside it. An array is looked up before anything else, and is taken to be short.
"""

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery


def among(field: str, few: QuerySet[Any, Any]) -> Q:
    """The condition that a field is one of few values, which a statement of one column gives."""
    if connection.vendor != "postgresql" or few.query.is_empty():
        return Q(**{f"{field}__in": few})
    is_one_of = Func(
        F(field),
        Subquery(few),
        function="",
        arg_joiner=" = ANY(ARRAY",
        template="(%(expressions)s))",
        output_field=BooleanField(),
    )
    return Q(is_one_of)
