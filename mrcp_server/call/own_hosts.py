"""Which of this machine's addresses a call is told, for control and for media, and which IP versions media can have."""

import socket
from contextlib import suppress
from dataclasses import dataclass

from sip.errors import SdpError
from sip.flow import Address, Flow
from sip.hosts import ip_version
from sip.sdp import Media, SessionDescription

_UNSPECIFIED = frozenset({"", "0.0.0.0", "::"})


@dataclass(frozen=True, slots=True)
class OwnHosts:
    """Addresses to name in SDP; a wildcard means: the one the peer reached us at."""

    control: str
    media: str

    def control_for(self, flow: Flow) -> str:
        """Where the control channels of a call that came in on `flow` are at."""
        return flow.local[0] if self.control in _UNSPECIFIED else self.control

    def media_for(self, remote: Address | None, flow: Flow) -> str:
        """Where its media are at that go to and from `remote`: of that one's IP version."""
        if self.media not in _UNSPECIFIED:
            return self.media
        if remote is None or ip_version(remote[0]) == ip_version(flow.local[0]):
            return flow.local[0]
        return _route_to(remote[0]) or flow.local[0]

    def media_versions(self, offer: SessionDescription, flow: Flow, possible: frozenset[int]) -> frozenset[int]:
        """Which of the `possible` IP versions media can go over, to and from the hosts of this offer."""
        if self.media not in _UNSPECIFIED:
            named = ip_version(self.media)  # what the answer says: no peer sends to another version's address
            return possible if named is None else possible & {named}
        for media in offer.media:
            host = _audio_host(offer, media)
            version = None if host is None else ip_version(host)
            if host is not None and version not in (None, ip_version(flow.local[0])) and _route_to(host) is None:
                possible -= {version}
        return possible


def _audio_host(offer: SessionDescription, media: Media) -> str | None:
    """Where an audio line in use is at; None for other lines, and where that cannot be read."""
    if media.kind != "audio" or not media.port:
        return None
    with suppress(SdpError):
        return offer.host_of(media)
    return None


def _route_to(host: str) -> str | None:
    """Our address on the way to `host`: connecting a UDP socket asks the kernel and sends nothing."""
    family = socket.AF_INET6 if ip_version(host) == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address
