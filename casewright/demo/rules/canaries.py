"""People with a canary in every text: a word of their own that stands nowhere else.

Whoever finds a word on a page knows from whose record, and from which field of it, the page leaked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from casewright.demo.rules.almanac import Almanac
from casewright.demo.rules.lives import (
    Drafted,
    Elsewhere,
    Episode,
    Finding,
    Happening,
    Joined,
    Life,
    Matched,
    Moved,
    Promised,
    Said,
    Spoke,
    Visit,
    messages_of,
)
from casewright.demo.rules.neighbors import Diary
from casewright.people.facts import (
    CoverageFact,
    IdentifierFact,
    KinFact,
    LanguageFact,
    NameFact,
    PersonFacts,
    PointFact,
)

# Words of consonants alone are no words of any text here, and none is a part of another.
LETTERS = "bcdfghjklmnpqrstvwxz"
MARK = "zq"
OF_PERSON, OF_FIELD = 4, 2
MOST_PEOPLE = len(LETTERS) ** OF_PERSON
# A step that shares no divisor with the number of codes, and so meets each of them once.
STEP = 7_919
SEED_STEP = 104_729

# What others send about somebody, and the columns of it that hold texts.
ELSEWHERE = {
    "procedure": ("code", "performer", "reason"),
    "plan": ("code", "author", "addresses", "activities"),
    "goal": ("code", "achievement", "target", "addresses"),
    "episode": ("code", "organization", "care_manager", "reason", "stations"),
    "document": ("code", "author", "keeper", "title", "url", "content"),
}
CONTACTS, OPEN_TASKS, STAYS = 5, 3, 2
# Of ten people six are looked after, three were, and one is in nobody's case.
ACTIVE_OF_TEN, KNOWN_OF_TEN = 6, 9


@dataclass
class Words:
    """The canary words of one person; each field has one, made when it is first asked for."""

    seed: int
    number: int
    made: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The word of a field, always the same one."""
        if name not in self.made:
            person = (self.number * STEP + self.seed * SEED_STEP) % MOST_PEOPLE
            self.made[name] = (
                MARK + _spelled(person, OF_PERSON) + _spelled(len(self.made), OF_FIELD)
            )
        return self.made[name]


def _spelled(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(reversed(letters))


@dataclass(frozen=True)
class Place:
    """Where people of a synthetic organization go: a team, a manager and a helper of it."""

    team: str
    manager: str
    helper: str


@dataclass
class Synthetic:
    """Makes people one after the other, the same ones for the same seed and day."""

    seed: int
    almanac: Almanac
    places: Sequence[Place]
    diary: Diary

    def people(self, how_many: int) -> Iterator[tuple[Life, Words, str]]:
        """Lives with their words and the key of the team that stands beside them."""
        for number in range(how_many):
            words = Words(self.seed, number)
            place = self.places[number % len(self.places)]
            # Counted in rounds of the places, so that each of them has people of every kind.
            kind = number // len(self.places) % 10
            if kind < ACTIVE_OF_TEN:
                yield self._active(number, words, place), words, place.team
            elif kind < KNOWN_OF_TEN:
                yield self._closed(number, words, place), words, place.team
            else:
                yield self._in_nobodys_case(number, words), words, "intake"

    def _active(self, number: int, words: Words, place: Place) -> Life:
        life = self._life(number, words, place)
        return replace(
            life,
            happenings=(
                *life.happenings,
                *islice(self._promises(number, words, place), OPEN_TASKS + 2),
                Drafted(self._ago(1), place.manager, f"Before I forget {words.of('draft.text')}"),
            ),
        )

    def _closed(self, number: int, words: Words, place: Place) -> Life:
        """Closed so lately that the team may still finish its notes."""
        life = self._life(number, words, place)
        ended = Moved(
            self._ago(5 + number % 15),
            place.manager,
            "finished",
            f"Goals reached {words.of('status_entry.reason')}",
        )
        return replace(life, happenings=(*life.happenings, ended))

    def _in_nobodys_case(self, number: int, words: Words) -> Life:
        queued = Promised(
            self._ago(1 + number % 3),
            "feed",
            f"Answer the referral {words.of('task.title')}",
            self._ahead(1 + number % 5),
            owner="team:intake",
            why=f"Referred by a clinic {words.of('task.why')}",
            tag=f"Referral {words.of('task.tag')}",
            kind="referral",
            act="call",
        )
        return Life(
            key=f"person-{self.seed}-{number}-{words.of('imported.resource_id')}",
            facts=self._facts(number, words),
            known_at=self._ago(3),
            known_from="A clinic",
            happenings=(queued, *self._stays(number, words)),
            findings=tuple(self._findings(words)),
            elsewhere=tuple(self._elsewhere(words)),
            matched=self._matched(words),
        )

    def _life(self, number: int, words: Words, place: Place) -> Life:
        opened = self._ago(120 + number % 300)
        return Life(
            key=f"person-{self.seed}-{number}-{words.of('imported.resource_id')}",
            facts=self._facts(number, words),
            known_at=opened - timedelta(days=1),
            known_from="A clinic",
            episode=Episode(
                program=f"Complex care {words.of('case.program')}",
                team=place.team,
                manager=place.manager,
                opened_at=opened,
                acuity=1 + number % 4,
                summary=f"Heart failure, lives alone {words.of('case.summary')}",
                reason=f"Referred {words.of('status_entry.opened')}",
            ),
            happenings=(
                *self._said(number, words, place),
                *self._joined(words, place),
                *self._spoke(number, words, place),
                *self._stays(number, words),
            ),
            findings=tuple(self._findings(words)),
            elsewhere=tuple(self._elsewhere(words)),
            matched=self._matched(words),
            two_lines=f"Wants to stay at home {words.of('summary.words')}",
        )

    def _facts(self, number: int, words: Words) -> PersonFacts:
        of = words.of
        return PersonFacts(
            names=(
                NameFact(f"Harbor {of('name.family')}", f"Alder {of('name.given')}"),
                NameFact("", f"Al {of('name.nickname')}", "nickname"),
            ),
            birth_date=date(1930 + number % 75, 1 + number % 12, 1 + number % 28),
            gender=("female", "male", "other")[number % 3],
            pronouns=f"they/them {of('person.pronouns')}",
            called=f"Al {of('person.called')}",
            home_note=f"Second floor {of('person.home_note')}",
            if_worse=f"Call the clinic {of('person.if_worse')}",
            languages=(LanguageFact("es", f"Spanish {of('person.languages')}", interpreter=True),),
            identifiers=(
                IdentifierFact("STBRIGID", f"S{self.seed}-{number}-{of('identifier.value')}", "MR"),
            ),
            points=tuple(self._points(number, words)),
            kin=(self._kin(number, words),),
            coverages=(
                CoverageFact(
                    f"Silver Coast Advantage {of('coverage.payer_name')}",
                    "medicare_advantage",
                    f"M{number} {of('coverage.member_id')}",
                ),
            ),
        )

    def _points(self, number: int, words: Words) -> Iterator[PointFact]:
        of = words.of
        yield PointFact(
            "phone",
            f"({200 + number % 700}) 555-01{number % 100:02} {of('point.phone')}",
            "home",
            best_time=f"Mornings {of('point.best_time')}",
            note=f"Ask for Al {of('point.note')}",
            safe_to_leave_message=True,
        )
        yield PointFact("email", f"{of('point.email')}@example.org", safe_to_use=number % 7 > 0)
        yield PointFact("post", f"{number % 200} {of('point.post')} Street, Port Alder", "home")

    def _kin(self, number: int, words: Words) -> KinFact:
        of = words.of
        return KinFact(
            full_name=f"Pat {of('kin.full_name')}",
            relationship=f"Sister {of('kin.relationship')}",
            phone=f"555-01{number % 100:02} {of('kin.phone')}",
            is_carer=number % 2 == 0,
            may_be_told="arrangements",
            note=f"Works nights {of('kin.note')}",
        )

    def _said(self, number: int, words: Words, place: Place) -> Iterator[Said]:
        of, at = words.of, self._ago(60 + number % 40)
        yield Said(
            at,
            place.manager,
            f"Quiero caminar {of('statement.words')}",
            language=f"es-x-{of('statement.language')}",
            translation=f"I want to walk {of('statement.translation')}",
        )
        yield Said(
            at,
            place.manager,
            f"Skips the evening pill {of('statement.watch')}",
            kind="watch",
            source="A note",
        )

    def _joined(self, words: Words, place: Place) -> Iterator[Joined]:
        of, at = words.of, self._ago(90)
        yield Joined(
            at,
            place.manager,
            f"Doctor {of('place.outside_role')}",
            outside_name=f"Dr. {of('place.outside_name')}",
            outside_phone=f"555-0186 {of('place.outside_phone')}",
        )
        yield Joined(at, place.manager, f"Helper {of('place.role')}", user=place.helper)

    def _spoke(self, number: int, words: Words, place: Place) -> Iterator[Spoke]:
        of = words.of
        for count in range(CONTACTS):
            at = self.diary.slot(
                place.manager, self.almanac.today - timedelta(days=21 * count + 4 + number % 17)
            )
            yield Spoke(
                at,
                place.manager,
                "Weights steady, one pound up since the weekend. Knows the number to call, and "
                f"asked for the bus times in larger print. {of('contact.text')}",
                reached=("person", "other")[count % 2],
                reached_name=f"Dr. {of('contact.reached_name')}" if count % 2 else "",
                minutes=10 + count,
                next_step=f"Ask again {of('contact.next_step')}" if count == 0 else "",
                added=f"Later: the ride came {of('addendum.text')}" if count == 1 else "",
                struck=f"asked for {of('addendum.strikes')}" if count == 1 else "",
            )

    def _promises(self, number: int, words: Words, place: Place) -> Iterator[Promised]:
        """What is open, in sight; then one that is paused, and one that is done."""
        of, made = words.of, self._ago(10)
        plain = Promised(
            made,
            place.manager,
            f"Call about the weights {of('task.title')}",
            self._ahead(number % 20),
            why=f"Said so on the phone {of('task.why')}",
            tag=f"Tag {of('task.tag')}",
            act="call",
            noted=f"Noted {of('task_event.note')}",
        )
        yield plain
        started = self.almanac.at(self.almanac.today - timedelta(days=number % 25), time(14))
        yield replace(
            plain,
            nature="clock",
            rule="trc-mrp",
            started_at=started,
            kind="compare-medicines",
        )
        promised = self.almanac.at(self.almanac.today + timedelta(days=number % 6), time(15))
        yield replace(plain, nature="promise", due_at=promised, has_time=True, act="visit")
        yield replace(
            plain,
            paused=f"In hospital {of('task.paused_reason')}",
            waiting_on=f"The ward {of('task.waiting_on')}",
            pinned=f"First {of('task.pinned_reason')}",
        )
        yield replace(plain, due_at=self._ago(2), done=f"Done {of('task.closed_reason')}")

    def _stays(self, number: int, words: Words) -> Iterator[Happening]:
        of = words.of
        for count in range(STAYS):
            days_ago = 40 + 90 * count + number % 30
            home = self.almanac.at(self.almanac.today - timedelta(days=days_ago), time(13, 20))
            visit = Visit(
                facility="STBRIGID",
                facility_name=f"St Brigid {of('stay.facility_name')}",
                number=f"V{self.seed}-{number}-{count}-{of('stay.visit')}",
                admitted_at=home - timedelta(days=3),
                discharged_at=home,
                where=f"4W^{of('stay.place')}^A",
                reason=f"Heart failure {of('stay.reason')}",
                code="I50.9",
                discharged_to=f"Home {of('stay.discharged_to')}",
            )
            for heard in messages_of(visit):
                yield replace(heard, remark=f"Read {of('message.reason')}")

    def _findings(self, words: Words) -> Iterator[Finding]:
        of, since = words.of, self._ago(400)
        for kind in ("condition", "medicine", "allergy", "observation"):
            yield Finding(
                kind,
                f"Something known {of(kind + '.display')}",
                code=f"C-{of(kind + '.code')}",
                system="icd10" if kind == "condition" else "",
                since=since,
                directions=f"One a day {of('medicine.directions')}",
                reaction=f"Hives {of('allergy.reaction')}",
                severity="mild",
                value=f"140 {of('observation.value')}",
                reading=f"A little high {of('observation.reading')}",
                part=f"Left arm {of('observation.parts')}",
                unit="mmHg",
            )

    def _elsewhere(self, words: Words) -> Iterator[Elsewhere]:
        """One of each kind, with a word in every text of it."""
        for kind, columns in ELSEWHERE.items():
            texts = {column: f"Told {words.of(f'{kind}.{column}')}" for column in columns}
            yield Elsewhere(kind, f"Something done {words.of(kind + '.display')}", texts)

    def _matched(self, words: Words) -> Matched:
        of = words.of
        return Matched(
            reason=f"Her number at the hospital {of('settlement.reason')}",
            stood=f"Nobody has the number {of('settlement.said')}",
            number=f"W-{of('wait.value')}",
            former_number=f"P-{of('prior_number.value')}",
        )

    def _ago(self, days: int) -> datetime:
        day = self.almanac.business_day(self.almanac.today - timedelta(days=days), -1)
        return self.almanac.at(day, time(11))

    def _ahead(self, days: int) -> datetime:
        return self.almanac.at(self.almanac.today + timedelta(days=days), time(17))
