"""Who may connect, and under which name."""

import pytest

from casewright.foundation.errors import Refused
from casewright.hl7.listening.neighbors import is_loopback, read_neighbors


def test_addresses_and_networks_are_let_in_and_nobody_else() -> None:
    listed = read_neighbors("10.1.2.0/24, 192.0.2.7, 2001:db8::/32")
    assert all(map(listed.lets_in, ("10.1.2.255", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1")))
    assert not any(map(listed.lets_in, ("10.1.3.0", "192.0.2.8", "2001:db9::1", "", "elsewhere")))


def test_an_empty_list_names_nobody_and_lets_everybody_in() -> None:
    listed = read_neighbors(" , ")
    assert listed.lets_in("192.0.2.8")
    assert listed.lets_send("192.0.2.8", "ST-BRIGID")


def test_a_network_sends_under_its_own_names_only() -> None:
    listed = read_neighbors("10.1.2.0/24=ST-BRIGID+ST-ANNE, 10.1.2.9=MERCY, 10.9.0.7")
    assert listed.lets_send("10.1.2.3", "ST-ANNE")
    assert not listed.lets_send("10.1.2.3", "MERCY")
    assert listed.lets_send("10.1.2.9", "MERCY")
    assert listed.lets_send("10.9.0.7", "MERCY")
    assert not listed.lets_send("10.8.0.7", "MERCY")


@pytest.mark.parametrize("text", ["hospital", "10.1.2.3/24", "10.1.2.0/33"])
def test_what_is_no_network_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(Refused, match="no address and no network"):
        read_neighbors(text)


def test_only_this_machine_reaches_a_loopback_address() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.1.2.3", "example.org", "")))  # noqa: S104 - asked about, not bound
