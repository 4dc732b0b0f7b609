"""Give every request its id and remember where it came from, for the trail and the logs."""

import logging
from collections.abc import Callable
from ipaddress import ip_address
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from casewright.audit.context import ORIGIN, Origin

logger = logging.getLogger("casewright.request")
# Asked for every few seconds by whatever watches over the server.
UNTOLD = frozenset({"healthz", "readyz", "metrics", "awake"})


def address_of(request: HttpRequest) -> str:
    """The address a request came from.

    It is the connection's own, unless servers of our own stand in between: then it is what the
    outermost of them added to X-Forwarded-For. What stands further left anybody may have written.
    """
    own: str = request.META.get("REMOTE_ADDR", "")
    said = request.headers.get("X-Forwarded-For", "").split(",")
    if not 0 < settings.TRUSTED_PROXIES <= len(said):
        return own
    try:
        return str(ip_address(said[-settings.TRUSTED_PROXIES].strip()))
    except ValueError:
        return own


class RequestContext:
    """Set the origin for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = Origin(address=address_of(request), request_id=uuid4().hex)
        token, began = ORIGIN.set(here), monotonic()
        try:
            response = self.get_response(request)
        finally:
            ORIGIN.reset(token)
        response["X-Request-Id"] = here.request_id
        if here.route not in UNTOLD:
            _tell(request, response, here, monotonic() - began)
        return response

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Name the route once it is known: its name, never its address with keys in it."""
        if request.resolver_match:
            ORIGIN.get(Origin()).route = request.resolver_match.view_name or ""


def _tell(request: HttpRequest, response: HttpResponse, here: Origin, seconds: float) -> None:
    """One line for the log: which route, by whose key, how it ended and how long it took."""
    user = getattr(request, "user", None)
    facts = {
        "request_id": here.request_id,
        "route": here.route,
        "method": request.method,
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
        "user": str(getattr(user, "pk", None) or ""),
    }
    logger.info("request", extra={"facts": facts})
