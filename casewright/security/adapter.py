"""How signing in behaves here: nobody signs themselves up, and guessing ends."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from casewright.audit.actions import record, record_refusal
from casewright.audit.middleware import address_of
from casewright.security.actions import clear_failed_sign_ins, count_failed_sign_in
from casewright.security.models import Kind, User
from casewright.security.rules import MOST_FAILED_SIGN_INS


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an administrator; a feed's account never opens a page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - nobody, ever
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address whose attempts are counted: the one that the trail names, too."""
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a name and a password; one answer for every reason it does not fit."""
        user: User | None = super().authenticate(request, **credentials)
        if user and not _may_sign_in(user):
            self.authentication_failed(request, **credentials)
            return None
        if user:
            clear_failed_sign_ins(by=user)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure and write it down, without saying whether the name exists."""
        super().authentication_failed(request, **credentials)
        count_failed_sign_in(username=str(credentials.get("username", ""))[:150])
        record_refusal(None, "security.sign_in", "wrong name or password")

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session of its own, also where one whose limit has passed is still there."""
        if SESSION_KEY in request.session:
            request.session.cycle_key()
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        response = super().post_login(request, user, **kwargs)
        record(user, "security.signed_in", user)
        return response


def _may_sign_in(user: User) -> bool:
    return (
        user.is_active and user.kind == Kind.STAFF and user.failed_sign_ins < MOST_FAILED_SIGN_INS
    )
