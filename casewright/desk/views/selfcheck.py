"""What an administrator still has to do, on a page: the same as `casewright selfcheck` says."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from casewright.desk.access import SEE_SELFCHECK
from casewright.desk.answers import show as show_page
from casewright.desk.selfcheck import CHECKS, findings
from casewright.foundation.moments import local, now
from casewright.security.gate import StaffRequest, opens_page


@require_safe
@opens_page(SEE_SELFCHECK)
def show(request: StaffRequest) -> HttpResponse:
    """Every finding with what settles it, as of now."""
    at = now()
    context = {"found": findings(at), "looked_at": len(CHECKS), "at": local(at)}
    return show_page(request, "selfcheck.html", context)
