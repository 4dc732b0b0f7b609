"""From one person to the next in the list one came from."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casewright.desk.queries.neighbor import neighbor_of
from casewright.desk.said import say
from casewright.desk.views.person import came_from
from casewright.foundation.moments import now
from casewright.people.access import SEE_PERSON, fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens


@require_safe
@opens(SEE_PERSON, fetch_person)
def following(request: StaffRequest, person: Person) -> HttpResponse:
    """The page of the person after this one."""
    return _go(request, person, 1)


@require_safe
@opens(SEE_PERSON, fetch_person)
def previous(request: StaffRequest, person: Person) -> HttpResponse:
    """The page of the person before this one."""
    return _go(request, person, -1)


def _go(request: StaffRequest, person: Person, step: int) -> HttpResponse:
    within = came_from(request)
    key = neighbor_of(person, viewer=request.user, at=now(), step=step, within=within)
    if key is not None:
        return redirect(f"{reverse('person', args=[key])}?{urlencode({'from': within})}")
    say(
        request,
        _("That was the last person of the list.")
        if step > 0
        else _("That was the first person of the list."),
    )
    return redirect("people" if within == "people" else "today")
