"""The note beside the story: written, kept as a draft, signed, and added to."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from casewright.cases.queries import open_case_of
from casewright.clocks.rules import start_of
from casewright.contacts import rules
from casewright.contacts.access import ADD_TO_NOTE, WRITE_NOTE, fetch_contact
from casewright.contacts.actions import Saved, add_to_note, discard_draft, keep_draft, sign_note
from casewright.contacts.models import Contact
from casewright.contacts.queries import my_draft
from casewright.desk.forms.note import CHANNELS, AddendumForm, NoteForm, key_in, written_in
from casewright.desk.queries.dock import dock_for
from casewright.desk.queries.person import helper_of, open_task_about, page_of
from casewright.desk.said import say
from casewright.desk.views.keeping import gives_back, is_from_script, keeps_draft
from casewright.desk.views.person import moved, page
from casewright.desk.words import by_day
from casewright.foundation.errors import Refused
from casewright.foundation.moments import local, now, organization_zone
from casewright.people.access import fetch_person
from casewright.people.models import Person
from casewright.security.gate import StaffRequest, opens
from casewright.security.models import User
from casewright.tasks.actions import close_task
from casewright.worklog.models import UNSEEN, TimeKind
from casewright.worklog.queries import my_minutes

TEXT = "text/plain; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft
@opens(WRITE_NOTE, fetch_person)
def note(request: StaffRequest, person: Person) -> HttpResponse:
    """The person's page with the panel for a note open; posted to, the note is signed."""
    if request.method != "POST":
        return moved(request, person) or _open(request, person)
    form = NoteForm(request.POST, at=now())
    if form.is_valid():
        try:
            saved = _sign(request, person, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            settled = _settle(request, person, saved, form)
            sentences = [*_what_became(saved, form), *settled, _minutes(saved, form, request.user)]
            say(request, " ".join([*sentences, *_next(saved, form)]))
            return _go(request, person, form)
    return _open(request, person, form)


@require_POST
@keeps_draft
@opens(WRITE_NOTE, fetch_person)
def draft(request: StaffRequest, person: Person) -> HttpResponse:
    """Keep what is being written; answers with one line that says when."""
    at = now()
    written = written_in(request.POST)
    try:
        keep_draft(
            by=request.user,
            person=person,
            written=written,
            at=at,
            task=open_task_about(person, key_in(written.get("task", "")), viewer=request.user),
        )
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type=TEXT)
    return HttpResponse(_("Saved %(time)s") % {"time": f"{local(at):%H:%M}"}, content_type=TEXT)


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
    )


def _open(request: StaffRequest, person: Person, form: NoteForm | None = None) -> HttpResponse:
    """Show the panel: as it was typed where it was refused, else with the draft if one is kept."""
    at = now()
    shown = page_of(person, viewer=request.user, at=at)
    kept = my_draft(person.pk, viewer=request.user) if shown.held.draft_at and not form else None
    dock = dock_for(
        shown,
        request.GET,
        at=at,
        draft=kept,
        typed={**written_in(request.POST), "settled": request.POST.getlist("settled")}
        if form
        else None,
    )
    return page(
        request,
        person,
        "desk/_dock.html",
        status=422 if form else 200,
        shown=shown,
        dock=dock,
        errors=form.errors if form else {},
        channels=CHANNELS,
        time_kinds=TimeKind.choices,
    )


def _sign(request: StaffRequest, person: Person, form: NoteForm) -> Saved:
    viewer, at = request.user, form.at
    task = open_task_about(person, form.cleaned_data["task"], viewer=viewer)
    kin = helper_of(person, form.kin_key, viewer=viewer) if form.kin_key else None
    if form.kin_key and kin is None:
        raise Refused(_("This helper is not listed any more. Choose who you reached once more."))
    case = (task.case if task else None) or open_case_of(person.pk, viewer=viewer)
    return sign_note(
        by=viewer, person=person, note=form.note(), at=at, task=task, case=case, kin=kin
    )


def _settle(request: StaffRequest, person: Person, saved: Saved, form: NoteForm) -> list[str]:
    """Close the other promises that this contact settled too; says what became of each.

    The note stands already. What cannot be closed stays open, and the reason is said.
    """
    sentences = []
    for key in form.settled:
        task = open_task_about(person, key, viewer=request.user)
        if task is None:
            continue
        rule = task.clock.rule.rule if task.clock else ""
        if not rules.keeps_promise(task.act, rule, form.note()):
            sentences.append(
                _("Still open: %(title)s. This contact is not what it asks for.")
                % {"title": task.title}
            )
            continue
        try:
            close_task(
                by=request.user,
                task=task,
                at=form.at,
                closed_by_type=Contact._meta.label,
                closed_by_key=saved.contact.pk,
            )
            sentences.append(_("Kept too: %(title)s.") % {"title": task.title})
        except Refused as refusal:
            sentences.append(f"{task.title}: {refusal}")
    return sentences


def _what_became(saved: Saved, form: NoteForm) -> list[str]:
    """What became of the promise the contact was made for."""
    if saved.kept:
        return [_("Kept: %(title)s.") % {"title": saved.kept.title}]
    if saved.tried is None:
        return [_("The note is signed.")]
    tried = saved.tried
    words = ngettext(
        "Still open: %(title)s, %(number)s attempt.",
        "Still open: %(title)s, %(number)s attempts.",
        tried.attempts,
    ) % {"title": tried.title, "number": tried.attempts}
    if tried.hidden_until is None or tried.hidden_until <= form.at:
        return [words]
    back, today = local(tried.hidden_until), local(form.at).date()
    again = _("It comes back %(day)s at %(time)s.") % {
        "day": by_day(back.date(), today),
        "time": f"{back:%H:%M}",
    }
    return [words, again]


def _minutes(saved: Saved, form: NoteForm, viewer: User) -> str:
    """How many minutes were counted, how many of today's nobody sees, and why some were not."""
    note, counted = form.note(), saved.minutes_counted
    if counted < note.minutes:
        return _("%(again)s of %(all)s minutes were already counted, %(counted)s are new.") % {
            "again": note.minutes - counted,
            "all": note.minutes,
            "counted": counted,
        }
    words = ngettext("%(number)s minute counted", "%(number)s minutes counted", counted) % {
        "number": counted
    }
    if note.time_kind not in UNSEEN:
        return f"{words}."
    start = start_of(local(form.at).date(), organization_zone())
    day = my_minutes(start, start + timedelta(days=1), viewer=viewer)
    return _("%(words)s (%(unseen)s today unseen).") % {"words": words, "unseen": day["unseen"]}


def _next(saved: Saved, form: NoteForm) -> list[str]:
    """The next step, and by when."""
    if saved.next_task is None:
        return []
    due, today = local(saved.next_task.due_at).date(), local(form.at).date()
    return [
        _("Next: %(title)s by %(day)s.")
        % {"title": saved.next_task.title, "day": by_day(due, today)}
    ]


def _go(request: StaffRequest, person: Person, form: NoteForm) -> HttpResponse:
    """Back to where the note was opened from: the person's page, or Today."""
    address = reverse("person", args=[person.pk]) if form.cleaned_data["back"] else "/"
    if is_from_script(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
