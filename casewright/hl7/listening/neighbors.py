"""Who may connect: addresses, and under which names each may send."""

import ipaddress
from dataclasses import dataclass

from casewright.foundation.errors import Refused

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Neighbor:
    """A network, and the names (MSH-4, else MSH-3) it may send under; without any, every name."""

    network: Network
    senders: frozenset[str]


@dataclass(frozen=True)
class Neighbors:
    """The allow-list. An empty one lets everybody in: it is for a loopback address, or for TLS
    with certificates of the clients."""

    listed: tuple[Neighbor, ...] = ()

    def of(self, address: str) -> list[Neighbor]:
        """The entries that hold an address as the operating system writes it."""
        there = _address(address)
        return [one for one in self.listed if there is not None and there in one.network]

    def lets_in(self, address: str) -> bool:
        return not self.listed or bool(self.of(address))

    def lets_send(self, address: str, sender: str) -> bool:
        """Whether a message from this address may name this sender."""
        found = self.of(address)
        if not found:
            return not self.listed
        return any(not one.senders or sender in one.senders for one in found)


def read_neighbors(text: str) -> Neighbors:
    """Read an allow-list: entries apart by commas, each an address or a network, and after `=`
    the names it may send under, apart by `+`: `10.1.2.0/24=ST-BRIGID+ST-ANNE, 10.9.0.7`.
    """
    listed = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        where, _, names = entry.partition("=")
        try:
            network = ipaddress.ip_network(where.strip())
        except ValueError:
            raise Refused(
                f"CASEWRIGHT_HL7_ALLOW holds {where.strip()!r}, which is no address and no"
                " network such as 10.1.2.0/24."
            ) from None
        senders = frozenset(filter(None, (name.strip() for name in names.split("+"))))
        listed.append(Neighbor(network, senders))
    return Neighbors(tuple(listed))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    there = _address(host)
    return host == "localhost" or (there is not None and there.is_loopback)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
