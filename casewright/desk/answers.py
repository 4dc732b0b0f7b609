"""How the desk answers a form: a whole page, or a part of one for htmx; and what was just done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from casewright.foundation.errors import Conflict, Refused

DEEDS = {
    "done": gettext_lazy("Done."),
    "later": gettext_lazy("Put off: it comes back then."),
    "handed_over": gettext_lazy("Handed over."),
    "not_needed": gettext_lazy("Marked as not needed."),
    "pinned": gettext_lazy("Pinned to the top."),
    "taken": gettext_lazy("It is yours now."),
    "undone": gettext_lazy("Taken back."),
}
MOST_UNDONE_AT_ONCE = 200


@dataclass(frozen=True)
class Said:
    """What was just done, to which tasks: said once, with a way back."""

    words: str = ""
    keys: tuple[str, ...] = ()
    can_undo: bool = False


@dataclass(frozen=True)
class Attempt:
    """A form that was refused: which one, what was typed, and why not."""

    what: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    conflict: Conflict | None = None

    @property
    def status(self) -> int:
        """How a browser is told."""
        return HTTPStatus.CONFLICT if self.conflict else HTTPStatus.UNPROCESSABLE_ENTITY


def said(deed: str, keys: Iterable[str], title: str = "") -> Said:
    """Put a deed into words, with the one task's title where it is at hand; an unknown deed says
    nothing."""
    if deed not in DEEDS:
        return Said()
    kept = tuple(keys)
    can_undo = deed != "undone" and 0 < len(kept) <= MOST_UNDONE_AT_ONCE
    return Said(words=f"{DEEDS[deed]} {title}".strip(), keys=kept, can_undo=can_undo)


def deed_in(request: HttpRequest) -> Said:
    """What the address says was just done: a word and keys, so that no name stands in it."""
    return said(request.GET.get("did", ""), filter(_is_key, request.GET.getlist("task")))


def _is_key(text: str) -> bool:
    """Whether an address names a record: nothing else may become part of a form's address."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def refused(what: str, form: Form, refusal: Refused | None = None) -> Attempt:
    """Keep what was typed beside the words of the refusal, or of the form's own faults."""
    errors = [str(words) for faults in form.errors.values() for words in faults]
    if refusal:
        errors.append(str(refusal))
    return Attempt(
        what=what,
        typed={name: str(value) for name, value in form.data.items()},
        errors=tuple(errors),
        conflict=refusal if isinstance(refusal, Conflict) else None,
    )


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def show(
    request: HttpRequest, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show one of our pages or parts."""
    return render(request, f"desk/{page}", context, status=status, using="pages")


def put_in_place(response: HttpResponse, target: str, how: str = "outerHTML") -> HttpResponse:
    """Tell htmx where a part belongs."""
    response["HX-Retarget"] = target
    response["HX-Reswap"] = how
    return response


def go_back(request: HttpRequest, deed: str = "", keys: Iterable[str] = ()) -> HttpResponse:
    """Lead back to the page the form was on, or to Today, saying there what was done."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if deed:
        query = urlencode([("did", deed), *(("task", key) for key in keys)])
        back = f"{back}{'&' if '?' in back else '?'}{query}"
    if is_part(request):
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["HX-Redirect"] = back
        return response
    return HttpResponseRedirect(back)
