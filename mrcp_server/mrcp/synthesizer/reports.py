"""What the channel tells a synthesizer about the work that its actions started.

`now` is CLOCK_MONOTONIC in seconds. `ntp` is the 64-bit NTP timestamp of the instant in the RTP stream, as the media
plane saw it (tied to RTP by its RTCP sender reports, §8.4.8); without it the resource derives one from `now`.
Every report returns the actions that follow from it: those of its row in `table.TABLE`. A report about a request that
is no longer outstanding is stale (a STOP crossed it) and yields nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from mrcp_server.mrcp.errors import LocalProtocolError
from mrcp_server.mrcp.resource import Resource
from mrcp_server.mrcp.synthesizer.table import Report, State, Step
from mrcp_server.mrcp.wire.codes import SPEAK_FAILURES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.wire.codes import SpeakCause


class JumpOutcome(Enum):
    """How a JumpSpeaking ended."""

    MOVED = "moved"
    RESTARTED = "restarted"
    """The target lay at or before the beginning: speaking begins anew (Speak-Restart, §8.4.14)."""
    PAST_END = "past-end"
    """The target lay behind the end: the SPEAK is over. No `finished` needs to follow."""
    UNKNOWN_MARK = "unknown-mark"
    """The data has no such mark; nothing was moved."""
    FAILED = "failed"
    """It could not be done; nothing was moved."""


@dataclass(frozen=True, slots=True)
class SpeakFailure:
    """Why a SPEAK or a lexicon failed."""

    cause: SpeakCause
    """One of `codes.SPEAK_FAILURES`."""
    reason: str = ""
    """For the client's log (Completion-Reason)."""
    failed_uri: str | None = None
    failed_uri_cause: str | None = None
    """Response code or text of the URI's protocol ("404 Not Found", "timeout"); §8.4.13 wants it with failed_uri."""


class SynthesizerReports(Resource[State, Step]):
    """Reports that `Synthesizer` takes."""

    def started(self, request_id: int, now: float, ntp: int | None = None) -> list[Action]:
        """The first packet of this SPEAK has left."""
        return self._take(Report.STARTED, request_id, now, ntp)

    def marked(self, request_id: int, name: str, now: float, ntp: int | None = None) -> list[Action]:
        """Playout reached the mark `name`."""
        return self._take(Report.MARKED, request_id, now, ntp, name)

    def finished(
        self, request_id: int, now: float, ntp: int | None = None, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """The last packet of this SPEAK has left. `new_cookies`: Set-Cookie values an origin server gave us."""
        return self._take(Report.FINISHED, request_id, now, ntp, tuple(new_cookies))

    def failed(
        self,
        request_id: int,
        failure: SpeakFailure,
        now: float,
        ntp: int | None = None,
        *,
        new_cookies: Sequence[str] = (),
    ) -> list[Action]:
        """This SPEAK, active or still queued, cannot be spoken to its end. Raises: LocalProtocolError for a cause that
        is not a failure's."""
        if failure.cause not in SPEAK_FAILURES:
            raise LocalProtocolError(f"a SPEAK cannot fail with {failure.cause!r}")
        return self._take(Report.FAILED, request_id, now, ntp, failure, tuple(new_cookies))

    def stopped(self, request_ids: Collection[int], now: float, ntp: int | None = None) -> list[Action]:
        """What a StopSpeaking named is silent. `request_ids`: those of the action (any non-empty part will do)."""
        return self._take(Report.STOPPED, request_ids, now, ntp)

    def killed(self, sync_id: str, now: float, ntp: int | None = None) -> list[Action]:
        """The media plane itself silenced the active SPEAK because the caller began to speak (barge-in reflex).

        `sync_id` is the Proxy-Sync-Id of the START-OF-INPUT. Call it after that event has been sent.
        """
        return self._take(Report.KILLED, sync_id, now, ntp)

    def jumped(self, request_id: int, outcome: JumpOutcome, now: float, ntp: int | None = None) -> list[Action]:
        """A JumpSpeaking has been carried out, or not. PAST_END may follow MOVED: how long the rest is shows when it is
        made."""
        return self._take(Report.JUMPED, request_id, outcome, now, ntp)

    def lexicon_loaded(self, request_id: int, now: float, *, new_cookies: Sequence[str] = ()) -> list[Action]:
        """A LoadLexicon has been carried out."""
        return self._take(Report.LEXICON_LOADED, request_id, None, new_cookies, now)

    def lexicon_failed(
        self, request_id: int, failure: SpeakFailure, now: float, *, new_cookies: Sequence[str] = ()
    ) -> list[Action]:
        """A LoadLexicon has failed: URI_FAILURE, LEXICON_LOAD_FAILURE or ERROR."""
        return self._take(Report.LEXICON_FAILED, request_id, failure, new_cookies, now)
