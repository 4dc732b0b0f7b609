"""What reading answers when it cannot read."""

from casewright.foundation.errors import Refused


class Unreadable(Refused):
    """The message cannot be read as it stands; the words say what its sender must mend.

    The words name fields, lines and bytes, never what a field about a person holds.
    """


def quoted(written: str) -> str:
    """A few characters of what the sender wrote, safe on one line of a log."""
    most = 20
    return ascii(written[:most]) + ("..." if len(written) > most else "")
