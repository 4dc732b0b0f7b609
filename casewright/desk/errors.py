"""Pages for when something is not there or went wrong: what happened and what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casewright.desk.views.keeping import texts_typed
from casewright.foundation.room import has_no_room


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """What was sent is no request that can be read. Its form is not looked at again here: that is
    what could not be read."""
    words = "What was sent could not be read. Nothing was saved. Load the page again and retry.\n"
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Nothing here, or nothing that this person may see: one answer for both."""
    return render(request, "desk/not_found.html", status=404, using="pages")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's shape
    """The form was open too long or in another browser; nothing was saved."""
    return render(request, "desk/form_expired.html", status=403, using="pages")


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, a database out of reach, or a disk without room: each in its own words."""
    fault = sys.exc_info()[1]
    is_full = has_no_room(fault)
    if is_full or isinstance(fault, OperationalError | InterfaceError):
        page = {"is_full": is_full, "texts": texts_typed(request)}
        status = 507 if is_full else 503
        return render(request, "desk/out_of_reach.html", page, status=status, using="pages")
    return render(request, "desk/broken.html", status=500, using="pages")
