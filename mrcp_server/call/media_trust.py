"""Where audio may go for longer than a second: to whom a call comes from, to known networks, or once there is proof.

An offer may name any address for its media, and a server that speaks to it is an amplifier aimed by a stranger. What
`MediaTrust` does not vouch for has to answer on the media plane (`rtp.sending.probation`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mrcp_server.config import Rtp
from rtp.messages import StreamSpec
from sip.networks import Networks, same_host


@dataclass(frozen=True, slots=True)
class MediaTrust:
    """The server's terms."""

    networks: Networks = field(default_factory=Networks)
    """Media addresses that need no proof."""
    takes_ack: bool = True
    """The ACK of the call, which only who gets our answer can send, is proof enough for the addresses it names: its
    sender is who it says it is, and answers for them."""

    def vouches_for(self, spec: StreamSpec, peer_host: str, *, is_acknowledged: bool) -> bool:
        """Whether audio and reports may go to this stream's addresses without any answer from there.

        `peer_host` is where the SIP of its call comes from; `is_acknowledged`: the ACK of the call has come.
        """
        if is_acknowledged and self.takes_ack:
            return True
        return all(same_host(host, peer_host) or host in self.networks for host in _hosts(spec))


def media_trust(config: Rtp) -> MediaTrust:
    """The terms that the configuration sets."""
    return MediaTrust(Networks(config.trusted_networks), config.address_proof == "ack")


def _hosts(spec: StreamSpec) -> Iterable[str]:
    return {address[0] for address in (spec.remote, spec.remote_rtcp) if address is not None}
