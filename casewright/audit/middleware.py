"""Give every request its id and remember where it came from, for the trail and the logs."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from casewright.audit.context import ORIGIN, Origin


class RequestContext:
    """Set the origin for the time of one request.

    The address is the connection's own: a forwarded header is believed by nobody here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = Origin(address=request.META.get("REMOTE_ADDR", ""), request_id=uuid4().hex)
        token = ORIGIN.set(here)
        try:
            response = self.get_response(request)
        finally:
            ORIGIN.reset(token)
        response["X-Request-Id"] = here.request_id
        return response

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Name the route once it is known: its name, never its address with keys in it."""
        if request.resolver_match:
            ORIGIN.get(Origin()).route = request.resolver_match.view_name or ""
