"""What somebody chooses for their screen: colors, and what single keys do."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from casewright.desk.answers import is_part, refused, show
from casewright.desk.forms.screen import ColorsForm, KeysForm
from casewright.desk.keys import FIXED, KEYS, Chosen, choose
from casewright.desk.navigation import menu_for, viewer_of
from casewright.desk.screen import COLORS_COOKIE, keep, screen_of
from casewright.foundation.errors import Refused
from casewright.security.actions import choose_keys
from casewright.security.gate import open_to_all, sign_in_first
from casewright.security.models import User


@open_to_all("It lists keys and shows nobody's record; the sign-in page links to it too.")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Every key and what it does; switch them on or off, or give them other letters."""
    context = {
        "keys": KEYS,
        "fixed": FIXED,
        "chosen": screen_of(request).chosen,
        "pages": menu_for(request),
        "attempt": None,
    }
    if request.method != "POST":
        return show(request, "_keys_dialog.html" if is_part(request) else "keys.html", context)
    viewer, form = viewer_of(request), KeysForm(request.POST)
    if viewer is None:
        return sign_in_first(request)
    try:
        if form.is_valid():
            _keep(viewer, form, screen_of(request).chosen)
            return HttpResponseRedirect(request.path)
    except Refused as refusal:
        context["attempt"] = refused("keys", form, refusal)
    else:
        context["attempt"] = refused("keys", form)
    return show(request, "keys.html", context, HTTPStatus.UNPROCESSABLE_ENTITY)


def _keep(viewer: User, form: KeysForm, now: Chosen) -> None:
    """Keep what was chosen with whoever chose it."""
    what = form.cleaned_data["keys"]
    if what == "reset":
        chosen = Chosen(now.on)
    elif what == "change":
        typed = {key.name: str(form.data.get(f"key-{key.name}", "")) for key in KEYS}
        chosen = choose(typed, on=now.on)
    else:
        chosen = Chosen(what == "on", now.changed)
    choose_keys(by=viewer, keys=chosen.kept())


@open_to_all("It keeps a choice of colors in the browser that asks, and reads nothing.")
@require_POST
def colors(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colors and go back to where it was made."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    form = ColorsForm(request.POST)
    if form.is_valid():
        keep(response, COLORS_COOKIE, form.cleaned_data["colors"])
    return response
