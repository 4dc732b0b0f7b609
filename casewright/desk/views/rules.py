"""What the list goes by: the order of Today, and the deadline rules with their sources."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from casewright.clocks.access import SEE_RULES
from casewright.desk.answers import show
from casewright.desk.queries.rules import rules_by_id
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, holds, opens_page
from casewright.tasks.access import SEE_TEAM
from casewright.tasks.queries import acted_on
from casewright.tasks.rules import TIERS


@require_safe
@opens_page(SEE_RULES)
def deadlines(request: StaffRequest) -> HttpResponse:
    """Every deadline rule: what it asks, of whom, how long, by which source, how far trusted."""
    return show(request, "rules.html", {"rules": rules_by_id(viewer=request.user)})


@require_safe
@opens_page(SEE_RULES)
def order(request: StaffRequest) -> HttpResponse:
    """The tiers of Today in words, and how much of what rules ask for is acted on."""
    shares = acted_on(viewer=request.user, at=now())
    context = {
        "tiers": TIERS,
        "shares": shares,
        "to_mend": ", ".join(share.kind for share in shares if share.is_to_mend),
        "may_see_team": holds(request.user, SEE_TEAM),
    }
    return show(request, "order.html", context)
