"""What every section of the configuration has in common."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from sip.networks import Networks

PositiveFloat = Annotated[float, Field(gt=0)]


def _network(text: str) -> str:
    ipaddress.ip_network(text)
    return text


Network = Annotated[str, AfterValidator(_network)]
"""An address or a network, as in `10.0.0.0/8`."""
UserName = Annotated[str, Field(pattern=r"^[^\s\"\\:]+$", max_length=100)]
"""As digest authentication can carry it: without a colon, which ends it there."""

SECTION_RULES = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
"""Unknown keys are refused, so that a typing error is not a silent default."""


def peer_networks(any_peer: bool | list[str]) -> Networks:
    """What `any_peer` names."""
    if isinstance(any_peer, bool):
        return Networks.all() if any_peer else Networks()
    return Networks(any_peer)


class Secret:
    """Marks a key whose value nobody else may see: not on a command line, which all users of the machine can read."""
