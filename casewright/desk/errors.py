"""Pages for when something is not there or went wrong: what happened and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Nothing here, or nothing that this person may see: one answer for both."""
    return render(request, "desk/not_found.html", status=404, using="pages")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's shape
    """The form was open too long or in another browser; nothing was saved."""
    return render(request, "desk/form_expired.html", status=403, using="pages")


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return render(request, "desk/broken.html", status=500, using="pages")
