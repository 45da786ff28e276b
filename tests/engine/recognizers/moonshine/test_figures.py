from engine.recognizers.moonshine.figures import ONES, ORDINAL_ONES, ORDINAL_TEENS, TEENS, TENS, WORDS, digit_words


def test_each_figure_has_its_word_at_its_place() -> None:
    assert (ONES[1], ONES[9], TEENS[0], TEENS[9], TENS[2], TENS[9]) == (
        "one", "nine", "ten", "nineteen", "twenty", "ninety",
    )  # fmt: skip
    assert (ORDINAL_ONES[3], ORDINAL_TEENS[2]) == ("third", "twelfth")
    assert "" not in WORDS


def test_zero_has_many_names() -> None:
    assert digit_words(0)[:3] == ("zero", "oh", "o")
    assert digit_words(7) == ("seven",)
