from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import migrations

from casewright.people import rules

AT_ONCE = 2_000


def add_words(apps: Any, schema_editor: Any) -> None:
    """Let everybody be found by initials, by their birth date and by what is near their names."""
    db = schema_editor.connection.alias
    keys = apps.get_model("people", "SearchKey").objects.using(db)
    rows = []
    for person, names, born in _people(apps, db):
        for key in rules.search_keys(names, born, [], []):
            rows.append(keys.model(person_id=person, key=key))
        if len(rows) >= AT_ONCE:
            keys.bulk_create(rows, ignore_conflicts=True)
            rows = []
    keys.bulk_create(rows, ignore_conflicts=True)


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
