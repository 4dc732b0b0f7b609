"""Empty the PostgreSQL database that is measured: its whole schema goes."""

import os

import django
from django.db import connection


def main() -> None:
    """Drop and make the public schema anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


if __name__ == "__main__":
    main()
