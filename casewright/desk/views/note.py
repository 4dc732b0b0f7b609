"""The note beside the story: written, kept as a draft, signed, and added to."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casewright.contacts import rules
from casewright.contacts.access import ADD_TO_NOTE, WRITE_NOTE, fetch_contact
from casewright.contacts.actions import (
    Saved,
    SignedAlready,
    add_to_note,
    discard_draft,
    keep_draft,
    sign_note,
)
from casewright.contacts.models import Contact
from casewright.contacts.queries import my_draft
from casewright.desk.access import case_beside, fetch_to_note
from casewright.desk.forms.choosing import THEIRS, chosen, differing
from casewright.desk.forms.note import (
    CHANNELS,
    COMPARED,
    KEPT,
    AddendumForm,
    NoteForm,
    key_in,
    next_in,
    number_in,
    written_in,
)
from casewright.desk.forms.typed import typed_into
from casewright.desk.queries.joined import made_by_form
from casewright.desk.queries.person import helper_of, open_task_about, page_of
from casewright.desk.said import say
from casewright.desk.views.dock import dock_for
from casewright.desk.views.keeping import (
    gives_back,
    is_from_device,
    is_from_script,
    keeps_draft,
)
from casewright.desk.views.person import CONFLICT, moved, page
from casewright.foundation.errors import Conflict, Refused
from casewright.foundation.moments import local, now
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens
from casewright.tasks.actions import close_task
from casewright.worklog.models import TimeKind

# What a form knows of itself: which one it is, and the draft it kept.
OWN = ("form_key", "draft_version")
TEXT = "text/plain; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft
@opens(WRITE_NOTE, fetch_to_note)
def note(request: StaffRequest, person: Person) -> HttpResponse:
    """The person's page with the panel for a note open; posted to, the note is signed."""
    if request.method != "POST":
        return moved(request, person) or _open(request, person)
    form = NoteForm(_as_chosen(request, person), at=now())
    if form.is_valid():
        try:
            saved = _sign(request, person, form)
        except SignedAlready:
            return _twice(request, person, request.POST)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            settled = _settle(request, person, saved, form)
            return _go(request, saved.contact, all_settled=settled)
    return _open(request, person, form)


@require_POST
@keeps_draft
@opens(WRITE_NOTE, fetch_person)
def draft(request: StaffRequest, person: Person) -> HttpResponse:
    """Keep what is being written; answers with one line that says when.

    Where another tab kept something else meanwhile, both texts come back and neither is lost.
    """
    at = now()
    typed = _as_chosen(request, person)
    written = written_in(typed)
    try:
        kept = keep_draft(
            by=request.user,
            person=person,
            written=written,
            at=at,
            task=open_task_about(person, key_in(written.get("task", "")), viewer=request.user),
            form_key=key_in(typed.get("form_key", "")),
            seen=number_in(typed.get("draft_version", "")),
            came_late=is_from_device(request),
        )
    except Conflict as conflict:
        return _both(request, person, typed, conflict)
    except SignedAlready:
        return _twice(request, person, typed)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type=TEXT)
    return HttpResponse(
        _("Saved %(time)s") % {"time": f"{local(at):%H:%M}"},
        content_type=TEXT,
        headers={"X-Draft-Version": str(kept.version)},
    )


@require_POST
@opens(WRITE_NOTE, fetch_person)
def discard(request: StaffRequest, person: Person) -> HttpResponse:
    """Throw away what one was writing."""
    discard_draft(by=request.user, person=person)
    say(request, _("What you were writing is discarded."))
    return redirect("person", person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@opens(ADD_TO_NOTE, fetch_contact)
def add(request: StaffRequest, contact: Contact) -> HttpResponse:
    """Add to a signed note: what it said stays as it was."""
    form = AddendumForm(request.POST or None)
    if form.is_valid():
        try:
            add_to_note(by=request.user, contact=contact, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Added. The note itself stays as it was signed."))
            return redirect("person", contact.person_id)
    return page(
        request,
        contact.person,
        "desk/_addendum_form.html",
        status=422 if form.is_bound else 200,
        form=form,
        contact=contact,
        typed=typed_into(form),
    )


def _as_chosen(request: StaffRequest, person: Person) -> QueryDict:
    """What was typed; with the other tab's text in each field in which that was chosen.

    Only of the draft as it was shown: where it changed once more, what was typed stands.
    """
    names = [name for name in KEPT if request.POST.get(f"keep-{name}") == THEIRS]
    if not names:
        return request.POST
    kept = my_draft(person.pk, viewer=request.user)
    if kept is None or number_in(request.POST.get("draft_version", "")) != kept.version:
        return request.POST
    typed = request.POST.copy()
    for name, text in chosen(names, request.POST, kept.written).items():
        typed[name] = text
    return typed


def _both(
    request: StaffRequest, person: Person, typed: QueryDict, conflict: Conflict
) -> HttpResponse:
    """The panel with what was typed, and beside each field what the other tab kept in it."""
    kept = my_draft(person.pk, viewer=request.user)
    theirs = differing(COMPARED, written_in(typed), conflict.theirs)
    form = NoteForm(typed, at=now())
    version = str(kept.version) if kept else ""
    return _open(request, person, form, theirs=theirs, version=version)


def _twice(request: StaffRequest, person: Person, typed: QueryDict) -> HttpResponse:
    """A form that was sent again after it was signed: the same answer as the first time.

    Where more was written since the first sending, it is kept to be added to the signed note.
    """
    contact = made_by_form(key_in(typed.get("form_key", "")), viewer=request.user)
    if contact is None:
        form = NoteForm(typed, at=now())
        form.add_error(None, _("This note is signed already. Open the page once more."))
        return _open(request, person, form)
    text = typed.get("text", "")
    if not typed.get("next_step"):
        text, _step = next_in(text)
    if text.strip() == contact.text:
        return _go(request, contact, all_settled=True)
    return page(
        request,
        person,
        "desk/_addendum_form.html",
        status=CONFLICT,
        form=AddendumForm(),
        contact=contact,
        typed={"text": text, "strikes": ""},
        is_twice=True,
    )


def _open(
    request: StaffRequest,
    person: Person,
    form: NoteForm | None = None,
    *,
    theirs: dict[str, str] | None = None,
    version: str = "",
) -> HttpResponse:
    """Show the panel: as it was typed where it was refused, else with the draft if one is kept."""
    at = now()
    shown = page_of(person, viewer=request.user, at=at)
    kept = my_draft(person.pk, viewer=request.user) if shown.held.draft_at and not form else None
    dock = dock_for(
        shown,
        request.GET,
        at=at,
        draft=kept,
        typed=_typed(form) if form else None,
        version=version,
    )
    return page(
        request,
        person,
        "desk/_dock.html",
        status=CONFLICT if theirs is not None else 422 if form else 200,
        shown=shown,
        dock=dock,
        theirs=theirs or {},
        is_conflict=theirs is not None,
        errors=form.errors if form and theirs is None else {},
        channels=CHANNELS,
        time_kinds=TimeKind.choices,
    )


def _sign(request: StaffRequest, person: Person, form: NoteForm) -> Saved:
    viewer, at = request.user, form.at
    task = open_task_about(person, form.cleaned_data["task"], viewer=viewer)
    kin = helper_of(person, form.kin_key, viewer=viewer) if form.kin_key else None
    if form.kin_key and kin is None:
        raise Refused(_("This helper is not listed any more. Choose who you reached once more."))
    case = (task.case if task else None) or case_beside(person)
    return sign_note(
        by=viewer,
        person=person,
        note=form.note(),
        at=at,
        task=task,
        case=case,
        kin=kin,
        form_key=form.cleaned_data["form_key"],
        draft_version=form.cleaned_data["draft_version"],
    )


def _typed(form: NoteForm) -> dict[str, Any]:
    """What stands in a form that comes back."""
    kept = {name: form.data[name] for name in OWN if form.data.get(name)}
    return {**written_in(form.data), **kept, "settled": [str(key) for key in form.settled]}


def _settle(request: StaffRequest, person: Person, saved: Saved, form: NoteForm) -> bool:
    """Close the other promises that this contact settled too; says whether all could be.

    The note stands already: what the contact does not keep by its rule stays open.
    """
    all_settled = True
    for key in form.settled:
        task = open_task_about(person, key, viewer=request.user)
        if task is None:
            continue
        rule = task.clock.rule.rule if task.clock else ""
        if not rules.keeps_promise(task.act, rule, form.note()):
            all_settled = False
            continue
        try:
            close_task(
                by=request.user,
                task=task,
                at=form.at,
                closed_by_type=Contact._meta.label,
                closed_by_key=saved.contact.pk,
            )
        except Refused:
            all_settled = False
    return all_settled


def _go(request: StaffRequest, contact: Contact, *, all_settled: bool) -> HttpResponse:
    """Back to where the note was opened from: the person's page, or Today."""
    address = reverse("person", args=[contact.person_id]) if request.POST.get("back") else "/"
    told = {"signed": str(contact.pk), **({} if all_settled else {"left": "1"})}
    address += f"?{urlencode(told)}"
    if is_from_script(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
