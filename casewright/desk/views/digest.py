"""Digests: the newest with what is being brought to mind, earlier ones, and how they come."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casewright.desk.answers import show
from casewright.desk.digests import address_of
from casewright.desk.forms.digest import HOURS, DigestForm, zones_offered
from casewright.desk.queries.digest import DigestPage, digest_page
from casewright.desk.said import say
from casewright.desk.worklist.changes import clock_on
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now, organization_zone
from casewright.security.gate import StaffRequest, opens, opens_page
from casewright.tasks.access import SEE_DIGEST, SEE_TODAY, fetch_digest
from casewright.tasks.actions import choose_digest
from casewright.tasks.models import Digest, DigestBy


@require_safe
@opens_page(SEE_TODAY)
def newest(request: StaffRequest) -> HttpResponse:
    """The viewer's newest digest, and what is being brought to their mind now."""
    page = digest_page(viewer=request.user, at=now())
    return show(request, "digest.html", _context(request, page))


@require_safe
@opens(SEE_DIGEST, fetch_digest)
def one(request: StaffRequest, digest: Digest) -> HttpResponse:
    """One digest of the viewer's own, through the gate as of now."""
    page = digest_page(viewer=request.user, at=now(), digest=digest)
    return show(request, "digest.html", _context(request, page))


@require_POST
@opens_page(SEE_TODAY)
def choose(request: StaffRequest) -> HttpResponse:
    """Keep how the viewer wants their digest."""
    form = DigestForm(request.POST)
    if form.is_valid():
        try:
            choose_digest(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Kept. It holds from the next digest on."))
            return HttpResponseRedirect(f"{reverse('digest')}#choice")
    page = digest_page(viewer=request.user, at=now())
    context = _context(request, page, form)
    return show(request, "digest.html", context, HTTPStatus.UNPROCESSABLE_ENTITY)


def _context(
    request: StaffRequest, page: DigestPage, form: DigestForm | None = None
) -> dict[str, Any]:
    choice, at = page.choice, now()
    kept = {
        "how": choice.how,
        "hour": str(choice.hour),
        "zone": choice.zone or str(organization_zone()),
        "mail_to": choice.mail_to,
    }
    typed = {name: str(form.data.get(name, "")) for name in kept} if form else kept
    return {
        "page": page,
        "typed": typed,
        "errors": form.errors if form else {},
        "ways": DigestBy,
        "hours": [f"{hour:02}:00" for hour in HOURS],
        "zones": zones_offered(choice.zone),
        "mail_on": settings.MAIL_ON,
        "account_address": address_of(request.user, choice),
        "clock": lambda moment: clock_on(moment, at),
    }
