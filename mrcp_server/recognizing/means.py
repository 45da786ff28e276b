"""What there is to recognize with, for SET-PARAMS and GET-PARAMS of a recognizer (RFC 6787 §6.1)."""

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.workers.engine_choice import rank_engines
from engine.workers.listener_pool import ListenerPool
from mrcp_server.mrcp.recognizer.result_form import WORD_TIMES

_HEEDED = frozenset({WORD_TIMES})
"""Vendor-specific parameters that change something; no recognizer has any of its own."""


class RecognizingMeans:
    """Languages of the recognizers; implements `mrcp.parameters.Means`."""

    def __init__(self, pool: ListenerPool, *, language: str, fetch_timeout_ms: int, speech: bool = True) -> None:
        """`language` is heard, and `fetch_timeout_ms` waited for a grammar, where nobody says otherwise. `speech`
        False: keys are all that is taken, in any language."""
        self._pool = pool
        self._speech = speech
        self._in_force = {"speech-language": language, "fetch-timeout": str(fetch_timeout_ms)}

    def set_fetch_timeout(self, timeout_ms: int) -> None:
        """So long is waited for a grammar from now on, where nobody says otherwise."""
        self._in_force = self._in_force | {"fetch-timeout": str(timeout_ms)}

    def has(self, name: str, value: Any) -> bool:
        """False for a language that no recognizer hears."""
        if name != "speech-language" or not self._speech:
            return True
        try:
            return bool(rank_engines(self._pool.engine_abilities, (value,)))
        except EngineError:
            return False

    def heeds(self, vendor_name: str) -> bool:
        """Whether it is one of ours."""
        return vendor_name in _HEEDED

    def in_force(self, _typed: Mapping[str, Any]) -> Mapping[str, str]:
        """The language, and how long a fetch may take."""
        return self._in_force
