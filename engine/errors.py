"""What can go wrong with speech.

::

    EngineError               retryable: another worker, or the same later, may manage it
    ├── LanguageUnsupportedError   no voice or model for the language (RFC 6787 §8.4.4: 005, §9.4.11: 010)
    ├── VoiceUnavailableError      a required voice does not exist
    ├── ClipError                  a recording cannot be had and has no fallback (003); names its URI
    ├── SynthesisError             an engine cannot speak this piece; another voice may
    ├── WorkerLostError            the process died, or hung and was killed
    ├── TooMuchWorkError           what a stranger sent takes more time or memory than one request may
    ├── DeadlyInputError           it crashed a worker, now or before; nobody else tries it
    └── OverloadedError            the queue before the workers is full, or nobody comes to it in time
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class EngineError(Exception):
    """Speech could not be made. `retryable` says whether another try has a chance."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


class LanguageUnsupportedError(EngineError):
    """No voice speaks `language`, or no model recognises it."""

    def __init__(self, language: str, lacking: str = "voice", available: Sequence[str] = ()) -> None:
        """`available` are languages that it could have been."""
        there = f"; there are: {', '.join(available)}" if available else ""
        super().__init__(f"no {lacking} for language {language!r}{there}")
        self.language = language


class VoiceUnavailableError(EngineError):
    """No voice has the features that the document requires."""


class ClipError(EngineError):
    """The recording at `uri` cannot be fetched or decoded, and there is nothing to say instead."""

    def __init__(self, uri: str, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason, retryable=retryable)
        self.uri = uri


class SynthesisError(EngineError):
    """An engine could not speak a piece, and says why."""


class WorkerLostError(EngineError):
    """A worker process ended, or was ended because it hung, while it held the piece."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, retryable=True)


class DeadlyInputError(EngineError):
    """A worker crashed of it: it is not tried on another one, now or when it comes again."""


class TooMuchWorkError(EngineError):
    """Content takes more work, time or memory than one request may: it is given up, and would be again."""


class OverloadedError(EngineError):
    """More wait for a worker than the limit allows, or it took too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, retryable=True)
