"""Several writers at once: each outcome comes back to the test."""

import pytest

from casewright.security.models import Team
from tests.guards.writers import at_once


def test_every_writer_brings_back_what_it_did_or_what_stopped_it(committed: None) -> None:
    def make(name: str) -> str:
        if not name:
            raise ValueError("no name")
        return Team.objects.create(name=name).name

    outcomes = at_once([lambda: make("North"), lambda: make(""), lambda: make("South")])

    assert [outcome.result for outcome in outcomes] == ["North", None, "South"]
    assert isinstance(outcomes[1].fault, ValueError)
    assert Team.objects.count() == 2


def test_the_network_is_out_of_reach() -> None:
    import socket  # noqa: PLC0415 - the guarded one

    with (
        pytest.raises(RuntimeError, match=r"socket\.socket"),
        pytest.warns(UserWarning, match="tried to use"),
    ):
        socket.socket()
