"""What sections have in common."""

import pytest
from pydantic import BaseModel, ValidationError

from mrcp_server.config_section import SECTION_RULES, Network, PositiveFloat, UserName, peer_networks


class Kettle(BaseModel):
    """A section."""

    model_config = SECTION_RULES
    litres: PositiveFloat = 1.0
    """How much."""


def test_a_section_takes_no_unknown_key_and_is_explained_by_its_strings() -> None:
    with pytest.raises(ValidationError):
        Kettle(litre=2)  # type: ignore[call-arg]  # the mistake that is meant
    with pytest.raises(ValidationError):
        Kettle(litres=0)
    assert Kettle.model_fields["litres"].description == "How much."


class Gate(BaseModel):
    """A section with networks and names."""

    model_config = SECTION_RULES
    networks: list[Network] = []
    user: UserName = "ivr"


@pytest.mark.parametrize("network", ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])
def test_what_is_a_network(network: str) -> None:
    assert Gate(networks=[network]).networks == [network]


@pytest.mark.parametrize("network", ["ten", "10.0.0.0/33", "10.0.0.1/8", ""])
def test_what_is_none(network: str) -> None:
    with pytest.raises(ValidationError):
        Gate(networks=[network])


@pytest.mark.parametrize("user", ["", "a:b", 'a"b', "a b", "a\\b", "x" * 101])
def test_names_that_digest_cannot_carry(user: str) -> None:
    with pytest.raises(ValidationError):
        Gate(user=user)


def test_other_peers() -> None:
    assert "192.0.2.1" in peer_networks(True)
    assert "192.0.2.1" not in peer_networks(False)
    assert "192.0.2.1" in peer_networks(["192.0.2.0/24"])
    assert "198.51.100.1" not in peer_networks(["192.0.2.0/24"])
