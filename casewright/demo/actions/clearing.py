"""Clearing the demo away, so that it can be loaded again."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from casewright.demo.queries import holds_demo
from casewright.foundation.errors import Refused


def clear_demo() -> None:
    """Remove everything the database holds.

    It has no `by` and leaves no line: the trail goes as well, and so do those it names. Refused
    where the trail does not say that this is the demo.
    """
    if not holds_demo():
        raise Refused("This is not the demo. Nothing was removed.")
    if connection.vendor == "sqlite":
        connection.close()
        kept = Path(str(settings.DATABASES["default"]["NAME"]))
        for path in (kept, *(kept.with_name(kept.name + end) for end in ("-wal", "-shm"))):
            path.unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
    connection.close()
