"""The speech services elsewhere that a configuration names: what pools need of them, and what is told of their health.

One guard a service for the whole server, so that limits and the circuit breaker hold whoever uses it.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from engine.registry import EngineSpec
from engine.remote.guard import ServiceChange, ServiceFigures, ServiceGuard
from engine.remote.settings import to_options
from engine.voices.remote.kinds import SYNTHESIZERS
from engine.workers.remote_group import RemoteEngine
from mrcp_server.config import Config
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Sample

SPEAKING, LISTENING = "speaking", "listening"


def tell_change(logger: Logger, use: str, change: ServiceChange) -> None:
    """Write that a service can no longer be used for `use`, or can again."""
    if change.usable:
        logger.info("speech service works again", service=change.service, use=use)
    else:
        told = {"service": change.service, "use": use, "fault": change.fault, "reason": change.reason}
        logger.warning("speech service cannot be used", **told)


def service_guards(config: Config, logger: Logger) -> dict[str, ServiceGuard]:
    """A guard for each service; `logger` is told when one can no longer be used, and when it can again."""
    tell = partial(tell_change, logger, SPEAKING)
    return {name: ServiceGuard(service.settings(name), tell) for name, service in config.remote.items()}


def remote_engines(config: Config) -> tuple[RemoteEngine, ...]:
    """Those that speak."""
    engines = []
    for name, service in config.remote.items():
        if service.speaks:
            settings = service.settings(name)
            spec = EngineSpec(name, to_options(settings), SYNTHESIZERS[service.kind])
            engines.append(RemoteEngine(spec, settings))
    return tuple(engines)


def is_remote_voice(config: Config, name: str) -> bool:
    """Whether `name` is that of a voice of a service, as NAME/voice or by itself."""
    service = name.partition("/")[0]
    return service in config.remote or any(name in one.voices for one in config.remote.values())


def fallback_voices(config: Config) -> dict[str, str]:
    """Who speaks when a service cannot, by its name."""
    return {name: service.fallback for name, service in config.remote.items()}


def service_samples(guards: Mapping[str, ServiceGuard], listening: Mapping[str, ServiceFigures]) -> Iterable[Sample]:
    """What is counted of each service, for metrics. It is counted apart for what it speaks and what it hears: either
    may fail alone, and each has workers of its own."""
    speaking = [(name, SPEAKING, guard.figures) for name, guard in guards.items()]
    for name, use, figures in [*speaking, *((name, LISTENING, one) for name, one in listening.items())]:
        labels = {"service": name, "use": use}
        openness = figures.openness
        yield Sample("remote_service_open", "1: left alone, 0.5: tried again, 0: used", "gauge", openness, labels)
        yield Sample("remote_service_busy", "Requests under way", "gauge", figures.busy, labels)
        yield Sample("remote_service_requests", "Requests to speech services", "counter", figures.requests, labels)
        spoken, heard = figures.characters, figures.seconds
        yield Sample("remote_service_characters", "Characters sent to be spoken", "counter", spoken, labels)
        yield Sample("remote_service_seconds", "Seconds of audio sent to be heard", "counter", heard, labels)
        for fault, count in sorted(figures.faults.items()):
            by_fault = {**labels, "fault": fault}
            yield Sample("remote_service_faults", "Requests that failed or were not made", "counter", count, by_fault)
