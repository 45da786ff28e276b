"""What control and a listener worker say to each other, cut into messages as `engine.workers.framing` tells.

There is one pipe, since an ask is about the audio in front of it. Whoever says what an ask is about says so by session
and number; numbers ascend over the whole worker.

==================================  ===========================================
control → worker                    worker → control
==================================  ===========================================
ListenerSetup                       ListenerReady or Broken
Open, PushAudio, Ask, Reset, Close  Working, Opened, Answer, Refused, Alive,
                                    ServiceChanged, Retiring
==================================  ===========================================
"""

from __future__ import annotations

import msgspec

from engine.errors import EngineError
from engine.recognition import Abilities, RecognitionSpec, RecognizerResult
from engine.registry import EngineSpec
from engine.remote.guard import ServiceFigures
from engine.workers.notices import Broken, Retiring


class ListenerSetup(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The first message: what the worker is to be."""

    engine: EngineSpec
    memory_bytes: int
    niceness: int


class Open(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Make a listener. Answered by Opened or Refused."""

    session: int
    number: int
    spec: RecognitionSpec


class PushAudio(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """Audio, 16-bit little-endian."""

    session: int
    pcm: bytes


class Ask(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """What was heard so far? Answered by Answer or Refused, unless Reset or Close comes in between."""

    session: int
    number: int
    final: bool
    interim: bool = False
    """The caller goes on speaking; see `RecognitionSession.ask`."""


class Reset(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """Forget the audio and drop asks."""

    session: int


class Close(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """Forget the session."""

    session: int


class ListenerReady(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """The engine is set up."""

    abilities: Abilities


# Broken has tag 1, Retiring 2.


class Working(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """This Open or Ask is begun: if the worker now dies, it died of that."""

    number: int


class Opened(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """The listener is there."""

    session: int


class Alive(msgspec.Struct, frozen=True, array_like=True, tag=7):
    """A worker that waits for others: said while it owes an answer, and when its service's figures have changed."""

    figures: ServiceFigures


class ServiceChanged(msgspec.Struct, frozen=True, array_like=True, tag=8):
    """The service behind a recognizer that hears elsewhere becomes usable, or unusable: see `ServiceChange`."""

    usable: bool
    fault: str
    reason: str


class Answer(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """What was heard."""

    session: int
    number: int
    heard: RecognizerResult


class Refused(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """An Open or an Ask cannot be done."""

    session: int
    number: int
    reason: str
    retryable: bool = False
    language: str = ""
    """The one that there is no model for, where that is the reason."""


def refusal(session: int, number: int, error: Exception) -> Refused:
    """What is told when an engine raises `error` at an Open, an Ask or audio (number 0)."""
    if isinstance(error, EngineError):
        return Refused(session, number, error.reason, error.retryable)
    return Refused(session, number, f"{type(error).__name__}: {error}")


ListenerCommand = ListenerSetup | Open | PushAudio | Ask | Reset | Close
ListenerNotice = ListenerReady | Broken | Retiring | Working | Opened | Answer | Refused | Alive | ServiceChanged
