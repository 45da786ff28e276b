"""Who may call at the SIP door."""

from typing import Any, cast

from mrcp_server.config import Sip
from mrcp_server.doors.sip_callers import AgentRules, SipCallers, authenticator
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.source_config import Sources
from sip.configuration import UserAgentConfig
from sip.flow import Flow
from sip.headers import Headers
from sip.message import Request
from sip.nonces import Nonces

HOST = "192.0.2.1"
NONCES = Nonces(b"k" * 32, lambda: "t", 300.0)
FLOW = Flow("udp", (HOST, 5060), ("192.0.2.2", 8060))


class Lines:
    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def warning(self, event: str, **fields: Any) -> None:
        self.written.append({"event": event, **fields})


def callers(sources: Sources, metrics: Metrics | None = None, lines: Lines | None = None) -> SipCallers:
    return SipCallers(sources, 10, metrics or Metrics(), cast(Logger, lines or Lines()))


def test_nobody_is_asked_without_users() -> None:
    assert authenticator(Sip(), NONCES) is None


def test_users_are_asked_as_configured() -> None:
    config = Sip(users={"ivr": "secret"}, realm="speech here", digest_algorithms=["MD5"], open_options=False)
    asking = authenticator(config, NONCES)
    assert asking is not None
    for method in ("INVITE", "OPTIONS"):
        refusal = asking.check(Request(method, "sip:a", Headers()), FLOW, 0.0)
        assert refusal is not None
        ((_, challenge),) = refusal.headers
        assert challenge.startswith('Digest realm="speech here", nonce="')
        assert "algorithm=MD5" in challenge
    open_options = authenticator(Sip(users={"ivr": "secret"}), NONCES)
    assert open_options is not None
    assert open_options.check(Request("OPTIONS", "sip:a", Headers()), FLOW, 0.0) is None


def test_a_source_has_its_share_of_the_calls() -> None:
    metrics = Metrics()
    counting = callers(Sources(share_of_sessions=0.2), metrics)
    for _ in range(2):
        assert counting.refusal(HOST, 0.0) == ""
        counting.opened(HOST)
    assert counting.refusal(HOST, 0.0) == "too many calls of this source"
    assert counting.refusal("192.0.2.9", 0.0) == ""
    counting.closed(HOST)
    assert counting.refusal(HOST, 0.0) == ""
    assert b'source_refused_total{door="sip",limit="share"} 1.0' in metrics.render()


def test_a_source_begins_so_many_calls_a_second() -> None:
    counting = callers(Sources(calls_per_s=2))
    assert [counting.refusal(HOST, 0.0) for _ in range(3)] == ["", "", "too many calls a second of this source"]
    assert counting.refusal(HOST, 1.0) == ""


def test_who_is_barred_is_told_of_once_and_counted() -> None:
    metrics, lines = Metrics(), Lines()
    counting = callers(Sources(), metrics, lines)
    for _ in range(3):
        counting.barred(HOST)
    assert lines.written == [{"event": "network not allowed", "peer": HOST}]
    assert b'source_refused_total{door="sip",limit="network"} 3.0' in metrics.render()


def test_wrong_passwords_and_foreign_hosts_are_told_apart_and_once() -> None:
    lines = Lines()
    counting = callers(Sources(), lines=lines)
    for reason in ("wrong user name or password", "the call is not from this address") * 2:
        counting.forbidden(HOST, reason, "INVITE")
    assert [(line["event"], line["status"], line["reason"]) for line in lines.written] == [
        ("rejected", 403, "wrong user name or password"),
        ("rejected", 403, "the call is not from this address"),
    ]


def test_what_was_refused_is_told_once() -> None:
    lines = Lines()
    counting = callers(Sources(), lines=lines)
    for _ in range(3):
        counting.refused(HOST, "too many calls of this source")
    assert lines.written == [{"event": "source refused", "peer": HOST, "reason": "too many calls of this source"}]


def test_rules_change_in_the_stack() -> None:
    config, agent = Sip(), UserAgentConfig()
    rules = AgentRules(config)
    rules.put_in_force(agent, config, Sources())
    assert (agent.challenge, HOST in agent.networks, HOST in agent.other_peers) == (None, True, False)
    closed = Sip(users={"ivr": "secret"}, any_peer=["192.0.2.0/24"])
    rules.put_in_force(agent, closed, Sources(sip_networks=["198.51.100.0/24"]))
    assert agent.challenge is not None
    assert agent.challenge(Request("INVITE", "sip:a", Headers()), FLOW, 0.0) is not None
    assert (HOST in agent.networks, HOST in agent.other_peers) == (False, True)


def test_bounds_change_under_calls() -> None:
    counting = callers(Sources(share_of_sessions=0.2))
    for _ in range(2):
        counting.opened(HOST)
    counting.change(Sources(share_of_sessions=0.2), 20)
    assert counting.refusal(HOST, 0.0) == ""
    counting.change(Sources(share_of_sessions=0.1, calls_per_s=1), 20)
    assert counting.refusal(HOST, 0.0) == "too many calls of this source"
    assert [counting.refusal("192.0.2.9", 0.0) for _ in range(2)] == ["", "too many calls a second of this source"]
