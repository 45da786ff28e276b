"""Who may call: RFC 3261 §22 with RFC 8760, before a hand-driven peer that computes its responses by itself."""

import hashlib
import itertools

import pytest

from sip.authentication import Authenticator
from sip.configuration import UserAgentConfig
from sip.digest import Algorithm
from sip.events import Acked, Invited, OptionsAsked, Reinvited
from sip.flow import Flow
from sip.message import Request, Response
from sip.nonces import Nonces
from tests.fakes.sip import SDP, SipPeer, status_of

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
PASSWORD = "secret"  # noqa: S105  # of a test
_TOKENS = itertools.count()


def nonces(lifetime_s: float = 300.0) -> Nonces:
    return Nonces(b"k" * 32, lambda: f"t{next(_TOKENS)}", lifetime_s)


def config_of(users: dict[str, str] | None = None, **options: object) -> UserAgentConfig:
    options = {"realm": "speech", "nonces": nonces(), **options}
    authenticator = Authenticator({"ivr": PASSWORD} if users is None else users, **options)  # type: ignore[arg-type]  # as they come
    return UserAgentConfig(challenge=authenticator.check, junk_per_s=0.01, junk_burst=30)


def challenges_of(answer: Request | Response) -> list[dict[str, str]]:
    found = []
    for value in answer.headers.all("WWW-Authenticate"):
        scheme, _, rest = value.partition(" ")
        assert scheme == "Digest"
        found.append({name: text.strip('"') for name, _, text in (part.partition("=") for part in rest.split(", "))})
    return found


def authorization(
    challenge: dict[str, str], method: str, *, user: str = "ivr", password: str = PASSWORD, nc: int = 1
) -> str:
    def digest(text: str) -> str:
        return HASHES[challenge["algorithm"]](text.encode()).hexdigest()

    uri, nonce = "sip:server@192.0.2.2:8060", challenge["nonce"]
    secret, what = digest(f"{user}:{challenge['realm']}:{password}"), digest(f"{method}:{uri}")
    response = digest(f"{secret}:{nonce}:{nc:08x}:c:auth:{what}")
    return (
        f'Authorization: Digest username="{user}", realm="{challenge["realm"]}", nonce="{nonce}", uri="{uri}", '
        f'algorithm={challenge["algorithm"]}, qop=auth, nc={nc:08x}, cnonce="c", response="{response}"'
    )


def ask(peer: SipPeer, method: str = "INVITE", *headers: str, cseq: int = 1, to_tag: str = "") -> Request | Response:
    body = SDP if method == "INVITE" else ""
    (answer,) = peer.send(peer.request(method, *headers, body=body, cseq=cseq, to_tag=to_tag))
    return answer


class TestChallenge:
    """§22.1, RFC 8760 §2.3."""

    def test_the_stronger_algorithm_stands_first(self) -> None:
        peer = SipPeer(config_of())
        answer = ask(peer)
        assert status_of([answer]) == 401
        sha, md5 = challenges_of(answer)
        assert (sha["algorithm"], md5["algorithm"]) == ("SHA-256", "MD5")
        assert (sha["realm"], sha["qop"], "stale" in sha) == ("speech", "auth", False)
        assert peer.events == []
        assert peer.rejected == []
        assert peer.agent.counters.challenged == 1

    def test_it_leaves_nothing_to_remember_and_is_not_repeated(self) -> None:
        """§8.2.7, §26.3.2.4: a UAS "SHOULD challenge … statelessly"."""
        peer = SipPeer(config_of())
        data = peer.request("INVITE", body=SDP)
        (first,) = peer.send(data)
        assert peer.agent.transaction_count == 0
        assert peer.agent.dialogs == []
        for peer.now in (0.5, 2.0, 40.0):
            peer.agent.handle_timer(peer.now)
            assert peer.take() == []
        (again,) = peer.send(data)
        assert isinstance(again, Response)
        assert (again.status, again.to.tag) == (401, first.to.tag)
        assert peer.send(peer.request("ACK", to_tag=first.to.tag)) == []
        assert peer.agent.counters.unmatched == 0

    @pytest.mark.parametrize("number", [0, 1])
    def test_a_call_with_each_algorithm(self, number: int) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[number]
        assert peer.send(peer.request("INVITE", authorization(challenge, "INVITE"), body=SDP, cseq=2)) == []
        invited = peer.pop_event(Invited)
        dialog = peer.agent.respond(invited.transaction, 200, now=peer.now, sdp=SDP.encode())
        assert dialog is not None
        peer.take()
        peer.send(peer.request("ACK", to_tag=dialog.id[1], cseq=2))  # never asked
        peer.pop_event(Acked)
        # Within the dialog everything is asked for, and goes on with the nonce that is known.
        tag = dialog.id[1]
        for method, cseq in (("BYE", 3), ("INVITE", 4), ("UPDATE", 5)):
            assert status_of([ask(peer, method, cseq=cseq, to_tag=tag)]) == 401
        changed = SDP.replace("4000", "4002")
        again = authorization(challenge, "INVITE", nc=2)
        assert peer.send(peer.request("INVITE", again, body=changed, cseq=6, to_tag=tag)) == []
        peer.agent.respond(peer.pop_event(Reinvited).transaction, 200, now=peer.now, sdp=SDP.encode())
        peer.take()
        assert dialog.is_established
        assert status_of([ask(peer, "BYE", authorization(challenge, "BYE", nc=3), cseq=7, to_tag=tag)]) == 200

    def test_what_is_open_is_not_asked(self) -> None:
        peer = SipPeer(config_of(open_methods=frozenset({"OPTIONS"})))
        assert peer.send(peer.request("OPTIONS")) == []
        peer.pop_event(OptionsAsked)
        closed = SipPeer(config_of())
        assert status_of([ask(closed, "OPTIONS")]) == 401

    def test_a_cancel_is_never_asked(self) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        peer.send(peer.request("INVITE", authorization(challenge, "INVITE"), body=SDP, cseq=2, branch="z9hG4bKx"))
        cancelled, terminated = peer.send(peer.request("CANCEL", cseq=2, branch="z9hG4bKx"))
        assert (status_of([cancelled]), status_of([terminated])) == (200, 487)


class TestRefusal:
    @pytest.mark.parametrize(
        ("user", "password"), [("ivr", "wrong"), ("nobody", "secret"), ("nobody", "nobody's password")]
    )
    def test_wrong_credentials_are_403_and_told(self, user: str, password: str) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        answer = ask(peer, "INVITE", authorization(challenge, "INVITE", user=user, password=password), cseq=2)
        assert status_of([answer]) == 403
        assert [(one.status, one.reason) for one in peer.rejected] == [(403, "wrong user name or password")]
        assert peer.events == []

    def test_guessing_mutes_its_source(self) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        for cseq in (2, 3):
            header = authorization(challenge, "INVITE", password=f"guess {cseq}")
            peer.send(peer.request("INVITE", header, body=SDP, cseq=cseq))
        assert peer.agent.is_muted("udp", peer.flow.remote[0], peer.now)

    def test_a_flood_of_questions_mutes_its_source(self) -> None:
        peer = SipPeer(config_of())
        for number in range(31):
            peer.send(peer.request("INVITE", body=SDP, call_id=f"call-{number}"))
        assert peer.agent.is_muted("udp", peer.flow.remote[0], peer.now)

    def test_who_answers_is_not_muted_for_having_been_asked(self) -> None:
        peer = SipPeer(config_of())
        for number in range(100):
            call_id = f"call-{number}"
            (asked,) = peer.send(peer.request("INVITE", body=SDP, call_id=call_id))
            peer.send(peer.request("ACK", to_tag=asked.to.tag, call_id=call_id))
            header = authorization(challenges_of(asked)[0], "INVITE")
            peer.send(peer.request("INVITE", header, body=SDP, cseq=2, call_id=call_id))
            dialog = peer.agent.respond(peer.pop_event(Invited).transaction, 200, now=peer.now, sdp=SDP.encode())
            assert dialog is not None
            peer.take()
            peer.send(peer.request("ACK", to_tag=dialog.id[1], cseq=2, call_id=call_id))
            peer.pop_event(Acked)
            peer.now += 1  # what it says within its calls costs a tenth
        assert not peer.agent.is_muted("udp", peer.flow.remote[0], peer.now)


class TestReplay:
    def test_the_same_answer_again_is_stale(self) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        header = authorization(challenge, "INVITE")
        peer.send(peer.request("INVITE", header, body=SDP, cseq=2))
        peer.pop_event(Invited)
        answer = ask(peer, "INVITE", header, "Call-ID: call-2", cseq=2)
        assert [one["stale"] for one in challenges_of(answer)] == ["true", "true"]
        renewed = authorization(challenges_of(answer)[0], "INVITE")
        assert peer.send(peer.request("INVITE", renewed, body=SDP, cseq=3, call_id="call-2")) == []
        peer.pop_event(Invited)

    def test_an_old_nonce_is_stale(self) -> None:
        peer = SipPeer(config_of(nonces=nonces(60.0)))
        challenge = challenges_of(ask(peer))[0]
        peer.now = 61.0
        assert challenges_of(ask(peer, "INVITE", authorization(challenge, "INVITE"), cseq=2))[0]["stale"] == "true"

    def test_a_nonce_of_another_host_is_stale(self) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        data = peer.request("INVITE", authorization(challenge, "INVITE"), body=SDP, cseq=2)
        (answer,) = peer.send(data, flow=Flow("udp", ("192.0.2.99", 5070), peer.flow.local))
        assert challenges_of(answer)[0]["stale"] == "true"

    def test_another_method_does_not_fit(self) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        assert status_of([ask(peer, "OPTIONS", authorization(challenge, "INVITE"), cseq=2)]) == 403

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('realm="speech"', 'realm="elsewhere"'),
            ("algorithm=SHA-256", "algorithm=SHA-512-256"),
            ("qop=auth", "qop=auth-int"),
            ("Digest", "Bearer"),
        ],
    )
    def test_what_was_not_offered_is_asked_anew(self, old: str, new: str) -> None:
        peer = SipPeer(config_of())
        challenge = challenges_of(ask(peer))[0]
        answer = ask(peer, "INVITE", authorization(challenge, "INVITE").replace(old, new), cseq=2)
        assert status_of([answer]) == 401
        assert "stale" not in challenges_of(answer)[0]

    def test_md5_alone_or_not_at_all(self) -> None:
        peer = SipPeer(config_of(algorithms=[Algorithm.SHA_256]))
        (challenge,) = challenges_of(ask(peer))
        weak = authorization({**challenge, "algorithm": "MD5"}, "INVITE")
        assert status_of([ask(peer, "INVITE", weak, cseq=2)]) == 401


class TestChange:
    """Other passwords while calls run."""

    def change(self, peer: SipPeer, users: dict[str, str]) -> None:
        peer.agent.config.challenge = config_of(users, nonces=self.nonces).challenge if users else None

    def called(self, peer: SipPeer, *headers: str) -> str:
        """Our tag in a call that stands."""
        assert peer.send(peer.request("INVITE", *headers, body=SDP, cseq=2)) == []
        dialog = peer.agent.respond(peer.pop_event(Invited).transaction, 200, now=peer.now, sdp=SDP.encode())
        assert dialog is not None
        peer.take()
        peer.send(peer.request("ACK", to_tag=dialog.id[1], cseq=2))
        peer.pop_event(Acked)
        return dialog.id[1]

    def setup_method(self) -> None:
        self.nonces = nonces()

    @pytest.mark.parametrize("users", [{"other": "password"}, {"ivr": "another"}, {}])
    def test_who_may_call_no_more_can_still_end_its_calls(self, users: dict[str, str]) -> None:
        peer = SipPeer(config_of(nonces=self.nonces))
        challenge = challenges_of(ask(peer))[0]
        tag = self.called(peer, authorization(challenge, "INVITE"))
        self.change(peer, users)
        header = authorization(challenge, "BYE", nc=2)
        assert status_of([ask(peer, "BYE", header, cseq=3, to_tag=tag)]) == 200

    def test_a_new_password_is_good_in_calls_that_began_with_another(self) -> None:
        peer = SipPeer(config_of(nonces=self.nonces))
        tag = self.called(peer, authorization(challenges_of(ask(peer))[0], "INVITE"))
        self.change(peer, {"ivr": "another"})
        challenge = challenges_of(ask(peer, "BYE", cseq=3, to_tag=tag))[0]
        wrong = authorization(challenge, "BYE", password="guessed")  # noqa: S106  # of a test
        assert status_of([ask(peer, "BYE", wrong, cseq=4, to_tag=tag)]) == 403
        header = authorization(challenge, "BYE", password="another")  # noqa: S106  # of a test
        assert status_of([ask(peer, "BYE", header, cseq=5, to_tag=tag)]) == 200

    def test_calls_that_began_without_end_without(self) -> None:
        peer = SipPeer()
        tag = self.called(peer)
        self.change(peer, {"ivr": PASSWORD})
        assert status_of([ask(peer, "BYE", cseq=3, to_tag=tag)]) == 200

    def test_new_calls_need_what_is_asked_now(self) -> None:
        peer = SipPeer(config_of(nonces=self.nonces))
        challenge = challenges_of(ask(peer))[0]
        self.change(peer, {"other": "password"})
        assert status_of([ask(peer, "INVITE", authorization(challenge, "INVITE"), cseq=2)]) == 403
        header = authorization(challenge, "INVITE", user="other", password="password")  # noqa: S106  # of a test
        assert peer.send(peer.request("INVITE", header, body=SDP, cseq=3)) == []
        peer.pop_event(Invited)
