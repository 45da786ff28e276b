"""RFC 3261 §7.3 and §20; RFC 3581; RFC 4028 §4."""

import pytest

from sip.errors import MessageError
from sip.headers import CSeq, Headers, NameAddr, SessionExpires, Via, canonical_name, parse_seconds, via_text


class TestHeaders:
    """§7.3.1: names in any case and compact, several lines or one with commas."""

    @pytest.mark.parametrize(
        ("name", "canonical"),
        [("via", "Via"), ("v", "Via"), ("V", "Via"), ("CALL-id", "Call-ID"), ("x-my-HEADER", "X-My-Header")],
    )
    def test_names_have_one_spelling(self, name: str, canonical: str) -> None:
        assert canonical_name(name) == canonical

    def test_lines_of_one_name_come_together(self) -> None:
        headers = Headers([("v", "a, b"), ("X-Other", "1"), ("Via", "c")])
        assert headers.all("VIA") == ["a, b", "c"]
        assert headers.elements("via") == ["a", "b", "c"]
        assert headers.get("via") == "a, b"
        assert list(headers.items()) == [("Via", "a, b"), ("Via", "c"), ("X-Other", "1")]
        assert str(headers) == "Via: a, b\r\nVia: c\r\nX-Other: 1\r\n"

    def test_absent_is_none_or_empty(self) -> None:
        headers = Headers()
        assert headers.get("Via") is None
        assert headers.all("Via") == []
        assert headers.elements("Via") == []
        assert "Via" not in headers

    def test_tokens_are_compared_in_lower_case_without_parameters(self) -> None:
        assert Headers([("Accept", "Application/SDP;q=1, text/plain")]).tokens("accept") == {
            "application/sdp",
            "text/plain",
        }

    def test_set_replaces_and_put_first_moves(self) -> None:
        headers = Headers([("To", "1"), ("Via", "a"), ("Via", "b")])
        headers.set("To", "2")
        headers.put_first("Via", "c")
        assert list(headers.items()) == [("Via", "c"), ("To", "2")]
        headers.remove("x-none")

    @pytest.mark.parametrize("value", ["a\r\nX: y", "a\n", "a\r"])
    def test_no_header_can_be_smuggled_in(self, value: str) -> None:
        with pytest.raises(ValueError, match="line break"):
            Headers([("X", value)])

    def test_equality_and_repr(self) -> None:
        assert Headers([("t", "1")]) == Headers([("To", "1")])
        assert Headers([("t", "1")]) != [("To", "1")]
        assert repr(Headers([("t", "1")])) == "Headers([('To', '1')])"

    def test_lines_are_read_and_the_first_fault_is_told(self) -> None:
        headers, fault = Headers.of_lines(["To : a", "nonsense", "bad name: x", "v:b", "V: c"])
        assert fault == "bad header line: nonsense"
        assert list(headers.items()) == [("To", "a"), ("Via", "b"), ("Via", "c")]


class TestVia:
    """§20.42, §18.2.1, RFC 3581 §4."""

    def test_all_parts_are_read(self) -> None:
        via = Via.parse(" SIP / 2.0 / UDP  my_host : 5060 ; branch=z9hG4bKa;rport ")
        assert (via.transport, via.host, via.port, via.branch) == ("UDP", "my_host", 5060, "z9hG4bKa")
        assert via.sent_by == "my_host:5060"

    def test_ipv6_and_no_port(self) -> None:
        via = Via.parse("SIP/2.0/TCP [2001:db8::9:1];branch=z9hG4bKa")
        assert (via.host, via.port, via.sent_by) == ("2001:db8::9:1", None, "2001:db8::9:1:")

    @pytest.mark.parametrize(
        ("sent", "echoed"),
        [
            ("SIP/2.0/UDP 10.0.0.1;rport;branch=b", "SIP/2.0/UDP 10.0.0.1;rport=9;branch=b;received=192.0.2.1"),
            ("SIP/2.0/UDP 10.0.0.1;branch=b;rport", "SIP/2.0/UDP 10.0.0.1;branch=b;rport=9;received=192.0.2.1"),
            ("SIP/2.0/UDP 10.0.0.1;rport=5;branch=b", "SIP/2.0/UDP 10.0.0.1;rport=9;branch=b;received=192.0.2.1"),
            ("SIP/2.0/UDP 192.0.2.1;branch=b", "SIP/2.0/UDP 192.0.2.1;branch=b"),
            ("SIP/2.0/UDP h;branch=b", "SIP/2.0/UDP h;branch=b;received=192.0.2.1"),
            ("SIP/2.0/UDP h;received=1.2.3.4;branch=b", "SIP/2.0/UDP h;branch=b;received=192.0.2.1"),
        ],
    )
    def test_the_source_is_filled_in_and_nothing_else_changes(self, sent: str, echoed: str) -> None:
        assert Via.parse(sent).received_from("192.0.2.1", 9) == echoed

    @pytest.mark.parametrize(
        "text", ["", "SIP/2.0/UDP", "SIP/3.0/UDP a", "SIP/2.0/UDP a:99999", 'SIP/2.0/UDP a;x="', "SIP/2.0/UDP a b"]
    )
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(MessageError):
            Via.parse(text)

    def test_ours_asks_for_rport(self) -> None:
        assert via_text("tcp", "::1", 5060, "b") == "SIP/2.0/TCP [::1]:5060;rport;branch=b"


class TestNameAddr:
    """§20.10, §20.20."""

    @pytest.mark.parametrize(
        ("text", "uri", "tag"),
        [
            ("<sip:a@b>;tag=1", "sip:a@b", "1"),
            ("sip:a@b;tag=1", "sip:a@b", "1"),
            ('"Bell, \\" A" < sip:a@b;x >  ; tag = 1', "sip:a@b;x", "1"),
            ("a b <sip:a@b>", "sip:a@b", ""),
            ("sip:sipp@192.0.2.1:5061", "sip:sipp@192.0.2.1:5061", ""),
            ("<sip:ip:0>", "sip:ip:0", ""),
        ],
    )
    def test_addresses_of_the_field_are_read(self, text: str, uri: str, tag: str) -> None:
        address = NameAddr.parse(text)
        assert address.uri.text == uri
        assert address.tag == tag

    def test_the_display_name_keeps_its_quotes(self) -> None:
        assert NameAddr.parse('"J R" <sip:a@b>').display_name == '"J R"'

    @pytest.mark.parametrize(
        "text", ['"open <sip:a@b>', "<sip:a@b", "a, b <sip:a@b>", "sip:a@b?x=y", "<sip:a@b>;=1", "<sip:a@b> x"]
    )
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(MessageError):
            NameAddr.parse(text)


class TestCSeq:
    """§20.16, §8.1.1.5."""

    def test_it_is_read(self) -> None:
        assert CSeq.parse("0009  INVITE") == (9, "INVITE")

    @pytest.mark.parametrize("text", ["", "INVITE", "1", "2147483648 INVITE", "-1 INVITE", "1 INVITE x"])
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(MessageError):
            CSeq.parse(text)


class TestSessionExpires:
    """RFC 4028 §4."""

    @pytest.mark.parametrize("text", ["600;refresher=uac", "90"])
    def test_it_is_read_and_written(self, text: str) -> None:
        assert str(SessionExpires.parse(text)) == text

    @pytest.mark.parametrize("text", ["", "x", "600;refresher=me", "99999999999", "4294967296"])
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(MessageError):
            SessionExpires.parse(text)


def test_seconds_are_ascii_digits() -> None:
    assert parse_seconds("0120", "Min-SE") == 120
    with pytest.raises(MessageError):
        parse_seconds("٣", "Min-SE")
