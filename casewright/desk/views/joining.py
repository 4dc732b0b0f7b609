"""Two notes that are one contact: joining them, and keeping or taking them apart."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casewright.contacts.access import ADD_TO_NOTE, fetch_contact
from casewright.contacts.actions import join_notes, keep_apart
from casewright.contacts.models import Contact
from casewright.desk.forms.note import key_in
from casewright.desk.queries.joined import note_beside
from casewright.desk.said import say
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, opens


@require_POST
@opens(ADD_TO_NOTE, fetch_contact)
def join(request: StaffRequest, contact: Contact) -> HttpResponse:
    """Read a note as part of the one signed just before it; or keep the two apart."""
    key: UUID | None = key_in(request.POST.get("to", ""))
    to = note_beside(contact, key, viewer=request.user)
    if to is None:
        raise Http404
    try:
        if request.POST.get("do") == "apart":
            keep_apart(by=request.user, contact=contact, to=to, at=now())
            say(request, _("The two notes stand apart."))
        else:
            join_notes(by=request.user, contact=contact, to=to, at=now())
            say(request, _("The two notes are one contact now. Each stays as it was signed."))
    except Refused as refusal:
        say(request, str(refusal))
    return redirect(f"{reverse('person', args=[contact.person_key])}#c-{to.pk}")
