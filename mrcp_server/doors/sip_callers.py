"""Who may call: the passwords, networks and shares of the SIP door."""

import secrets
from functools import partial

from mrcp_server.config import Sip
from mrcp_server.config_section import peer_networks
from mrcp_server.doors.sources import SourceRate, SourceShare
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.observability.source_log import SourceLog
from mrcp_server.source_config import Sources
from sip.authentication import Authenticator
from sip.configuration import UserAgentConfig
from sip.digest import Algorithm
from sip.networks import Networks
from sip.nonces import Nonces


class AgentRules:
    """Who may call and how long, as the stack is told it: at the start, and when the configuration changes."""

    def __init__(self, config: Sip) -> None:
        self._nonces = Nonces(secrets.token_bytes(32), partial(secrets.token_hex, 8), config.nonce_lifetime_s)

    def put_in_force(self, agent: UserAgentConfig, config: Sip, sources: Sources) -> None:
        """For requests from now on. Calls that began before go on, whoever may call now."""
        self._nonces.lifetime_s = config.nonce_lifetime_s
        asking = authenticator(config, self._nonces)
        agent.challenge = None if asking is None else asking.check
        agent.networks = Networks(sources.sip_networks) if sources.sip_networks else Networks.all()
        agent.other_peers = peer_networks(config.any_peer)
        agent.product = config.user_agent
        agent.session_expires_s = config.session_expires_s
        agent.min_session_expires_s = config.min_session_expires_s


def authenticator(config: Sip, nonces: Nonces) -> Authenticator | None:
    """What asks for the passwords of `sip.users`; None where anybody may call."""
    if not config.users:
        return None
    return Authenticator(
        config.users,
        realm=config.realm,
        nonces=nonces,
        algorithms=[Algorithm(name) for name in config.digest_algorithms],
        open_methods=frozenset({"OPTIONS"} if config.open_options else ()),
    )


class SipCallers:
    """Counts the calls of each source."""

    def __init__(self, sources: Sources, most_sessions: int, metrics: Metrics, logger: Logger) -> None:
        self._share = SourceShare(most_sessions, sources.share_of_sessions)
        self._rate = SourceRate(sources.calls_per_s)
        self._refused = metrics.source_refused
        self._log = SourceLog(logger)

    def change(self, sources: Sources, most_sessions: int) -> None:
        """Other bounds for calls from now on."""
        self._share.change(most_sessions, sources.share_of_sessions)
        self._rate.change(sources.calls_per_s)

    def refusal(self, host: str, now: float) -> str:
        """Why a new call of this source is answered 503; empty when it may call, and is then counted as begun."""
        if self._share.is_used_up(host):
            self._refused.labels("sip", "share").inc()
            return "too many calls of this source"
        if not self._rate.admits(host, now):
            self._refused.labels("sip", "rate").inc()
            return "too many calls a second of this source"
        return ""

    def opened(self, host: str) -> None:
        """A call of this source stands."""
        self._share.take(host)

    def closed(self, host: str) -> None:
        """It has ended."""
        self._share.give_back(host)

    def refused(self, host: str, reason: str) -> None:
        """A call was answered 503 for what `refusal` said."""
        self._log.tell("source refused", host, kind=reason, reason=reason)

    def forbidden(self, host: str, reason: str, method: str) -> None:
        """A request was answered 403: a wrong password, or a call of another host."""
        self._log.tell("rejected", host, kind=reason, status=403, reason=reason, method=method)

    def barred(self, host: str) -> None:
        """A message came from a network that may not call."""
        self._refused.labels("sip", "network").inc()
        self._log.tell("network not allowed", host)
