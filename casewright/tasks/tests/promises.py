"""A promise about Rosa, as the tests of this room make it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from casewright.people.models import Person
from casewright.security.models import User
from casewright.tasks.actions import Promise, open_task
from casewright.tasks.models import Task
from conftest import NOW

CALL = Promise(title="Call Rosa about her pills", due_at=NOW + timedelta(days=2), act="call")


def promise(by: User, person: Person | None, *, owner: Any = None, **changes: Any) -> Task:
    """Open a promise; without more it is the maker's own, due in two days."""
    return open_task(by=by, person=person, owner=owner, promise=replace(CALL, **changes), at=NOW)


def fresh(user: User) -> User:
    """The user as the next request finds them."""
    return User.objects.get(pk=user.pk)
