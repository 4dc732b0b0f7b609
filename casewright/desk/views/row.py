"""What is done to one row: done, later, hand over, not needed, pin, take, undo."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from casewright.desk.answers import Attempt, Said, go_back, is_part, refused, said
from casewright.desk.answers import show as show_page
from casewright.desk.forms.row import HandOverForm, LaterForm, ReasonForm, VersionForm
from casewright.desk.forms.sieve import sieve_in
from casewright.desk.queries.promise import hand_over_choices, promise_of
from casewright.desk.queries.today import row_about
from casewright.desk.views.today import page_of
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, opens
from casewright.tasks import actions
from casewright.tasks.access import KEEP_TASK, SEE_TASK, fetch_task
from casewright.tasks.models import Task


@require_safe
@opens(SEE_TASK, fetch_task)
def show(request: StaffRequest, task: Task) -> HttpResponse:
    """One promise: all that can be done to it, and why it stands where it stands."""
    return _promise(request, task, Attempt())


@require_POST
@opens(KEEP_TASK, fetch_task)
def done(request: StaffRequest, task: Task) -> HttpResponse:
    """The promise is kept."""
    form = VersionForm(request.POST)

    def deed() -> None:
        version = form.cleaned_data["version"]
        actions.close_task(by=request.user, task=task, at=now(), version=version)

    return _do(request, task, form, "done", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def later(request: StaffRequest, task: Task) -> HttpResponse:
    """Out of sight until a moment; the due moment stays."""
    form = LaterForm(request.POST)

    def deed() -> None:
        at = now()
        actions.put_off(
            by=request.user,
            task=task,
            until=form.until(at),
            at=at,
            version=form.cleaned_data["version"],
            waiting_on=form.cleaned_data["waiting_on"],
        )

    return _do(request, task, form, "later", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def hand_over(request: StaffRequest, task: Task) -> HttpResponse:
    """To a colleague or a team's queue."""
    choices = hand_over_choices(viewer=request.user)
    form = HandOverForm(request.POST, users=choices.users, teams=choices.teams)

    def deed() -> None:
        given = form.cleaned_data
        actions.hand_over_task(
            by=request.user,
            task=task,
            to=given["to"],
            note=given["note"],
            at=now(),
            version=given["version"],
        )

    return _do(request, task, form, "handed_over", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def not_needed(request: StaffRequest, task: Task) -> HttpResponse:
    """It ends without being done, and why."""
    form = ReasonForm(request.POST)

    def deed() -> None:
        given = form.cleaned_data
        actions.cancel_task(
            by=request.user,
            task=task,
            reason=given["reason"],
            at=now(),
            version=given["version"],
        )

    return _do(request, task, form, "not_needed", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def pin(request: StaffRequest, task: Task) -> HttpResponse:
    """To the top of the list, and why."""
    form = ReasonForm(request.POST)

    def deed() -> None:
        reason = form.cleaned_data["reason"]
        actions.pin_task(by=request.user, task=task, reason=reason, at=now())

    return _do(request, task, form, "pinned", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def take(request: StaffRequest, task: Task) -> HttpResponse:
    """Out of a team's queue; of several who reach for it one wins."""
    form = VersionForm(request.POST)

    def deed() -> None:
        version = form.cleaned_data["version"]
        actions.take_task(by=request.user, task=task, at=now(), version=version)

    return _do(request, task, form, "taken", deed)


@require_POST
@opens(KEEP_TASK, fetch_task)
def undo(request: StaffRequest, task: Task) -> HttpResponse:
    """Take back what was just done."""
    form = VersionForm(request.POST)
    try:
        actions.undo(by=request.user, task=task, at=now())
    except Refused as refusal:
        return _promise(request, task, refused("undone", form, refusal))
    return go_back(request, "undone", [str(task.pk)])


def _do(
    request: StaffRequest, task: Task, form: Form, what: str, deed: Callable[[], None]
) -> HttpResponse:
    """Check the form, do the deed, and answer either with what is there now or with why not."""
    if not form.is_valid():
        return _promise(request, task, refused(what, form))
    try:
        deed()
    except Refused as refusal:
        return _promise(request, task, refused(what, form, refusal))
    key = str(task.pk)
    if not is_part(request) or request.POST.get("next"):
        return go_back(request, what, [key])
    return _row_now(request, task, what)


def _row_now(request: StaffRequest, task: Task, what: str) -> HttpResponse:
    """The row in which the person now stands, if any is left, and the sentence anew."""
    return row_now(request, str(task.person_id or task.pk), said(what, [str(task.pk)], task.title))


def row_now(request: StaffRequest, who: str, told: Said) -> HttpResponse:
    """The row of somebody as it now stands, the sentence above the list, and what was done."""
    day, row = row_about(who, viewer=request.user, at=now(), sieve=sieve_in(request.POST))
    return show_page(request, "_changed.html", {**page_of(day), "row": row, "said": told})


def _promise(request: StaffRequest, task: Task, attempt: Attempt) -> HttpResponse:
    """The promise on a page of its own, or in its row; refused words stand beside the form."""
    if attempt.what:
        task = fetch_task(task.pk)
    context = {
        "promise": promise_of(task, viewer=request.user, at=now()),
        "attempt": attempt,
        "back": request.POST.get("next") or request.GET.get("next", ""),
    }
    status = attempt.status if attempt.what else 200
    if not is_part(request):
        return show_page(request, "promise.html", context, status)
    response = show_page(request, "_more.html", context, status)
    if attempt.what:
        response["HX-Reswap"] = "beforeend"
    return response
