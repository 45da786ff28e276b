"""However an address is spelt, it lies where it lies."""

import socket

import pytest

from mrcp_server.config import OWN, Fetch
from mrcp_server.fetching.networks import BlockedNetworks

DEFAULT = BlockedNetworks(Fetch().blocked_networks)


def own_address() -> str:
    """The address of the interface that leads out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return str(probe.getsockname()[0])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::",
        # Where clouds keep the credentials of their machines.
        "169.254.169.254", "fd00:ec2::254", "100.100.100.200", "fe80::a9fe:a9fe", "fe80::1%lo",
        # The same in other clothes: mapped, compatible, NAT64, translated, 6to4, Teredo (server or client).
        "::ffff:169.254.169.254", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::169.254.169.254",
        "64:ff9b:1::a9fe:a9fe", "::ffff:0:127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::1", "2001:0:c000:201::5601:5601",
    ],
)  # fmt: skip
def test_places_that_are_blocked_by_default(address: str) -> None:
    assert DEFAULT.hold(address)


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "10.1.2.3", "2001:db8::1", "::ffff:192.0.2.1", "64:ff9b::192.0.2.1", "2002:c000:201::1"]
)
def test_places_that_are_not(address: str) -> None:
    assert not DEFAULT.hold(address)


def test_an_address_of_this_machine_is_known() -> None:
    own = own_address()
    assert BlockedNetworks([OWN]).hold(own)
    assert BlockedNetworks([OWN]).hold(f"::ffff:{own}")
    assert not BlockedNetworks([]).hold(own)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        BlockedNetworks(["nonsense"])
