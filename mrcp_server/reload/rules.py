"""What a running server takes over of a new configuration, key by key. All other keys need a restart."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from mrcp_server.call.media_trust import media_trust
from mrcp_server.call.speech_markers import SpeechMarkers
from mrcp_server.config import Config
from mrcp_server.fetching.fetcher import fetch_policy
from mrcp_server.mrcp.recognizer.recognition import TooEarly
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.observability.log import change_form
from mrcp_server.operation.overload import admission_limits
from mrcp_server.recognizing.means import RecognizingMeans
from mrcp_server.reload.reloading import Commit, Rule
from mrcp_server.server import Server
from mrcp_server.speaking.composing import TextOptions
from mrcp_server.speaking.means import SpeakingMeans


def reload_rules(server: Server) -> list[Rule]:
    """The rules of a server, each of which changes a part of it."""
    started = server.config.limits.sessions

    def rule(section: str, keys: str, prepare: Callable[[Server, Config], Commit], *, always: bool = False) -> Rule:
        names = frozenset(f"{section}.{key}" for key in keys.split())
        return Rule(names, lambda config: prepare(server, config), always)

    return [
        rule("log", "level format", _log_form),
        rule("log", "text", _log_text),
        rule("mrcp", "speech_markers speech_markers_by_network speech_too_early drain_ms settle_ms", _manners),
        rule("mrcp", "lead_in_ms lead_out_ms ssml_in_text markdown_in_text", _speaking),
        rule("mrcp", "max_message_bytes message_timeout_s unbound_timeout_s max_connections any_peer", _mrcp),
        rule("sources", "mrcp_networks share_of_connections mrcp_requests_per_s", _mrcp),
        rule("sip", "session_expires_s min_session_expires_s junk_per_s junk_burst user_agent any_peer", _sip),
        rule("sip", "users realm digest_algorithms open_options nonce_lifetime_s", _sip),
        rule("sources", "sip_networks share_of_sessions calls_per_s", _sip),
        rule("mrcp", "settle_ms", _sip),  # and so long before a BYE
        rule("limits", "drain_s session_idle_s unused_session_s queued_speaks queued_bytes", _limits),
        rule("limits", "unconfirmed_sessions", _sessions),
        rule("limits", "lag_ms late_slots engine_wait_s free_memory_bytes", _overload),
        rule("rtp", "address_proof trusted_networks", _media_trust),
        # The media plane has rows for so many streams as it was started with.
        replace(rule("limits", "sessions", _sessions), suits=lambda config: config.limits.sessions <= started),
        rule("fetch", "allowed_hosts blocked_networks file_roots longest_timeout_s max_bytes timeout_s", _fetch),
        rule("fetch", "cache_bytes", _fetch_cache),
        rule("waveforms", "base_url max_bytes keep_s", _waveforms),
        # The file of keys may have changed though its name has not.
        rule("http", "api_keys api_keys_file", _http, always=True),
        rule("http", "allowed_hosts cors_origins trusted_proxies", _http),
        rule("sources", "http_networks http_requests_per_s", _http),
        rule("http", "key_requests_per_minute key_concurrent_streams key_characters_per_minute", _http),
        rule("aliases", "voices synthesizers recognizers", _http),
        rule("tls", "", _certificates, always=True),
        *_config_of(server),
    ]


def _config_of(server: Server) -> Iterable[Rule]:
    """Behind all others: what is looked up in the configuration itself when it is needed."""

    def prepare(config: Config) -> Commit:
        def commit() -> None:
            server.config = config

        return commit

    yield Rule(frozenset(), prepare, always=True)


def _log_form(_server: Server, config: Config) -> Commit:
    return lambda: change_form(config.log.level, config.log.format)


def _log_text(server: Server, config: Config) -> Commit:
    def commit() -> None:
        server.session_services.text_policy.policy = config.log.text
        server.http_services.text_policy.policy = config.log.text

    return commit


def _manners(server: Server, config: Config) -> Commit:
    """Of calls that begin from now on."""
    mrcp, services = config.mrcp, server.session_services
    markers = SpeechMarkers(mrcp.speech_markers, mrcp.speech_markers_by_network)

    def commit() -> None:
        services.speech_markers = markers
        services.speech_too_early = TooEarly(mrcp.speech_too_early)
        services.times = SynthesizerTimes(drain_s=mrcp.drain_ms / 1000)
        services.settle_s = mrcp.settle_ms / 1000

    return commit


def _media_trust(server: Server, config: Config) -> Commit:
    """Of calls that begin from now on, and of changes of those that run."""
    trust = media_trust(config.rtp)

    def commit() -> None:
        server.session_services.media_trust = trust

    return commit


def _speaking(server: Server, config: Config) -> Commit:
    """Of calls that begin from now on."""
    mrcp, services = config.mrcp, server.session_services
    speaking = replace(
        services.speaking,
        lead_in_ms=mrcp.lead_in_ms,
        lead_out_ms=mrcp.lead_out_ms,
        text=TextOptions(mrcp.ssml_in_text, mrcp.markdown_in_text),
    )

    def commit() -> None:
        services.speaking = speaking

    return commit


def _mrcp(server: Server, config: Config) -> Commit:
    return lambda: server.mrcp.reconfigure(config.mrcp, config.sources)


def _sip(server: Server, config: Config) -> Commit:
    return lambda: server.sip.reconfigure(config.sip, config.sources)


def _limits(server: Server, config: Config) -> Commit:
    def commit() -> None:
        server.session_services.limits = config.limits

    return commit


def _overload(server: Server, config: Config) -> Commit:
    limits = admission_limits(config.limits)

    def commit() -> None:
        server.overload.admission.limits = limits

    return commit


def _sessions(server: Server, config: Config) -> Commit:
    return lambda: server.sip.limit_sessions(config.limits, config.sources)


def _fetch(server: Server, config: Config) -> Commit:
    policy, timeout_ms = fetch_policy(config), round(1000 * config.fetch.timeout_s)

    def commit() -> None:
        server.fetcher.change(policy)
        for means in server.session_services.means.values():
            if isinstance(means, SpeakingMeans | RecognizingMeans):
                means.set_fetch_timeout(timeout_ms)

    return commit


def _fetch_cache(server: Server, config: Config) -> Commit:
    return lambda: server.http_cache.resize(config.fetch.cache_bytes)


def _waveforms(server: Server, config: Config) -> Commit:
    return lambda: server.waveforms.change(max_bytes=config.waveforms.max_bytes, keep_s=config.waveforms.keep_s)


def _http(server: Server, config: Config) -> Commit:
    _ = config.http.keys  # OSError when they cannot be read
    return lambda: server.http.reconfigure(config.http, config.aliases, config.sources)


def _certificates(server: Server, _config: Config) -> Commit:
    """What cannot be used of them is told in a line of its own, and what is in use stays."""

    def commit() -> None:
        server.encryption.reload()

    return commit
