"""Opening a case for somebody in nobody's case, and handing one over."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casewright.cases.access import CHANGE_CASE, OPEN_CASE, fetch_case
from casewright.cases.actions import hand_over_case, open_case
from casewright.cases.models import Case
from casewright.desk.forms.case import CaseHandOverForm, OpenCaseForm
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.person import teams_with_members
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back
from casewright.desk.views.person import page
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(OPEN_CASE, fetch_person)
def open_one(request: StaffRequest, person: Person) -> HttpResponse:
    """Open a case: program, team, and who looks after the person."""
    form = OpenCaseForm(request.POST or None, teams=teams_with_members(viewer=request.user))
    if form.is_valid():
        try:
            open_case(
                by=request.user,
                person=person,
                program=form.cleaned_data["program"],
                team=form.chosen_team,
                manager=form.chosen_manager,
                reason=form.cleaned_data["reason"],
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The case is open."))
            return redirect("person", person.pk)
    return page(
        request,
        person,
        "desk/_case_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        typed=typed_into(form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(CHANGE_CASE, fetch_case)
def hand_over(request: StaffRequest, case: Case) -> HttpResponse:
    """Make a colleague of the case's team its manager."""
    members = teams_with_members(viewer=request.user).get(case.team, [])
    colleagues = [user for user in members if user.pk != case.manager_id]
    form = CaseHandOverForm(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        try:
            hand_over_case(
                by=request.user,
                case=case,
                to=form.colleague,
                reason=form.cleaned_data["reason"],
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The case is handed over."))
            return redirect("person", case.person_id)
    return page(
        request,
        case.person,
        "desk/_hand_over_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        case=case,
        typed=typed_into(form),
    )
