from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import migrations

from casewright.people import rules

AT_ONCE = 2_000


def add_words(apps: Any, schema_editor: Any) -> None:
    """Let everybody be found by initials, by their birth date and by what is near their names.

    A hundred thousand people have four million words: they are inserted many at a time, and on
    SQLite, which would look for the place of each in an index larger than its memory, the index
    of the words is made anew when they are there.
    """
    connection = schema_editor.connection
    model = apps.get_model("people", "SearchKey")
    person_key = model._meta.get_field("person").get_db_prep_save
    with connection.cursor() as cursor, _without_index_of_words(cursor, model):
        values: list[Any] = []
        for person, names, born in _people(apps, connection.alias):
            kept = person_key(person, connection)
            for key in sorted(rules.search_keys(names, born, [], [])):
                values += (kept, key)
            if len(values) >= 2 * AT_ONCE:
                _insert(cursor, model, values)
                values = []
        _insert(cursor, model, values)


def _insert(cursor: Any, model: Any, values: list[Any]) -> None:
    """Add words of people, but those that are there already."""
    if values:
        rows = ", ".join(["(%s, %s)"] * (len(values) // 2))
        into = f'"{model._meta.db_table}" (person_id, key)'
        cursor.execute(f"INSERT INTO {into} VALUES {rows} ON CONFLICT DO NOTHING", values)  # noqa: S608 - marks only


@contextmanager
def _without_index_of_words(cursor: Any, model: Any) -> Iterator[None]:
    """On SQLite without the index that begins with the word, which is made again afterwards."""
    made = []
    if cursor.db.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
            "AND sql LIKE 'CREATE INDEX%%(\"key\")'",
            [model._meta.db_table],
        )
        made = cursor.fetchall()
    for name, _ in made:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, text in made:
        cursor.execute(text)


def _people(apps: Any, db: str) -> Iterator[tuple[Any, list[str], Any]]:
    """Everybody who was not joined to another record, with every name they have."""
    people = apps.get_model("people", "Person").objects.using(db).filter(merged_into=None)
    named = people.order_by("pk").values_list(
        "pk", "birth_date", "called", "personnames__family", "personnames__given"
    )
    for person, lines in groupby(named.iterator(AT_ONCE), key=itemgetter(0)):
        held = list(lines)
        names = [f"{family or ''} {given or ''}" for *_, family, given in held]
        yield person, [held[0][2], *names], held[0][1]


def take_words_away(apps: Any, schema_editor: Any) -> None:
    """Take away what only the newer search asks by; the rest does no harm to an older one."""
    keys = apps.get_model("people", "SearchKey").objects.using(schema_editor.connection.alias)
    keys.filter(key__startswith=rules.NEAR).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_summaries_and_changed_statements"),
    ]

    operations = [
        migrations.RunPython(add_words, take_words_away),
    ]
