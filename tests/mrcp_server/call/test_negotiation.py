"""MRCP in SDP: which lines are granted, what the answer says, what is refused and how."""

import re
from collections.abc import Mapping, Sequence

import pytest

from mrcp_server.call.negotiation import Granted, Plan, describe_capabilities, plan, read_offer, write_answer
from mrcp_server.mrcp.wire.codes import ResourceType
from sip.errors import SdpError
from sip.sdp import ConnectionField, Origin, SessionDescription

SYNTH = frozenset({ResourceType.SPEECHSYNTH})
ALL = frozenset({ResourceType.SPEECHSYNTH, ResourceType.BASICSYNTH, ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG})
ORIGIN = Origin("mrcp-server", "1", "1", ConnectionField.to_host("192.0.2.1"))

HEAD = "v=0\r\no=c 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
AUDIO = "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\na=mid:1\r\n"


def control(resource: str = "speechsynth", *extra: str, port: int = 9, cmid: str | None = "1") -> str:
    lines = [f"m=application {port} TCP/MRCPv2 1", "a=setup:active", "a=connection:new", f"a=resource:{resource}"]
    if cmid is not None:
        lines.append(f"a=cmid:{cmid}")
    return "\r\n".join([*lines, *extra]) + "\r\n"


def make_plan(
    text: str,
    resources: frozenset[ResourceType] = SYNTH,
    held: Mapping[int, ResourceType] | None = None,
    lines: int = 0,
    accept: str = "",
) -> Plan:
    encodings = ("PCMU/8000", "PCMA/8000")
    return plan(read_offer(text), resources=resources, encodings=encodings, held=held, lines=lines, accept=accept)


def answer_to(wanted: Plan) -> SessionDescription:
    granted = {line.index: Granted(1544, f"abc@{line.resource}") for line in wanted.controls}
    granted |= {line.index: Granted(5000) for line in wanted.audio}
    host = "192.0.2.1"
    answer = write_answer(wanted, granted, origin=ORIGIN, host=host, media_host=lambda _line: host, control_host=host)
    return SessionDescription.parse(str(answer))


class TestGranted:
    """RFC 6787 §4.2: one control line for each resource."""

    def test_a_synthesizer_with_its_audio_line_is_granted(self) -> None:
        wanted = make_plan(HEAD + control() + AUDIO)
        assert [line.resource for line in wanted.controls] == [ResourceType.SPEECHSYNTH]
        line = wanted.audio_of(ResourceType.SPEECHSYNTH)
        assert line is not None
        assert line.answer.codec.encoding == "PCMU"
        assert line.answer.remote == ("192.0.2.9", 4000)
        assert line.answer.direction.sends
        assert not line.answer.direction.receives

    def test_the_answer_names_channel_and_ports(self) -> None:
        answer = answer_to(make_plan(HEAD + control() + AUDIO))
        channel, audio = answer.media
        assert (channel.port, channel.protocol, channel.formats) == (1544, "TCP/MRCPv2", ["1"])
        assert channel.attribute("setup") == "passive"
        assert channel.attribute("connection") == "new"
        assert channel.attribute("channel") == "abc@speechsynth"
        assert channel.attribute("cmid") == "1"
        assert (audio.port, audio.attribute("mid"), audio.attribute("sendonly")) == (5000, "1", "")

    def test_cisco_sends_audio_first_and_leaves_the_format_out(self) -> None:
        text = (
            HEAD + "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:0 pcmu/8000\r\na=rtpmap:96 telephone-event/8000\r\n"
            "a=recvonly\r\nm=application 9 TCP/MRCPv2\r\na=setup:active\r\na=connection:new\r\n"
            "a=resource:speechsynth\r\na=fmtp:96 0-15\r\n"
        )
        answer = answer_to(make_plan(text))
        assert [media.kind for media in answer.media] == ["audio", "application"]
        assert answer.media[1].formats == ["1"]
        assert [media.port for media in answer.media] == [5000, 1544]

    def test_two_resources_share_one_audio_line(self) -> None:
        text = HEAD + control("speechsynth") + control("speechrecog") + AUDIO.replace("recvonly", "sendrecv")
        wanted = make_plan(text, ALL)
        assert wanted.audio[0].resources == (ResourceType.SPEECHSYNTH, ResourceType.SPEECHRECOG)
        assert wanted.audio[0].answer.direction.sends
        assert wanted.audio[0].answer.direction.receives

    def test_each_resource_may_have_its_own_audio_line(self) -> None:
        second = AUDIO.replace("mid:1", "mid:two").replace("4000", "4002").replace("recvonly", "sendonly")
        wanted = make_plan(HEAD + control() + control("speechrecog", cmid="two") + AUDIO + second, ALL)
        synth, recog = wanted.audio_of(ResourceType.SPEECHSYNTH), wanted.audio_of(ResourceType.SPEECHRECOG)
        assert synth is not None
        assert recog is not None
        assert (synth.mid, recog.mid) == ("1", "two")

    def test_a_control_line_without_cmid_has_no_media_when_audio_has_mid(self) -> None:
        wanted = make_plan(HEAD + control(cmid=None) + AUDIO)
        assert wanted.controls
        assert wanted.audio_of(ResourceType.SPEECHSYNTH) is None

    def test_an_offer_without_media_opens_an_empty_dialog(self) -> None:
        wanted = make_plan(HEAD)
        assert not wanted.controls
        assert answer_to(wanted).media == []

    def test_setup_may_be_actpass(self) -> None:
        assert make_plan(HEAD + control().replace("setup:active", "setup:actpass") + AUDIO).controls


class TestRefused:
    """A line that cannot be had gets port 0; an offer of which nothing is left gets 488."""

    def test_an_unknown_resource_is_refused_and_the_others_live(self) -> None:
        wanted = make_plan(HEAD + control("speakverify", cmid="1") + control() + AUDIO)
        answer = answer_to(wanted)
        assert [media.port for media in answer.media] == [0, 1544, 5000]
        assert "speakverify" in wanted.refused[0]

    @pytest.mark.parametrize(
        ("lines", "code", "reason"),
        [
            ((control("recorder"),), 304, "line 1: resource recorder is not available"),
            ((control().replace("TCP/", "TCP/TLS/"),), 302, "line 1: protocol TCP/TLS/MRCPv2 is not TCP/MRCPv2"),
            ((control().replace("setup:active", "setup:holdconn"),), 399, "a=setup:holdconn opens no connection"),
            ((control().replace("setup:active", "setup:passive"),), 399, "a=setup:passive"),
            ((control().replace("a=resource:speechsynth\r\n", ""),), 304, "a=resource is missing"),
            ((AUDIO,), 304, "no MRCPv2 control line"),
            ((control().replace("TCP/", "TCP/TLS/"), control("x")), 302, "MRCPv2; line 2: resource x is not available"),
        ],
    )
    def test_an_offer_that_leaves_dead_lines_only_is_488_and_says_why(
        self, lines: Sequence[str], code: int, reason: str
    ) -> None:
        for audio in ("", AUDIO):
            with pytest.raises(SdpError, match=re.escape(reason)) as caught:
                make_plan(HEAD + "".join(lines) + audio)
            assert (caught.value.status, caught.value.warning) == (488, code)

    def test_a_warning_tells_a_few_reasons_of_many(self) -> None:
        with pytest.raises(SdpError) as caught:
            make_plan(HEAD + control("x" * 100) * 60)
        assert len(caught.value.reason) < 400

    def test_a_second_of_one_type_is_refused(self) -> None:
        answer = answer_to(make_plan(HEAD + control() + control() + AUDIO))
        assert [media.port for media in answer.media] == [1544, 0, 5000]

    def test_two_generators_on_one_line_are_488(self) -> None:
        with pytest.raises(SdpError) as caught:
            make_plan(HEAD + control() + control("basicsynth") + AUDIO, ALL)
        assert caught.value.status == 488

    @pytest.mark.parametrize(
        "text",
        [
            HEAD + AUDIO,
            HEAD + control() + AUDIO.replace("RTP/AVP 0 8 101", "RTP/AVP 18"),
            HEAD + "m=application 9 TCP/TLS/MRCPv2 1\r\na=setup:active\r\n" + AUDIO,
            HEAD + "m=application 9 TCP/MRCPv2 1\r\na=setup:passive\r\n" + AUDIO,
            "not sdp",
        ],
        ids=["no control line", "no common codec", "TLS", "setup passive", "no SDP"],
    )
    def test_nothing_that_can_be_had_is_488(self, text: str) -> None:
        with pytest.raises(SdpError) as caught:
            make_plan(text)
        assert caught.value.status == 488
        assert caught.value.warning

    def test_one_audio_line_of_two_may_fail(self) -> None:
        bad = AUDIO.replace("RTP/AVP 0 8 101", "RTP/AVP 18").replace("mid:1", "mid:2")
        wanted = make_plan(HEAD + control() + control("speechrecog", cmid="2") + AUDIO + bad, ALL)
        assert [media.port for media in answer_to(wanted).media] == [1544, 1544, 5000, 0]


class TestReinvite:
    """RFC 6787 §4.2 on changing a session."""

    HELD = {0: ResourceType.SPEECHSYNTH}  # noqa: RUF012  # never written

    def test_a_removed_resource_keeps_its_line_with_port_zero(self) -> None:
        text = HEAD + "m=application 0 TCP/MRCPv2 1\r\na=resource:speechsynth\r\nm=audio 0 RTP/AVP 19\r\na=mid:1\r\n"
        wanted = make_plan(text, held=self.HELD)
        assert (wanted.controls, wanted.audio) == ([], [])
        assert [media.port for media in answer_to(wanted).media] == [0, 0]

    def test_audio_that_nobody_uses_any_more_is_refused_with_its_channel(self) -> None:
        text = HEAD + "m=application 0 TCP/MRCPv2 1\r\na=resource:speechsynth\r\n" + AUDIO
        assert [media.port for media in answer_to(make_plan(text, held=self.HELD)).media] == [0, 0]

    def test_a_resource_that_is_not_available_fails_the_reinvite(self) -> None:
        with pytest.raises(SdpError, match="speakverify"):
            make_plan(HEAD + control() + AUDIO + control("speakverify"), held=self.HELD)

    @pytest.mark.parametrize("change", [("TCP/MRCPv2", "TCP/TLS/MRCPv2"), ("setup:active", "setup:holdconn")])
    def test_a_channel_that_could_not_go_on_fails_the_reinvite(self, change: tuple[str, str]) -> None:
        with pytest.raises(SdpError, match="line 1"):
            make_plan(HEAD + control().replace(*change) + AUDIO, held=self.HELD)

    def test_fewer_lines_than_before_fail_the_reinvite(self) -> None:
        """RFC 3264 §8: "the number of "m=" lines … MUST be equal to or greater than"."""
        with pytest.raises(SdpError, match="1 media lines where the session has 2") as caught:
            make_plan(HEAD + control(), held=self.HELD, lines=2)
        assert (caught.value.status, caught.value.warning) == (488, 399)
        assert make_plan(HEAD + control() + AUDIO, held=self.HELD, lines=2).controls

    def test_a_line_may_be_for_another_resource_than_before(self) -> None:
        wanted = make_plan(HEAD + control("basicsynth") + AUDIO, ALL, held=self.HELD)
        assert wanted.controls[0].resource is ResourceType.BASICSYNTH

    def test_unchanged_lines_may_come_without_attributes(self) -> None:
        text = HEAD + "m=application 9 TCP/MRCPv2 1\r\na=cmid:1\r\n" + AUDIO
        assert make_plan(text, held=self.HELD).controls[0].resource is ResourceType.SPEECHSYNTH

    def test_hold_stops_sending(self) -> None:
        wanted = make_plan(HEAD + control() + AUDIO.replace("recvonly", "inactive"), held=self.HELD)
        assert not wanted.audio[0].answer.direction.sends


def test_a_line_on_another_host_gets_its_own_connection_line() -> None:
    wanted = make_plan(HEAD + control() + AUDIO)
    granted = {0: Granted(1544, "a@speechsynth", "existing"), 1: Granted(5000)}
    answer = write_answer(
        wanted,
        granted,
        origin=ORIGIN,
        host="192.0.2.1",
        media_host=lambda _line: "2001:db8::1",
        control_host="192.0.2.2",
    )
    channel, audio = SessionDescription.parse(str(answer)).media
    assert channel.connection == ConnectionField("192.0.2.2", "IP4")
    assert audio.connection == ConnectionField("2001:db8::1", "IP6")
    assert channel.attribute("connection") == "existing"


def test_existing_connections_are_asked_for() -> None:
    assert (
        make_plan(HEAD + control().replace("connection:new", "connection:existing") + AUDIO).controls[0].wants_existing
    )


def test_capabilities_list_each_resource_on_one_line_with_port_zero() -> None:
    """RFC 6787 §7."""
    text = str(
        describe_capabilities(
            ORIGIN,
            host="192.0.2.1",
            resources=[ResourceType.SPEECHSYNTH, ResourceType.SPEECHRECOG],
            encodings=["PCMU/8000", "PCMA/8000"],
        )
    )
    application, audio = SessionDescription.parse(text).media
    assert (application.port, audio.port) == (0, 0)
    assert application.attributes("resource") == ["speechsynth", "speechrecog"]
    assert "a=rtpmap:0 PCMU/8000" in text


EMMA, NLSML = "application/emma+xml", "application/nlsml+xml"


class TestResultFormat:
    """RFC 6787 §6.3."""

    @pytest.mark.parametrize(
        ("attributes", "accept", "agreed"),
        [
            ((), "", None),
            ((f"a=resultformat:{EMMA}",), "", EMMA),
            ((f"a=resultformat:{NLSML}",), EMMA, NLSML),
            ((f"a=resultformat: {EMMA} {NLSML}",), "", EMMA),
            ((f"a=resultformat:{NLSML}", f"a=resultformat:{EMMA}"), "", NLSML),
            (("a=resultformat:application/vnd.other",), "", NLSML),
            ((), f"application/sdp, {EMMA}", EMMA),
            ((), f"application/sdp, {EMMA};q=0.5, {NLSML}", NLSML),
            ((), "application/sdp, */*", None),
        ],
    )
    def test_by_sdp_or_else_by_sips_accept(self, attributes: tuple[str, ...], accept: str, agreed: str | None) -> None:
        wanted = make_plan(HEAD + control("speechrecog", *attributes) + AUDIO, ALL, accept=accept)
        assert wanted.controls[0].result_format == agreed
        assert answer_to(wanted).media[0].attribute("resultformat") == agreed

    def test_for_all_lines_of_the_session(self) -> None:
        head = HEAD + f"a=resultformat:{EMMA}\r\n"
        text = head + control("speechsynth") + control("speechrecog") + AUDIO.replace("recvonly", "sendrecv")
        assert [line.result_format for line in make_plan(text, ALL).controls] == [None, EMMA]
