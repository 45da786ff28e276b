"""The services of a configuration."""

import structlog.testing

from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceFigures
from mrcp_server.config import Config, load_config
from mrcp_server.observability.log import get_logger
from mrcp_server.remote_services import (
    fallback_voices,
    is_remote_voice,
    remote_engines,
    service_guards,
    service_samples,
)

SETTINGS = [
    "remote.far.kind=openai",
    'remote.far.voices={nova = "en-US"}',
    "remote.far.fallback=en-us",
    "remote.far.breaker_failures=1",
    "remote.ears.kind=deepgram",
]


def configured() -> Config:
    return load_config(None, SETTINGS, {})


def test_those_that_speak_are_engines_of_their_own_name() -> None:
    (engine,) = remote_engines(configured())
    assert (engine.spec.name, engine.spec.factory) == ("far", "engine.voices.remote.openai:OpenAiSynthesizer")
    assert engine.spec.options["service"]["voices"]["nova"]["id"] == "nova"
    assert "key" not in str(engine.spec.options["service"].get("key_file"))


def test_voices_of_services_are_known_by_both_names() -> None:
    config = configured()
    assert [is_remote_voice(config, name) for name in ("far/nova", "far/any", "nova", "en-us", "b/c")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert fallback_voices(config) == {"far": "en-us", "ears": ""}


def test_what_becomes_of_a_service_is_logged_once_and_counted() -> None:
    with structlog.testing.capture_logs() as lines:
        guards = service_guards(configured(), get_logger())
        far = guards["far"]
        for _ in range(2):
            far.admit(0.0, characters=5)
        for _ in range(2):
            far.failed(ServiceError(Fault.BROKEN, "far: 500"), 0.0)
        open_now = {
            sample.name: sample.value for sample in service_samples({"far": far}, {}) if "fault" not in sample.labels
        }
        far.admit(1000.0)
        far.succeeded()
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("speech service cannot be used", "warning"),
        ("speech service works again", "info"),
    ]
    assert (lines[0]["service"], lines[0]["fault"], lines[0]["reason"]) == ("far", "broken", "far: 500")
    assert open_now == {
        "remote_service_open": 1.0,
        "remote_service_busy": 0,
        "remote_service_requests": 2,
        "remote_service_characters": 10,
        "remote_service_seconds": 0,
    }
    heard = {"ears": ServiceFigures(1.0, 0, 3, 0.0, 4.5, {"key": 1})}
    faults = [sample for sample in service_samples(guards, heard) if sample.name == "remote_service_faults"]
    assert [(sample.labels, sample.value) for sample in faults] == [
        ({"service": "far", "use": "speaking", "fault": "broken"}, 2),
        ({"service": "ears", "use": "listening", "fault": "key"}, 1),
    ]
    seconds = {sample.labels["use"]: sample.value for sample in service_samples({}, heard) if "seconds" in sample.name}
    assert seconds == {"listening": 4.5}
