"""What was heard, pressed or written → what it means by the active grammars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.documents.matcher import Status

if TYPE_CHECKING:
    from engine.grammar_set import GrammarSet
    from engine.hearing import Heard, HeardWord


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading. `grammar` indexes `GrammarSet.grammars`; -1: none (open speech, or nothing matched).

    `instance` is the content of an NLSML instance, well-formed and escaped; None where the grammar gives the text no
    other meaning. `value` is the same as JSON's kinds. `words` have times where speech was heard.
    `semantics_failed`: the words match, but their meaning could not be computed (cause 012).
    """

    text: str
    confidence: float
    grammar: int = -1
    uri: str = ""
    mode: str = "speech"
    instance: str | None = None
    value: object = None
    words: tuple[HeardWord, ...] = ()
    semantics_failed: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """`alternatives` are full matches, best first, no two with the same text and meaning. `partial`: what was heard
    only begins a sentence. `rejected`: the best of what matches nothing. `status` is about the best hypothesis."""

    alternatives: tuple[Meaning, ...] = ()
    partial: Meaning | None = None
    rejected: Meaning | None = None
    status: Status = Status.NONE


class Understander:
    """Gives meanings; owns the processes and threads in which matching and scripts run, so nothing here ever blocks.

    `scripts` is how many scripts may run at the same time; one that does not end is killed in 200 ms.
    """

    def __init__(self, scripts: int = 2) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """End the script workers."""
        raise NotImplementedError

    async def speech(self, heard: Heard, grammars: GrammarSet, n_best: int = 1) -> Understood:
        """What was heard means this. Never raises for what was said or how grammars are written."""
        raise NotImplementedError

    async def digits(self, keys: str, grammars: GrammarSet, n_best: int = 1) -> Understood:
        """What these keys mean by the DTMF grammars; confidence 1."""
        raise NotImplementedError

    async def text(self, text: str, grammars: GrammarSet, n_best: int = 1) -> Understood:
        """What this text means (INTERPRET), by the grammars of either mode; confidence 1."""
        raise NotImplementedError
