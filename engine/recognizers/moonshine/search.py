"""Beam search: the sentences of the grammars that an utterance most likely is, and beside them what it is read freely.

The beams and the free reading are rows of one decoder run. A beam may only grow by tokens with which some sentence goes
on, and end where one ends; an end is scored like a token. Beams that have come to the same words in the same place are
one, the likelier. Where a beam stands in the middle of a sentence an end is scored as well: a caller may pause there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.recognizers.moonshine.guards import is_loop
from engine.recognizers.moonshine.places import Landing, alike
from engine.recognizers.moonshine.tokenizer import END
from engine.recognizers.moonshine.walker import whole_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.recognizers.moonshine.model import Decoding
    from engine.recognizers.moonshine.places import Place
    from engine.recognizers.moonshine.walker import Walker

WIDTH = 4
"""Beams. Five rows, with the free reading, take a decoder 1.3 times as long as one."""
_LIKELIEST = 64
"""Tokens of a beam that are tried; most write the same in other ways."""
_SAME_TEXT = 0.3
"""Readings of the same text are told apart by their order alone: so much is each behind the one before."""
_AHEAD = 3.0
"""A beam whose sum is so far below the best whole sentence's cannot come before it any more …"""
_LIST_AHEAD = 12.0
"""… nor be one of several that are wanted."""
_HOPELESS = 10.0
"""A beam so far behind the likeliest goes: a tenth less work, and in six groups of the recordings as many are right."""

_CLOSE = 2

_Row = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence of the grammars, and how it was written."""

    words: tuple[str, ...]
    score: float
    """Log probability of all its tokens and the end, grammar weights included."""
    tokens: tuple[int, ...]
    token_scores: tuple[float, ...]
    """One more than tokens: the end's is the last."""
    word_ends: tuple[int, ...]
    """By word, how many tokens were written when it was complete."""


@dataclass(frozen=True, slots=True)
class FreeReading:
    """What the model writes when nobody tells it what may be said."""

    tokens: tuple[int, ...] = ()
    token_scores: tuple[float, ...] = ()
    """One more than tokens where it came to an end by itself."""

    @property
    def score(self) -> float:
        return sum(self.token_scores)


_Key = frozenset[tuple["Place", tuple[str, ...]]]


@dataclass(slots=True)
class _Beam:
    row: int
    """In the scores of its next token."""
    score: float
    landings: tuple[Landing, ...]
    tokens: tuple[int, ...] = ()
    token_scores: tuple[float, ...] = ()
    word_ends: tuple[int, ...] = ()
    """Of its likeliest landing."""

    @property
    def key(self) -> _Key:
        """The same for beams that have come to the same words in the same places."""
        return frozenset((alike(one.place), one.words) for one in self.landings)


class Search:
    """One utterance, written by the grammars and freely. `run` once.

    Args:
        decoding: at its first token.
        walker: of the grammars; None for a free reading alone.
        start: the place where the walker began.
        most_tokens: that an utterance of this length can have.
        n_best: how many sentences are wanted.
    """

    def __init__(
        self,
        decoding: Decoding,
        walker: Walker | None,
        start: Place | None,
        most_tokens: int,
        n_best: int = 1,
    ) -> None:
        self._decoding = decoding
        self._walker = walker
        self._most_tokens = most_tokens
        self._n_best = n_best
        self._beams = [] if start is None else [_Beam(0, 0.0, (Landing(start, (), 0.0),))]
        self._ended: dict[tuple[str, ...], Reading] = {}
        self._begun: dict[tuple[str, ...], Reading] = {}
        self._free_tokens: list[int] = []
        self._free_scores: list[float] = []
        self._free_row = 0
        self._free_goes_on = True

    def run(self) -> None:
        """Write until nothing better can come."""
        for _ in range(self._most_tokens):
            scores = self._decoding.scores
            grown = self._grow(scores)
            free = self._free(scores[self._free_row]) if self._free_goes_on else None
            if not grown and free is None:
                return
            parents = [row for row, _ in grown]
            tokens = [beam.tokens[-1] for _, beam in grown]
            if free is not None:
                parents.append(self._free_row)
                tokens.append(free)
            for index, (_, beam) in enumerate(grown):
                beam.row = index
            self._beams = [beam for _, beam in grown]
            self._free_row = len(grown)
            self._decoding.step(np.array(parents, np.int64), np.array(tokens, np.int64))
        for beam in self._beams:
            self._end(beam, self._decoding.scores[beam.row])

    @property
    def readings(self) -> list[Reading]:
        """Different sentences, best first."""
        return sorted(self._ended.values(), key=lambda one: -one.score)

    @property
    def beginnings(self) -> list[Reading]:
        """What begins a sentence and is none: what was said if nothing followed. In no order."""
        return [one for words, one in self._begun.items() if words not in self._ended]

    @property
    def free(self) -> FreeReading:
        return FreeReading(tuple(self._free_tokens), tuple(self._free_scores))

    # --- by the grammars ----------------------------------------------------------------------------------------------

    def _grow(self, scores: Any) -> list[tuple[int, _Beam]]:
        """(row of the parent, beam) of the best that go on."""
        for beam in self._beams:
            self._end(beam, scores[beam.row])
        best: dict[_Key, tuple[int, _Beam]] = {}
        for beam in self._beams:
            for longer in self._longer(beam, scores[beam.row]):
                known = best.get(longer.key)
                if known is None or known[1].score < longer.score:
                    best[longer.key] = (beam.row, longer)
        grown = sorted(best.values(), key=lambda one: -_rank(one[1]))[:WIDTH]
        if grown:
            likeliest = _rank(grown[0][1])
            grown = [one for one in grown if _rank(one[1]) > likeliest - _HOPELESS]
        if self._ended:
            # Two are asked for where one is wanted: what came close is known by then.
            ahead = _AHEAD if self._n_best <= _CLOSE else _LIST_AHEAD
            finished = max(one.score for one in self._ended.values())
            grown = [one for one in grown if _rank(one[1]) > finished - ahead]
        return grown

    def _longer(self, beam: _Beam, row: _Row) -> list[_Beam]:
        walker = self._walker
        if walker is None:  # pragma: no cover # there are no beams then
            return []
        tried: set[int] = set()
        found: dict[_Key, _Beam] = {}
        for tokens in self._candidates(beam, row):
            order = tokens if len(tokens) <= 1 else tokens[np.argsort(-row[tokens], kind="stable")]
            for token in map(int, order):
                if token in tried or token == END:
                    continue
                tried.add(token)
                landings = self._land(beam, token)
                if not landings:
                    continue
                longer = self._grown(beam, token, float(row[token]), landings)
                # Of ways to write the same the likeliest came first.
                found.setdefault(longer.key, longer)
                if len(found) >= WIDTH:
                    return list(found.values())
        return list(found.values())

    def _candidates(self, beam: _Beam, row: _Row) -> Iterator[Any]:
        """Arrays of tokens to try, the first that brings enough being enough."""
        walker = self._walker
        assert walker is not None  # noqa: S101  # there are beams
        known, open_ended = [], []
        for place in {landing.place for landing in beam.landings}:
            tokens = walker.tokens(place)
            if tokens is None:
                open_ended.append(place)
            else:
                known.append(tokens)
        if not open_ended:
            every = known[0] if len(known) == 1 else np.unique(np.concatenate(known))
            if len(every) > _LIKELIEST:
                yield every[np.argpartition(-row[every], _LIKELIEST)[:_LIKELIEST]]
            else:
                yield every
            return
        likeliest = np.argpartition(-row, min(_LIKELIEST, len(row) - 1))[:_LIKELIEST]
        yield np.concatenate([likeliest, *known])
        for place in open_ended:
            if not place.state.takes_any_word:
                yield walker.look_up(place)

    def _land(self, beam: _Beam, token: int) -> tuple[Landing, ...]:
        found: dict[tuple[Place, tuple[str, ...]], Landing] = {}
        walker = self._walker
        assert walker is not None  # noqa: S101  # there are beams
        for before in beam.landings:
            for place, words, weight in walker.land(before.place, token):
                landing = Landing(place, before.words + words, before.weight + weight)
                key = (landing.place, landing.words)
                if key not in found or found[key].weight < landing.weight:
                    found[key] = landing
        return tuple(sorted(found.values(), key=lambda one: -one.weight)[:_LIKELIEST])

    def _grown(self, beam: _Beam, token: int, score: float, landings: tuple[Landing, ...]) -> _Beam:
        said = len(landings[0].words)
        ends = beam.word_ends[:said]
        ends += (len(beam.tokens) + 1,) * (said - len(ends))
        return _Beam(0, beam.score + score, landings, (*beam.tokens, token), (*beam.token_scores, score), ends)

    def _end(self, beam: _Beam, row: _Row) -> None:
        """Note what `beam` is if it ends here: whole sentences, and beginnings of such."""
        walker = self._walker
        assert walker is not None  # noqa: S101  # there are beams
        score = float(row[END])
        ranks = {True: 0, False: 0}
        for landing in beam.landings:
            words = whole_words(landing.words)
            is_whole = walker.ends(landing.place)
            if not words:
                continue
            total = beam.score + score + landing.weight - _SAME_TEXT * ranks[is_whole]
            ranks[is_whole] += 1
            found = self._ended if is_whole else self._begun
            known = found.get(words)
            if known is None or known.score < total:
                ends = beam.word_ends[: len(landing.words)]
                ends += (len(beam.tokens),) * (len(landing.words) - len(ends))
                found[words] = Reading(words, total, beam.tokens, (*beam.token_scores, score), ends)

    # --- freely -------------------------------------------------------------------------------------------------------

    def _free(self, row: _Row) -> int | None:
        """The likeliest next token; None at the end."""
        token = int(row.argmax())
        self._free_scores.append(float(row[token]))
        if token == END:
            self._free_goes_on = False
            return None
        self._free_tokens.append(token)
        if is_loop(self._free_tokens):
            self._free_goes_on = False
            return None
        return token


def _rank(beam: _Beam) -> float:
    return beam.score + beam.landings[0].weight
