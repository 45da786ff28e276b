"""What the session tells a recognizer about the work that its actions started. The rules are those of `reports`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.codes import RecognitionCause
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars, MatchState, RecognitionResult, Waveform


@dataclass(frozen=True, slots=True)
class RecognitionFailure:
    """Why grammars could not be loaded, or a recognition broke off.

    `cause` for grammars is one of 004, 005, 006, 009, 010, 016; for a recognition 006, 009 or 010.
    """

    cause: RecognitionCause
    reason: str = ""
    """For the client's log (Completion-Reason)."""
    failed_uri: str | None = None
    failed_uri_cause: str | None = None


class RecognizerReports(Protocol):
    """Reports that `Recognizer` takes."""

    def grammars_loaded(
        self, request_id: int, grammars: Grammars, now: float, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """A LoadGrammars has been carried out."""

    def grammars_failed(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        """A LoadGrammars has failed."""

    def speech_started(self, request_id: int, now: float, *, too_early: bool = False) -> list[Action]:
        """The caller begins to speak, or goes on after a pause. `too_early`: was speaking already when the
        listening began; the machine knows whether the request is to end with 007 for it."""

    def speech_ended(self, request_id: int, now: float) -> list[Action]:
        """The caller fell silent; `now` is the instant of it, even if it is noticed later."""

    def heard(self, request_id: int, state: MatchState, now: float) -> list[Action]:
        """How far the speech so far fits the grammars, from engines that know."""

    def input_ended(self, request_id: int, now: float, *, digits: str = "") -> list[Action]:
        """All audio of the Input-Waveform-URI has been heard, and `digits` as tones of keys in it. Where there was
        speech `speech_started` came before."""

    def key(self, digit: str, now: float) -> list[Action]:
        """The caller pressed a key: one report a key, whether or not anything is listening."""

    def recognized(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        """The answer to a Decode."""

    def interpreted(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        """The answer to an InterpretText."""

    def recognition_failed(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        """A recognition or interpretation broke off."""

    def waveform_stored(self, request_id: int, waveform: Waveform | None, now: float) -> list[Action]:
        """The answer to a StoreWaveform; None when there is nothing or it could not be kept."""
