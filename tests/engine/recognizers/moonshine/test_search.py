"""Beam search over scores that the test makes up: one letter a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine.grammars.matcher import Active
from engine.recognizers.moonshine.search import WIDTH, FreeReading, Search
from engine.recognizers.moonshine.token_trie import TokenTrie
from engine.recognizers.moonshine.tokenizer import END
from engine.recognizers.moonshine.walker import Walker
from tests.engine.grammars.grammar_vectors import compiled

TOKENS = ["", "", "", " yes", " no", " know", " four", "4", " 4", "2", " maybe", "."]
TRIE = TokenTrie(TOKENS)


class ScriptedDecoding:
    """Scores of what may follow a text, by the text; what is not told is unlikely."""

    def __init__(self, script: Mapping[str, Mapping[str, float]]) -> None:
        self._script = script
        self._texts = [""]
        self.most_rows = 1
        self._score()

    def _score(self) -> None:
        self.scores = np.full((len(self._texts), len(TOKENS)), -20.0, np.float32)
        for row, text in enumerate(self._texts):
            for token, score in self._script.get(text, {"": 0.0}).items():
                self.scores[row, TOKENS.index(token) if token else END] = score

    def step(self, parents: Any, tokens: Any) -> None:
        self._texts = [self._texts[parent] + TOKENS[token] for parent, token in zip(parents, tokens, strict=True)]
        self.most_rows = max(self.most_rows, len(self._texts))
        self._score()


def searched(rules: str, script: Mapping[str, Mapping[str, float]], most_tokens: int = 8) -> Search:
    walker = Walker(TRIE, [Active(compiled(rules))]) if rules else None
    start = walker.begin(5) if walker else None
    search = Search(ScriptedDecoding(script), walker, start, most_tokens)  # type: ignore[arg-type]  # a double
    search.run()
    return search


def test_only_sentences_of_the_grammar_are_found_and_the_free_reading_is_beside_them() -> None:
    search = searched("$a = yes | no;", {"": {" maybe": -0.1, " yes": -3.0, " no": -4.0}, " maybe": {"": -0.2}})
    assert [reading.words for reading in search.readings] == [("yes",), ("no",)]
    assert search.readings[0].score == pytest.approx(-3.0)
    assert search.readings[0].token_scores == (-3.0, 0.0)
    assert search.free.tokens == (TOKENS.index(" maybe"),)
    assert search.free.token_scores == pytest.approx((-0.1, -0.2))
    assert search.free.score == pytest.approx(-0.3)


def test_an_end_is_scored_like_a_token() -> None:
    script = {"": {" four": -0.1}, " four": {"": -6.0, " 4": -0.5}, " four 4": {"": -0.1}}
    search = searched("$a = four<1->;", script)
    assert [reading.words for reading in search.readings[:2]] == [("four", "four"), ("four",)]
    assert search.readings[0].word_ends == (1, 2)


def test_where_a_caller_pauses_in_a_sentence_there_is_its_beginning() -> None:
    script = {"": {" four": -0.1}, " four": {"": -0.5, " 4": -9.0}, " four 4": {"": -0.1}}
    search = searched("$a = four four four | yes;", script)
    assert [one.words for one in search.beginnings] == [("four",), ("four", "four")]
    assert [one.score for one in search.beginnings] == pytest.approx([-0.6, -9.2])
    assert search.beginnings[0].token_scores == pytest.approx((-0.1, -0.5))
    assert search.beginnings[0].word_ends == (1,)


def test_what_is_a_sentence_is_no_beginning_though_more_may_follow() -> None:
    search = searched("$a = four [four];", {"": {" four": -0.1}, " four": {"": -0.5}})
    assert search.readings[0].words == ("four",)
    assert search.beginnings == []


def test_ways_to_write_the_same_words_are_one_beam() -> None:
    search = searched("$a = no | yes;", {"": {" know": -1.0, " no": -2.0, " yes": -3.0}})
    assert [(reading.words, reading.score) for reading in search.readings] == [(("no",), -1.0), (("yes",), -3.0)]
    assert search.readings[0].tokens == (TOKENS.index(" know"),)


def test_readings_of_the_same_figures_are_told_apart() -> None:
    search = searched("$a = four two | forty two;", {"": {"4": -0.1}, "4": {"2": -0.1}, "42": {"": -0.1}})
    assert {reading.words for reading in search.readings} == {("four", "two"), ("forty", "two")}
    assert search.readings[0].score > search.readings[1].score


def test_weights_of_the_grammar_count() -> None:
    script = {"": {" yes": -1.0, " no": -1.2}}
    assert searched("$a = yes | no;", script).readings[0].words == ("yes",)
    assert searched("$a = /1/ yes | /9/ no;", script).readings[0].words == ("no",)


def test_garbage_takes_what_the_model_writes() -> None:
    script = {"": {" maybe": -0.1, " yes": -9.0}, " maybe": {" yes": -0.1, "": -5.0}, " maybe yes": {"": -0.1}}
    search = searched("$a = $GARBAGE yes;", script)
    assert search.readings[0].words == ("maybe", "yes")


def test_what_the_grammar_does_not_have_is_nothing() -> None:
    search = searched("$a = seven;", {"": {" yes": -0.1}})
    assert search.readings == []
    assert search.free.tokens


def test_a_loop_and_the_length_of_the_audio_end_it() -> None:
    script = {"2" * count: {"2": -0.1, "": -9.0} for count in range(40)}
    assert searched("", script, 30).free.tokens == (TOKENS.index("2"),) * 8
    assert len(searched("", script, 5).free.tokens) == 5
    assert FreeReading().score == 0


def test_a_sentence_that_the_length_cuts_off_is_kept() -> None:
    script = {"4" * count: {"4": -0.1, "": -19.0 + 5 * count} for count in range(9)}
    search = searched("$a = four<1->;", script, 3)
    assert len(search.readings[0].words) == 3


def test_beams_and_the_free_reading_share_a_run() -> None:
    decoding = ScriptedDecoding({"": {" yes": -1.0, " no": -1.1, " maybe": -0.5}})
    walker = Walker(TRIE, [Active(compiled("$a = yes | no;"))])
    Search(decoding, walker, walker.begin(5), 8).run()  # type: ignore[arg-type]  # a double
    assert 3 <= decoding.most_rows <= WIDTH + 1
