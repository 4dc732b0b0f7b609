"""What is done to many rows at once: each is done or refused by itself, and all is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from casewright.audit.actions import record_refusal
from casewright.desk.answers import go_back, is_part, put_in_place, refused, said, show
from casewright.desk.forms.row import HandOverForm, LaterForm, SeveralForm
from casewright.desk.forms.sieve import asked_of, sieve_in
from casewright.desk.queries.promise import hand_over_choices
from casewright.desk.queries.today import today
from casewright.desk.views.today import ROWS_AT_FIRST, page_of
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, demand, opens_page
from casewright.security.models import Team, User
from casewright.tasks import actions
from casewright.tasks.access import KEEP_TASK, SEE_TODAY, fetch_task
from casewright.tasks.models import Task

DEED = {
    "done": "done",
    "today": "later",
    "tomorrow": "later",
    "hand_over": "handed_over",
    "undo": "undone",
}


@dataclass
class Report:
    """What became of many: the keys of those done, the words for those refused, and how many are
    not the viewer's to touch."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[Task, str]] = field(default_factory=list)
    gone: int = 0

    @property
    def is_whole(self) -> bool:
        """Every one was done."""
        return not self.refused and not self.gone


@require_POST
@opens_page(SEE_TODAY)
def choose(request: StaffRequest) -> HttpResponse:
    """One deed for every chosen row; each through its own action."""
    form = SeveralForm(request.POST)
    if not form.is_valid():
        return _today(request, Report(), status=422, errors=refused("several", form).errors)
    do = form.cleaned_data["do"]
    if do == "hand_over":
        return _hand_over(request, form)
    return _answer(request, _do_each(form.keys, _deed(request, do), by=request.user), DEED[do])


def _deed(request: StaffRequest, do: str) -> Callable[[Task], object]:
    user, at = request.user, now()
    if do == "done":
        return lambda task: actions.close_task(by=user, task=task, at=at)
    if do == "undo":
        return lambda task: actions.undo(by=user, task=task, at=at)
    form = LaterForm({"when": do})
    form.full_clean()
    until = form.until(at)
    return lambda task: actions.put_off(by=user, task=task, until=until, at=at)


def _hand_over(request: StaffRequest, chosen: SeveralForm) -> HttpResponse:
    """Ask to whom, then hand over each."""
    choices = hand_over_choices(viewer=request.user)
    form = HandOverForm(request.POST, users=choices.users, teams=choices.teams)
    if "to" not in request.POST or not form.is_valid():
        errors = refused("several", form).errors if "to" in request.POST else ()
        context = {
            "keys": [str(key) for key in chosen.keys],
            "choices": choices,
            "errors": errors,
            "note": request.POST.get("note", ""),
            "asked": asked_of(sieve_in(request.POST)),
        }
        status = 422 if errors else 200
        if is_part(request):
            asking = show(request, "_hand_over_several.html", context, status)
            return put_in_place(asking, "#several-more", "innerHTML")
        return show(request, "hand_over.html", context, status)
    to: User | Team = form.cleaned_data["to"]
    note, at = form.cleaned_data["note"], now()
    report = _do_each(
        chosen.keys,
        lambda task: actions.hand_over_task(by=request.user, task=task, to=to, note=note, at=at),
        by=request.user,
    )
    return _answer(request, report, "handed_over")


def _answer(request: StaffRequest, report: Report, deed: str) -> HttpResponse:
    if report.is_whole and not is_part(request):
        return go_back(request, deed, report.done)
    return _today(request, report, status=200 if report.is_whole else 422, deed=deed)


def _today(
    request: StaffRequest,
    report: Report,
    *,
    status: int,
    deed: str = "",
    errors: tuple[str, ...] = (),
) -> HttpResponse:
    """Today as it is now, with what became of each."""
    sieve = sieve_in(request.POST)
    day = today(viewer=request.user, at=now(), sieve=sieve, most=ROWS_AT_FIRST)
    context = {
        **page_of(day),
        "said": said(deed if report.done else "", report.done),
        "report": report,
        "errors": errors,
    }
    if not is_part(request):
        return show(request, "today.html", context, status)
    return put_in_place(show(request, "_list_changed.html", context, status), "#today")


def _do_each(keys: Iterable[UUID], deed: Callable[[Task], object], *, by: User) -> Report:
    """Do one deed for each task; a refusal of one does not undo the others."""
    report = Report()
    for key in keys:
        task = _fetch(key, by)
        if task is None:
            report.gone += 1
            continue
        try:
            deed(task)
        except Refused as refusal:
            report.refused.append((task, str(refusal)))
        else:
            report.done.append(str(key))
    return report


def _fetch(key: UUID, by: User) -> Task | None:
    """A task through the gate; None when it is not there or not to be seen: one answer for both."""
    try:
        task = fetch_task(key)
        demand(by, KEEP_TASK, task)
    except (ObjectDoesNotExist, NotPermitted):
        record_refusal(by, f"seen:{KEEP_TASK}", KEEP_TASK, str(key))
        return None
    return task
