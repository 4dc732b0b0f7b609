"""The colors: every text on its ground can be read, by day and by night (WCAG 2.2, 1.4.3)."""

import re

import pytest
from django.conf import settings

LEAST_FOR_TEXT, LEAST_FOR_SIGNS = 4.5, 3.0
TEXT = [
    *[(ink, ground) for ink in ("ink", "sub", "accent") for ground in ("page", "card", "hover")],
    *[(tone, f"{tone}-ground") for tone in ("now", "late", "today", "new", "soon")],
    *[("on-accent", "accent"), ("on-accent", "accent-hover"), ("today", "tint"), ("now", "card")],
]
SIGNS = [("field-line", "card"), ("field-line", "page"), ("accent", "page"), ("accent", "card")]


def colors() -> dict[str, tuple[str, str]]:
    """Each color's name with what it is by day and by night."""
    css = (settings.PACKAGE / "desk/static/desk/tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--cw-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    return {name: (day, night) for name, day, night in found}


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


@pytest.mark.parametrize("night", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_read_on_its_ground(ink: str, ground: str, night: int) -> None:
    assert contrast(colors()[ink][night], colors()[ground][night]) >= LEAST_FOR_TEXT


@pytest.mark.parametrize("night", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_lines_and_signs_are_seen_on_their_ground(sign: str, ground: str, night: int) -> None:
    assert contrast(colors()[sign][night], colors()[ground][night]) >= LEAST_FOR_SIGNS


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
