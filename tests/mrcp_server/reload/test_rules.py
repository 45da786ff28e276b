"""Each key that can change while a server runs does so; a key without a rule is named in operations.md."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mrcp_server.config import Config, load_config
from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_DEFAULTS
from mrcp_server.mrcp.synthesizer.headers import SYNTHESIZER_DEFAULTS
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.observability.log import change_form
from mrcp_server.reload.reloading import Reloading, all_keys
from mrcp_server.reload.rules import reload_rules
from mrcp_server.server import Server
from sip.networks import Networks
from tests.fakes.door import http_client
from tests.fakes.whole_server import SETTINGS, hearing, running, scenario

OPERATIONS = Path(__file__).parents[3] / "docs/operations.md"


def named(networks: Networks) -> list[str]:
    return [str(one) for one in networks._networks]


def asking(server: Server) -> Any:
    """The authenticator of the SIP door."""
    challenge: Any = server.sip._agent.config.challenge
    return challenge.__self__


def web(server: Server) -> Any:
    assert server.http._app is not None
    return server.http._app.state.rules


# A value for each key that can change, and where to see that it is in force.
CHANGES: dict[str, tuple[str, Callable[[Server], Any]]] = {
    "log.text": ("full", lambda server: server.session_services.text_policy.policy),
    "mrcp.speech_markers": ("on", lambda server: server.session_services.speech_markers._policy),
    "mrcp.speech_too_early": ("never", lambda server: server.session_services.speech_too_early.value),
    "mrcp.drain_ms": ("1000", lambda server: round(1000 * server.session_services.times.drain_s)),
    "mrcp.settle_ms": ("500", lambda server: round(1000 * server.session_services.settle_s)),
    "mrcp.lead_in_ms": ("7", lambda server: server.session_services.speaking.lead_in_ms),
    "mrcp.lead_out_ms": ("8", lambda server: server.session_services.speaking.lead_out_ms),
    "mrcp.ssml_in_text": ("false", lambda server: server.session_services.speaking.text.ssml),
    "mrcp.markdown_in_text": ("false", lambda server: server.session_services.speaking.text.markdown),
    "mrcp.max_message_bytes": ("5000", lambda server: server.mrcp._config.max_message_bytes),
    "mrcp.message_timeout_s": ("5.0", lambda server: server.mrcp._config.message_timeout_s),
    "mrcp.unbound_timeout_s": ("5.0", lambda server: server.mrcp._config.unbound_timeout_s),
    "mrcp.max_connections": ("5", lambda server: server.mrcp._config.max_connections),
    "sip.session_expires_s": ("900", lambda server: server.sip._agent.config.session_expires_s),
    "sip.min_session_expires_s": ("91", lambda server: server.sip._agent.config.min_session_expires_s),
    "sip.junk_per_s": ("5.0", lambda server: server.sip._agent._core.sources("udp")._tokens_per_s),
    "sip.junk_burst": ("5.0", lambda server: server.sip._agent._core.sources("tcp")._burst),
    "sip.user_agent": ("other", lambda server: server.sip._agent.config.product),
    "sip.any_peer": ('["192.0.2.0/24"]', lambda server: named(server.sip._agent.config.other_peers)),
    "sip.users": ('{a = "b"}', lambda server: asking(server)._users),
    "sip.realm": ("other", lambda server: asking(server)._realm),
    "sip.digest_algorithms": ('["SHA-256"]', lambda server: [str(one) for one in asking(server)._algorithms]),
    "sip.nonce_lifetime_s": ("5.0", lambda server: asking(server)._nonces.lifetime_s),
    "sip.open_options": ("false", lambda server: "OPTIONS" in asking(server)._open_methods),
    "mrcp.any_peer": ('["192.0.2.0/24"]', lambda server: named(server.mrcp._any_peer)),
    "sources.sip_networks": ('["192.0.2.0/24"]', lambda server: named(server.sip._agent.config.networks)),
    "sources.mrcp_networks": ('["192.0.2.0/24"]', lambda server: named(server.mrcp._guests._networks)),
    "sources.http_networks": ('["192.0.2.0/24"]', lambda server: named(web(server).guests._networks)),
    "sources.share_of_sessions": ("0.25", lambda server: server.sip._callers._share._most / server.table.limit),
    "sources.share_of_connections": (
        "0.25",
        lambda server: server.mrcp._share._most / server.mrcp._config.max_connections,
    ),
    "sources.calls_per_s": ("5.0", lambda server: server.sip._callers._rate._per_s),
    "sources.mrcp_requests_per_s": ("5.0", lambda server: server.mrcp.rate._per_s),
    "sources.http_requests_per_s": ("5.0", lambda server: web(server).rate._per_s),
    "http.allowed_hosts": ('["a"]', lambda server: list(web(server).origins._hosts)),
    "http.cors_origins": ('["http://a"]', lambda server: list(web(server).origins._origins)),
    "http.trusted_proxies": ('["192.0.2.1"]', lambda server: web(server).proxies.keywords["trusted_hosts"]),
    "limits.lag_ms": ("500.0", lambda server: 1000 * server.overload.admission.limits.lag_s),
    "limits.late_slots": ("0.5", lambda server: server.overload.admission.limits.late_share),
    "limits.engine_wait_s": ("5.0", lambda server: server.overload.admission.limits.engine_wait_s),
    "limits.free_memory_bytes": ("5000", lambda server: server.overload.admission.limits.free_memory_bytes),
    "limits.unconfirmed_sessions": ("5", lambda server: server.sip._agent._core.unconfirmed.most),
    "limits.unused_session_s": ("1.0", lambda server: server.config.limits.unused_session_s),
    "rtp.address_proof": ("media", lambda server: "ack" if server.session_services.media_trust.takes_ack else "media"),
    "rtp.trusted_networks": (
        '["10.0.0.0/8"]',
        lambda server: [str(one) for one in server.session_services.media_trust.networks._networks],
    ),
    "limits.sessions": ("5", lambda server: server.table.limit),
    "limits.drain_s": ("1.0", lambda server: server.config.limits.drain_s),
    "limits.session_idle_s": ("1.0", lambda server: server.config.limits.session_idle_s),
    "limits.queued_speaks": ("5", lambda server: server.session_services.limits.queued_speaks),
    "limits.queued_bytes": ("5000", lambda server: server.session_services.limits.queued_bytes),
    "fetch.allowed_hosts": ('["a"]', lambda server: server.fetcher._policy.allowed_hosts),
    "fetch.file_roots": ('["/a"]', lambda server: [str(root) for root in server.fetcher._policy.file_roots]),
    "fetch.blocked_networks": (
        '["10.0.0.0/8"]',
        lambda server: [str(one) for one in server.fetcher._blocked._networks],
    ),
    "fetch.timeout_s": ("1.0", lambda server: server.fetcher._policy.timeout_s),
    "fetch.longest_timeout_s": ("1.0", lambda server: server.fetcher._policy.longest_timeout_s),
    "fetch.max_bytes": ("5000", lambda server: server.fetcher._policy.max_bytes),
    "fetch.cache_bytes": ("5000", lambda server: server.http_cache._max_bytes),
    "waveforms.base_url": ("http://a/", lambda server: server._waveform_url()),
    "waveforms.max_bytes": ("5000", lambda server: server.waveforms._max_bytes),
    "waveforms.keep_s": ("5.0", lambda server: server.waveforms._keep_s),
    "http.api_keys": ('["a"]', lambda server: server.http_services.http.api_keys),
}
SEEN_ELSEWHERE = {
    # Below, and in the tests of what they change.
    "log.level", "log.format", "mrcp.speech_markers_by_network", "aliases.voices", "aliases.synthesizers",
    "aliases.recognizers", "http.key_requests_per_minute", "http.key_concurrent_streams",
    "http.key_characters_per_minute", "http.api_keys_file",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _form() -> Any:
    yield
    change_form("info", "auto")


async def reloaded(server: Server, *settings: str) -> Config:
    wanted = load_config(None, [*SETTINGS, *settings], {})
    reloading = Reloading(lambda: wanted, server.config, reload_rules(server))
    await reloading.reload()
    return reloading.config


def value_of(config: Config, key: str) -> Any:
    return dict(all_keys(config))[key]


@scenario
async def test_each_key_that_can_change_does() -> None:
    async with running() as server:
        ruled = {key for rule in reload_rules(server) for key in rule.keys}
        assert ruled == CHANGES.keys() | SEEN_ELSEWHERE
        for key, (value, seen) in CHANGES.items():
            users = ['sip.users={a = "b"}'] if key.startswith("sip.") else []
            new = await reloaded(server, *users, f"{key}={value}")
            assert seen(server) == value_of(new, key), key
            assert value_of(server.config, key) == value_of(new, key)


@scenario
async def test_keys_of_a_file_are_read_again_though_its_name_stays() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys"
        file.write_text("old", encoding="utf-8")
        named = f"http.api_keys_file={file}"
        async with running(named) as server, http_client(base_url=server.addresses["http"]) as client:
            for content, known in (("old", "old"), ("new", "new")):
                file.write_text(content, encoding="utf-8")
                await reloaded(server, named)
                for key in ("old", "new"):
                    answer = await client.get("/metrics", headers={"authorization": f"Bearer {key}"})
                    assert answer.status_code == (200 if key == known else 401)


@scenario
async def test_keys_and_names_change_for_requests_that_come() -> None:
    async with running('http.api_keys=["old", "kept"]') as server:
        base = f"http://127.0.0.1:{server.http.port}"
        speech = {"model": "tts-1", "voice": "clara", "input": "a"}

        async def ask(key: str) -> int:
            async with httpx.AsyncClient(trust_env=False, headers={"authorization": f"Bearer {key}"}) as http:
                return (await http.post(f"{base}/v1/audio/speech", json=speech)).status_code

        assert [await ask(key) for key in ("old", "kept", "new")] == [400, 400, 401]
        await reloaded(
            server, 'http.api_keys=["kept", "new"]', 'aliases.voices={clara = ""}', "http.key_requests_per_minute=3"
        )
        assert [await ask(key) for key in ("old", "kept", "new")] == [401, 200, 200]
        # What was used under the old configuration is no part of the new limit: there was none.
        assert [await ask("kept") for _ in range(3)] == [200, 200, 429]


@scenario
async def test_more_sessions_than_the_plane_was_started_for_need_a_restart() -> None:
    async with running("limits.sessions=10", "sources.share_of_sessions=1") as server:
        wanted = iter([11, 9, 10])
        reloading = Reloading(
            lambda: load_config(
                None, [*SETTINGS, "sources.share_of_sessions=1", f"limits.sessions={next(wanted)}"], {}
            ),
            server.config,
            reload_rules(server),
        )
        for limit in (10, 9, 10):
            await reloading.reload()
            assert (server.table.limit, server.sip._agent.config.max_dialogs) == (limit, 2 * limit)
            # What one source may have of them changes with it.
            assert server.sip._callers._share._most == limit


@scenario
async def test_a_bye_leaves_as_long_after_the_end_of_requests_as_it_should() -> None:
    async with running() as server:
        await reloaded(server, "mrcp.settle_ms=500")
        assert server.sip._agent.config.farewell_s == 0.5


@scenario
async def test_the_time_of_a_fetch_is_told_as_it_is() -> None:
    async with hearing() as server:
        await reloaded(server, "fetch.timeout_s=3")
        kept = {ResourceType.SPEECHSYNTH: SYNTHESIZER_DEFAULTS, ResourceType.SPEECHRECOG: RECOGNIZER_DEFAULTS}
        means = server.session_services.means
        told = {means[resource].in_force(defaults)["fetch-timeout"] for resource, defaults in kept.items()}
        assert told == {"3000"}


def test_operations_names_what_can_change() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    section = text[text.index("## Changing the configuration") :].partition("\n## ")[0]
    table = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    named = {key for row in table for key in re.findall(r"`([a-z_.]+)`", row)}
    assert named == CHANGES.keys() | SEEN_ELSEWHERE
