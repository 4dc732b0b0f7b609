"""Team: what each colleague and each queue holds, for whoever shares work out."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from casewright.desk.answers import show as show_page
from casewright.desk.queries.team import team_page
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, opens_page
from casewright.tasks.access import SEE_TEAM


@require_safe
@opens_page(SEE_TEAM)
def show(request: StaffRequest) -> HttpResponse:
    """Every colleague by name, every queue; one of them opened."""
    page = team_page(
        viewer=request.user,
        at=now(),
        whose=request.GET.get("whose", ""),
        number=request.GET.get("page", "1"),
    )
    return show_page(request, "team.html", {"page": page})
