"""The real command, killed with -9 in the middle and run again; twenty rounds are a bar's."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_an_import_killed_with_9_ends_as_one_that_was_not(tmp_path: Path) -> None:
    ours = {
        "CASEWRIGHT_HOME": str(tmp_path / "home"),
        "CASEWRIGHT_SECRET_KEY": "only-for-this-test-" * 4,
        "CASEWRIGHT_TLS": "0",
        "DJANGO_SETTINGS_MODULE": "casewright.config.settings",
    }
    environment = {**os.environ, **ours}
    environment.pop("CASEWRIGHT_DATABASE_URL", None)
    (tmp_path / "home").mkdir()
    told = tmp_path / "figure.json"
    for arguments in (
        ["casewright", "setup"],
        ["bars.one", "fhir_kill", "SQLite", str(told), "--quick"],
    ):
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-1000:]
    (figure,) = json.loads(told.read_text(encoding="utf-8"))
    assert figure["passed"], figure["says"]
