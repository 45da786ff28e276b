"""The services elsewhere that listen, and their place among the local recognisers."""

from collections.abc import Sequence

from engine.registry import EngineSpec
from engine.remote.settings import to_options
from engine.workers.listener_pool import ListenerEngine
from mrcp_server.config import Config

FACTORY = "engine.recognizers.remote.recognizer:ServiceRecognizer"
_LOCAL_S = 4.0
"""What an ask may still take when a service has not answered."""


def with_remote(config: Config, local: Sequence[ListenerEngine]) -> tuple[ListenerEngine, ...]:
    """All recognisers, the preferred ones first: the service that `engine.recognizer` names stands before the local
    ones, which hear what it cannot; the others stand behind them, for languages and open speech that nobody here knows.
    """
    first = config.engine.recognizer
    listening = [name for name, service in config.remote.items() if service.transcription_languages]
    before = [_engine(config, name) for name in listening if name == first]
    behind = [_engine(config, name) for name in listening if name != first]
    return (*before, *local, *behind)


def remote_patience_s(config: Config, usual_s: float) -> float:
    """How long an ask may take altogether, where a service has longer times than usual."""
    return max([usual_s, *(service.first_byte_timeout_s + _LOCAL_S for service in config.remote.values())])


def _engine(config: Config, name: str) -> ListenerEngine:
    spec = EngineSpec(name, to_options(config.remote[name].settings(name)), FACTORY)
    return ListenerEngine(spec, workers=1, remote=True)
