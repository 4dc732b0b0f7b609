"""What records hold as codes, in the words of the screen: days, phones, languages, plans."""

import re
from datetime import UTC, date, datetime

from django.conf.locale import LANG_INFO
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casewright.cases.states import CaseStatus
from casewright.contacts.models import ContactKind, Reached
from casewright.foundation.moments import local
from casewright.people.models import MayBeTold, Person, PlanType
from casewright.transitions.models import StayClass
from casewright.transitions.rules import Destination, destination_of

DAYS_A_WEEKDAY_IS_CLEAR = 7
MAY_BE_TOLD = {
    MayBeTold.EVERYTHING: gettext_lazy("may be told everything"),
    MayBeTold.ARRANGEMENTS: gettext_lazy("may be told about arrangements only"),
    MayBeTold.NOTHING: gettext_lazy("may be told nothing"),
}
TOLD_SHORT = {
    MayBeTold.EVERYTHING: "",
    MayBeTold.ARRANGEMENTS: gettext_lazy("arrangements only"),
    MayBeTold.NOTHING: gettext_lazy("tell nothing"),
}
PLANS = {
    PlanType.MEDICARE: gettext_lazy("Medicare"),
    PlanType.MEDICARE_ADVANTAGE: gettext_lazy("Medicare Advantage"),
    PlanType.MEDICAID: gettext_lazy("Medicaid"),
    PlanType.MEDICAID_MANAGED_CARE: gettext_lazy("Medicaid managed care"),
    PlanType.COMMERCIAL: gettext_lazy("Commercial"),
    PlanType.OTHER: gettext_lazy("Other cover"),
    PlanType.UNKNOWN: gettext_lazy("Kind of plan not known"),
}
CONTACTS = {
    ContactKind.CALL: gettext_lazy("Call"),
    ContactKind.VISIT: gettext_lazy("Visit"),
    ContactKind.MESSAGE: gettext_lazy("Message"),
    ContactKind.MEETING: gettext_lazy("Meeting"),
}
CHANNELS = {
    "": "",
    "phone": gettext_lazy("phone"),
    "video": gettext_lazy("video"),
    "in_person": gettext_lazy("in person"),
    "text": gettext_lazy("text message"),
    "email": gettext_lazy("e-mail"),
    "portal": gettext_lazy("portal"),
    "letter": gettext_lazy("letter"),
}
REACHED = {
    Reached.PERSON: gettext_lazy("the person"),
    Reached.KIN: gettext_lazy("family or carer"),
    Reached.OTHER: gettext_lazy("someone else"),
    Reached.MESSAGE_LEFT: gettext_lazy("left a message"),
    Reached.NO_ANSWER: gettext_lazy("no answer"),
}
STAYS = {
    StayClass.INPATIENT: gettext_lazy("inpatient"),
    StayClass.OBSERVATION: gettext_lazy("under observation"),
    StayClass.EMERGENCY: gettext_lazy("emergency"),
    StayClass.SKILLED: gettext_lazy("skilled nursing or rehab"),
    StayClass.OUTPATIENT: gettext_lazy("outpatient"),
    StayClass.UNKNOWN: "",
}
CASES = {
    CaseStatus.PLANNED: gettext_lazy("planned, nobody manages it yet"),
    CaseStatus.ACTIVE: gettext_lazy("active"),
    CaseStatus.ON_HOLD: gettext_lazy("on hold"),
    CaseStatus.FINISHED: gettext_lazy("finished"),
    CaseStatus.CANCELLED: gettext_lazy("cancelled"),
}


DEEDS = {
    "seen:people.see_person": gettext_lazy("opened the page"),
    "seen:contacts.write_note": gettext_lazy("opened the note beside the story"),
    "seen:people.see_looks": gettext_lazy("looked at who looked"),
    "seen:chart.see": gettext_lazy("looked at what was received"),
    "seen:people.change": gettext_lazy("opened a form on the page"),
    "seen:contacts.add_to_note": gettext_lazy("opened a note to add to it"),
    "seen:cases.open_case": gettext_lazy("opened the form for a new case"),
    "seen:cases.change_case": gettext_lazy("opened the form to hand over the case"),
    "seen:tasks.see": gettext_lazy("opened a task"),
    "contacts.signed": gettext_lazy("signed a note"),
    "contacts.draft_kept": gettext_lazy("was writing a note"),
    "contacts.draft_discarded": gettext_lazy("discarded a draft"),
    "contacts.added_to": gettext_lazy("added to a note"),
    "contacts.joined": gettext_lazy("joined two notes into one contact"),
    "contacts.kept_apart": gettext_lazy("kept two notes apart"),
    "people.summary_written": gettext_lazy("wrote who this is, in two lines"),
    "people.statement_changed": gettext_lazy("changed a statement"),
    "people.statement_ended": gettext_lazy("ended a statement"),
    "people.registered": gettext_lazy("registered the person"),
    "people.changed": gettext_lazy("kept what a source newly said"),
    "people.edited": gettext_lazy("changed the page"),
    "people.statement_kept": gettext_lazy("kept the person's words"),
    "people.merged": gettext_lazy("joined two records"),
    "people.joined": gettext_lazy("said that two records are one person's"),
    "people.parted": gettext_lazy("parted two records again"),
    "people.kept_apart": gettext_lazy("said that two records are two people's"),
    "people.may_be_one": gettext_lazy("took back that two records are two people's"),
    "seen:people.join_records": gettext_lazy("looked at who may be the same person"),
    "cases.opened": gettext_lazy("opened a case"),
    "cases.moved": gettext_lazy("moved the case on"),
    "cases.handed_over": gettext_lazy("handed the case over"),
    "cases.team_joined": gettext_lazy("gave a place on the care team"),
    "cases.team_left": gettext_lazy("ended a place on the care team"),
    "tasks.opened": gettext_lazy("added a task"),
    "tasks.done": gettext_lazy("finished a task"),
    "tasks.not_needed": gettext_lazy("marked a task as not needed"),
    "tasks.later": gettext_lazy("put a task off"),
    "tasks.handed_over": gettext_lazy("handed a task over"),
    "tasks.attempt": gettext_lazy("counted an attempt"),
    "chart.received": gettext_lazy("brought what another organization sent"),
    "worklog.logged": gettext_lazy("logged minutes"),
}


def deed(event: str) -> str:
    """What a line of the trail says was done; an event without words of its own as it is named."""
    return str(DEEDS.get(event) or event.replace("_", " ").replace(".", ": "))


# What a hospital announced (`Stay.announced`), before its moment and after.
EXPECTED = {
    "admission": (
        gettext_lazy("Is expected at %(where)s on %(when)s."),
        gettext_lazy("Was expected at %(where)s on %(when)s; nothing was heard since."),
    ),
    "transfer": (
        gettext_lazy("Is to be moved at %(where)s on %(when)s."),
        gettext_lazy("Was to be moved at %(where)s on %(when)s; nothing was heard since."),
    ),
    "discharge": (
        gettext_lazy("Is expected to leave %(where)s on %(when)s."),
        gettext_lazy("Was expected to leave %(where)s on %(when)s; nothing was heard since."),
    ),
}


def expected(what: str, where: str, moment: datetime, at: datetime) -> str:
    """What is to come by a hospital's word; and once its day is over, that nothing came of it."""
    here = local(moment)
    is_over = here.date() < local(at).date()
    sentence = EXPECTED[what][is_over]
    return str(sentence) % {"where": where, "when": short_moment(moment, local(at).date())}


def first_name(person: Person) -> str:
    """How the person is called, in one word where that is known."""
    return person.called or person.display_name.split(" ")[0]


def who_line(person: Person, nicknames: list[str], today: date) -> str:
    """78, she/her, goes by “Doña Rosa”."""
    age = person.age(today)
    known = [str(age)] if age is not None else []
    known += [person.pronouns] if person.pronouns else []
    if goes_by := person.called or next(iter(nicknames), ""):
        known.append(_("goes by “%(name)s”") % {"name": goes_by})
    return ", ".join(known) or _("age not known")


def went_home(disposition: str) -> bool:
    """Whether a discharge led home, by its disposition."""
    return destination_of(disposition) == Destination.HOME


def initials(person: Person) -> str:
    """Up to two letters that stand for a picture."""
    parts = person.display_name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def tel(number: str) -> str:
    """The address by which a device dials a number; an extension is left to the caller."""
    return "tel:" + re.sub(r"[^0-9+]", "", re.split(r"(?i)\s*(?:ext|x)\.?\s*\d", number)[0])


def language_name(language: dict[str, object]) -> str:
    """The name of a language as it was told, or by its code."""
    code = str(language.get("code", ""))
    known = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0], {})
    return str(language.get("name") or known.get("name") or code)


def source_name(source: str) -> str:
    """Who said it, without the door it came through."""
    return source.removeprefix("hl7:").removeprefix("fhir:")


def short_day(day: date, today: date) -> str:
    """12 Nov; with the year where it is not this one."""
    words = f"{day.day} {day:%b}"
    return words if day.year == today.year else f"{words} {day.year}"


def short_moment(moment: datetime, today: date) -> str:
    """Sun 23 Nov 14:10; with the year in place of the hour where it is not this one."""
    here = local(moment)
    if here.year != today.year:
        return f"{here.day} {here:%b %Y}"
    return f"{here:%a} {here.day} {here:%b %H:%M}"


def by_day(day: date, today: date) -> str:
    """By when: today, tomorrow, Friday; further off with the date."""
    ahead = (day - today).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    if 0 < ahead < DAYS_A_WEEKDAY_IS_CLEAR:
        return f"{day:%A}"
    return f"{day:%A} {short_day(day, today)}"


def day_ahead(day: date, today: date) -> str:
    """Tomorrow, or the day with its date."""
    if (day - today).days == 1:
        return _("Tomorrow")
    return f"{day:%a} {short_day(day, today)}"


def ago(moment: datetime | date, today: date) -> str:
    """How long ago: today, yesterday, 3 days ago, 5 months ago, 2 years ago."""
    day = local(moment).date() if isinstance(moment, datetime) else moment
    days = (today - day).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    months = days // 30
    if months < 2:
        return _("%(number)s days ago") % {"number": days}
    if months < 24:
        return _("%(number)s months ago") % {"number": months}
    return _("%(number)s years ago") % {"number": days // 365}


def moment_of(text: str) -> datetime | None:
    """A moment as a database writes it into JSON."""
    moment = parse_datetime(text)
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
