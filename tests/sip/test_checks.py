"""RFC 3261 §8.2: what a request must pass."""

import pytest

from sip.checks import check_request, check_syntax
from sip.configuration import Refusal
from sip.errors import MessageError
from sip.message import Request, parse_message
from tests.fakes.sip import SDP, SipPeer


def request_of(method: str, *headers: str, body: str = "", uri: str = "sip:b@c", to_tag: str = "") -> Request:
    message = parse_message(SipPeer().request(method, *headers, body=body, uri=uri, to_tag=to_tag))
    assert isinstance(message, Request)
    return message


def refused(request: Request) -> Refusal:
    refusal = check_request(request)
    assert refusal is not None
    return refusal


class TestSyntax:
    """§8.1.1: headers everything hangs on."""

    def test_a_good_request_passes(self) -> None:
        check_syntax(request_of("INVITE", body=SDP))
        check_syntax(request_of("INVITE", "Max-Forwards: 0070"))

    @pytest.mark.parametrize(
        "header",
        [
            "CSeq: 1 BYE",
            "CSeq: 1",
            "Call-ID:",
            "Call-ID: a b",
            'From: "open <sip:a@b>',
            'To: "open <sip:a@b>',
            "Max-Forwards: 256",
            "Max-Forwards: -1",
            "Max-Forwards: 99999999999",
        ],
    )
    def test_a_contradiction_is_400(self, header: str) -> None:
        with pytest.raises(MessageError) as caught:
            check_syntax(request_of("INVITE", header))
        assert caught.value.status == 400

    def test_two_hop_counts_are_malformed(self) -> None:
        request = request_of("INVITE")
        request.headers.add("Max-Forwards", "5")
        with pytest.raises(MessageError):
            check_syntax(request)

    def test_a_long_uri_is_414(self) -> None:
        with pytest.raises(MessageError) as caught:
            check_syntax(request_of("INVITE", uri="sip:" + "a" * 5_000))
        assert caught.value.status == 414


class TestRequest:
    """§8.2.1 to §8.2.3."""

    @pytest.mark.parametrize("method", ["INVITE", "OPTIONS", "BYE", "CANCEL", "UPDATE", "ACK"])
    def test_our_methods_pass(self, method: str) -> None:
        assert check_request(request_of(method)) is None

    @pytest.mark.parametrize(
        ("method", "status"), [("REGISTER", 405), ("INFO", 405), ("NEWMETHOD", 501), ("invite", 501)]
    )
    def test_other_methods_are_told_what_is_allowed(self, method: str, status: int) -> None:
        refusal = refused(request_of(method))
        assert (refusal.status, refusal.headers[0][0]) == (status, "Allow")

    @pytest.mark.parametrize(
        ("uri", "status"),
        [("tel:+1555", 416), ("nobodyKnowsThisScheme:totallyopaquecontent", 416), ("sip:a@b?Route=%3Csip:c%3E", 400)],
    )
    def test_other_uris_are_refused(self, uri: str, status: int) -> None:
        assert refused(request_of("OPTIONS", uri=uri)).status == status

    def test_a_uri_that_is_none_is_malformed(self) -> None:
        with pytest.raises(MessageError):
            check_request(request_of("OPTIONS", uri="<sip:a@b>"))

    def test_no_hops_left_is_483_but_for_options_and_in_a_dialog(self) -> None:
        assert refused(request_of("INVITE", "Max-Forwards: 0")).status == 483
        assert check_request(request_of("OPTIONS", "Max-Forwards: 0")) is None
        assert check_request(request_of("BYE", "Max-Forwards: 0", to_tag="x")) is None
        assert check_request(request_of("INVITE", "Max-Forwards: 10")) is None

    def test_what_we_do_not_support_is_420(self) -> None:
        refusal = refused(request_of("INVITE", "Require: timer, 100rel", "Require: nothingSupportsThis"))
        assert refusal == Refusal(420, (("Unsupported", "100rel, nothingSupportsThis"),))
        assert check_request(request_of("INVITE", "Require: timer")) is None
        assert check_request(request_of("CANCEL", "Require: 100rel")) is None

    @pytest.mark.parametrize(
        ("headers", "name"),
        [
            (["Content-Type: text/plain"], "Accept"),
            (["Content-Type: multipart/mixed;boundary=b"], "Accept"),
            (["Content-Encoding: gzip"], "Accept-Encoding"),
        ],
    )
    def test_a_body_we_cannot_read_is_415(self, headers: list[str], name: str) -> None:
        refusal = refused(request_of("INVITE", *headers, body="--b\r\n\r\nx\r\n--b--"))
        assert (refusal.status, refusal.headers[0][0]) == (415, name)

    @pytest.mark.parametrize(
        ("method", "headers"),
        [
            ("INVITE", ["Content-Encoding: identity"]),
            ("INVITE", ["Content-Type: text/plain", "Content-Disposition: icon; handling = optional"]),
            ("BYE", ["Content-Type: text/plain"]),
        ],
    )
    def test_other_bodies_pass(self, method: str, headers: list[str]) -> None:
        assert check_request(request_of(method, *headers, body=SDP)) is None

    def test_a_body_without_a_type_is_malformed(self) -> None:
        with pytest.raises(MessageError):
            check_request(request_of("INVITE", "Content-Type:", body=SDP))


class TestAccept:
    """§20.1: what the sender of an offer reads."""

    @pytest.mark.parametrize(
        ("accept", "status"),
        [
            ("application/sdp", 0),
            ("Application/SDP;level=1, text/plain", 0),
            ("application/*", 0),
            ("text/html, */*;q=0.1", 0),
            ("multipart/mixed", 0),
            ("application/nlsml+xml", 0),
            ("application/sdp;q=0.001", 0),
            ("text/nobodyKnowsThis", 406),
            ("application/sdp;q=0", 406),
            ("application/sdp; Q=0.000, text/plain", 406),
            ("", 406),
        ],
    )
    def test_an_answer_that_nobody_would_read_is_not_made(self, accept: str, status: int) -> None:
        for method in ("INVITE", "UPDATE"):
            refusal = check_request(
                request_of(method, f"Accept: {accept}", body=SDP), frozenset({"application/nlsml+xml"})
            )
            assert (refusal.status if refusal else 0) == status
        assert check_request(request_of("OPTIONS", f"Accept: {accept}")) is None

    def test_what_would_be_read_is_told(self) -> None:
        (header,) = refused(request_of("INVITE", "Accept: text/plain", body=SDP)).headers
        assert header[0] == "Accept"
        assert "application/sdp" in header[1]
