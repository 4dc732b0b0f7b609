"""Requests counted and timed, for whatever collects figures (`/metrics`).

Names of views and classes of status alone: no address, no key and no name is ever a label. Nothing
is asked of the database. The web processes of one server count together, in a folder that `serve`
makes in memory; where there is none, this process counts alone.
"""

import os
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

# The library reads it when it is imported: where the processes of one server count together.
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
# In seconds: what a page may take (0.1 to 0.2), and what nobody should wait for.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
UNMATCHED, STATIC = "unmatched", "static"

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library says no types
OURS = CollectorRegistry()
REQUESTS = Counter(
    "casewright_requests",
    "Answers by the name of the view and the class of the status.",
    ["view", "status"],
    registry=OURS,
)
SECONDS = Histogram(
    "casewright_request_seconds",
    "How long an answer took, by the name of the view.",
    ["view"],
    buckets=BUCKETS,
    registry=OURS,
)
TURNED_AWAY = Counter(
    "casewright_requests_turned_away",
    "Requests that no view was asked for: too much waited, too large, too slow or cut short.",
    ["status"],
    registry=OURS,
)


class Measured:
    """Count and time every request; the outermost, so that all that is done for it is in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        view = _view_of(request)
        REQUESTS.labels(view, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(view).observe(perf_counter() - began)
        return response


def _view_of(request: HttpRequest) -> str:
    """The name of the view; whatever else somebody asks for is one name, so that nobody can make
    names without end."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or UNMATCHED
    return STATIC if request.path.startswith(settings.STATIC_URL) else UNMATCHED


def turned_away(status: int) -> None:
    """A request was sent away before any view was asked."""
    TURNED_AWAY.labels(str(status)).inc()


def requests_in_text() -> str:
    """What was counted since the server started, as Prometheus reads it: of all its processes."""
    folder = os.environ.get(TOGETHER, "")
    if not folder:
        return generate_latest(OURS).decode()
    together = CollectorRegistry()
    MultiProcessCollector(together, path=folder)  # type: ignore[no-untyped-call]  # see above
    return generate_latest(together).decode()
