from collections import Counter

import numpy as np
import pytest

from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.matcher import Active, Matcher
from engine.grammars.tokens import matching_words
from tests.human_speech import words
from tests.human_speech.conditions import CONDITIONS
from tests.human_speech.corpus import Half, Utterance, corpus, digit_strings, digits, group
from tests.human_speech.recordings import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
HALVES: tuple[Half, ...] = ("tuning", "held_out")


def _matches(one: Utterance) -> bool:
    assert one.grammar is not None
    matcher = Matcher([Active(compile_network(parse_grammar(one.grammar)))])
    for word in matching_words(one.said):
        matcher.feed(word)
    return bool(matcher.parses())


@pytest.mark.parametrize("half", HALVES)
def test_every_group_is_there_under_names_of_its_own(half: Half) -> None:
    groups = Counter(one.group for one in corpus(half))
    assert groups["digits_1"] == 10
    assert groups["digits_4"] == groups["digits_6"] == groups["digits_10"] == 24
    assert groups["letters"] % 26 == groups["alphabet"] % 26 == groups["days"] % 7 == groups["months"] % 12 == 0
    assert groups["menu"] >= 5 * 14
    assert groups["sentences"] >= 75
    assert sum(count for name, count in groups.items() if name.startswith("strange_")) >= 120
    assert len({one.name for one in corpus(half)}) == len(corpus(half))


@pytest.mark.parametrize("half", HALVES)
def test_what_was_said_is_in_the_grammar_unless_marked_as_strange(half: Half) -> None:
    for one in corpus(half):
        if one.grammar is not None and one.said:
            assert _matches(one) == one.in_grammar, one.name
        assert one.in_grammar == (not one.group.startswith("strange_"))


@pytest.mark.parametrize("several", ["digits_4", "digits_6", "digits_10", "numbers", "menu", "sentences"])
def test_halves_share_no_text(several: str) -> None:
    tuning, held_out = ({one.said.lower() for one in group(half, several)} for half in HALVES)
    assert tuning
    assert not tuning & held_out


def test_halves_share_no_audio() -> None:
    tuning, held_out = ({one.samples[2400:-5600].tobytes() for one in corpus(half)} for half in HALVES)
    assert not tuning & held_out


def test_an_utterance_is_telephone_audio_with_a_pause_before_and_after() -> None:
    one = group("held_out", "days")[0]
    assert one.samples.dtype == np.int16
    assert np.abs(one.samples[:2000]).max() < 100 < np.abs(one.samples).max()
    assert np.abs(one.samples[-4000:]).max() < 100
    for condition in CONDITIONS:
        assert len(one.under(condition).samples) == len(one.samples)


def test_digit_strings_alone_are_those_of_the_corpus() -> None:
    for alone, one in zip(digit_strings("held_out"), group("held_out", "digits_"), strict=True):
        assert (alone.name, alone.said) == (one.name, one.said)
        assert (alone.samples == one.samples).all()


def test_groups_are_found_by_name_and_by_beginning() -> None:
    assert {one.group for one in group("held_out", "digits_", "days")} == {
        "digits_1", "digits_4", "digits_6", "digits_10", "days",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["es-MX", "fr-CA", "it-IT", "ru-RU"])
def test_digits_are_spoken_in_other_languages(language: str) -> None:
    if reason := missing(language):
        pytest.skip(reason)
    found = digits(language)
    assert len(found) == 12
    assert all(_matches(one) and len(one.samples) > 12000 for one in found)
    assert {word for one in found for word in one.said.split()} <= set(words.DIGITS[language])
