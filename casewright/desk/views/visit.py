"""A visit before it is a note: the sheet one takes along, and the moment at the door."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casewright.contacts.access import WRITE_NOTE
from casewright.contacts.actions import keep_draft
from casewright.contacts.queries import my_draft
from casewright.desk import words
from casewright.desk.forms.note import CheckInForm
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.person import open_task_about, page_of
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.desk.views.person import moved
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(WRITE_NOTE, fetch_person)
def prepare(request: StaffRequest, person: Person) -> HttpResponse:
    """The sheet to take along, on paper or on the phone; posted to, one is at the door.

    Checking in keeps the visit as a draft with its start: it is finished when there is time.
    """
    form = CheckInForm(request.POST or None)
    if form.is_valid():
        try:
            _check_in(request, person, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("You are at the door. Write now or later: it is kept as your draft."))
            asked = urlencode({"kind": "visit", "back": "person"})
            return redirect(f"{reverse('note', args=[person.pk])}?{asked}")
    elif not form.is_bound and (away := moved(request, person)):
        return away
    at = now()
    shown = page_of(person, viewer=request.user, at=at)
    context = {
        "page": shown,
        "person": person,
        "held": shown.held,
        "words": words,
        "today": local(at).date(),
        "form": form,
        "typed": typed_into(form, {"task": request.GET.get("task") or shown.first_key("visit")}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/visit.html", context, status=status, using="pages")


def _check_in(request: StaffRequest, person: Person, form: CheckInForm) -> None:
    """Keep the start of the visit as a draft; what was written already stays in it."""
    at, told = now(), form.cleaned_data
    task = open_task_about(person, told["task"], viewer=request.user)
    kept = my_draft(person.pk, viewer=request.user)
    begun = {
        "kind": "visit",
        "channel": "in_person",
        "started_at": f"{local(at):%Y-%m-%dT%H:%M}",
        "task": str(task.pk) if task else "",
        "travel_minutes": str(told["travel_minutes"] or ""),
        "was_safe": told["was_safe"],
        "back": "person",
    }
    keep_draft(
        by=request.user,
        person=person,
        written={
            **(kept.written if kept else {}),
            **{name: text for name, text in begun.items() if text},
        },
        at=at,
        task=task,
        form_key=kept.form_key if kept else None,
        seen=kept.version if kept else None,
    )
