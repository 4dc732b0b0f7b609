"""The machine: its key, cookies, folders, disk, database and clock."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zlib import compress

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casewright.desk.health import clock_in_words
from casewright.desk.selfcheck.finding import Finding

# Django asks for as much of a key (security.W009); a random one cannot be made much shorter.
LEAST_KEY = 50
LEAST_FREE_BYTES = 2_000_000_000
LEAST_FREE_SHARE = 0.1
# Beyond this one file's single writer is felt.
MANY_ACCOUNTS = 40
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def key_and_cookies(_at: datetime) -> Iterator[Finding]:
    """The secret key, and what a browser is told."""
    key = settings.SECRET_KEY.encode()
    if len(key) < LEAST_KEY or len(compress(key)) < LEAST_KEY * 0.6:
        yield Finding(
            "secret key",
            "The secret key is short or repeats itself: sessions could be forged.",
            "openssl rand -base64 48 > KEYFILE; set CASEWRIGHT_SECRET_KEY_FILE; restart",
        )
    if settings.DEBUG:
        yield Finding("debug", "Debugging is on.", "Set DEBUG to False in the settings.")
    if not settings.SERVED_OVER_TLS and not settings.DEMO:
        yield Finding(
            "cookies",
            "CASEWRIGHT_TLS is 0: sign-ins travel where others on the network can read them.",
            "Put a server that speaks TLS in front; set CASEWRIGHT_TLS=1; restart",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "hosts",
            "This server answers to every name.",
            "Set CASEWRIGHT_HOSTS to the names it has.",
        )


def home(_at: datetime) -> Iterator[Finding]:
    """Who may read the home folder and what lies in it."""
    folder = Path(settings.HOME)
    open_to_others = [
        path
        for path in [folder, *_kept_close(folder)]
        if path.exists() and path.stat().st_mode & OTHERS
    ]
    if open_to_others:
        names = ", ".join(sorted(path.name for path in open_to_others))
        yield Finding(
            "home folder",
            f"Other accounts of this machine may read in it: {names}.",
            f"chmod -R go= {folder}",
        )


def _kept_close(folder: Path) -> list[Path]:
    """Files that hold records or keys."""
    names = [folder / "secret-key", folder / "lists"]
    if connection.vendor == "sqlite":
        names.append(Path(str(connection.settings_dict["NAME"])))
    return names


def disk(_at: datetime) -> Iterator[Finding]:
    """Room to write."""
    used = shutil.disk_usage(settings.HOME)
    if used.free < min(LEAST_FREE_BYTES, LEAST_FREE_SHARE * used.total):
        yield Finding(
            "disk",
            f"{used.free // 1_000_000} MB are free where the home folder is.",
            "Make room: a full disk stops all work.",
        )
    if not os.access(settings.HOME, os.W_OK):
        yield Finding("disk", "The home folder cannot be written to.", "Give it back to us.")


def database(_at: datetime) -> Iterator[Finding]:
    """Which database, and whether it is as new as the program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(
            "database",
            f"It is older than this program: {len(plan)} changes are still to be made.",
            "casewright setup",
        )
    elif connection.vendor == "sqlite":
        yield from _one_file()


def _one_file() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_user WHERE is_active AND kind = 'staff'")
        (accounts,) = cursor.fetchone()
    if accounts > MANY_ACCOUNTS:
        yield Finding(
            "database",
            f"{accounts} colleagues share one SQLite file, which one of them writes at a time.",
            "Move to PostgreSQL: set CASEWRIGHT_DATABASE_URL",
        )


def clock(at: datetime) -> Iterator[Finding]:
    """The clock by which every deadline is reckoned."""
    for words in clock_in_words(at):
        yield Finding("clock", words, "Keep the clock by the network: timedatectl set-ntp true")


def backup(_at: datetime) -> Iterator[Finding]:
    """Whether there is a backup. The program makes none itself yet."""
    how = "sqlite3 FILE \"VACUUM INTO 'COPY'\"" if connection.vendor == "sqlite" else "pg_dump -Fc"
    yield Finding(
        "backup",
        "Casewright does not make backups yet and knows of none.",
        f"Each day: {how}, and the home folder; try a restore once",
    )
