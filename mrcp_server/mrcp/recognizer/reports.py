"""What the channel tells a recognizer about the work that its actions started. The rules are those of
`synthesizer.reports`: `now` is monotonic, and what follows from a report is what `table.TABLE` has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mrcp_server.mrcp.recognizer.table import Report, State, Step
from mrcp_server.mrcp.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars, MatchState, RecognitionResult, Waveform
    from mrcp_server.mrcp.wire.codes import RecognitionCause


@dataclass(frozen=True, slots=True)
class RecognitionFailure:
    """Why grammars could not be loaded, or a recognition broke off."""

    cause: RecognitionCause
    """For grammars one of 004, 005, 006, 009, 010, 016; for a recognition 006, 009 or 010."""
    reason: str = ""
    """For the client's log (Completion-Reason)."""
    failed_uri: str | None = None
    failed_uri_cause: str | None = None


class RecognizerReports(Resource[State, Step]):
    """Reports that `Recognizer` takes."""

    def grammars_loaded(
        self, request_id: int, grammars: Grammars, now: float, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """A LoadGrammars has been carried out."""
        return self._take(Report.GRAMMARS_LOADED, request_id, grammars, now, new_cookies)

    def grammars_failed(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        """A LoadGrammars has failed."""
        return self._take(Report.GRAMMARS_FAILED, request_id, failure, now)

    def speech_started(self, request_id: int, now: float, *, too_early: bool = False) -> list[Action]:
        """The caller begins to speak, or goes on after a pause. `too_early`: was speaking already when the recognition
        began; the machine knows whether the request is to end with 007 for it."""
        return self._take(Report.SPEECH_STARTED, request_id, now, too_early)

    def speech_ended(self, request_id: int, now: float, *, is_asked: bool = False) -> list[Action]:
        """The caller fell silent; `now` is the instant of it, even if it is noticed later. `is_asked`: the engine has
        been asked what was said, and `recognized_so_far` follows unless the caller speaks on."""
        return self._take(Report.SPEECH_ENDED, request_id, now, is_asked)

    def recognized_so_far(self, request_id: int, state: MatchState | None, now: float) -> list[Action]:
        """How far the speech so far fits the grammars; None: the engine cannot tell."""
        return self._take(Report.RECOGNIZED_SO_FAR, request_id, state, now)

    def input_ended(self, request_id: int, now: float, *, digits: str = "") -> list[Action]:
        """All audio of the Input-Waveform-URI was taken, and `digits` as tones of keys in it. Where there was speech
        `speech_started` came before."""
        return self._take(Report.INPUT_ENDED, request_id, digits, now)

    def key(self, digit: str, now: float) -> list[Action]:
        """The caller pressed a key: one report a key, whether or not any request takes keys."""
        return self._take(Report.KEY, digit, now)

    def recognized(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        """The answer to a Decode."""
        return self._take(Report.RECOGNIZED, request_id, result, now)

    def interpreted(self, request_id: int, result: RecognitionResult, now: float) -> list[Action]:
        """The answer to an InterpretText."""
        return self._take(Report.INTERPRETED, request_id, result, now)

    def recognition_failed(self, request_id: int, failure: RecognitionFailure, now: float) -> list[Action]:
        """A recognition or interpretation broke off."""
        return self._take(Report.RECOGNITION_FAILED, request_id, failure, now)

    def waveform_stored(self, request_id: int, waveform: Waveform | None, now: float) -> list[Action]:
        """The answer to a StoreWaveform; None when there is nothing or it could not be kept."""
        return self._take(Report.WAVEFORM_STORED, request_id, waveform, now)
