"""Who may use the channels of a call: the host that its offer named for them, and the one that called (RFC 6787 §12.2).

A Channel-Identifier is a password that every message carries in the clear; whoever has read one along the way, or in
a client's log, is to have nothing of it.
"""

from contextlib import suppress

from sip.errors import SdpError
from sip.hosts import literal
from sip.networks import plain
from sip.sdp import SessionDescription


def control_hosts(offer: SessionDescription, caller: str) -> frozenset[str]:
    """The addresses, plainly written, from which the control channels of this offer may be used.

    `caller` is the address its SIP came from. A name in `c=` that has not been looked up for the audio stands for none.
    """
    hosts = {plain(caller)}
    for media in offer.media:
        if media.kind != "application" or not media.port:
            continue
        with suppress(SdpError):
            host = offer.host_of(media)
            address = literal(host) if host else None
            if host and address is not None and not address.is_unspecified and not address.is_multicast:
                hosts.add(plain(host))
    return frozenset(hosts)
