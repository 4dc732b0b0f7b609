"""What may be said of received values and files."""

import pytest

from casewright.chart.rules import change, file_name, served_as


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        ("7.4", "7.1", "higher"),
        ("7.1", "7.4", "lower"),
        ("7.10", "7.1", "same"),
        ("<5", "6", ""),
        ("Never smoked", "Smokes", ""),
        ("NaN", "1", ""),
        ("Infinity", "1", ""),
        ("", "1", ""),
    ],
)
def test_two_values_are_compared_only_where_both_are_numbers(
    value: str, before: str, said: str
) -> None:
    assert change(value, before, same_unit=True) == said


def test_values_of_two_units_are_not_compared() -> None:
    assert change("154", "70", same_unit=False) == ""


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "x"])
def test_what_a_browser_could_run_is_only_bytes(media_type: str) -> None:
    assert served_as(media_type) == "application/octet-stream"
    assert file_name("b0f1badf-5721", media_type) == "received-b0f1badf.bin"
