"""Escape sequences, both ways."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.hl7.reading.escapes import escape, unescape
from casewright.hl7.reading.notation import Notation

USUAL = Notation()
OTHER = Notation("$", "%", "*", "!", "+", "#", "cp1252")
BARE = Notation("|", "^", "", "", "")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"no escapes", "no escapes"),
        (r"Fish \T\ Chips", "Fish & Chips"),
        ("\\F\\\\S\\\\R\\\\E\\\\T\\", r"|^~\&"),
        (r"two\.br\lines", "two\nlines"),
        (r"two\.sp\lines", "two\nlines"),
        (r"two\.sp+2\lines", "two\nlines"),
        (r"\.ce\middle", "\nmiddle"),
        (r"\H\very\N\ ill", "very ill"),
        ("caf\\XC3A9\\", "café"),
        ("\\X41\\\\X42\\", "AB"),
        (r"a\X0D0A\b\X0d\c\X0A\d\X09\e", "a\nb\nc\nd\te"),
        ("\\E\\F\\E\\", "\\F\\"),
    ],
)
def test_a_sequence_stands_for_its_text(written: str, text: str) -> None:
    assert unescape(written, USUAL) == text


@pytest.mark.parametrize(
    "written",
    [
        "\\",
        r"C:\temp\new",
        r"a\b",
        "\\Q\\",
        "\\f\\",
        "\\X4\\",
        "\\X414\\",
        "\\XZZ\\",
        "\\X\\",
        "\\X00\\",
        "\\X1B\\",
        "\\XFF\\",
        "\\XC285\\",
        "\\C2842\\",
        "\\M244234\\",
        "\\Z12\\",
        "\\.in+4\\",
        "\\P\\",
    ],
)
def test_what_is_no_sequence_stays_as_it_is(written: str) -> None:
    assert unescape(written, USUAL) == written


def test_a_stray_escape_character_hides_no_sequence_after_it() -> None:
    assert unescape(r"a\b\F\c", USUAL) == r"a\b|c"


def test_the_message_declares_what_escapes_and_what_is_meant() -> None:
    assert unescape("!F!!S!!R!!E!!T!!P!\\F\\", OTHER) == "$%*!+#\\F\\"
    assert unescape("!X92!", OTHER) == "\u2019"


def test_without_an_escape_character_nothing_is_escaped() -> None:
    assert unescape("\\F\\", BARE) == "\\F\\"
    assert escape("a|b^c\nd~&", BARE) == "a b c d~&"


def test_a_separator_that_is_not_declared_has_no_sequence() -> None:
    assert unescape("\\R\\", Notation(repetition="")) == "\\R\\"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("|^~\\&$%*!+#\n\t")
)


@given(TEXTS, st.sampled_from([USUAL, OTHER]))
def test_what_is_escaped_comes_back(text: str, notation: Notation) -> None:
    assert unescape(escape(text, notation), notation) == text


@given(st.text(), st.sampled_from([USUAL, OTHER, BARE]))
def test_an_escaped_text_ends_no_field_and_no_segment(text: str, notation: Notation) -> None:
    written = escape(text, notation)
    separators = notation.field + notation.component + notation.repetition + notation.subcomponent

    assert not set(written) & set(separators)
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", written)


@given(st.text())
def test_any_text_can_be_unescaped_and_holds_no_carriage_return_of_ours(text: str) -> None:
    assert unescape(text, USUAL).count("\r") <= text.count("\r")


def test_a_very_long_sequence_is_read_like_a_short_one() -> None:
    assert unescape("\\X" + "41" * 50_000 + "\\", USUAL) == "A" * 50_000
