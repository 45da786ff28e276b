"""Our own name and password: what is answered, what is not, and calls between two agents that ask and answer."""

import itertools

import pytest

from sip.authentication import Authenticator
from sip.configuration import Refusal, UserAgentConfig
from sip.digest import Algorithm, Credentials
from sip.events import CallAnswered, CallFailed, Ended, Invited, ReinviteAnswered, Reinvited
from sip.headers import Headers
from sip.message import Request, Response
from sip.nonces import Nonces
from sip.own_credentials import Challenge, OwnCredentials, authorization_of
from tests.fakes.sip import SDP, SipPair

PASSWORD = 'se"cr\\et'  # noqa: S105  # of a test


def request(*headers: tuple[str, str]) -> Request:
    fields = [("Via", "SIP/2.0/UDP a;branch=z9hG4bK1"), ("CSeq", "4 INVITE"), ("Subject", "x"), *headers]
    return Request("INVITE", "sip:s@b", Headers(fields), b"body")


def asked(*challenges: str, status: int = 401) -> Response:
    name = "WWW-Authenticate" if status == 401 else "Proxy-Authenticate"
    return Response(status, "", Headers((name, value) for value in challenges))


def ours() -> OwnCredentials:
    return OwnCredentials('i"vr', PASSWORD, lambda: "token")


class TestChallenge:
    def test_all_that_is_in_it(self) -> None:
        value = 'Digest realm="a, b", nonce="n", algorithm=SHA-256, qop="auth-int, auth", opaque="o", stale=TRUE'
        assert Challenge.parse(value) == Challenge("a, b", "n", Algorithm.SHA_256, True, "o", True)

    def test_the_least(self) -> None:
        """RFC 2069: without algorithm and qop."""
        assert Challenge.parse('Digest realm="r", nonce="n"') == Challenge("r", "n", Algorithm.MD5, False, None, False)

    @pytest.mark.parametrize(
        "value",
        [
            "",
            'Basic realm="r"',
            'Digest realm="r"',
            'Digest realm="r", nonce="n", algorithm=SHA-512-256',
            'Digest realm="r", nonce="n", qop="auth-int"',
        ],
    )
    def test_what_cannot_be_answered(self, value: str) -> None:
        assert Challenge.parse(value) is None


class TestAnswer:
    @pytest.mark.parametrize("algorithm", Algorithm)
    @pytest.mark.parametrize("qop", ["", ', qop="auth"'])
    def test_it_proves_the_password(self, algorithm: Algorithm, qop: str) -> None:
        challenge = f'Digest realm="r", nonce="n", opaque="o\\"", algorithm={algorithm}{qop}'
        again = ours().authorized(request(), asked(challenge), 5, 0)
        assert again is not None
        assert (again.cseq.number, again.body, again.headers.get("Subject")) == (5, b"body", "x")
        assert "Via" not in again.headers
        value = again.headers.get("Authorization") or ""
        credentials = Credentials.parse(value)
        assert credentials is not None
        assert credentials.username == 'i"vr'
        assert credentials.prove(PASSWORD, "INVITE")
        assert 'opaque="o\\""' in value
        assert authorization_of(again) == (("Authorization", value),)

    def test_the_topmost_that_is_known(self) -> None:
        unknown, strong, weak = (
            f'Digest realm="r", nonce="n", algorithm={name}' for name in ("SHA-512-256", "SHA-256", "MD5")
        )
        again = ours().authorized(request(), asked(unknown, strong, weak), 5, 0)
        assert again is not None
        assert "algorithm=SHA-256" in (again.headers.get("Authorization") or "")

    def test_a_proxy_is_answered_in_its_own_field(self) -> None:
        given = ("Authorization", "Digest of the server")
        again = ours().authorized(request(given), asked('Digest realm="p", nonce="n"', status=407), 5, 1)
        assert again is not None
        assert again.headers.get("Authorization") == given[1]
        assert "Proxy-Authorization" in again.headers

    def test_wrong_is_not_tried_again_and_stale_is(self) -> None:
        sent = request(("Authorization", "Digest before"))
        assert ours().authorized(sent, asked('Digest realm="r", nonce="n"'), 5, 1) is None
        again = ours().authorized(sent, asked('Digest realm="r", nonce="n", stale=true'), 5, 1)
        assert again is not None
        assert len(again.headers.all("Authorization")) == 1
        assert ours().authorized(sent, asked('Digest realm="r", nonce="n", stale=true'), 5, 3) is None

    @pytest.mark.parametrize(
        "answer", [asked(), asked("Basic"), Response(403, "", Headers()), Response(200, "", Headers())]
    )
    def test_nothing_to_answer(self, answer: Response) -> None:
        assert ours().authorized(request(), answer, 5, 0) is None


def pair_of(password: str = PASSWORD) -> SipPair:
    tokens = itertools.count()
    asking = Authenticator({"ivr": PASSWORD}, realm="r", nonces=Nonces(b"k" * 32, lambda: f"t{next(tokens)}", 300))
    return SipPair(
        client=UserAgentConfig(credentials=("ivr", password)), server=UserAgentConfig(challenge=asking.check)
    )


def invite(pair: SipPair) -> None:
    pair.client.invite("sip:s@192.0.2.2:8060", SDP.encode(), flow=pair.client_flow, now=pair.now)
    pair.run()


def sent(pair: SipPair) -> list[str]:
    """What went over the wire since the last look: methods and statuses."""
    words = [data.decode().split(" ", 2) for data in pair.wire]
    pair.wire.clear()
    return [word[1] if word[0] == "SIP/2.0" else word[0] for word in words]


class TestCalls:
    """Two agents, one of which asks."""

    def test_a_call_from_invite_to_bye(self) -> None:
        pair = pair_of()
        invite(pair)
        assert sent(pair) == ["INVITE", "401", "ACK", "INVITE"]
        pair.server.respond(pair.server_event(Invited).transaction, 200, now=pair.now, sdp=SDP.encode())
        pair.run()
        dialog = pair.client_event(CallAnswered).dialog
        ack = next(data for data in pair.wire if data.startswith(b"ACK "))
        assert b"\r\nAuthorization: Digest " in ack
        pair.server_events.clear()
        pair.wire.clear()
        changed = SDP.replace("4000", "4002").encode()
        pair.client.reinvite(dialog, changed, now=pair.now)
        pair.run()
        assert sent(pair) == ["INVITE", "401", "ACK", "INVITE"]
        pair.server.respond(pair.server_event(Reinvited).transaction, 200, now=pair.now, sdp=SDP.encode())
        pair.run()
        pair.client_event(ReinviteAnswered)
        assert sent(pair) == ["200", "ACK"]
        pair.server_events.clear()
        pair.client.bye(dialog, now=pair.now)
        pair.run()
        assert sent(pair) == ["BYE", "401", "BYE", "200"]
        pair.client_event(Ended)
        pair.server_event(Ended)
        pair.advance(60)
        assert pair.client.transaction_count == pair.server.transaction_count == 0

    def test_a_wrong_password_is_a_failure(self) -> None:
        pair = pair_of("wrong")
        invite(pair)
        assert pair.client_event(CallFailed).status == 403
        assert sent(pair) == ["INVITE", "401", "ACK", "INVITE", "403", "ACK"]

    def test_without_a_password_the_question_is_the_failure(self) -> None:
        pair = SipPair(server=UserAgentConfig(challenge=lambda *_: Refusal(401)))
        invite(pair)
        assert pair.client_event(CallFailed).status == 401

    def test_a_call_that_was_given_up_is_not_tried_again(self) -> None:
        pair = pair_of()
        call = pair.client.invite("sip:s@192.0.2.2:8060", SDP.encode(), flow=pair.client_flow, now=pair.now)
        pair.client.cancel(call, now=pair.now)
        pair.run()
        assert pair.client_event(CallFailed).status == 401
