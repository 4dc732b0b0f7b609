"""What reading answers when it cannot read."""

from casewright.foundation.errors import Refused


class Unreadable(Refused):
    """The message cannot be read as it stands; the words say what its sender must mend.

    The words name fields, lines and bytes, never what a field about a person holds.
    """


def quoted(written: str) -> str:
    """A code as the sender wrote it, on one line; what is too long for a code is not repeated."""
    longest = 6
    return ascii(written) if len(written) <= longest else f"{len(written)} characters"
