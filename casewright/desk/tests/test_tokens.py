"""The colors: every text on its ground can be read, and every sign seen, by day and by night (WCAG
2.2, 1.4.3 and 1.4.11). Which color stands on which ground is read from the style sheets themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.conf import settings

LEAST_FOR_TEXT, LEAST_FOR_SIGNS = 4.5, 3.0
# Grounds on which nothing stands but the text of their own rule, or the mark in a ticked box.
FILLED = frozenset({"accent", "accent-hover", "ticked", "slip", "on-slip"})
# Lines that only part one thing from another: what can be pressed also says so in words, and the
# edge of a field is `field-line`.
DECORATION = frozenset({"line"})
# Colors that are none of the screen's: the veil behind a dialog, and the paper of a code that a
# telephone reads.
OUTSIDE = (".keys-dialog::backdrop", ".account img")
# What Bootstrap draws in one of our colors without asking for another.
WHITE = "#ffffff"

TOKEN = re.compile(r"var\(--cw-([\w-]+)\)")
COLOR = re.compile(r"--cw-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|light-dark)\(")
STROKE = re.compile(r"stroke='%23(\w{6})'")


@dataclass(frozen=True)
class Rule:
    """A rule of a style sheet: where it stands, and the colors it gives by what they are for."""

    selector: str
    is_print: bool
    texts: frozenset[str]
    grounds: frozenset[str]
    signs: frozenset[str]
    names_a_color: bool


def style_sheets() -> dict[str, str]:
    """Our own style sheets, without comments."""
    folder = settings.PACKAGE / "desk/static/desk"
    return {
        path.name: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for path in sorted(folder.glob("*.css"))
    }


def without_pictures(css: str) -> str:
    return re.sub(r'url\("[^"]*"\)', "", css)


def rules_of(css: str) -> Iterator[Rule]:
    """Every rule, also those within a query of the screen."""
    heads: list[str] = []
    bodies: list[str] = []
    text = ""
    for part in re.split(r"([{}])", without_pictures(css)):
        if part == "{":
            before, _, head = text.rpartition(";")
            if bodies:
                bodies[-1] += before
            heads.append(head.strip())
            bodies.append("")
            text = ""
        elif part == "}":
            head, body = heads.pop(), bodies.pop() + text
            text = ""
            yield rule_of(head, body, is_print=any("print" in one for one in heads))
        else:
            text = part


def rule_of(selector: str, body: str, *, is_print: bool) -> Rule:
    found: dict[str, set[str]] = {"text": set(), "ground": set(), "sign": set()}
    for declaration in body.split(";"):
        name, _, value = declaration.strip().partition(":")
        if kind := kind_of(name.strip()):
            found[kind] |= set(TOKEN.findall(value)) & set(colors())
    return Rule(
        selector=selector,
        is_print=is_print,
        texts=frozenset(found["text"]),
        grounds=frozenset(found["ground"]),
        signs=frozenset(found["sign"]),
        names_a_color=bool(LITERAL.search(body)),
    )


def kind_of(name: str) -> str:
    """What a property colors: a text, a ground, or a sign that is seen beside it."""
    if name == "color":
        return "text"
    if name.startswith("background"):
        return "ground"
    if name.startswith(("border", "outline", "text-decoration", "accent-color", "fill", "stroke")):
        return "sign"
    if name.startswith("--bs-"):
        if "border" in name or name == "--bs-primary":
            return "sign"
        return "ground" if name.endswith("-bg") else "text"
    return ""


@cache
def colors() -> dict[str, tuple[str, str]]:
    """Each color's name with what it is by day and by night."""
    return {name: (day, night) for name, day, night in COLOR.findall(style_sheets()["tokens.css"])}


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        rule for css in style_sheets().values() for rule in rules_of(css) if not rule.is_print
    )


@cache
def grounds() -> frozenset[str]:
    """Grounds that other texts than their own rule's may stand on."""
    return frozenset().union(*(rule.grounds for rule in rules())) - FILLED


@cache
def text_pairs() -> frozenset[tuple[str, str]]:
    """Every text and what it stands on: the ground of its own rule; where that names none, or where
    something with a color of its own stands within it, every ground that is not filled."""
    own = {
        (text, ground)
        for rule in rules()
        for text in rule.texts
        for ground in rule.grounds & FILLED
    }
    free = {
        text
        for rule in rules()
        if not rule.grounds & FILLED
        for text in rule.texts
    }  # fmt: skip
    return frozenset(own | {(text, ground) for text in free for ground in grounds()})


@cache
def sign_pairs() -> frozenset[tuple[str, str]]:
    """Every line, mark and filled button, with what it may be seen on."""
    signs = frozenset().union(*(rule.signs for rule in rules())) - DECORATION
    seen = signs | (FILLED - {"slip", "on-slip"})
    return frozenset((sign, ground) for sign in seen for ground in grounds())


def brightness(color: str) -> float:
    """Relative luminance as WCAG reckons it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(pairs: frozenset[tuple[str, str]], least: float) -> list[str]:
    return [
        f"{one} on {other} by {time}: {contrast(colors()[one][night], colors()[other][night]):.2f}"
        for one, other in sorted(pairs)
        for night, time in enumerate(("day", "night"))
        if contrast(colors()[one][night], colors()[other][night]) < least
    ]


def test_every_text_is_read_on_every_ground_it_may_stand_on() -> None:
    assert len(text_pairs()) >= 80
    assert too_weak(text_pairs(), LEAST_FOR_TEXT) == []


def test_every_line_and_sign_is_seen_on_every_ground_it_may_stand_on() -> None:
    assert len(sign_pairs()) >= 45
    assert too_weak(sign_pairs(), LEAST_FOR_SIGNS) == []


def test_every_color_stands_in_a_pair() -> None:
    paired = {name for pair in text_pairs() | sign_pairs() for name in pair}
    assert set(colors()) - paired - DECORATION == set()
    assert set(colors()) >= FILLED | DECORATION


def test_a_filled_ground_has_a_text_of_its_own() -> None:
    bare = {
        ground
        for rule in rules()
        for ground in rule.grounds & FILLED
        if not rule.texts and ground != "ticked"
    }
    assert bare == set()


def test_no_field_is_edged_with_a_line_that_only_parts() -> None:
    fields = re.compile(r"form-control|form-select|form-check-input|input|textarea|select")
    edged = [r.selector for r in rules() if r.signs & DECORATION and fields.search(r.selector)]
    assert edged == []


@pytest.mark.parametrize("night", [0, 1], ids=["day", "night"])
def test_the_white_mark_in_a_ticked_box_is_seen(night: int) -> None:
    assert contrast(colors()["ticked"][night], WHITE) >= LEAST_FOR_SIGNS


@pytest.mark.parametrize("night", [0, 1], ids=["day", "night"])
def test_a_sign_drawn_in_a_style_sheet_is_seen_on_a_card(night: int) -> None:
    drawn = [f"#{one}" for css in style_sheets().values() for one in STROKE.findall(css)]
    assert drawn
    assert [c for c in drawn if contrast(c, colors()["card"][night]) < LEAST_FOR_SIGNS] == []


def test_no_style_sheet_names_a_color_but_through_its_token() -> None:
    named = {
        rule.selector
        for name, css in style_sheets().items()
        if name != "tokens.css"
        for rule in rules_of(css)
        if rule.names_a_color and not rule.is_print
    }
    assert named == set(OUTSIDE)


def test_a_rule_is_read_with_what_it_colors() -> None:
    css = """@media (width < 40rem) { .a { color: var(--cw-ink); margin: 0 } }
    .b { border: 1px solid var(--cw-accent); background: var(--cw-card); color: var(--cw-now) }
    @media print { .c { color: var(--cw-line) } }"""
    first, second, third = (rule for rule in rules_of(css) if rule.selector[0] == ".")
    assert first.texts == {"ink"}
    assert not first.grounds
    assert second.texts == {"now"}
    assert second.grounds == {"card"}
    assert second.signs == {"accent"}
    assert third.is_print


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
