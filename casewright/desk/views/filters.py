"""A worker's own ways of looking at Today: kept, renamed, deleted."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casewright.desk.answers import show
from casewright.desk.forms.sieve import FilterForm, asked_of, sieve_in
from casewright.desk.queries.today import today
from casewright.desk.said import say
from casewright.desk.views.today import page_of
from casewright.foundation.errors import Refused
from casewright.foundation.moments import now
from casewright.security.gate import StaffRequest, opens, opens_page
from casewright.tasks.access import KEEP_FILTER, SEE_TODAY, fetch_filter
from casewright.tasks.actions import delete_filter, rename_filter, save_filter
from casewright.tasks.models import SavedFilter


@require_http_methods(["GET", "HEAD", "POST"])
@opens_page(SEE_TODAY)
def filters(request: StaffRequest) -> HttpResponse:
    """The viewer's filters; posted to, what is seen is kept under a name."""
    if request.method != "POST":
        return _page(request)
    form, sieve, at = FilterForm(request.POST), sieve_in(request.POST), now()
    if form.is_valid():
        try:
            save_filter(by=request.user, name=form.cleaned_data["name"], sieve=sieve, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The filter is kept."))
            return HttpResponseRedirect(f"/?{urlencode(asked_of(sieve))}")
    return _page(request, form)


@require_POST
@opens(KEEP_FILTER, fetch_filter)
def rename(request: StaffRequest, kept: SavedFilter) -> HttpResponse:
    """Another name for a filter."""
    form = FilterForm(request.POST)
    if form.is_valid():
        try:
            rename_filter(by=request.user, kept=kept, name=form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The filter is renamed."))
            return HttpResponseRedirect("/filters/")
    return _page(request, form)


@require_POST
@opens(KEEP_FILTER, fetch_filter)
def delete(request: StaffRequest, kept: SavedFilter) -> HttpResponse:
    """A filter is no longer kept."""
    delete_filter(by=request.user, kept=kept)
    say(request, _("The filter is deleted."))
    return HttpResponseRedirect("/filters/")


def _page(request: StaffRequest, form: FilterForm | None = None) -> HttpResponse:
    day = today(viewer=request.user, at=now(), most=1)
    errors = [str(words) for faults in form.errors.values() for words in faults] if form else []
    return show(request, "filters.html", {**page_of(day), "errors": errors}, 422 if errors else 200)
