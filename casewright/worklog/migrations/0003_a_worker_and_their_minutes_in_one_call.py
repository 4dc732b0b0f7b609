"""On PostgreSQL one call locks a worker's row and reads the minutes that are counted already: each
statement of a volatile function sees what was committed before it, so they are read under the
lock."""

from django.db import migrations

MAKE = """
CREATE FUNCTION worklog_taken(whose uuid, first timestamptz, last timestamptz)
RETURNS TABLE (starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql VOLATILE AS $$ BEGIN
PERFORM 1 FROM security_user u WHERE u.id = whose FOR NO KEY UPDATE;
RETURN QUERY SELECT w.starts_at, w.ends_at FROM worklog_workentry w
WHERE w.worker_id = whose AND w.starts_at < last AND w.ends_at > first;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION worklog_taken(uuid, timestamptz, timestamptz)")


class Migration(migrations.Migration):
    dependencies = [("worklog", "0002_each_minute_is_counted_once")]

    operations = [migrations.RunPython(make, unmake)]
