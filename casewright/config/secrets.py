"""The secret key: given, read from a file, or made once for a demo."""

import secrets
from collections.abc import Mapping
from pathlib import Path


def secret_key(environment: Mapping[str, str], home: Path, *, may_make_one: bool) -> str:
    """Find the key; only a demo or a test run may make its own, kept in its home folder.

    Gives an empty text where there is none.
    """
    if given := environment.get("CASEWRIGHT_SECRET_KEY"):
        return given
    if named := environment.get("CASEWRIGHT_SECRET_KEY_FILE"):
        return Path(named).read_text(encoding="utf-8").strip()
    kept = home / "secret-key"
    if may_make_one and not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return kept.read_text(encoding="utf-8") if may_make_one else ""
