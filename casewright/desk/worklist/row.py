"""A promise as a row shows it, and rows in their order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casewright.clocks.rules import calendar_for
from casewright.desk.chips import PRIMARY, Chip, Due, chip_for, moment_in_full
from casewright.desk.worklist.line import COVERING, Line, key_from
from casewright.foundation.moments import local, organization_zone
from casewright.people.rules import age_on
from casewright.tasks import rules
from casewright.tasks.models import Act, Nature

# The need of somebody in nobody's case is not known: they stand in the middle of their tier.
USUAL_ACUITY = 2
LAST_DUE_TIER = 6
Placed = tuple[Line, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One promise as a row shows it, ready to be printed; `also` are the person's other ones.

    `story`, `note` and `address` lead to the person, to a note that keeps the promise, and to the
    promise itself. `tags` stand behind its words, `notes` below them.
    """

    task: Line
    key: str
    tier: int
    chip: Chip
    name: str
    age: int | None
    why: str
    queue: str
    covered: str
    primary: str
    person_key: str
    story: str
    note: str
    address: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    also: tuple["Row", ...] = ()

    @property
    def first_name(self) -> str:
        """How the person is called, in one word."""
        return self.task.called or self.name.split(" ")[0]

    @property
    def who(self) -> str:
        """What the row is known by while its promises come and go: the person, else the task."""
        return self.person_key or self.key


@dataclass(frozen=True)
class Page:
    """What all rows of a list share: the moment, the words of their buttons, and where addresses
    begin. Many promises are due at the end of one day: their chips are worked out once."""

    here: rules.Present
    primary: dict[str, str]
    people: str
    tasks: str
    chips: dict[tuple[Due, int], Chip] = field(default_factory=dict)


def _page(here: rules.Present) -> Page:
    nobody = UUID(int=0)
    return Page(
        here=here,
        primary={act: str(words) for act, words in PRIMARY.items()},
        people=reverse("person", args=[nobody]).partition(str(nobody))[0],
        tasks=reverse("task", args=[nobody]).partition(str(nobody))[0],
    )


def present(at: datetime) -> rules.Present:
    """A moment by the organization's wall clock and holidays."""
    return rules.present(at, zone=organization_zone(), calendar=calendar_for(settings.HOLIDAYS))


def ranked(lines: Iterable[Line], here: rules.Present) -> list[Placed]:
    """Promises with their tiers, what comes first before the rest."""
    placed = []
    for line in lines:
        place = rules.place_in(standing_of(line), here)
        placed.append((place, line.id, line))
    placed.sort(key=lambda each: each[:2])
    return [(line, place[1]) for place, _, line in placed]


def standing_of(line: Line) -> rules.Standing:
    """What of a promise decides its place."""
    return rules.Standing(
        nature=line.nature,
        due_at=line.due_at,
        has_time=bool(line.has_time),
        pinned=line.pinned_at is not None,
        acuity=line.acuity or USUAL_ACUITY,
        last_contact_at=line.last_contact_at,
        in_queue=line.untouched_since is not None,
        touched_at=None,
        opened_at=line.untouched_since or line.due_at,
        act=line.act,
    )


def is_due(line: Line, tier: int, here: rules.Present) -> bool:
    """Due by the end of the day, or in a tier that does not wait."""
    return tier < LAST_DUE_TIER or line.due_at < here.tomorrow


def runs_out(line: Line, here: rules.Present) -> bool:
    """A clock that ends today and has not ended yet."""
    return line.nature == Nature.CLOCK and here.at <= line.due_at < here.tomorrow


def bundled(placed: Iterable[Placed]) -> list[list[Placed]]:
    """One list for each person, their most pressing promise first; persons in order of theirs."""
    of_each: dict[object, list[Placed]] = {}
    for each in placed:
        of_each.setdefault(each[0].who, []).append(each)
    return list(of_each.values())


def shown(bundles: Iterable[list[Placed]], here: rules.Present) -> list[Row]:
    """Persons' promises as rows: the first of each, and the others behind it."""
    page, rows = _page(here), []
    for first, *others in bundles:
        rows.append(_row(first, page, tuple(_row(each, page) for each in others)))
    return rows


def _row(placed: Placed, page: Page, also: tuple[Row, ...] = ()) -> Row:
    line, tier = placed
    here = page.here
    rule, source, trust = line.rule or "", line.rule_source or "", line.rule_trust or ""
    due = Due(line.due_at, line.nature, line.act, bool(line.has_time), rule, source, trust)
    chip = page.chips.get((due, tier))
    if chip is None:
        chip = page.chips[due, tier] = chip_for(due, tier, here.at, zone=here.zone)
    key, person = key_from(line.id), key_from(line.person_id) if line.person_id else ""
    address = f"{page.tasks}{key}/"
    story = f"{page.people}{person}/" if person else address
    covered = (line.owner_name or "").split(" ")[0] if line.whose == COVERING else ""
    return Row(
        task=line,
        key=key,
        tier=tier,
        chip=chip,
        name=line.person_name or "",
        age=_age(line, here.today),
        # Where nobody wrote a reason, what the rule asks for.
        why=line.why or line.rule_title or "",
        queue=line.team_name or "",
        covered=covered,
        primary=page.primary[line.act if person else Act.DO],
        person_key=person,
        story=story,
        note=f"{story}note/?task={key}" if person else address,
        address=address,
        tags=_tags(line, covered),
        notes=_notes(line, here.at),
        also=also,
    )


def _tags(line: Line, covered: str) -> tuple[str, ...]:
    if not (line.tag or line.team_name or covered or line.attempts):
        return ()
    tags = [line.tag] if line.tag else []
    if line.team_name:
        tags.append(_("%(team)s queue") % {"team": line.team_name})
    if covered:
        tags.append(_("for %(name)s") % {"name": covered})
    if line.attempts:
        words = ngettext("%(num)s attempt", "%(num)s attempts", line.attempts)
        tags.append(words % {"num": line.attempts})
    return tuple(tags)


def _notes(line: Line, at: datetime) -> tuple[str, ...]:
    """Why it stands where it stands, or does not stand there now."""
    hidden = line.hidden_until is not None and line.hidden_until > at
    if not (line.pinned_at or line.waiting_on or line.paused_reason or hidden):
        return ()
    notes = [line.pinned_reason] if line.pinned_at else []
    if line.waiting_on:
        notes.append(_("Waiting on %(whom)s") % {"whom": line.waiting_on})
    if line.hidden_until and hidden:
        notes.append(_("Comes back %(when)s") % {"when": moment_in_full(local(line.hidden_until))})
    return (*notes, line.paused_reason) if line.paused_reason else tuple(notes)


def _age(line: Line, today: date) -> int | None:
    if line.birth_date is None:
        return None
    last = date.fromisoformat(line.died_on) if line.died_on else today
    return age_on(date.fromisoformat(line.birth_date), last)
