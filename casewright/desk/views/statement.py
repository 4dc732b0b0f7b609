"""What matters to a person in their own words, what to watch for, and who this is in two lines."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casewright.desk.forms.choosing import chosen, differing
from casewright.desk.forms.person import (
    LANGUAGES,
    ChangedStatementForm,
    StatementForm,
    SummaryForm,
)
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.person import open_cases
from casewright.desk.queries.written import as_it_stands, summary_of, versions_of
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.desk.views.person import CONFLICT, page
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local, now
from casewright.people.access import CHANGE, fetch_person, fetch_statement
from casewright.people.actions import (
    change_statement,
    end_statement,
    say_statement,
    write_summary,
)
from casewright.people.models import Person, Statement
from casewright.security.gate import StaffRequest, opens

TEXTS = ("words", "translation", "source")


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(CHANGE, fetch_person)
def add(request: StaffRequest, person: Person) -> HttpResponse:
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
@opens(CHANGE, fetch_statement)
def change(request: StaffRequest, statement: Statement) -> HttpResponse:
    """Put a statement right. Where a colleague did so first, both texts are shown by field."""
    form = ChangedStatementForm(request.POST or None)
    held = as_it_stands(statement, viewer=request.user)
    saved = {name: getattr(held, name) for name in TEXTS}
    theirs: dict[str, str] = {}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        # A field that the form did not have stays as it is.
        given = [name for name in TEXTS if name in form.data]
        values = {**saved, **chosen(given, form.data, saved)}
        try:
            change_statement(by=request.user, statement=statement, values=values, at=now())
        except Conflict:
            status, theirs = CONFLICT, differing(given, values, saved)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Changed. What it was stays in the history."))
            return redirect("person", statement.person_id)
    return page(
        request,
        statement.person,
        "desk/_statement_change.html",
        status=status,
        form=form,
        # Who saves once more has seen the text that stands now.
        statement=held if status == CONFLICT else statement,
        is_over=held.ended_at is not None,
        typed=typed_into(form, saved),
        theirs=theirs,
        is_conflict=status == CONFLICT,
    )


@require_POST
@gives_back
@opens(CHANGE, fetch_statement)
def end(request: StaffRequest, statement: Statement) -> HttpResponse:
    """Say that it no longer matters, or is no longer to be watched for."""
    try:
        end_statement(by=request.user, statement=statement, at=now())
    except Conflict:
        say(request, _("A colleague changed this meanwhile. Look at it as it stands now."))
    else:
        say(request, _("It no longer stands on the page. It stays in the history."))
    return redirect("person", statement.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(CHANGE, fetch_person)
def summarize(request: StaffRequest, person: Person) -> HttpResponse:
    """Write in two lines who this is and what is going on; every version stays."""
    form = SummaryForm(request.POST or None)
    last = summary_of(person.pk, viewer=request.user)
    saved, theirs = {"words": last.words if last else _begun(request, person)}, {}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        words = chosen(["words"], form.data, saved)["words"]
        version = form.cleaned_data["version"]
        try:
            write_summary(by=request.user, person=person, words=words, version=version, at=now())
        except Conflict as conflict:
            status, theirs = CONFLICT, conflict.theirs
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Saved. The versions before stay."))
            return redirect("person", person.pk)
    return page(
        request,
        person,
        "desk/_summary_form.html",
        status=status,
        form=form,
        typed=typed_into(form, {**saved, "version": last.version if last else 0}),
        theirs=theirs,
        is_conflict=status == CONFLICT,
        last=last,
        versions=versions_of(person.pk, viewer=request.user),
    )


def _begun(request: StaffRequest, person: Person) -> str:
    """What the case says of the person, to begin with where nobody has written two lines."""
    cases = open_cases(person.pk, viewer=request.user)
    return next((case.summary for case in cases if case.summary), "")


def _language_of(person: Person) -> str:
    spoken = [language["code"] for language in person.languages]
    return next((code for code in spoken if code in LANGUAGES), "en")
