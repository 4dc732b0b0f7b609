"""What the list goes by: the order of Today, and the deadline rules with their sources."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from casewright.clocks.access import SEE_RULES
from casewright.desk.answers import show
from casewright.desk.queries.rules import rules_by_id
from casewright.security.gate import StaffRequest, opens_page
from casewright.tasks.rules import TIERS


@require_safe
@opens_page(SEE_RULES)
def deadlines(request: StaffRequest) -> HttpResponse:
    """Every deadline rule: what it asks, of whom, how long, by which source, how far trusted."""
    return show(request, "rules.html", {"rules": rules_by_id(viewer=request.user)})


@require_safe
@opens_page(SEE_RULES)
def order(request: StaffRequest) -> HttpResponse:
    """The tiers of Today in words."""
    return show(request, "order.html", {"tiers": TIERS})
