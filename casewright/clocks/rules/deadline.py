"""A deadline rule as one dated row of values, checked when it is made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from casewright.foundation.errors import Refused

UNITS = ("hours", "calendar_days", "business_days", "months")
DIRECTIONS = ("after", "before")
COUNTED_FROM = ("trigger", "presumed_receipt")
MONTH_RULES = ("last_of_month", "first_of_next_month")
SECOND_EFFECTS = ("later", "earlier", "instead")
TRUST_MARKS = ("A", "B", "C")
LONGEST = 1000
"""No count of a rule may be longer, in whatever unit."""

PAYERS = {
    "any": "",
    "medicare": "any",
    "original_medicare": "medicare",
    "medicare_advantage": "medicare",
    "snp": "medicare_advantage",
    "medicaid": "any",
    "medicaid_fee_for_service": "medicaid",
    "medicaid_managed_care": "medicaid",
    "commercial": "any",
}
"""Each payer with the wider one it belongs to: a rule of the wider binds the narrower."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One version of one deadline rule, with its legal source.

    `trigger` says what starts the clock; `length` and `unit` how long it runs, `direction` before
    or after it. `not_before_days` is the first day that counts, from the trigger's own day (1 is
    the day after; -2 two days before a planned end). `second_trigger` names a second moment,
    `second_meaning` says it in words, and `second_effect` whether the later or the earlier of the
    two governs, or the second is counted from instead. `trust` marks the source: A the text of a
    regulator or accreditor, B a secondary page, C known but not seen. A blank `state` is every
    state. Both ends of the time in force are included; None is open.
    """

    id: str
    title: str
    payer: str
    trigger: str
    owed_by: str
    length: int
    unit: str
    source: str
    source_detail: str
    trust: str
    checked_on: date
    direction: str = "after"
    first_day_counts: bool = False
    counts_from: str = "trigger"
    receipt_presumed_days: int = 0
    not_before_days: int | None = None
    month_rule: str = ""
    grace_months: int = 0
    roll_forward: bool = False
    roll_holidays: str = ""
    second_trigger: str = ""
    second_meaning: str = ""
    second_effect: str = ""
    state: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a row that does not hold together, naming everything wrong with it."""
        faults = [words for is_wrong, words in FAULTS if is_wrong(self)]
        if faults:
            raise Refused(f"The deadline rule {self.id!r} cannot be used: {'; '.join(faults)}.")

    def is_in_force(self, on: date) -> bool:
        """Say whether this version was the law on that day."""
        begins, ends = self.in_force_from or date.min, self.in_force_until or date.max
        return begins <= on <= ends


@dataclass(frozen=True)
class Due:
    """When a deadline ends, why, and the window around it; moments in the organization's zone.

    What is done before `opens_at` does not count. What is done after `moment` is late, though up
    to `grace_ends_at` the rule still accepts it.
    """

    moment: datetime
    explained: str
    opens_at: datetime | None = None
    grace_ends_at: datetime | None = None


def one_of(choices: tuple[str, ...] | dict[str, str]) -> str:
    """The allowed words, as a person would list them."""
    return ", ".join(choices)


FAULTS: tuple[tuple[Callable[[Deadline], bool], str], ...] = (
    (
        lambda rule: not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id),
        "its id must be small letters, digits and single hyphens",
    ),
    (
        lambda rule: not all((rule.title, rule.trigger, rule.owed_by)),
        "it must say its title, what starts it and who owes it",
    ),
    (
        lambda rule: not all((rule.source, rule.source_detail)),
        "it must name its legal source and where that was read",
    ),
    (lambda rule: rule.unit not in UNITS, f"its unit must be one of {one_of(UNITS)}"),
    (
        lambda rule: rule.direction not in DIRECTIONS,
        f"its direction must be one of {one_of(DIRECTIONS)}",
    ),
    (lambda rule: rule.payer not in PAYERS, f"its payer must be one of {one_of(PAYERS)}"),
    (
        lambda rule: rule.trust not in TRUST_MARKS,
        f"its trust mark must be one of {one_of(TRUST_MARKS)}",
    ),
    (
        lambda rule: not 1 <= rule.length <= LONGEST,
        f"its length must be from 1 to {LONGEST}",
    ),
    (
        lambda rule: (
            max(rule.receipt_presumed_days, abs(rule.not_before_days or 0), abs(rule.grace_months))
            > LONGEST
        ),
        f"none of its counts may be over {LONGEST}",
    ),
    (
        lambda rule: rule.first_day_counts and rule.unit in ("hours", "months"),
        "a first day that counts belongs to a count of days",
    ),
    (
        lambda rule: (rule.unit == "months") != (rule.month_rule in MONTH_RULES),
        f"a count of months, and no other, needs a month rule of {one_of(MONTH_RULES)}",
    ),
    (
        lambda rule: (
            rule.grace_months < 0
            or (rule.grace_months > 0 and (rule.unit, rule.direction) != ("months", "after"))
        ),
        "grace belongs to a count of months after the trigger",
    ),
    (
        lambda rule: rule.roll_forward != bool(rule.roll_holidays),
        "a last day that moves on needs a holiday calendar, and no other does",
    ),
    (
        lambda rule: rule.roll_forward and (rule.unit == "hours" or rule.direction == "before"),
        "only the last day of a count of days or months after the trigger moves on",
    ),
    (
        lambda rule: rule.counts_from not in COUNTED_FROM,
        f"it must count from one of {one_of(COUNTED_FROM)}",
    ),
    (
        lambda rule: (
            (rule.counts_from == "presumed_receipt") != (rule.receipt_presumed_days > 0)
            or (rule.counts_from == "presumed_receipt" and rule.unit == "hours")
        ),
        "days of presumed receipt, and a count of days from it, come together",
    ),
    (
        lambda rule: (
            len({bool(rule.second_trigger), bool(rule.second_meaning), bool(rule.second_effect)})
            > 1
        ),
        "a second trigger needs its name, its meaning and its effect",
    ),
    (
        lambda rule: rule.second_effect not in ("", *SECOND_EFFECTS),
        f"its second trigger's effect must be one of {one_of(SECOND_EFFECTS)}",
    ),
    (
        lambda rule: bool(rule.second_trigger) and rule.direction == "before",
        "a count back from the trigger has no second trigger",
    ),
    (
        lambda rule: (rule.in_force_from or date.min) > (rule.in_force_until or date.max),
        "it ends before it begins",
    ),
)
