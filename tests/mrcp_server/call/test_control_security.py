import pytest

from mrcp_server.call.control_security import ControlSecurity, TlsPolicy, agree, describe
from mrcp_server.tls.fingerprint import Fingerprint
from sip.errors import SdpError
from sip.sdp import SessionDescription

CERTIFICATE = b"a certificate in DER"
OWN = Fingerprint.of(CERTIFICATE)
PEER = "192.0.2.1"
BOTH = TlsPolicy(
    "offered", lambda also: [Fingerprint.of(b"ours", name) for name in {one.hash_name for one in also}], True
)


def agreed(
    policy: TlsPolicy, *attributes: str, protocol: str = "TCP/TLS/MRCPv2", host: str = PEER, session: str = ""
) -> ControlSecurity | None:
    """What one control line comes to."""
    lines = "".join(f"a={attribute}\r\n" for attribute in attributes)
    offer = SessionDescription.parse(
        f"v=0\r\no=- 1 1 IN IP4 {PEER}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n{session}"
        f"m=application 7000 {protocol} 1\r\n{lines}"
    )
    return agree(offer, offer.media[0], policy, PEER)


class TestWhichProtocol:
    """The levels of `mrcp.tls`."""

    @pytest.mark.parametrize(
        ("use", "protocol", "told"),
        [
            ("off", "TCP/TLS/MRCPv2", "protocol TCP/TLS/MRCPv2 is not TCP/MRCPv2"),
            ("required", "TCP/MRCPv2", "protocol TCP/MRCPv2 is not TCP/TLS/MRCPv2"),
            ("offered", "UDP/MRCPv2", "protocol UDP/MRCPv2 is not TCP/MRCPv2 or TCP/TLS/MRCPv2"),
        ],
    )
    def test_what_is_not_to_be_had_is_488(self, use: str, protocol: str, told: str) -> None:
        with pytest.raises(SdpError, match=f"^488 {told}$") as raised:
            agreed(TlsPolicy(use), protocol=protocol)  # type: ignore[arg-type]  # from the table above
        assert (raised.value.status, raised.value.warning) == (488, 302)

    def test_what_is_offered_is_had(self) -> None:
        assert agreed(BOTH, protocol="tcp/mrcpv2") is None
        assert agreed(BOTH, protocol="tcp/tls/mrcpv2") == ControlSecurity()


class TestSetup:
    """RFC 4145 §4."""

    @pytest.mark.parametrize("attributes", [(), ("setup:active",), ("setup:actpass",)])
    def test_the_client_connects_where_it_can(self, attributes: tuple[str, ...]) -> None:
        assert agreed(BOTH, *attributes) == ControlSecurity()

    def test_else_we_do(self) -> None:
        assert agreed(BOTH, "setup:passive") == ControlSecurity((), (PEER, 7000))

    @pytest.mark.parametrize("setup", ["holdconn", "nonsense"])
    def test_somebody_has_to(self, setup: str) -> None:
        with pytest.raises(SdpError, match=f"a=setup:{setup} opens no connection"):
            agreed(BOTH, f"setup:{setup}")

    def test_without_tls_nobody_knows_whom_we_would_reach(self) -> None:
        with pytest.raises(SdpError, match="a=setup:passive opens no connection"):
            agreed(BOTH, "setup:passive", protocol="TCP/MRCPv2")

    @pytest.mark.parametrize("host", ["192.0.2.2", "127.0.0.1", "0.0.0.0", "ivr.example"])
    def test_nobody_has_us_connect_to_others(self, host: str) -> None:
        with pytest.raises(SdpError, match="another address than the caller's") as raised:
            agreed(BOTH, "setup:passive", host=host)
        assert raised.value.warning == 301


class TestFingerprints:
    """RFC 8122 §5 and §6.2."""

    def test_of_the_line_else_of_the_session(self) -> None:
        other = Fingerprint.of(b"other")
        session = f"a=fingerprint:{other}\r\n"
        assert agreed(BOTH, f"fingerprint:{OWN}", session=session) == ControlSecurity((OWN,))
        assert agreed(BOTH, session=session) == ControlSecurity((other,))

    def test_those_that_nobody_can_check_are_refused(self) -> None:
        with pytest.raises(SdpError, match="no a=fingerprint of sha-256"):
            agreed(BOTH, "fingerprint:SHA-1 4A:AD")

    def test_who_may_use_the_channel(self) -> None:
        anybody, somebody = ControlSecurity(), ControlSecurity((OWN,))
        assert anybody.admits(None)
        assert anybody.admits(b"any")
        assert somebody.admits(CERTIFICATE)
        assert not somebody.admits(b"another")
        assert not somebody.admits(None)

    def test_ours_are_in_the_answer(self) -> None:
        media = SessionDescription.parse(
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=application 9 TCP/TLS/MRCPv2 1\r\n"
        ).media[0]
        describe(media, ControlSecurity((OWN,)), BOTH)
        assert media.attributes("fingerprint") == [str(Fingerprint.of(b"ours"))]
