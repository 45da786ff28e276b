"""DTMF input of one RECOGNIZE: digits against grammars, terminating key and timers (§9.4.17-9.4.19, §9.9).

    after the last digit     waits for                       then
    PARTIAL, NONE            DTMF-Interdigit-Timeout         no match
    COMPLETE                 DTMF-Interdigit-Timeout         match
    COMPLETE_NO_MORE         DTMF-Term-Timeout, or nothing   match

DTMF-Term-Timeout is how long the terminating key is waited for. "Nothing" when there is none: whatever the time-out,
there is nothing to wait for. These are all the timers that keys have, as in VoiceXML 2.0 (appendix D.1). In hotword
mode the inter-digit timeout ends what is only the beginning of the digits that are looked for.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Final

from mrcp_server.mrcp.recognizer.recognition_result import MatchState

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars
    from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters

# §12.6 warns of buffers; nobody types this much ahead.
MAX_TYPED_AHEAD: Final = 128
MAX_KEYS: Final = 500
"""Of one input, as many as built-in digits may ask for: whoever goes on pressing has come to its end."""


class Verdict(Enum):
    """What a key or a timer decided."""

    MORE = "more"
    MATCH = "match"
    NO_MATCH = "no-match"
    NOT_MINE = "not-mine"
    """The input was complete; this key belongs to the next one."""


class DtmfInput:
    """Collects the digits of one RECOGNIZE."""

    def __init__(self, grammars: Grammars, parameters: RecognizeParameters) -> None:
        self._grammars = grammars
        self._parameters = parameters
        self._matcher = grammars.digits()
        self.digits = ""
        """Pressed so far, without the terminating key."""
        self.state = MatchState.PARTIAL
        self.deadline: float | None = None
        """When `expire` is due."""

    @property
    def complete(self) -> bool:
        """Whether the digits so far are an input."""
        return bool(self.digits) and self.state in (MatchState.COMPLETE, MatchState.COMPLETE_NO_MORE)

    def press(self, digit: str, now: float) -> Verdict:
        """Take one key."""
        if self._parameters.hotword:
            return self._press_hotword(digit, now)
        if digit == self._parameters.dtmf_term_char:
            return Verdict.MATCH if self.complete else Verdict.NO_MATCH
        if self.digits and self.state is MatchState.COMPLETE_NO_MORE:
            return Verdict.NOT_MINE
        self.digits += digit
        # After a wrong digit nothing that follows makes it right again.
        if self.state is not MatchState.NONE:
            self.state = self._matcher.feed(digit)
        return self._wait(now) if len(self.digits) < MAX_KEYS else self.expire()

    def _wait(self, now: float) -> Verdict:
        parameters = self._parameters
        wait_ms = parameters.dtmf_interdigit_timeout_ms
        if self.state is MatchState.NONE and parameters.early_no_match:
            return Verdict.NO_MATCH
        if self.state is MatchState.COMPLETE_NO_MORE:
            if not parameters.dtmf_term_char:
                return Verdict.MATCH
            wait_ms = parameters.dtmf_term_timeout_ms
        self.deadline = now + wait_ms / 1000
        return Verdict.MORE

    def _press_hotword(self, digit: str, now: float) -> Verdict:
        """Look for a grammar's digits anywhere: when they stop to fit, the longest tail that fits is kept (§9.9)."""
        if len(self.digits) == MAX_KEYS:
            self.forget()
        self.digits += digit
        self.state = self._matcher.feed(digit)
        while self.state is MatchState.NONE and self.digits:
            tail = self.digits[1:]
            self.forget()
            for one in tail:
                self.digits += one
                self.state = self._matcher.feed(one)
        self.deadline = now + self._parameters.dtmf_interdigit_timeout_ms / 1000 if self.digits else None
        return Verdict.MATCH if self.complete else Verdict.MORE

    def expire(self) -> Verdict:
        """No further key came in time."""
        self.deadline = None
        return Verdict.MATCH if self.complete else Verdict.NO_MATCH

    def forget(self) -> None:
        """Begin anew, as if no key had been pressed."""
        self._matcher = self._grammars.digits()
        self.digits = ""
        self.state = MatchState.PARTIAL
        self.deadline = None


class TypeAhead:
    """Keys pressed while no RECOGNIZE wanted them (§9.4.31)."""

    def __init__(self) -> None:
        self._keys: deque[tuple[str, float]] = deque(maxlen=MAX_TYPED_AHEAD)

    def press(self, digit: str, now: float) -> None:
        """Keep one key."""
        self._keys.append((digit, now))

    def put_back(self, digit: str, now: float) -> None:
        """A key that turned out to belong to the next RECOGNIZE: it goes before all others."""
        self._keys.appendleft((digit, now))

    def clear(self) -> None:
        """Clear-DTMF-Buffer, or another caller (New-Audio-Channel)."""
        self._keys.clear()

    def take(self, now: float, buffer_time_ms: int) -> str | None:
        """The oldest key that is not older than DTMF-Buffer-Time; None when there is none."""
        while self._keys:
            digit, pressed_at = self._keys.popleft()
            if now - pressed_at <= buffer_time_ms / 1000:
                return digit
        return None
