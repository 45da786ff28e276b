"""Media that would come back to the server that sends them."""

import pytest

from mrcp_server.call.own_ports import is_own


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "0.0.0.0", "::1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine_with_a_port_of_ours_are_own(host: str) -> None:
    assert is_own((host, 8060), {8060})
    assert not is_own((host, 8061), {8060})


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_other_machines_may_have_the_same_port(host: str) -> None:
    assert not is_own((host, 8060), {8060})
