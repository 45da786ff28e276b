"""The speech services elsewhere that a configuration names: what pools need of them, and what is told of their health.

One guard a service for the whole server, so that limits and the circuit breaker hold whoever uses it.
"""

from collections.abc import Iterable, Mapping

from engine.registry import EngineSpec
from engine.remote.breaker import BreakerState
from engine.remote.guard import ServiceChange, ServiceGuard
from engine.remote.settings import to_options
from engine.voices.remote.kinds import SYNTHESIZERS
from engine.workers.remote_group import RemoteEngine
from mrcp_server.config import Config
from mrcp_server.observability.log import Logger
from mrcp_server.observability.metrics import Sample

_OPENNESS = {BreakerState.CLOSED: 0.0, BreakerState.PROBING: 0.5, BreakerState.OPEN: 1.0}


def service_guards(config: Config, logger: Logger) -> dict[str, ServiceGuard]:
    """A guard for each service; `logger` is told when one can no longer be used, and when it can again."""

    def tell(change: ServiceChange) -> None:
        if change.usable:
            logger.info("speech service works again", service=change.service)
        else:
            logger.warning(
                "speech service cannot be used", service=change.service, fault=change.fault, reason=change.reason
            )

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


def service_samples(guards: Mapping[str, ServiceGuard]) -> Iterable[Sample]:
    """What is counted of each service, for metrics."""
    for name, guard in guards.items():
        labels = {"service": name}
        openness = _OPENNESS[guard.state]
        yield Sample("remote_service_open", "1: left alone, 0.5: tried again, 0: used", "gauge", openness, labels)
        yield Sample("remote_service_busy", "Requests under way", "gauge", guard.busy, labels)
        yield Sample("remote_service_requests", "Requests to speech services", "counter", guard.requests, labels)
        spoken, heard = guard.characters.total, guard.seconds.total
        yield Sample("remote_service_characters", "Characters sent to be spoken", "counter", spoken, labels)
        yield Sample("remote_service_seconds", "Seconds of audio sent to be heard", "counter", heard, labels)
        for fault, count in sorted(guard.faults.items()):
            by_fault = {**labels, "fault": fault}
            yield Sample("remote_service_faults", "Requests that failed or were not made", "counter", count, by_fault)
