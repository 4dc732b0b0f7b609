"""What was just done, in a sentence on the next page.

A sentence that names nobody travels in a cookie; what a note did travels as the note's key, and is
put into words from the record itself. No title and no name leaves the house by either.
"""

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from casewright.desk.forms.note import key_in
from casewright.desk.navigation import viewer_of
from casewright.desk.queries.joined import just_before
from casewright.desk.queries.signed import signed_by, what_signing_did
from casewright.foundation.moments import now


def say(request: HttpRequest, sentence: str) -> None:
    """Say a sentence that names nobody on the next page that is shown to this browser."""
    messages.info(request, sentence)


def said_to(request: HttpRequest) -> list[str]:
    """The sentences said since the last page; reading them takes them away."""
    sentences = [str(message) for message in messages.get_messages(request)]
    viewer, key = viewer_of(request), key_in(request.GET.get("signed", ""))
    if viewer is None or key is None:
        return sentences
    sentences += what_signing_did(key, viewer=viewer, at=now())
    contact = signed_by(key, viewer=viewer)
    before = just_before(contact, viewer=viewer) if contact else None
    if contact and before:
        offer = {"contact": contact, "to": before}
        sentences.append(render_to_string("desk/_join_offer.html", offer, request, using="pages"))
    if request.GET.get("left"):
        sentences.append(_("What else was ticked stays open: it asks for another kind of contact."))
    return sentences
