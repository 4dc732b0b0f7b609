"""One more promise of Amara's, due at once: `python -m tests.journeys.promise GIVEN ACT TITLE`."""

import os
import sys
from datetime import timedelta

import django


def main() -> None:
    """Make it in the home that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright.config.settings")
    django.setup()

    from casewright.foundation.moments import now
    from casewright.people.models import Person
    from casewright.security.models import User
    from casewright.tasks.actions import Promise, open_task

    given, act, title = sys.argv[1:]
    at = now()
    open_task(
        by=User.objects.get(username="amara"),
        person=Person.objects.get(display_name__startswith=given),
        promise=Promise(title=title, due_at=at + timedelta(hours=2), act=act),
        at=at,
    )


if __name__ == "__main__":
    main()
