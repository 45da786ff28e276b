"""What is fetched: where no URI may lead unless the operator says so."""

import pytest
from pydantic import ValidationError

from mrcp_server.sections.content import METADATA_NETWORKS, OWN, Fetch


def test_our_own_addresses_and_those_of_clouds_are_blocked_by_default() -> None:
    assert {OWN, *METADATA_NETWORKS} <= set(Fetch().blocked_networks)


def test_blocked_networks_are_networks_or_our_own() -> None:
    assert Fetch(blocked_networks=[OWN, "10.0.0.0/8"]).blocked_networks == [OWN, "10.0.0.0/8"]
    for wrong in ("others", "10.0.0.1/8"):
        with pytest.raises(ValidationError, match="blocked_networks"):
            Fetch(blocked_networks=[wrong])
