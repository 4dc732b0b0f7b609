"""What somebody chooses for their screen: colors, and whether single keys do something."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from casewright.desk.answers import is_part, show
from casewright.desk.forms.screen import ColorsForm, KeysForm
from casewright.desk.screen import COLORS_COOKIE, KEYS_COOKIE, keep
from casewright.security.gate import open_to_all


@open_to_all("It lists keys and shows nobody's record; the sign-in page links to it too.")
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Every key and what it does; switch them on or off."""
    if request.method == "POST":
        form = KeysForm(request.POST)
        if form.is_valid():
            response = HttpResponseRedirect(request.path)
            keep(response, KEYS_COOKIE, form.cleaned_data["keys"])
            return response
    return show(request, "_keys_dialog.html" if is_part(request) else "keys.html", {})


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
