"""RFC 3264 on the audio lines that clients really send."""

import pytest

from sip.errors import SdpError
from sip.offer_answer import (
    AudioAnswer,
    AudioCapabilities,
    Codec,
    Direction,
    answer_audio,
    capability_audio,
    choose_codec,
    offer_audio,
    read_answer,
    read_audio,
    refuse,
)
from sip.sdp import Media, SessionDescription

from .test_sdp import read

PCMU = Codec(0, "PCMU", 8000)
PCMA = Codec(8, "PCMA", 8000)
EVENT = Codec(101, "TELEPHONE-EVENT", 8000, fmtp="0-15")


def offer(*lines: str, head: str = "m=audio 4000 RTP/AVP 0 8 101", session: str = "c=IN IP4 192.0.2.1") -> str:
    return "\r\n".join(["v=0", session, head, *lines, ""])


def answer(text: str, capabilities: AudioCapabilities | None = None, **options: int | str) -> AudioAnswer:
    session = SessionDescription.parse(text)
    return answer_audio(
        session,
        session.media[0],
        capabilities=capabilities or AudioCapabilities(),
        port=int(options.get("port", 5000)),
        host=str(options["host"]) if "host" in options else None,
        rtcp_port=int(options["rtcp_port"]) if "rtcp_port" in options else None,
    )


class TestDirection:
    """§5.1, §6.1."""

    @pytest.mark.parametrize(
        ("offered", "answered"),
        [("sendrecv", "sendrecv"), ("sendonly", "recvonly"), ("recvonly", "sendonly"), ("inactive", "inactive")],
    )
    def test_the_answer_mirrors_the_offer(self, offered: str, answered: str) -> None:
        assert Direction(offered).mirrored() is Direction(answered)

    def test_what_we_cannot_do_is_cut(self) -> None:
        assert Direction.SENDRECV.mirrored(receives=False) is Direction.SENDONLY
        assert Direction.RECVONLY.mirrored(sends=False) is Direction.INACTIVE

    def test_sends_and_receives(self) -> None:
        for direction in Direction:
            assert Direction.of(sends=direction.sends, receives=direction.receives) is direction


class TestRead:
    """What one side says in an audio line."""

    def test_unimrcp_offers_five_formats(self) -> None:
        session = read("unimrcp-synth")
        audio = read_audio(session, session.media[1])
        assert audio.remote == ("127.0.0.1", 4000)
        assert audio.remote_rtcp == ("127.0.0.1", 4001)
        assert [codec.name for codec in audio.codecs] == [
            "PCMU/8000",
            "PCMA/8000",
            "G722/8000",
            "L16/8000",
            "TELEPHONE-EVENT/8000",
        ]
        assert (audio.direction, audio.ptime_ms, audio.mid) == (Direction.RECVONLY, 20, "1")
        assert not audio.is_held
        assert audio.telephone_event(8000) == EVENT

    def test_static_formats_need_no_map_and_a_port_may_be_odd(self) -> None:
        session = read("genesys-static")
        audio = read_audio(session, session.media[1])
        assert audio.remote == ("203.0.113.6", 30001)
        assert audio.codecs == (PCMU, PCMA)
        assert audio.telephone_event(8000) is None

    def test_names_may_be_in_lower_case(self) -> None:
        session = read("cisco-uccx")
        assert read_audio(session, session.media[0]).codecs[0] == PCMU

    def test_ipv6_with_rtcp_mux(self) -> None:
        session = read("ipv6")
        audio = read_audio(session, session.media[0])
        assert audio.remote == audio.remote_rtcp == ("2001:db8::5", 7078)
        assert audio.rtcp_mux

    @pytest.mark.parametrize(
        ("line", "address"),
        [
            ("a=rtcp:53020", ("192.0.2.1", 53020)),
            ("a=rtcp:53020 IN IP4 192.0.2.9", ("192.0.2.9", 53020)),
            ("a=rtcp:x", ("192.0.2.1", 4001)),
            ("a=rtcp:", ("192.0.2.1", 4001)),
        ],
    )
    def test_rtcp_may_be_elsewhere(self, line: str, address: tuple[str, int]) -> None:
        session = SessionDescription.parse(offer(line))
        assert read_audio(session, session.media[0]).remote_rtcp == address

    @pytest.mark.parametrize("host", ["0.0.0.0", "::"])
    def test_an_address_of_zeros_is_hold(self, host: str) -> None:
        kind = "IP6" if ":" in host else "IP4"
        session = SessionDescription.parse(offer(session=f"c=IN {kind} {host}"))
        audio = read_audio(session, session.media[0])
        assert (audio.remote, audio.remote_rtcp, audio.is_held) == (None, None, True)

    @pytest.mark.parametrize("direction", ["sendonly", "inactive"])
    def test_hold_by_direction(self, direction: str) -> None:
        session = SessionDescription.parse(offer(f"a={direction}"))
        assert read_audio(session, session.media[0]).is_held

    def test_direction_and_ptime_may_stand_at_session_level(self) -> None:
        session = SessionDescription.parse(
            "v=0\r\nc=IN IP4 a.example\r\na=recvonly\r\na=ptime:30\r\nm=audio 1 RTP/AVP 0"
        )
        audio = read_audio(session, session.media[0])
        assert (audio.direction, audio.ptime_ms, audio.remote) == (Direction.RECVONLY, 30, ("a.example", 1))

    def test_formats_that_mean_nothing_are_left_out(self) -> None:
        session = SessionDescription.parse(
            offer(
                "a=rtpmap:96 broken",
                "a=rtpmap:97 L16/x",
                "a=rtpmap:98 L16/8000/0",
                "a=rtpmap:99 L16/44100/2",
                "a=rtpmap:x L16/8000",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:0 PCMA/8000",
                head="m=audio 4000 RTP/AVP 96 97 98 99 0 0 200 77 x 19",
            )
        )
        names = [codec.name for codec in read_audio(session, session.media[0]).codecs]
        assert names == ["L16/44100/2", "PCMU/8000"]

    def test_a_ptime_that_makes_no_sense_counts_as_none(self) -> None:
        for value, ptime_ms in (("x", None), ("0", None), ("20.0", 20), ("99999999", None)):
            session = SessionDescription.parse(offer(f"a=ptime:{value}"))
            assert read_audio(session, session.media[0]).ptime_ms == ptime_ms

    def test_no_address_is_an_error(self) -> None:
        session = SessionDescription.parse("v=0\r\nm=audio 1 RTP/AVP 0\r\n")
        with pytest.raises(SdpError, match="no c= line"):
            read_audio(session, session.media[0])

    def test_multicast_is_refused_with_warning_330(self) -> None:
        with pytest.raises(SdpError) as caught:
            answer(offer(session="c=IN IP4 224.2.1.1/127"))
        assert caught.value.warning == 330


class TestAnswer:
    """§6.1."""

    def test_one_codec_events_direction_ptime_and_mid(self) -> None:
        session = read("unimrcp-synth")
        result = answer_audio(session, session.media[1], capabilities=AudioCapabilities(), port=5000)
        assert str(result.media) == (
            "m=audio 5000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
            "a=fmtp:101 0-15\r\na=sendonly\r\na=ptime:20\r\na=mid:1\r\n"
        )
        assert (result.codec, result.telephone_event, result.ptime_ms) == (PCMU, EVENT, 20)
        assert result.direction.sends
        assert not result.direction.receives
        assert (result.remote, result.remote_rtcp) == (("127.0.0.1", 4000), ("127.0.0.1", 4001))

    @pytest.mark.parametrize(
        ("head", "lines", "formats"),
        [
            ("0 13 101", ("a=rtpmap:101 telephone-event/8000",), ["0", "13", "101"]),
            ("0 98", ("a=rtpmap:98 cn/8000",), ["0", "98"]),
            ("0 98", ("a=rtpmap:98 CN/16000",), ["0"]),
            ("0", (), ["0"]),
        ],
    )
    def test_comfort_noise_of_the_codecs_clock_rate_is_agreed_to_where_it_is_offered(
        self, head: str, lines: tuple[str, ...], formats: list[str]
    ) -> None:
        """RFC 3389 §5."""
        result = answer(offer(*lines, head=f"m=audio 4000 RTP/AVP {head}"))
        assert result.media.formats == formats
        assert (result.comfort_noise is not None) is (len(formats) > 1)
        offered = offer_audio([PCMU, Codec(13, "CN", 8000)], port=9, direction=Direction.SENDRECV)
        session = SessionDescription.parse(offer(head=f"m=audio 4000 RTP/AVP {head}"))
        read_back = read_answer(session, session.media[0], offered)
        assert read_back is not None
        assert (read_back.comfort_noise is not None) is ("13" in formats)

    def test_without_events_and_mid_there_are_none(self) -> None:
        result = answer(offer(head="m=audio 4000 RTP/AVP 8"), host="192.0.2.5", rtcp_port=5003)
        assert str(result.media) == (
            "m=audio 5000 RTP/AVP 8\r\nc=IN IP4 192.0.2.5\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\na=ptime:20\r\n"
            "a=rtcp:5003\r\n"
        )
        assert result.telephone_event is None

    def test_events_of_another_rate_will_do(self) -> None:
        result = answer(offer("a=rtpmap:101 telephone-event/16000"))
        assert result.telephone_event is not None
        assert result.telephone_event.clock_rate == 16000
        both = answer(
            offer(
                "a=rtpmap:101 telephone-event/16000",
                "a=rtpmap:102 telephone-event/8000",
                head="m=audio 4000 RTP/AVP 0 101 102",
            )
        )
        assert both.telephone_event is not None
        assert both.telephone_event.payload_type == 102

    def test_rtcp_port_above_needs_no_line(self) -> None:
        assert not answer(offer(), rtcp_port=5001).media.has("rtcp")

    def test_rtcp_mux_is_taken_up_when_offered(self) -> None:
        session = read("ipv6")
        result = answer_audio(session, session.media[0], capabilities=AudioCapabilities(), port=5000)
        assert result.rtcp_mux
        assert result.media.has("rtcp-mux")
        assert result.media.protocol == "RTP/AVPF"
        assert result.ptime_ms == 30

    def test_rtcp_mux_may_be_declined(self) -> None:
        result = answer(offer("a=rtcp-mux"), AudioCapabilities(rtcp_mux=False))
        assert not result.rtcp_mux
        assert result.remote_rtcp == ("192.0.2.1", 4001)

    def test_our_preference_may_decide(self) -> None:
        ours = AudioCapabilities(encodings=("PCMA/8000", "PCMU/8000"), prefer_ours=True)
        assert answer(offer(), ours).codec == PCMA
        assert answer(offer()).codec == PCMU

    @pytest.mark.parametrize(("asked", "agreed"), [(None, 20), (5, 10), (15, 10), (40, 40), (200, 60)])
    def test_ptime_is_kept_within_what_we_pace(self, asked: int | None, agreed: int) -> None:
        lines = [] if asked is None else [f"a=ptime:{asked}"]
        assert answer(offer(*lines)).ptime_ms == agreed

    def test_on_hold_by_address_nothing_is_sent(self) -> None:
        result = answer(offer(session="c=IN IP4 0.0.0.0"))
        assert result.direction is Direction.RECVONLY
        assert (result.remote, result.remote_rtcp) == (None, None)
        muxed = answer(offer("a=rtcp-mux", session="c=IN IP4 0.0.0.0"), AudioCapabilities(rtcp_mux=False))
        assert muxed.remote_rtcp is None

    def test_no_common_format_is_warning_305(self) -> None:
        with pytest.raises(SdpError) as caught:
            answer(offer(head="m=audio 4000 RTP/AVP 18 101"))
        assert (caught.value.status, caught.value.warning) == (488, 305)

    def test_another_protocol_is_warning_302(self) -> None:
        session = read("avaya-srtp")
        with pytest.raises(SdpError) as caught:
            answer_audio(session, session.media[1], capabilities=AudioCapabilities(), port=5000)
        assert caught.value.warning == 302


def test_a_refused_line_keeps_its_formats_and_gets_one_where_it_had_none() -> None:
    audio, control = read("cisco-uccx").media
    assert str(refuse(audio)) == "m=audio 0 RTP/AVP 0 96\r\n"
    assert str(refuse(control)) == "m=application 0 TCP/MRCPv2 1\r\n"


def test_no_codec_in_common_is_none() -> None:
    assert choose_codec([EVENT], ["PCMU/8000"]) is None


def test_options_tells_every_codec() -> None:
    assert str(capability_audio(["PCMU/8000", "PCMA/8000", "L16/8000"])) == (
        "m=audio 0 RTP/AVP 0 8 96 97\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 L16/8000\r\n"
        "a=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15\r\n"
    )


class TestClient:
    """An offer of ours and its answer."""

    OFFERED = offer_audio([PCMU, PCMA, EVENT], port=4000, direction=Direction.RECVONLY, mid="1", rtcp_mux=True)

    def read(self, text: str) -> AudioAnswer | None:
        session = SessionDescription.parse(text)
        return read_answer(session, session.media[0], self.OFFERED)

    def test_the_offer_says_it_all(self) -> None:
        assert str(self.OFFERED).endswith("a=fmtp:101 0-15\r\na=recvonly\r\na=ptime:20\r\na=mid:1\r\na=rtcp-mux\r\n")

    def test_what_is_not_wanted_is_not_said(self) -> None:
        plain = offer_audio([PCMU], port=4000, direction=Direction.SENDRECV)
        assert str(plain) == "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\na=ptime:20\r\n"

    def test_the_answer_is_read(self) -> None:
        result = self.read(offer("a=sendonly", "a=rtcp-mux", head="m=audio 5000 RTP/AVP 8 102"))
        assert result is not None
        assert (result.codec, result.direction, result.ptime_ms) == (PCMA, Direction.RECVONLY, 20)
        assert (result.remote, result.remote_rtcp) == (("192.0.2.1", 5000), ("192.0.2.1", 5000))
        assert result.telephone_event is None

    def test_a_refused_line_is_none(self) -> None:
        assert self.read(offer(head="m=audio 0 RTP/AVP 0")) is None

    def test_a_format_we_did_not_offer_is_an_error(self) -> None:
        with pytest.raises(SdpError):
            self.read(offer(head="m=audio 5000 RTP/AVP 9"))


def test_stereo_is_named_with_its_channels() -> None:
    codec = Codec(10, "L16", 44100, 2)
    assert (codec.name, codec.rtpmap) == ("L16/44100/2", "10 L16/44100/2")
    media = Media("audio", 1, "RTP/AVP", ["10"])
    assert media.formats == ["10"]


class TestLooseFormats:
    """Formats that some leave out of `a=rtpmap`, or write with another clock."""

    @pytest.mark.parametrize("number", [9, 97])
    def test_g722_has_one_clock_whatever_they_write(self, number: int) -> None:
        """RFC 3551 §4.5.2: the sampling rate is 16,000 Hz, the clock 8,000."""
        text = offer(f"a=rtpmap:{number} G722/16000", head=f"m=audio 4000 RTP/AVP {number} 0")
        result = answer(text, AudioCapabilities(encodings=("PCMU/8000", "G722/8000")))
        assert result.codec == Codec(number, "G722", 8000)
        assert f"a=rtpmap:{number} G722/8000" in str(result.media)

    def test_a_static_number_without_a_clock_is_what_it_always_is(self) -> None:
        assert answer(offer("a=rtpmap:0 pcmu", head="m=audio 4000 RTP/AVP 0")).codec == PCMU
        with pytest.raises(SdpError):
            answer(offer("a=rtpmap:0 L16", head="m=audio 4000 RTP/AVP 0"))

    def test_101_without_rtpmap_is_telephone_event(self) -> None:
        result = answer(offer())
        assert result.telephone_event == Codec(101, "TELEPHONE-EVENT", 8000)
        assert "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15" in str(result.media)

    def test_what_is_announced_goes_before_what_is_guessed(self) -> None:
        text = offer("a=rtpmap:96 telephone-event/8000", head="m=audio 4000 RTP/AVP 0 101 96")
        assert answer(text).telephone_event == Codec(96, "TELEPHONE-EVENT", 8000)
        other = answer(offer("a=rtpmap:101 L16/8000"), AudioCapabilities(encodings=("PCMU/8000", "L16/8000")))
        assert other.telephone_event is None
        assert Codec(101, "L16", 8000) in other.peer_codecs

    def test_101_alone_is_no_speech(self) -> None:
        with pytest.raises(SdpError) as caught:
            answer(offer(head="m=audio 4000 RTP/AVP 101"))
        assert caught.value.warning == 305


@pytest.mark.parametrize(
    ("host", "ours", "is_had"),
    [
        ("IP6 2001:db8::1", {4, 6}, True),
        ("IP6 2001:db8::1", {4}, False),
        ("IP4 192.0.2.1", {6}, False),
        ("IP6 ::ffff:192.0.2.1", {4}, True),
        ("IP6 ::", {4}, True),
        ("IP4 name.example", {6}, True),
    ],
)
def test_an_address_of_a_version_that_we_do_not_have_is_refused(host: str, ours: set[int], *, is_had: bool) -> None:
    text, capabilities = offer(session=f"c=IN {host}"), AudioCapabilities(ip_versions=frozenset(ours))
    if is_had:
        assert answer(text, capabilities).codec == PCMU
    else:
        with pytest.raises(SdpError, match="no media over IPv") as caught:
            answer(text, capabilities)
        assert (caught.value.status, caught.value.warning) == (488, 300)
