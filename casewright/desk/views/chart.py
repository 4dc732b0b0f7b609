"""What was received about a person, and the files that came with it."""

from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from casewright.chart.access import SEE, fetch_file
from casewright.chart.models import Attachment
from casewright.chart.rules import file_name, served_as
from casewright.desk import words
from casewright.desk.answers import show as show_page
from casewright.desk.queries.chart import KINDS, chart_of
from casewright.desk.views.person import moved
from casewright.foundation.moments import local, now
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens

MOST_DIGITS = 5


@require_safe
@opens(SEE, fetch_person)
def show(request: StaffRequest, person: Person) -> HttpResponse:
    """Everything received, by kind, each line with who sent it and when."""
    pages = _pages(request.GET)
    sections = chart_of(person.pk, viewer=request.user, pages=pages)
    context = {
        "person": person,
        "sections": sections,
        "others": {name: _others(pages, name) for name in KINDS},
        "words": words,
        "today": local(now()).date(),
    }
    return moved(request, person) or show_page(request, "chart.html", context)


@require_safe
@opens(SEE, fetch_file)
def file(request: StaffRequest, received: Attachment) -> HttpResponse:  # noqa: ARG001 - the gate's
    """A received file, to be saved: under our name, never shown by the browser as a page."""
    answer = HttpResponse(bytes(received.content or b""), served_as(received.media_type))
    name = file_name(str(received.pk), received.media_type)
    header = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = header or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pages(asked: QueryDict) -> dict[str, int]:
    """The page of each kind that was asked for; anything else than a number is the first."""
    given = {name: asked.get(name, "") for name in KINDS}
    return {
        name: max(1, int(text))
        for name, text in given.items()
        if text.isdecimal() and len(text) <= MOST_DIGITS
    }


def _others(pages: dict[str, int], name: str) -> str:
    """The pages of all other kinds, as they stay in an address."""
    kept = urlencode({other: page for other, page in pages.items() if other != name})
    return f"{kept}&" if kept else ""
