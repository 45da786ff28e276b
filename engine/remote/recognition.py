"""What a recognizer is that hears elsewhere: its worker waits for many answers at once and works on none.

The rules of `engine.recognition` hold, but these:

1. All calls come from one event loop, and none may block it. `RemoteListener.ask` waits as long as it has to, beside
   the asks of all others; a service that hangs so holds up nobody else.
2. A listener bounds its own waiting: an `EngineError` in time lets another engine hear the same audio.
3. It takes grammars by transcribing: the transcript is matched against them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.interface import Samples
    from engine.recognition import Abilities, RecognitionSpec, RecognizerResult
    from engine.remote.guard import ServiceChange, ServiceFigures


class RemoteListener(Protocol):
    """One caller's audio on its way to a service."""

    def push(self, samples: Samples) -> None:
        """Take the next audio, at the rate of the spec."""

    async def ask(self, *, final: bool, interim: bool) -> RecognizerResult:
        """Say what is recognised so far; `interim` is as in `RecognitionSession.ask`, and asks nobody. More audio may
        come meanwhile and afterwards. It is cancelled when nobody wants to know any more.

        Raises:
            EngineError: there is no answer.
        """

    def reset(self) -> None:
        """Forget all audio."""

    def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""


class RemoteRecognizer(Protocol):
    """A recognition engine that asks others; made in its worker, inside the event loop."""

    def abilities(self) -> Abilities:
        """What it can recognise; the same for ever."""

    def open(self, spec: RecognitionSpec) -> RemoteListener:
        """Make a listener.

        Raises:
            LanguageUnsupportedError: the service is not configured for the language.
            EngineError: the service takes nobody now.
        """

    def on_change(self, tell: Callable[[ServiceChange], None]) -> None:
        """Have `tell` called when the service becomes unusable, and when it works again."""

    def figures(self) -> ServiceFigures:
        """How the service stands now."""

    async def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""
