"""For whatever watches over the server: is it alive, can it work, how is it?"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from casewright.desk.health import what_is_missing, what_is_odd
from casewright.desk.metrics import figures, text_of
from casewright.foundation.measuring import requests_in_text
from casewright.foundation.moments import now
from casewright.security.gate import open_to_all
from casewright.security.middleware import ends_in

HERE = ("127.0.0.1", "::1")
# What a server in front of this one adds: whoever asks through it does not ask from this machine.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via")


@open_to_all("Whatever watches over the server cannot sign in; it says that the process is alive.")
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """The process answers; nothing else is looked at."""
    return HttpResponse("alive\n", content_type="text/plain")


@open_to_all("Whatever watches over the server cannot sign in; it says only what is missing.")
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Work can be done; otherwise 503 and why. What is merely odd is said and stays 200."""
    missing = what_is_missing()
    words = "\n".join(missing or ["ready", *what_is_odd()])
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if missing else 200)


@open_to_all("It answers this machine alone, or whoever shows the token; it says counts and ages.")
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts, ages and times in Prometheus' text format; for others there is nothing here."""
    if not _may_measure(request):
        raise Http404
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return HttpResponse(text_of(figures(now())) + requests_in_text(), content_type=kind)


@open_to_all(
    "It says how long the session of whoever asks goes on; of nobody else, and nothing more."
)
@require_safe
def awake(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends unless something more is done; 0 for nobody."""
    return HttpResponse(f"{ends_in(request)}\n", content_type="text/plain")


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(shown, settings.METRICS_TOKEN)
    passed_on = any(name in request.headers for name in PASSED_ON)
    return request.META.get("REMOTE_ADDR") in HERE and not passed_on
