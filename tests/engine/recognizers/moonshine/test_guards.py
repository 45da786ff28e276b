import pytest

from engine.recognizers.moonshine.guards import is_loop, is_nobody, most_tokens


@pytest.mark.parametrize(
    ("tokens", "loops"),
    [
        ([7] * 8, True),
        ([7] * 7, False),
        ([1, 2] * 4, True),
        ([1, 2] * 3, False),
        ([9, *[1, 2, 3, 4, 5] * 4], True),
        ([*[1, 2, 3] * 4, 9], False),
        ([], False),
        (list(range(40)), False),
    ],
)
def test_the_same_over_and_over_is_a_loop(tokens: list[int], loops: bool) -> None:
    assert is_loop(tokens) == loops


def test_an_utterance_holds_as_much_as_it_is_long() -> None:
    assert most_tokens(0.5) < most_tokens(1.0) < most_tokens(10.0) < 80


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        (" You", True),
        (" You.", False),
        ("", True),
        (" ...", True),
        (" 啊啊啊啊", True),
        (" Mm-hmm.", True),
        (" ♪ la ♪", True),
        (" U", False),
    ],
)
def test_what_is_written_when_nobody_speaks(text: str, nobody: bool) -> None:
    assert is_nobody(text, "en-US") == nobody


def test_a_model_of_another_language_has_other_letters() -> None:
    assert not is_nobody(" 你好", "zh-CN")
