from collections.abc import Callable

import pytest

from engine.errors import EngineError
from engine.interface import Piece, Span
from engine.voices.hibari.phonemes import MAX_PHONEMES, Run, runs
from engine.voices.hibari.pronunciation import Pronunciation

Read = Callable[..., list[Run]]


@pytest.fixture(name="read", scope="module")
def _read(american: Pronunciation, vocabulary: dict[str, int]) -> Read:
    def read(*spans: Span | str, closes: bool = True) -> list[Run]:
        given = tuple(Span(span) if isinstance(span, str) else span for span in spans)
        return runs(Piece(given, "heart", "en-US", closes), american, vocabulary)

    return read


def signs(run: Run) -> str:
    return "".join(phoneme.sign for phoneme in run.phonemes)


def test_a_piece_is_one_run_with_its_words(read: Read, vocabulary: dict[str, int]) -> None:
    (run,) = read("Hello ", "there, you.")
    assert signs(run) == "həlˈO ðˈɛɹ, ju."
    assert run.words == ((0, 0), (6, 6), (12, 13))
    assert [phoneme.span for phoneme in run.phonemes] == [0] * 6 + [1] * 9
    ids = run.ids(vocabulary)
    assert (ids[0], ids[-1], len(ids)) == (0, 0, 17)


def test_a_word_across_spans_is_read_as_one(read: Read) -> None:
    (run,) = read("un", "likely.")
    assert signs(run) == "ˌʌnlˈIkli."
    assert run.words == ((0, 0),)


def test_ipa_goes_before_the_text(read: Read) -> None:
    (run,) = read("You say ", Span("tomato", ipa="təˈmɑːtoʊ"), " now.")
    assert signs(run) == "jˌu sˈA təmˈɑtO nˈW."
    assert [character for _, character in run.words] == [0, 4, 8, 15]
    (run,) = read(Span("yes", ipa="☃"))
    assert signs(run).startswith("jˈɛs")


def test_figures_are_read_by_our_normaliser(read: Read) -> None:
    (run,) = read("Gate 42, seat B7.")
    assert signs(run) == signs(read("Gate forty two, seat B seven.")[0])
    assert [character for _, character in run.words] == [0, 5, 9, 14]


def test_a_sentence_that_goes_on_keeps_the_voice_up(read: Read) -> None:
    assert signs(read("Main menu", closes=False)[0])[-1] == ","
    assert signs(read("Main menu,", closes=False)[0])[-1] == ","
    assert signs(read("Main menu")[0])[-1] == "u"


def test_what_says_nothing_has_no_run(read: Read) -> None:
    assert read("… —") == []
    with pytest.raises(EngineError, match="cannot read"):
        read("漢字")


def test_a_very_long_piece_is_cut_at_its_pauses(read: Read) -> None:
    words = "wonderful " * 12
    text = f"{words}, " * 10
    found = read(text)
    assert len(found) > 1
    assert all(len(run.phonemes) <= MAX_PHONEMES for run in found)
    assert all(signs(run).rstrip()[-1] == "," for run in found)
    begun = [character for run in found for _, character in run.words]
    assert begun == sorted(set(begun))


def test_without_pauses_it_is_cut_between_words_and_at_last_anywhere(read: Read) -> None:
    found = read("wonderful " * 90)
    assert len(found) > 1
    assert all(signs(run)[-1] in " l" for run in found)
    (first, *_) = read(Span("word", ipa="æ" * 2000))
    assert len(first.phonemes) == MAX_PHONEMES
