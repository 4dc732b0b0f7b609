"""On PostgreSQL one call locks the trail's end and reads it: each statement of a volatile function
sees what was committed before it, so the end is read after the lock is held."""

from django.db import migrations

MAKE = """
CREATE FUNCTION audit_end(key bigint) RETURNS TABLE (number bigint, hash varchar)
LANGUAGE plpgsql VOLATILE AS $$ BEGIN
PERFORM pg_advisory_xact_lock(key);
RETURN QUERY SELECT e.number, e.hash FROM audit_entry e ORDER BY e.number DESC LIMIT 1;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_end(bigint)")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_the_trail_is_only_added_to")]

    operations = [migrations.RunPython(make, unmake)]
