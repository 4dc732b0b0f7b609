"""What the sign-in pages are told."""

from django.conf import settings
from django.http import HttpRequest


def demo_banner(request: HttpRequest) -> dict[str, object]:
    """Whether this is the demo, and why a session ended, if one just did."""
    return {"is_demo": settings.DEMO, "session_ended": getattr(request, "session_ended", "")}
