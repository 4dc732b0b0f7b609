"""Hospital messages that wait: the queue, one message, and what a colleague does about it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casewright.desk.answers import show as show_page
from casewright.desk.forms.message import (
    FATES,
    CorrectForm,
    LeaveForm,
    MatchForm,
    QueueForm,
    SeenForm,
)
from casewright.desk.queries.messages import (
    FIELDS,
    LIKELIHOODS,
    VERDICTS,
    message_page,
    queue_page,
)
from casewright.desk.said import say
from casewright.foundation.errors import NotPermitted, Refused
from casewright.foundation.moments import now
from casewright.hl7.access import WORK_QUEUE, fetch_message
from casewright.hl7.actions import (
    Overtaken,
    correct_message,
    leave_message,
    match_message,
    note_candidates,
    register_from_message,
    retry_message,
    take_back,
)
from casewright.hl7.models import Fate, Message
from casewright.hl7.queries import settlements_of
from casewright.people.access import fetch_person
from casewright.security.gate import StaffRequest, opens, opens_page

ASKED = ("fate", "sender", "number")


@require_safe
@opens_page(WORK_QUEUE)
def queue(request: StaffRequest) -> HttpResponse:
    """The messages that wait, the longest waiting first."""
    form = QueueForm(request.GET)
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    context = {
        "page": queue_page(
            form.sieve(), request.GET.get("page", "1"), viewer=request.user, at=now()
        ),
        "asked": asked,
        "is_asked": any(asked.values()),
        "kept": urlencode({name: text for name, text in asked.items() if text}),
        "fates": FATES,
    }
    return show_page(request, "messages.html", context)


@require_safe
@opens(WORK_QUEUE, fetch_message)
def show(request: StaffRequest, message: Message) -> HttpResponse:
    """One message: what it says beside whom it may be about."""
    return _page(request, message)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def match(request: StaffRequest, message: Message) -> HttpResponse:
    """It is about this person."""
    form = MatchForm(request.POST)

    def deed(seen: str) -> str:
        try:
            person = fetch_person(form.cleaned_data["person"])
        except ObjectDoesNotExist:
            raise NotPermitted(WORK_QUEUE) from None
        match_message(by=request.user, message=message, person=person, at=now(), seen=seen)
        return _("Matched. The number is known from now on.")

    return _do(request, message, form, deed)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def register(request: StaffRequest, message: Message) -> HttpResponse:
    """It is about somebody new."""

    def deed(seen: str) -> str:
        register_from_message(by=request.user, message=message, at=now(), seen=seen)
        return _("Registered.")

    return _do(request, message, SeenForm(request.POST), deed)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def leave(request: StaffRequest, message: Message) -> HttpResponse:
    """It means nothing here, and why."""
    form = LeaveForm(request.POST)

    def deed(seen: str) -> str:
        reason = form.cleaned_data["reason"]
        leave_message(by=request.user, message=message, reason=reason, at=now(), seen=seen)
        return _("Set aside.")

    return _do(request, message, form, deed)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def correct(request: StaffRequest, message: Message) -> HttpResponse:
    """Some fields should read otherwise."""
    shown = {
        name.removeprefix("was-"): str(text)
        for name, text in request.POST.items()
        if name.startswith("was-")
    }
    form = CorrectForm(request.POST, shown=shown)

    def deed(seen: str) -> str:
        fate = correct_message(
            by=request.user, message=message, words=form.words(), at=now(), seen=seen
        )
        return _after(fate)

    return _do(request, message, form, deed)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def retry(request: StaffRequest, message: Message) -> HttpResponse:
    """What stopped it may have gone away."""

    def deed(seen: str) -> str:
        return _after(retry_message(by=request.user, message=message, at=now(), seen=seen))

    return _do(request, message, SeenForm(request.POST), deed)


@require_POST
@opens(WORK_QUEUE, fetch_message)
def undo(request: StaffRequest, message: Message) -> HttpResponse:
    """Take back what was last done about it."""

    def deed(_seen: str) -> str:
        newest = next(iter(settlements_of(message, viewer=request.user)), None)
        if newest is None:
            raise Refused(_("Nothing was done about this message."))
        take_back(by=request.user, settlement=newest, at=now())
        return _("Taken back. The message waits again.")

    return _do(request, message, SeenForm(request.POST), deed)


def _after(fate: str) -> str:
    """What became of a message that was tried again."""
    if fate == Fate.APPLIED:
        return _("Applied.")
    if fate == Fate.UNMATCHED:
        return _("It can be read now. Say whom it is about.")
    if fate == Fate.IGNORED:
        return _("It changes nothing here, and waits no longer.")
    return _("It still cannot be applied: the reason stands below.")


def _do(
    request: StaffRequest, message: Message, form: Form, deed: Callable[[str], str]
) -> HttpResponse:
    """Check the form, do the deed, and show the message with what became of it, or why not."""
    if not form.is_valid():
        return _page(request, message, errors=dict(form.errors), status=_REFUSED)
    try:
        sentence = deed(form.cleaned_data.get("seen", ""))
    except Overtaken as first:
        return _page(request, message, errors={"__all__": [str(first)]}, status=HTTPStatus.CONFLICT)
    except Refused as refusal:
        return _page(request, message, errors={"__all__": [str(refusal)]}, status=_REFUSED)
    say(request, sentence)
    return redirect("message", message.pk)


_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


def _page(
    request: StaffRequest,
    message: Message,
    *,
    errors: dict[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page of a message as it stands now. Whose fields are shown beside it was looked at."""
    message = fetch_message(message.pk)
    text = request.GET.get("q", "").strip()
    page = message_page(message, viewer=request.user, text=text, at=now())
    if page.candidates:
        people = [one.person for one in page.candidates]
        note_candidates(by=request.user, message=message, people=people)
    context = {
        "page": page,
        "text": text,
        "errors": errors or {},
        "typed": request.POST,
        "field_words": FIELDS,
        "verdict_words": VERDICTS,
        "likelihoods": LIKELIHOODS,
    }
    return show_page(request, "message.html", context, status)
