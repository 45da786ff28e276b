"""The place of services elsewhere among the recognisers."""

from typing import Any

import pytest

from engine.recognizers.remote.recognizer import ServiceRecognizer
from engine.registry import EngineSpec, load_object
from engine.remote.settings import from_options
from engine.workers.listener_pool import ListenerEngine
from mrcp_server.config import Config, ConfigError, load_config
from mrcp_server.recognizing.remote_engines import FACTORY, remote_patience_s, with_remote

LOCAL = (ListenerEngine(EngineSpec("sphinx")), ListenerEngine(EngineSpec("sherpa")))


def config(*settings: str) -> Config:
    listening = [
        'remote.cloud.kind="deepgram"',
        'remote.cloud.transcription_languages=["en-US", "de-DE"]',
        'remote.other.kind="openai"',
        'remote.other.transcription_languages=["fr-FR"]',
        'remote.mute.kind="openai"',
    ]
    return load_config(None, [*listening, *settings], {})


def names(*settings: str) -> list[str]:
    return [engine.spec.name for engine in with_remote(config(*settings), LOCAL)]


def test_a_service_is_preferred_when_it_is_the_recognizer() -> None:
    assert names("engine.recognizer=cloud") == ["cloud", "sphinx", "sherpa", "other"]


def test_otherwise_it_stands_behind_for_what_nobody_here_knows() -> None:
    assert names() == ["sphinx", "sherpa", "cloud", "other"]


def test_it_has_one_worker_and_its_settings() -> None:
    engine = with_remote(config("engine.recognizer=cloud", "remote.cloud.transcription_even=0.4"), ())[0]
    assert engine.remote
    settings = from_options(engine.spec.options["service"])
    assert (settings.name, settings.kind, settings.transcription_languages, settings.transcription_even) == (
        "cloud",
        "deepgram",
        ("en-US", "de-DE"),
        0.4,
    )
    assert load_object(FACTORY) is ServiceRecognizer


def test_an_ask_has_time_for_the_service_and_for_who_hears_after_it() -> None:
    assert remote_patience_s(config(), 9.0) == 9.0
    assert remote_patience_s(config("remote.cloud.first_byte_timeout_s=20"), 9.0) == 24.0
    assert remote_patience_s(load_config(None, [], {}), 9.0) == 9.0


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("engine.recognizer=mute", "remote.mute.transcription_languages: must hold a language"),
        ("remote.cloud.transcription_even=1", "transcription_even"),
    ],
)
def test_what_cannot_hear_is_refused(setting: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        config(setting)


def test_a_service_of_any_kind_can_be_made() -> None:
    kinds: dict[str, Any] = {"azure": "https://westeurope.stt.speech.microsoft.com", "wyoming": "tcp://127.0.0.1:10300"}
    for kind, url in kinds.items():
        settings = [
            f'remote.a.kind="{kind}"',
            f'remote.a.url="{url}"',
            'remote.a.transcription_languages=["en-US"]',
            "engine.recognizer=a",
        ]
        (engine,) = with_remote(load_config(None, settings, {}), ())
        assert engine.spec.options["service"]["kind"] == kind
