"""Values of FHIR in words: what was measured, answered, aimed at."""

from casewright.fhir.resources.elements import Json, in_words, many, number, one, text
from casewright.fhir.resources.faults import as_a_whole

Value = tuple[str, str]
LONGEST = 200
YES, NO = "yes", "no"
COMPARED = ("<", "<=", ">=", ">", "ad")
UNITS = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
}


def value_of(json: Json, name: str = "value") -> Value:
    """The value of an element in any of its kinds, as (words, unit); empty where it has none."""
    for kind in ("Quantity", "Range", "Ratio"):
        if f"{name}{kind}" in json:
            return as_a_whole(json, f"{name}{kind}", READERS[kind](name), otherwise=("", ""))
    concept = in_words(one(json, f"{name}CodeableConcept"))
    written = [text(json, f"{name}{kind}") for kind in ("String", "DateTime", "Date", "Time")]
    words = next((each for each in (concept, *written) if each), "")
    return words or number(json, f"{name}Integer") or _yes_or_no(json, name), ""


def quantity(json: Json, name: str) -> Value:
    """A quantity as (number, unit), with its comparison before the number: <5."""
    said = one(json, name)
    compared = text(said, "comparator")
    value = number(said, "value")
    if not value:
        return "", ""
    sign = compared if compared in COMPARED and compared != "ad" else ""
    return f"{sign}{value}", text(said, "unit") or text(said, "code")


def together(value: Value) -> str:
    """A value and its unit on one line."""
    return " ".join(part for part in value if part)


def duration(json: Json, name: str) -> str:
    """A length of time in words: 3 months."""
    said = one(json, name)
    count, unit = number(said, "value"), text(said, "code") or text(said, "unit")
    if not count:
        return ""
    word = UNITS.get(unit, unit)
    return f"{count} {word}{'s' if unit in UNITS and count != '1' else ''}".strip()


def _range(json: Json, name: str) -> Value:
    said = one(json, name)
    (low, unit), (high, other) = quantity(said, "low"), quantity(said, "high")
    if low and high:
        return f"{low} to {high}", unit or other
    return (f"from {low}", unit) if low else (f"up to {high}", other) if high else ("", "")


def _ratio(json: Json, name: str) -> Value:
    said = one(json, name)
    parts = [together(quantity(said, part)) for part in ("numerator", "denominator")]
    return (" in ".join(parts) if all(parts) else ""), ""


def _yes_or_no(json: Json, name: str) -> str:
    said = json.get(f"{name}Boolean")
    return {True: YES, False: NO}[said] if isinstance(said, bool) else ""


READERS = {
    "Quantity": lambda name: lambda json: quantity(json, f"{name}Quantity"),
    "Range": lambda name: lambda json: _range(json, f"{name}Range"),
    "Ratio": lambda name: lambda json: _ratio(json, f"{name}Ratio"),
}


def first_words(json: Json, name: str) -> str:
    """The first of several concepts that says anything."""
    return next((words for words in map(in_words, many(json, name)) if words), "")
