"""The page of a person, and what stands beside its story."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casewright.audit.queries import looks_at
from casewright.cases.access import CHANGE_CASE, OPEN_CASE
from casewright.desk import words
from casewright.desk.forms.choosing import chosen, differing
from casewright.desk.forms.person import PARTICULARS, PersonForm
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.person import names_of, page_of
from casewright.desk.queries.same import likely_of
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local, now
from casewright.people.access import CHANGE, JOIN_RECORDS, SEE_LOOKS, SEE_PERSON, fetch_person
from casewright.people.actions import edit_person
from casewright.people.models import Person
from casewright.people.queries import keys_of
from casewright.security.gate import StaffRequest, holds, opens

CONFLICT = 409
LOOKS_A_PAGE = 50
# The lists through which one goes from person to person.
LISTS = ("today", "people")


@require_safe
@opens(SEE_PERSON, fetch_person)
def show(request: StaffRequest, person: Person) -> HttpResponse:
    """Who this is, what matters to them, what is open, and what happened so far."""
    return moved(request, person) or page(request, person)


def moved(request: StaffRequest, person: Person) -> HttpResponse | None:
    """The way to the record that is kept, where the address is of one merged into it."""
    match = request.resolver_match
    if match is None or match.kwargs.get("key", person.pk) == person.pk:
        return None
    return redirect(match.view_name, person.pk)


def page(
    request: StaffRequest, person: Person, beside: str = "", *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the page; `beside` is the template of a form that stands beside the story."""
    at = now()
    shown = more.pop("shown", None) or page_of(
        person,
        viewer=request.user,
        at=at,
        show=request.GET.get("show", "all"),
        page=page_number(request),
    )
    phones = [point.value for point in shown.held.phones if point.channel == "phone"]
    context = {
        "page": shown,
        "person": person,
        "held": shown.held,
        "words": words,
        "at": at,
        "today": local(at).date(),
        "beside": beside,
        "came_from": came_from(request),
        "may_open_case": holds(request.user, OPEN_CASE),
        "may_change_case": holds(request.user, CHANGE_CASE),
        "may_see_looks": holds(request.user, SEE_LOOKS),
        "may_join": holds(request.user, JOIN_RECORDS),
        # Asked for where nobody is writing: a form beside the story has its own errand.
        "alike": [] if beside else likely_of(person, phones, viewer=request.user),
        **more,
    }
    return render(request, "desk/person.html", context, status=status, using="pages")


def page_number(request: StaffRequest) -> int:
    """The page that was asked for, from 1 on; anything else is the first."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1


def came_from(request: StaffRequest) -> str:
    """The list whose next person is meant: the one the address names, else the one come from."""
    asked = request.GET.get("from", "")
    if asked in LISTS:
        return asked
    return "people" if urlsplit(request.headers.get("Referer", "")).path == "/people/" else "today"


@require_safe
@opens(SEE_LOOKS, fetch_person)
def looks(request: StaffRequest, person: Person) -> HttpResponse:
    """Who looked at this record, and who changed it."""
    number = page_number(request)
    start = LOOKS_A_PAGE * (number - 1)
    keys = keys_of(person, viewer=request.user)
    lines = list(looks_at(*keys, viewer=request.user)[start : start + LOOKS_A_PAGE + 1])
    context = {
        "person": person,
        "words": words,
        "lines": lines[:LOOKS_A_PAGE],
        "names": names_of({line.actor for line in lines}, viewer=request.user),
        "number": number,
        "has_more": len(lines) > LOOKS_A_PAGE,
        "may_see_person": holds(request.user, SEE_PERSON),
    }
    return render(request, "desk/looks.html", context, using="pages")


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(CHANGE, fetch_person)
def edit(request: StaffRequest, person: Person) -> HttpResponse:
    """Keep true what she is called, her pronouns, home, and what to do if it gets worse.

    When a colleague saved first, both texts are shown by field, and which stays is chosen.
    """
    form = PersonForm(request.POST or None)
    status, theirs = (422 if form.is_bound else 200), {}
    saved = {name: getattr(person, name) for name in PARTICULARS}
    if form.is_valid():
        values = chosen([name for name in PARTICULARS if name in form.data], form.data, saved)
        try:
            edit_person(
                by=request.user,
                person=person,
                version=form.cleaned_data["version"],
                values=values,
                at=now(),
            )
        except Conflict as conflict:
            status, theirs = CONFLICT, differing(values, values, conflict.theirs)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Saved."))
            return redirect("person", person.pk)
    return page(
        request,
        person,
        "desk/_person_form.html",
        status=status,
        form=form,
        typed=typed_into(form, {**saved, "version": person.version}),
        theirs=theirs,
        is_conflict=status == CONFLICT,
    )
