"""Rows that nobody put in order come in another one here than the database happens to give."""

import pytest
from django.db.models import QuerySet


def guard(patch: pytest.MonkeyPatch) -> None:
    """Turn around what an unordered query gives, so that nothing leans on a lucky order."""
    fetch = QuerySet._fetch_all

    def fetch_turned(queryset: QuerySet) -> None:  # type: ignore[type-arg]  # any rows at all
        fresh = queryset._result_cache is None
        fetch(queryset)
        if fresh and queryset._result_cache is not None and not queryset.ordered:
            queryset._result_cache.reverse()

    patch.setattr(QuerySet, "_fetch_all", fetch_turned)
