"""What the sign-in pages are told."""

from django.conf import settings
from django.http import HttpRequest

# The choice of colors that the desk keeps in the browser.
COLORS_COOKIE = "casewright-colors"


def demo_banner(request: HttpRequest) -> dict[str, object]:
    """The chosen colors, whether this is the demo and who may be tried in it, and why a session
    ended, if one just did."""
    colors = request.COOKIES.get(COLORS_COOKIE, "")
    return {
        "colors": colors if colors in ("light", "dark") else "",
        "is_demo": settings.DEMO,
        "demo_logins": demo_logins() if settings.DEMO else [],
        "session_ended": getattr(request, "session_ended", ""),
    }


def demo_logins() -> list[dict[str, str]]:
    """The logins that the demo wrote into its marker: name, role and password, tabs between."""
    marker = settings.HOME / "demo"
    lines = marker.read_text(encoding="utf-8").splitlines() if marker.is_file() else []
    columns = ("name", "role", "password")
    return [dict(zip(columns, line.split("\t"), strict=False)) for line in lines if line.strip()]
