"""The utterance planner: a language model's tokens → pieces that can be spoken, neither late nor cut wrongly.

A piece leaves at an end of sentence that really is one. It leaves earlier, at a clause, only when the listener would
otherwise wait: nothing is playing (or nearly nothing) and the sentence did not end within a moment. It leaves without
the look-ahead that would decide an end when the stream stalls. A long sentence is cut before it is too long for an
engine.

Pure: tokens, `now` and how far the audio reaches go in, pieces and the next timer come out. Call `push` for each token,
`handle_timer` when `next_timer` is due, `playing` when more is known about playout, `flush` at the end, `clear` on
interruption.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from engine.documents.sentences import TERMINATOR, cut_before, is_end, sentence_ends
from engine.tokens.spoken_text import (
    TAG,
    machine_text,
    masked,
    says_something,
    spoken,
    unfinished,
    without_tags,
)

Reason = Literal["sentence", "clause", "words", "length", "stall", "flush"]

# Tokens of nothing but letters, figures and blanks cannot end anything.
_PLAIN = re.compile(r"[ \w']*").fullmatch
# Nor can signs inside a sentence, while enough is playing for clauses not to matter.
_PLAIN_WITHIN = re.compile(r"[ \w',;:()\"$%/&+-]*").fullmatch
_BORDER = re.compile(rf"{TERMINATOR.pattern}|\n+")
# Behind a figure a comma may go on as "1,000" or "March 3, 2025".
_CLAUSE = re.compile(r"(?<!\d)[,;:](?=\s|\Z)|(?<=\d)[,;:](?=\s+[^\d\s])|[—–](?=\s)|\s-(?=\s)|[、，；：،؛]")
# Behind "29" or in a web address a full stop is often not the end.
_RISKY_STOP = re.compile(r"(?:\d|[/@.]\w*)\.\Z")
# Words that begin a clause: better to cut before one than between any two.
_CONJUNCTION = re.compile(r"\s(?=(?:and|but|or|so|because|which|that|who|while|when|if|with|for|to|in|on|at|as)\s)")


@dataclass(frozen=True, slots=True)
class Speakable:
    """A piece to be spoken."""

    text: str
    """Free of markdown and emoji."""
    reason: Reason
    closes: bool = True
    """A sentence ends with it."""
    marked_up: bool = False
    """It holds XML tags, balanced."""


@dataclass(frozen=True, slots=True)
class PlannerOptions:
    """Times are seconds."""

    clause_wait_s: float = 0.15
    """While nothing plays, how long a clause waits for the end of its sentence."""
    stall_s: float = 0.12
    """How long without a token until an end of sentence is believed that a next word would have decided."""
    risky_stall_s: float = 0.22
    """The same behind a figure or in an address."""
    words_wait_s: float = 0.9
    """While nothing plays, how long text without any clause waits."""
    lead_s: float = 0.3
    """What making and sending audio takes: so long before the audio ends, more is wanted."""
    least_clause_characters: int = 15
    """A shorter clause is spoken alone only when the stream stalls."""
    least_words_characters: int = 40
    longest_characters: int = 250
    characters_per_s: float = 15.0
    """Speaking rate, to estimate how long a piece plays until `playing` tells."""


DEFAULT_OPTIONS = PlannerOptions()
# A leaked tool call or a code fence can begin here.
_MACHINE_SIGN = re.compile("[{`<]")
_LOOK_AGAIN_S = 0.05
_MOST_AT_ONCE = 4_000
_SHORT_MACHINE_TEXT = 250
_NOTHING: tuple[Speakable, ...] = ()


class Planner:
    """Plans one answer after another of one stream."""

    def __init__(self, language: str = "en", options: PlannerOptions = DEFAULT_OPTIONS) -> None:
        self._language = language
        self._options = options
        self._longest = options.longest_characters
        self._covered_until = -math.inf
        self._reset()

    def _reset(self) -> None:
        self._text = ""
        self._tail: list[str] = []
        self._length = 0
        self._scanned = 0
        """No end of sentence lies before this offset."""
        self._undecided = 0
        """The offset behind a terminator that the next word decides; 0 when there is none."""
        self._clause = 0
        """The offset behind the last clause that may be spoken; 0 when there is none."""
        self._clause_at = math.inf
        self._first_at = math.inf
        self._last_at = -math.inf
        self._plain = _PLAIN
        self._machine_seen = 0
        """The length at which a tool call was found not to be whole; 0 when none was."""
        self._machine_again = 0
        """The length from which on a tool call that is not whole is looked at again."""
        self._tried_at = -math.inf
        """When a timer was handled and no token came since."""
        self._deadline = -math.inf
        """From when on even a token of plain letters is a reason to look."""

    @property
    def held(self) -> str:
        """The text that was pushed and has not left yet."""
        return self._text + "".join(self._tail)

    def push(self, token: str, now: float) -> tuple[Speakable, ...]:
        """Take the next token; return the pieces that are ready, most often none.

        A whole document for a token is taken in parts, so that what a look costs is bounded whatever is sent.
        """
        if len(token) > _MOST_AT_ONCE:
            parts = (token[at : at + _MOST_AT_ONCE] for at in range(0, len(token), _MOST_AT_ONCE))
            return tuple([piece for part in parts for piece in self.push(part, now)])
        self._tail.append(token)
        self._length += len(token)
        self._last_at = now
        self._tried_at = -math.inf
        if now < self._deadline and self._length < self._longest and self._plain(token):
            return _NOTHING
        return self._look(now, stalled=False)

    def playing(self, until: float, now: float) -> tuple[Speakable, ...]:
        """Say until when the audio of the pieces so far plays, which was an estimate before."""
        self._covered_until = until
        return self.handle_timer(now)

    def next_timer(self) -> float | None:
        """When `handle_timer` should be called if no token comes before; None for not at all."""
        if not self._length:
            return None
        stall = self._last_at + self._options.stall_s
        times = [max(self._flow_due(), stall), self._wanted_from(), max(stall, self._wanted_from())]
        if self._undecided:
            times.append(self._stall_due(self._options.risky_stall_s))
        # A timer that found nothing to say need not be repeated before something changes.
        settled = max(self._tried_at, self._last_at)
        return min((time for time in times if settled < time < math.inf), default=None)

    def handle_timer(self, now: float) -> tuple[Speakable, ...]:
        """Let time pass; return the pieces that should not wait any longer."""
        self._tried_at = now
        return self._look(now, stalled=True) if self._length else _NOTHING

    def flush(self, now: float) -> tuple[Speakable, ...]:
        """Return all that is left: the answer has ended, or the client wants it spoken now."""
        text = self.held
        self._reset()
        pieces: list[Speakable] = []
        skipped = machine_text(text)
        text = "" if skipped is None else text[skipped:]
        start = 0
        for end in sentence_ends(text, self._language):
            while end - start > self._longest:
                middle = cut_before(text, start, self._longest)
                self._add(pieces, text[start:middle], "length", now, closes=False)
                start = middle
            self._add(pieces, text[start:end], "flush", now)
            start = end
        return tuple(pieces)

    def clear(self) -> str:
        """Forget what is held, after an interruption; return it, since it was not spoken."""
        held = self.held
        self._reset()
        self._covered_until = -math.inf
        return held

    # --- looking at the text ----------------------------------------------------------------------------------------

    def _look(self, now: float, *, stalled: bool) -> tuple[Speakable, ...]:
        """Find what can leave. `stalled`: called by the timer, so that no token came meanwhile."""
        self._text += "".join(self._tail)
        self._tail.clear()
        if self._first_at is math.inf and self._text:
            self._first_at = now
        if _MACHINE_SIGN.search(self._text) and not self._skip_machine_text(stalled=stalled):
            self._deadline = -math.inf
            return _NOTHING
        pieces: list[Speakable] = []
        self._take_sentences(pieces, now)
        self._take_length(pieces, self._length, now)
        # While enough is playing, clauses do not matter yet.
        covered = now + self._options.clause_wait_s < self._wanted_from()
        self._plain = _PLAIN_WITHIN if covered else _PLAIN
        if not covered:
            self._find_clause(now)
            if now >= (self._due() if stalled else self._flow_due()):
                self._take_early(pieces, now)
        self._deadline = self._next_look(now)
        return tuple(pieces)

    def _next_look(self, now: float) -> float:
        if self._undecided or not self._text:
            return -math.inf
        # Where nothing could leave although it was time, look again soon, not at every token.
        return max(self._flow_due(), self._wanted_from() - self._options.clause_wait_s, now + _LOOK_AGAIN_S)

    def _skip_machine_text(self, *, stalled: bool) -> bool:
        """Drop a leaked tool call at the front; False while it is not whole."""
        if self._length == self._machine_seen or (self._length < self._machine_again and not stalled):
            return False
        skipped = machine_text(self._text)
        if skipped is None:
            # A long one is read again when it has grown by a part of itself, or each token would cost its whole length.
            self._machine_seen = self._length
            self._machine_again = self._length if self._length < _SHORT_MACHINE_TEXT else self._length * 21 // 20
            return False
        if skipped:
            self._drop(skipped)
        return True

    def _take_sentences(self, pieces: list[Speakable], now: float) -> None:
        self._undecided = 0
        text, limit = masked(self._text), self._limit()
        while True:
            match = _BORDER.search(text, self._scanned)
            if match is None or match.end() > limit:
                return
            answer = match[0][0] == "\n" or is_end(text, match, complete=False, language=self._language)
            if answer is None:
                self._undecided = match.end()
                return
            if answer:
                text, limit = text[match.end() :], limit - match.end()
                # It may be long, where a token is not a word but half a document.
                rest = match.end() - self._take_length(pieces, match.end(), now)
                self._take(pieces, rest, "sentence", now)
            else:
                self._scanned = match.end()

    def _limit(self) -> int:
        """Up to where the text holds no unfinished markup."""
        return unfinished(self._text) if "<" in self._text or "[" in self._text else self._length

    def _take_length(self, pieces: list[Speakable], end: int, now: float) -> int:
        """Take of the text before `end` as much as is too long for one piece; return how much that was."""
        taken = 0
        while end - taken > self._longest:
            cut, held = cut_before(self._text, 0, self._longest), self._limit()
            if self._longest // 2 < held < cut:
                cut = held
            self._take(pieces, cut, "length", now)
            taken += cut
        return taken

    def _find_clause(self, now: float) -> None:
        found = self._clause
        said, looked_at = found > 0, 0
        for match in _CLAUSE.finditer(masked(self._text), found, self._limit()):
            said = said or says_something(self._text[looked_at : match.end()])
            looked_at = match.end()
            if said:
                found = match.end()
        if found > self._clause:
            if found >= self._options.least_clause_characters > self._clause or self._clause_at == math.inf:
                self._clause_at = now
            self._clause = found

    # --- time -------------------------------------------------------------------------------------------------------

    def _wanted_from(self) -> float:
        """When more audio is wanted: at once while nothing plays."""
        return self._covered_until - self._options.lead_s

    def _flow_due(self) -> float:
        """When something leaves even though tokens keep coming."""
        options = self._options
        due = math.inf
        if self._clause >= options.least_clause_characters:
            due = self._clause_at + options.clause_wait_s
        elif self._first_at < math.inf:
            due = self._first_at + options.words_wait_s
        return max(due, self._wanted_from())

    def _stall_due(self, wait_s: float) -> float:
        return max(self._last_at + wait_s, self._wanted_from())

    def _due(self) -> float:
        """When something leaves if no token comes."""
        if self._undecided:
            wait = self._options.risky_stall_s if self._is_risky() else self._options.stall_s
        elif self._clause:
            wait = self._options.stall_s
        else:
            return self._flow_due()
        return min(self._flow_due(), self._stall_due(wait))

    def _is_risky(self) -> bool:
        return _RISKY_STOP.search(self._text, 0, self._undecided) is not None

    def _take_early(self, pieces: list[Speakable], now: float) -> None:
        end, reason = self._early_end(stalled=now >= self._last_at + self._options.stall_s)
        if end:
            self._take(pieces, end, reason, now)
            self._find_clause(now)

    def _early_end(self, *, stalled: bool) -> tuple[int, Reason]:
        """Where to cut when it cannot wait; (0, …) when there is no good place."""
        limit = self._limit()
        if stalled and self._undecided and self._undecided <= limit:
            return self._undecided, "stall"
        if self._clause and (stalled or self._clause >= self._options.least_clause_characters):
            return self._clause, "clause"
        if len(self._text) < self._options.least_words_characters:
            return 0, "words"
        best = 0
        for match in _CONJUNCTION.finditer(self._text, self._options.least_words_characters // 2, limit):
            best = match.start()
        # The last word may go on in the next token.
        return best or max(self._text.rfind(" ", 0, limit), 0), "words"

    # --- leaving ----------------------------------------------------------------------------------------------------

    def _take(self, pieces: list[Speakable], end: int, reason: Reason, now: float) -> None:
        text = self._text[:end]
        self._drop(end)
        self._add(pieces, text, reason, now, closes=reason in ("sentence", "stall"))
        if self._text:
            self._first_at = now

    def _drop(self, count: int) -> None:
        self._text = self._text[count:]
        self._length = len(self._text)
        self._scanned = self._undecided = self._clause = self._machine_seen = self._machine_again = 0
        self._clause_at = self._first_at = math.inf

    def _add(self, pieces: list[Speakable], text: str, reason: Reason, now: float, *, closes: bool = True) -> None:
        marked_up = "<" in text and TAG.search(text) is not None
        if marked_up and unfinished(text) < len(text):
            text, marked_up = without_tags(text), False
        text = spoken(text)
        if says_something(without_tags(text) if marked_up else text):
            pieces.append(Speakable(text, reason, closes, marked_up))
            self._covered_until = max(now, self._covered_until) + len(text) / self._options.characters_per_s
