"""Passwords that are on every guesser's list."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError


class NotAWellKnownPassword(CommonPasswordValidator):
    """Refuse a well-known password, also when it is only repeated or padded to length.

    The list is Django's 20,000 (NIST SP 800-63B-4 asks for a blocklist, not for composition
    rules).
    """

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's shape
        folded = password.lower().strip()
        core = folded.rstrip("0123456789!.?-_ ")
        for size in range(4, len(folded) // 2 + 1):
            if folded == (folded[:size] * len(folded))[: len(folded)]:
                core = folded[:size]
                break
        if folded in self.passwords or core in self.passwords or len(set(folded)) < 5:
            raise ValidationError(
                "This is one of the passwords guessers try first. Four or five words of your own "
                "make a good one.",
                code="password_too_common",
            )
