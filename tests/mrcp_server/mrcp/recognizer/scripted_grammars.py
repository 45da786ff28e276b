"""Scripted grammars: sentences of digits, with or without speech."""

from __future__ import annotations

from mrcp_server.mrcp.recognizer.recognition_result import MatchState


class Digits:
    """Matches against a fixed set of digit strings."""

    def __init__(self, sentences: frozenset[str]) -> None:
        self._sentences = sentences
        self._fed = ""

    def feed(self, digit: str) -> MatchState:
        """The next digit."""
        self._fed += digit
        longer = any(one != self._fed and one.startswith(self._fed) for one in self._sentences)
        if self._fed in self._sentences:
            return MatchState.COMPLETE if longer else MatchState.COMPLETE_NO_MORE
        return MatchState.PARTIAL if longer else MatchState.NONE


class ScriptedGrammars:
    """`ScriptedGrammars("1", "12")` takes these digits; with `speech` also speech. `dropped_tags` is what they tell."""

    def __init__(self, *sentences: str, speech: bool = False, dropped_tags: str = "") -> None:
        self._sentences = frozenset(sentences)
        self.speech = speech
        self.dtmf = bool(sentences)
        self.dropped_tags = dropped_tags

    def digits(self) -> Digits:
        """A fresh matcher."""
        return Digits(self._sentences)


SPEECH = ScriptedGrammars(speech=True)
PIN = ScriptedGrammars("1234")
OPEN = ScriptedGrammars("1", "12", "123")
BOTH = ScriptedGrammars("1", "2", speech=True)
