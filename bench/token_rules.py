"""The rules by which two voice-agent frameworks cut token streams, as small reference functions for comparison.

Written from the behaviour that their documentation and users describe, not from their code; they serve the bench only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|Inc|Ltd|Co|No|approx|e\.g|i\.e|a\.m|p\.m|U\.S)|\b[A-Z])\.$"
)
_STOP = re.compile(r"[.!?…。！？]+[\"')\]”’]*")


@dataclass
class LookAheadRule:
    """pipecat's: after sentence punctuation, decide at the first character that is no blank; nothing leaves otherwise.

    An abbreviation that is known is no end; text without an end waits for the end of the answer.
    """

    text: str = ""

    def push(self, token: str) -> list[str]:
        self.text += token
        pieces = []
        position = 0
        while match := _STOP.search(self.text, position):
            position = match.end()
            rest = self.text[match.end() :]
            solid = match[0][0] in "。！？"
            if not solid and (not rest.strip() or not rest[0].isspace()):
                if not rest.strip():
                    break
                continue
            if _ABBREVIATIONS.search(self.text[: match.end()]) or rest.lstrip()[:1].islower():
                continue
            pieces.append(self.text[: match.end()].strip())
            self.text, position = rest, 0
        return pieces

    def flush(self) -> list[str]:
        text, self.text = self.text.strip(), ""
        return [text] if text else []


_TITLES = re.compile(r"\b(Mr|St|Mrs|Ms|Dr)\.")
_SUFFIXES = re.compile(r"\b(Inc|Ltd|Jr|Sr|Co)\.(?!\s+[A-Z])")
_SITES = re.compile(r"\.(com|net|org|io|gov|edu|me)\b")
_FIGURES = re.compile(r"(\d)\.(\d)")
_ACRONYMS = re.compile(r"\b([A-Z])\.(?=[A-Z]\.|\s?[a-z])")


@dataclass
class ContextRule:
    """LiveKit's basic tokenizer: ends by regular expressions, a sentence of 20 characters and 10 more behind it."""

    least_sentence: int = 20
    context: int = 10
    text: str = ""
    protected: str = field(default="\x01", repr=False)

    def _sentences(self) -> list[int]:
        text = self.text
        for pattern in (_TITLES, _SUFFIXES, _ACRONYMS):
            text = pattern.sub(lambda match: match[0].replace(".", self.protected), text)
        text = _SITES.sub(lambda match: match[0].replace(".", self.protected), text)
        text = _FIGURES.sub(rf"\1{self.protected}\2", text)
        ends = [match.end() for match in re.finditer(r"[.!?。！？]+[\"”]?", text)]
        merged, start = [], 0
        for end in ends:
            if end - start >= self.least_sentence:
                merged.append(end)
                start = end
        return merged

    def push(self, token: str) -> list[str]:
        self.text += token
        pieces: list[str] = []
        while True:
            ends = self._sentences()
            if not ends or len(self.text) - ends[0] < self.context:
                return pieces
            pieces.append(self.text[: ends[0]].strip())
            self.text = self.text[ends[0] :].lstrip()

    def flush(self) -> list[str]:
        text, self.text = self.text.strip(), ""
        return [text] if text else []
