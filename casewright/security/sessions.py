"""Sessions kept in our own table, with their user in the same row and one query for both."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from casewright.foundation.moments import now
from casewright.security.models import Session


class SessionStore(DatabaseSessions):
    """Loads a session together with its user; a new key starts new limits.

    Saving what a session holds does not keep it awake: only the user's own look does.
    """

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = (
            Session.objects.select_related("user")
            .filter(session_key=self.session_key, expire_date__gt=now())
            .first()
        )
        if found is None:
            self._session_key = None
        self.row = found
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        moment = now()
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]  # not in the stubs
        before = self.row if self.row is not None and self.row.session_key == key else None
        return Session(
            session_key=key,
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(modification=moment),
            user_id=data.get("_auth_user_id"),
            started_at=before.started_at if before else moment,
            seen_at=before.seen_at if before else moment,
        )
