"""Who is sent SPEECH-MARKER events: everybody (RFC 6787 §8.13), but for clients that break on them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from mrcp_server.call.client_stack import is_unimrcp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mrcp_server.config import MarkerPolicy
    from sip.message import Request
    from sip.sdp import SessionDescription


class SpeechMarkers:
    """The policy of the server, and those of networks.

    `auto` leaves markers out for callers built on UniMRCP, whose modules for Asterisk and FreeSWITCH give the channel
    up on any event of a synthesizer but SPEAK-COMPLETE.
    """

    def __init__(self, policy: MarkerPolicy = "auto", networks: Mapping[str, MarkerPolicy] | None = None) -> None:
        """`networks` has policies by network in CIDR notation; the narrowest that a peer lies in counts.

        Raises ValueError for what is no network.
        """
        self._policy: MarkerPolicy = policy
        by_network = [(ipaddress.ip_network(network), one) for network, one in (networks or {}).items()]
        self._networks = sorted(by_network, key=lambda pair: -pair[0].prefixlen)

    def are_sent(self, host: str, invite: Request, offer: SessionDescription) -> bool:
        """Whether a caller gets them. `host` is the address that its INVITE came from."""
        policy = self._policy_for(host)
        return policy == "on" or (policy == "auto" and not is_unimrcp(invite, offer))

    def _policy_for(self, host: str) -> MarkerPolicy:
        if not self._networks:
            return self._policy
        address = ipaddress.ip_address(host.partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return next((policy for network, policy in self._networks if address in network), self._policy)
