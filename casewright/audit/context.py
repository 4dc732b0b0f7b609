"""Where a request came from, for the trail: address, route name and request id."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Origin:
    """The circumstances of what is being done; empty for commands and jobs."""

    address: str = ""
    route: str = ""
    request_id: str = ""


ORIGIN: ContextVar[Origin] = ContextVar("audit_origin")


def origin() -> Origin:
    """The present circumstances."""
    return ORIGIN.get(Origin(route="command"))
