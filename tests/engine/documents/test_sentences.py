"""Where sentences end."""

import re

import pytest

from engine.documents.sentences import TERMINATOR, cut, is_end, sentence_ends


def split(text: str, language: str = "en") -> list[str]:
    ends = sentence_ends(text, language)
    return [text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    "text",
    [
        "Hello. | World!",
        "It costs 29.99 today. | Bye.",
        "Mr. Smith met Albert I. Douglas. | He left.",
        "1. Open the door. | 2. Close it.",
        "Visit www.example.com. | Then mail a@b.com! | Ok?",
        'He said "Stop." | Then left.',
        '"Why?" he asked. | Fine',
        "Wait... what? | No… | Yes",
        "The U.S. Army came. | At 5 p.m. | The end.",
        "At 5 p.m. we left.",
        "Acme Inc. announced. | Acme Inc. | The firm.",
        "Plan B. | The next.",
        "It was I. | He left.",
        "Dr. Who lives on Elm Dr. | The house is big.",
        "See St. James. | At 12 St. | The end.",
        "No. | Never. | See No. 5.",
        "e.g. this. | Etc. | The end",
        "今日は。 | 元気ですか？ | はい",
        "「はい。」 | そうです",
        "नमस्ते। | आप कैसे हैं।",
        "مرحبا؟ | نعم.",
        "ខ្ញុំ។ | អ្នក។",
        "Really?! | Yes!!! | ok",
        "(It works.) | Good.",
        "...",
        "Yahoo! is | one".replace(" | ", " "),
    ],
)
def test_splits(text: str) -> None:
    joined = text.replace(" | ", "") if "。" in text else text.replace(" | ", " ")
    if text.startswith("Yahoo"):
        # A small letter behind an exclamation mark is how chats are written.
        assert split(joined) == ["Yahoo!", "is one"]
    else:
        assert split(joined) == text.split(" | ")


def test_blank_lines_end_sentences() -> None:
    assert split("one\n \ntwo\nthree\n\n") == ["one", "two\nthree"]
    assert split("\n\n. \n\n") == ["."]
    assert split("  ") == []


def test_ordinals_of_other_languages() -> None:
    assert split("Am 3. März 2020. Danke.", "de-DE") == ["Am 3. März 2020.", "Danke."]
    assert split("It was 3. March came.", "en") == ["It was 3.", "March came."]


def last(text: str) -> re.Match[str]:
    return list(TERMINATOR.finditer(text))[-1]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It is 29.", None),
        ("Dr.", False),
        ("Mr.", False),
        ("1.", False),
        ("Hello.", None),
        ("Hello. ", None),
        ("Hello!", None),
        ("Hello! ", True),
        ('Hello!" ', None),
        ("Hello…", None),
        ("今日は。", True),
        ("Albert I.", None),
        ("etc.", None),
    ],
)
def test_undecided_without_the_next_word(text: str, answer: bool | None) -> None:
    assert is_end(text, last(text), complete=False) is answer
    if answer is None:
        assert is_end(text, last(text), complete=True) is True


class TestCut:
    """Long sentences."""

    def test_joined_parts_are_the_text(self) -> None:
        for text in ["a, b " * 40, "x" * 70, "word " * 50, "日本語" * 30, "", "e\u0301" * 50, "short"]:
            parts = cut(text, 30)
            assert "".join(parts) == text
            assert all(len(part) <= 30 for part in parts)

    def test_clauses_are_better_than_words(self) -> None:
        assert cut("one two three, four five six seven", 20) == ["one two three, ", "four five six seven"]

    def test_words_are_better_than_letters(self) -> None:
        assert cut("one two three four five", 10) == ["one two ", "three ", "four five"]

    def test_a_clause_that_ends_behind_the_limit_is_none(self) -> None:
        assert cut("日" * 10 + "，日", 10) == ["日" * 10, "，日"]

    def test_combining_marks_stay(self) -> None:
        assert cut("abcde\u0301fgh", 5) == ["abcd", "e\u0301fgh"]
        assert cut("\u0301" * 12, 5) == ["\u0301" * 5, "\u0301" * 5, "\u0301" * 2]
