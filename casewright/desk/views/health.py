"""For whatever watches over the server: is it alive, can it work? No versions, no counts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from casewright.desk.health import what_is_missing
from casewright.security.gate import open_to_all


@open_to_all("Whatever watches over the server cannot sign in; it says that the process is alive.")
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """The process answers; nothing else is looked at."""
    return HttpResponse("alive\n", content_type="text/plain")


@open_to_all("Whatever watches over the server cannot sign in; it says only what is missing.")
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Work can be done; otherwise 503 and why."""
    missing = what_is_missing()
    words = "\n".join(missing or ["ready"])
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if missing else 200)
