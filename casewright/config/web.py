"""The web server's first process: `python -m casewright.config.web`, with granian's own options.

It opens the rooms once. The processes that answer are doubles of it (on Linux), so that they need
not open them again: the server answers sooner, and one that was killed is back at once.
"""

import gc
import os

import django
from django.urls import get_resolver
from granian.cli import entrypoint


def main() -> None:
    """Open the rooms, then serve."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()
    # Read here, where all share them, the addresses need not be read at each one's first request.
    _ = get_resolver().url_patterns
    # What is here now stays: it need not be looked through again and again for what can go.
    gc.collect()
    gc.freeze()
    entrypoint()  # type: ignore[no-untyped-call]  # granian's own


if __name__ == "__main__":
    main()
