"""The page of a person, and what stands beside its story."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casewright.audit.queries import looks_at
from casewright.cases.access import CHANGE_CASE, OPEN_CASE
from casewright.desk import words
from casewright.desk.forms.person import LANGUAGES, PersonForm, StatementForm
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.person import names_of, page_of
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local, now
from casewright.people.access import CHANGE, SEE_LOOKS, SEE_PERSON, fetch_person
from casewright.people.actions import edit_person, say_statement
from casewright.people.models import Person
from casewright.people.queries import keys_of
from casewright.security.gate import StaffRequest, holds, opens

LOOKS_A_PAGE = 50


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
    context = {
        "page": shown,
        "person": person,
        "held": shown.held,
        "words": words,
        "at": at,
        "today": local(at).date(),
        "beside": beside,
        "may_open_case": holds(request.user, OPEN_CASE),
        "may_change_case": holds(request.user, CHANGE_CASE),
        "may_see_looks": holds(request.user, SEE_LOOKS),
        **more,
    }
    return render(request, "desk/person.html", context, status=status, using="pages")


def page_number(request: StaffRequest) -> int:
    """The page that was asked for, from 1 on; anything else is the first."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1


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
def add_statement(request: StaffRequest, person: Person) -> HttpResponse:
    """Keep what matters to the person in their own words, or something to watch for."""
    form = StatementForm(request.POST or None)
    if form.is_valid():
        try:
            say_statement(by=request.user, person=person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Kept, with its date."))
            return redirect("person", person.pk)
    first = {
        "kind": request.GET.get("kind", "matters"),
        "language": _language_of(person),
        "said_on": local(now()).date().isoformat(),
    }
    return page(
        request,
        person,
        "desk/_statement_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        typed=typed_into(form, first),
        languages=LANGUAGES,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(CHANGE, fetch_person)
def edit(request: StaffRequest, person: Person) -> HttpResponse:
    """Keep pronouns, home, and what to do if it gets worse true.

    When a colleague saved first, both texts are shown and none is lost.
    """
    form = PersonForm(request.POST or None)
    status, theirs = (422 if form.is_bound else 200), {}
    if form.is_valid():
        try:
            edit_person(
                by=request.user,
                person=person,
                version=form.cleaned_data["version"],
                values=form.values(),
                at=now(),
            )
        except Conflict as conflict:
            status, theirs = 409, conflict.theirs
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
        typed=typed_into(form, {name: getattr(person, name) for name in form.fields}),
        theirs=theirs,
    )


def _language_of(person: Person) -> str:
    spoken = [language["code"] for language in person.languages]
    return next((code for code in spoken if code in LANGUAGES), "en")
