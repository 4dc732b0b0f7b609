"""Everybody's digests, whatever the hour and the day. Run in a journey's house:
`python -m tests.journeys.morning`."""

import os
from datetime import timedelta

import django


def main() -> None:
    """Remind, then write what is not written yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()
    from casewright.desk.digests import HOW
    from casewright.foundation.moments import local, now
    from casewright.security.actions import ensure_service
    from casewright.security.models import User
    from casewright.tasks.actions import Promise, open_task, write_digest
    from casewright.tasks.jobs import keep_reminders
    from casewright.tasks.models import DigestKind
    from casewright.tasks.rules import week_of

    at = now()
    amara, carmen = (User.objects.get(username=name) for name in ("amara", "carmen"))
    asked = Promise(title="Look over the week", due_at=at + timedelta(days=1))
    open_task(by=amara, promise=asked, owner=carmen, at=at)
    day = local(at).date()
    by = ensure_service(name="timed-work", title="Timed work", at=at)
    for name, kind, of in (
        ("amara", DigestKind.DAY, day),
        ("bo", DigestKind.DAY, day),
        ("carmen", DigestKind.DAY, day),
        ("carmen", DigestKind.WEEK, week_of(day)),
    ):
        whose = User.objects.get(username=name)
        holds = HOW[kind](viewer=whose, at=at)
        write_digest(by=by, whose=whose, kind=kind, day=of, holds=holds, mail_wanted=False, at=at)
    keep_reminders.call()


if __name__ == "__main__":
    main()
