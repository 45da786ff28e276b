"""What a flow says of its transport."""

from sip.flow import Flow


def test_only_udp_needs_repetition() -> None:
    address = ("192.0.2.1", 5060)
    assert not Flow("udp", address, address).is_reliable
    assert Flow("tcp", address, address).is_reliable
    assert Flow("tls", address, address).is_reliable
