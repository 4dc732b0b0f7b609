"""Run one bar in this process and write its figures: `python -m bars.one NAME DATABASE FILE`.

The home folder and the database are those of the environment; both are new and prepared.
"""

import argparse
import importlib
import json
import os
from dataclasses import asdict
from pathlib import Path

import django

from bars.figures import on


def main() -> None:
    """Set Django up, find the bar, run it and leave its figures in the file."""
    options = argparse.ArgumentParser(prog="python -m bars.one")
    options.add_argument("name")
    options.add_argument("database")
    options.add_argument("file", type=Path)
    options.add_argument("--quick", action="store_true")
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()
    bar = importlib.import_module(f"bars.{chosen.name}")
    figures = on(chosen.database, bar.run(quick=chosen.quick))
    chosen.file.write_text(json.dumps([asdict(one) for one in figures]), encoding="utf-8")


if __name__ == "__main__":
    main()
