import pytest

from mrcp_server.evaluation.word_errors import MOST_WORDS, WordErrors, readings, word_errors


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("one two three", "one two three", (0, 3)),
        ("one two three", "one four three", (1, 3)),
        ("one two three", "one three", (1, 3)),
        ("one two three", "one two two three", (1, 3)),
        ("one two three", "", (3, 3)),
        ("", "you", (1, 0)),
        ("", "", (0, 0)),
        ("the lazy dog", "a crazy frog", (3, 3)),
    ],
)
def test_errors_are_substitutions_deletions_and_insertions(said: str, heard: str, errors: tuple[int, int]) -> None:
    assert word_errors(said, heard) == WordErrors(*errors)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Press 1, please!", "press one please"),
        ("four one five", "415"),
        ("four hundred fifteen", "415"),
        ("four fifteen", "415"),
        ("4582", "four five eight two"),
        ("forty five eighty two", "4582"),
        ("one oh five", "one oh five"),
        ("I'm sorry, I can't.", "I am sorry I cannot"),
        ("you're there", "You are there."),
        ("please login", "please log in"),
        ("the black list", "the blacklist"),
        ("re-record it", "rerecord it"),
        ("$42.10", "forty two dollars and ten cents"),
        ("x-ray", "X ray"),
    ],
)
def test_ways_of_writing_are_no_errors(said: str, heard: str) -> None:
    assert word_errors(said, heard).errors == 0


def test_words_together_do_not_hide_errors_beside_them() -> None:
    assert word_errors("log in now please", "login cow please").errors == 1
    assert word_errors("in log", "login").errors == 2


def test_a_zero_in_front_is_read_by_itself() -> None:
    assert ("twelve", "zero", "five") in readings("1205")
    assert readings("hello") == [("hello",)]
    assert readings("") == [()]


def test_figures_of_other_languages_stay_as_they_are_written() -> None:
    assert word_errors("quarenta e dois", "42", "pt-BR").errors == 3


def test_the_longest_text_is_compared_in_bounded_time() -> None:
    long = " ".join(["word"] * MOST_WORDS)
    assert word_errors(long, long) == WordErrors(0, MOST_WORDS)
