"""Promising something about a person, from their page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casewright.cases.queries import open_case_of
from casewright.desk.answers import Said, is_part, put_in_place, show
from casewright.desk.forms.note import next_working_day
from casewright.desk.forms.task import TaskForm
from casewright.desk.forms.typed import typed_into
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.desk.views.person import page
from casewright.desk.views.row import row_now
from casewright.desk.words import by_day
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now
from casewright.people.access import SEE_PERSON, fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens
from casewright.tasks.actions import open_task


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(SEE_PERSON, fetch_person)
def add(request: StaffRequest, person: Person) -> HttpResponse:
    """A promise about the person, owned by whoever makes it; the form stands beside the story."""
    form, at = TaskForm(request.POST or None), now()
    if form.is_valid():
        try:
            task = open_task(
                by=request.user,
                person=person,
                case=open_case_of(person.pk, viewer=request.user),
                promise=form.promise(),
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            day = by_day(local(task.due_at).date(), local(at).date())
            if is_part(request):
                told = Said(words=_("Promised by %(day)s.") % {"day": day})
                return row_now(request, str(person.pk), told)
            say(request, _("Promised by %(day)s.") % {"day": day})
            return redirect("person", person.pk)
    if is_part(request) and form.is_bound:
        faults = " ".join(str(words) for faults in form.errors.values() for words in faults)
        refused = show(request, "_refused.html", {"said": Said(words=faults)}, status=422)
        return put_in_place(refused, "#say", "none")
    return page(
        request,
        person,
        "desk/_task_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        typed=typed_into(form, {"due_on": next_working_day(at).isoformat(), "act": "do"}),
    )
