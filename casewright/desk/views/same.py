"""Two records of one person: who they may be, side by side, joined, kept apart, parted again."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casewright.audit.actions import record, record_refusal
from casewright.desk import words
from casewright.desk.answers import show as show_page
from casewright.desk.forms.note import key_in
from casewright.desk.forms.same import JoinForm, PairForm
from casewright.desk.queries.messages import FIELDS, VERDICTS
from casewright.desk.queries.same import other_record, same_page, side_by_side, written_since
from casewright.desk.said import say
from casewright.desk.views.person import moved
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local, now
from casewright.people.access import JOIN_RECORDS, fetch_merge, fetch_person
from casewright.people.actions import ask_again, keep_apart
from casewright.people.models import Merge, Person
from casewright.security.gate import StaffRequest, opens
from casewright.transitions.actions import Overtaken, join_by_hand, part_records

REFUSED, FIRST = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT


@require_safe
@opens(JOIN_RECORDS, fetch_person)
def show(request: StaffRequest, person: Person) -> HttpResponse:
    """Who may be the same person; with another record named, the two side by side."""
    if elsewhere := moved(request, person):
        return elsewhere
    if asked := request.GET.get("with", ""):
        other = _other(request, asked)
        if other.pk == person.pk:
            say(request, _("These two are one record already."))
            return redirect("person", person.pk)
        record(request.user, f"seen:{JOIN_RECORDS}", other)
        return _two(request, person, other)
    return _list(request, person)


@require_POST
@opens(JOIN_RECORDS, fetch_person)
def join(request: StaffRequest, person: Person) -> HttpResponse:
    """Join the two; which record stays was chosen."""
    form = JoinForm(request.POST)
    other = _other(request, request.POST.get("other", ""))
    if other.pk == person.pk:
        say(request, _("These two are one record already."))
        return redirect("person", person.pk)
    if not form.is_valid():
        return _two(request, person, other, errors=dict(form.errors), status=REFUSED)
    pair = {one.pk: one for one in (person, other)}
    kept = pair.pop(form.cleaned_data["stays"], None)
    if kept is None:
        raise Http404
    try:
        join_by_hand(
            by=request.user,
            kept=kept,
            gone=next(iter(pair.values())),
            chosen=form.chosen(),
            seen=form.cleaned_data["seen"],
            at=now(),
        )
    except Conflict:
        why = _("Somebody changed one of the two while you were looking. Look again, then join.")
        return _two(request, person, other, errors={"__all__": [why]}, status=FIRST)
    except Overtaken as first:
        say(request, str(first))
        return redirect("person", person.pk)
    except Refused as refusal:
        errors = {"__all__": [str(refusal)]}
        return _two(request, person, other, errors=errors, status=REFUSED)
    say(request, _("The two are one record now. It can be taken back below."))
    return redirect("person", kept.pk)


@require_POST
@opens(JOIN_RECORDS, fetch_person)
def apart(request: StaffRequest, person: Person) -> HttpResponse:
    """They are two people; or they may be one after all."""
    form = PairForm(request.POST)
    other = _other(request, request.POST.get("other", "") if form.is_valid() else "")
    try:
        if request.POST.get("do") == "again":
            ask_again(by=request.user, person=person, other=other, at=now())
            say(request, _("Taken back: they may be one person."))
        else:
            keep_apart(by=request.user, person=person, other=other, at=now())
            say(request, _("Kept: they are two people. Nobody is asked again unless more is told."))
    except Refused as refusal:
        say(request, str(refusal))
    return redirect("same", person.pk)


@require_POST
@opens(JOIN_RECORDS, fetch_merge)
def undo(request: StaffRequest, merge: Merge) -> HttpResponse:
    """Part two records that were joined: both are as they were."""
    since = written_since(merge, viewer=request.user)
    try:
        part_records(by=request.user, merge=merge, at=now())
    except Refused as refusal:
        say(request, str(refusal))
    else:
        say(request, _("Parted: both records are as they were before."))
        if since:
            say(request, _("Notes signed since stay with this record."))
    return redirect("same", merge.kept_id)


def _other(request: StaffRequest, text: str) -> Person:
    """The other record; one that is not the viewer's is as if it were not there."""
    key = key_in(text)
    other = other_record(key, viewer=request.user) if key else None
    if other is None:
        record_refusal(request.user, f"seen:{JOIN_RECORDS}", JOIN_RECORDS, str(key or ""))
        raise Http404
    return other


def _list(request: StaffRequest, person: Person) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    context = {
        **_around(person),
        "page": same_page(person, viewer=request.user, text=text),
        "text": text,
    }
    return show_page(request, "same.html", context)


def _two(
    request: StaffRequest,
    person: Person,
    other: Person,
    *,
    errors: dict[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Both as they stand now; after a refusal with what was chosen."""
    one, other = fetch_person(person.pk), fetch_person(other.pk)
    if one.pk == other.pk:
        say(request, _("These two are one record already."))
        return redirect(reverse("person", args=[one.pk]))
    context = {
        **_around(one),
        "page": side_by_side(one, other, viewer=request.user),
        "errors": errors or {},
        "typed": request.POST,
    }
    return show_page(request, "side_by_side.html", context, status)


def _around(person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "words": words,
        "today": local(now()).date(),
        "field_words": FIELDS,
        "verdict_words": VERDICTS,
    }
