"""Which media addresses the server vouches for."""

import pytest

from mrcp_server.call.media_trust import MediaTrust, media_trust
from mrcp_server.config import Rtp
from rtp.messages import Address, StreamSpec

PEER = "192.0.2.1"
NAMED = media_trust(Rtp(trusted_networks=["10.0.0.0/8", "2001:db8::/32"], address_proof="media"))


def _at(host: str | None) -> Address | None:
    return None if host is None else (host, 4000)


@pytest.mark.parametrize(
    ("remote", "rtcp", "is_vouched_for"),
    [
        (PEER, None, True),
        ("::ffff:192.0.2.1", None, True),
        ("10.1.2.3", None, True),
        ("2001:db8::5", "2001:db8::6", True),
        ("192.0.2.2", None, False),
        (PEER, "192.0.2.2", False),
        ("192.0.2.2", PEER, False),
        (None, None, True),
    ],
)
def test_the_peers_host_and_named_networks_need_no_proof(
    remote: str | None, rtcp: str | None, is_vouched_for: bool
) -> None:
    spec = StreamSpec(remote=_at(remote), remote_rtcp=_at(rtcp))
    assert NAMED.vouches_for(spec, PEER, is_acknowledged=True) is is_vouched_for


@pytest.mark.parametrize("is_acknowledged", [False, True])
def test_an_ack_is_proof_where_it_is_taken(is_acknowledged: bool) -> None:
    elsewhere = StreamSpec(remote=("192.0.2.2", 4000))
    assert MediaTrust().vouches_for(elsewhere, PEER, is_acknowledged=is_acknowledged) is is_acknowledged
    assert media_trust(Rtp()).vouches_for(elsewhere, PEER, is_acknowledged=is_acknowledged) is is_acknowledged
