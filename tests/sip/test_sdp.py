"""RFC 8866, and the descriptions that clients of the field really send (tests/vectors/sip/sdp)."""

from pathlib import Path

import pytest

from sip.errors import SdpError
from sip.sdp import MAX_LINE_CHARACTERS, MAX_LINES, MAX_MEDIA, ConnectionField, Media, Origin, SessionDescription

VECTORS = sorted((Path(__file__).parents[1] / "vectors/sip/sdp").glob("*.sdp"))


def read(name: str) -> SessionDescription:
    (path,) = [vector for vector in VECTORS if vector.stem == name]
    return SessionDescription.parse(path.read_bytes().decode())


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_what_is_read_is_written_again_byte_for_byte(path: Path) -> None:
    assert bytes(SessionDescription.parse(path.read_bytes().decode())) == path.read_bytes()


def test_typed_views_read_the_lines() -> None:
    session = read("unimrcp-synth")
    assert session.origin == Origin(
        "UniMRCPClient", "5213812209254113945", "5499961949552077366", ConnectionField("192.0.2.2")
    )
    control, audio = session.media
    assert (control.kind, control.port, control.protocol, control.formats) == ("application", 9, "TCP/MRCPv2", ["1"])
    assert control.attribute("resource") == "speechsynth"
    assert control.attribute("none") is None
    assert audio.attributes("rtpmap")[0] == "0 PCMU/8000"
    assert audio.attribute("recvonly") == ""
    assert audio.has("recvonly")
    assert not audio.has("sendonly")
    assert session.host_of(audio) == "127.0.0.1"


def test_cisco_leaves_the_format_out_and_puts_audio_first() -> None:
    audio, control = read("cisco-uccx").media
    assert audio.kind == "audio"
    assert (control.protocol, control.formats) == ("TCP/MRCPv2", [])
    assert control.attribute("fmtp") == "96 0-15"


def test_a_medium_has_its_own_address() -> None:
    session = read("genesys-static")
    assert [session.host_of(media) for media in session.media] == ["203.0.113.5", "203.0.113.6"]
    assert session.host_of(Media("audio", 1, "RTP/AVP", ["0"])) is None


def test_lines_in_odd_order_are_found() -> None:
    session = read("odd-order")
    assert session.origin.version == "1"
    assert session.connection == ConnectionField("192.0.2.7")
    assert session.media[0].port_count == 2
    assert session.media[0].line("b") == "AS:64"
    assert session.media[0].attribute("x-unknown") == "some value : with colons"


def test_bare_line_feeds_and_blank_lines_are_taken() -> None:
    assert SessionDescription.parse("v=0\ns=-\n\n").lines == [("v", "0"), ("s", "-")]


def test_a_new_description_is_in_order() -> None:
    session = SessionDescription.create(Origin("-", "1", "2", ConnectionField.to_host("::1")), host="::1", name="mrcp")
    session.media.append(Media("audio", 5000, "RTP/AVP", ["0"]))
    session.media[0].add_attribute("sendonly")
    session.media[0].add_attribute("mid", "1")
    assert str(session) == (
        "v=0\r\no=- 1 2 IN IP6 ::1\r\ns=mrcp\r\nc=IN IP6 ::1\r\nt=0 0\r\n"
        "m=audio 5000 RTP/AVP 0\r\na=sendonly\r\na=mid:1\r\n"
    )
    assert SessionDescription.create(session.origin).connection is None


def test_nothing_can_be_smuggled_into_an_attribute() -> None:
    with pytest.raises(ValueError, match="line break"):
        Media("audio", 1, "RTP/AVP", []).add_attribute("x", "a\r\nb")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s=-\r\n",
        "v=1\r\n",
        "v=0\r\nnonsense\r\n",
        "v=0\r\nm=audio 1\r\n",
        "v=0\r\nm=audio x RTP/AVP 0\r\n",
        "v=0\r\nm=audio 65536 RTP/AVP 0\r\n",
        "v=0\r\nm=audio -1 RTP/AVP 0\r\n",
        "v=0\r\nm=audio ² RTP/AVP 0\r\n",
        "v=0\r\na=x\0\r\n",
        "v=0\r\na=x\ry\r\n",
        "v=0\r\n" + "a=x\r\n" * MAX_LINES,
        "v=0\r\na=" + "x" * (MAX_LINE_CHARACTERS + 1),
        "v=0\r\n" + "m=audio 1 RTP/AVP 0\r\n" * (MAX_MEDIA + 1),
    ],
)
def test_what_cannot_be_understood_is_488(text: str) -> None:
    with pytest.raises(SdpError) as caught:
        SessionDescription.parse(text)
    assert caught.value.status == 488


def test_lines_are_read_when_asked_for() -> None:
    session = SessionDescription.parse("v=0\r\no=short\r\nc=IN IPX y\r\n")
    with pytest.raises(SdpError):
        _ = session.origin
    with pytest.raises(SdpError):
        _ = session.connection
    with pytest.raises(SdpError):
        _ = SessionDescription.parse("v=0\r\n").origin


def test_an_odd_port_count_is_one() -> None:
    assert Media.parse("audio 4000/x RTP/AVP 0").port_count == 1
