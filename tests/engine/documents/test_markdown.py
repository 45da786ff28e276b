"""Markdown in a text that is whole."""

import time

import pytest

from engine.documents.markdown import without_markdown, without_markdown_at
from engine.tokens.spoken_text import spoken


@pytest.mark.parametrize(
    "text",
    [
        "Plain text.",
        "**Bold** and *it* and ***both***",
        "*one **two** three*",
        "say **hel**lo",
        "__bold__ _it_ snake_case",
        "`code` ~~gone~~",
        "# Title\n\nText",
        "* item\n* two",
        "- item",
        "[the page](http://x/y_z) and ![picture](a.png)",
        "Done 😀👍🏽!",
        "```\ncode\n``` after",
        "> a quote\n> of two",
        "one\n\n---\n\ntwo",
        "a [note] (really)",
        "",
    ],
)
def test_it_is_the_same_as_at_the_doors_for_streams(text: str) -> None:
    assert without_markdown(text).split() == spoken(text).split()


@pytest.mark.parametrize(
    "text",
    [
        "Press * or #.",
        "Dial *67 or *82, then *#06#.",
        "2 * 3 * 4 or 2*3*4",
        "# to confirm, * to cancel",
        "* is the star key",
        "**open",
        "un_der_scored",
        "a * b",
        "one ~ two",
        "1. one\n2. two",
        "C# and F#",
    ],
)
def test_a_sign_that_marks_nothing_stays(text: str) -> None:
    assert without_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a \\*b\\* c", "a *b* c"),
        ("### Title ###\nText", "\nTitle \n\nText"),
        ("- [x] done\n- [ ] open", "\ndone\n\n\nopen\n"),
        ("*a\n\nb*", "*a\n\nb*"),
        ('[a](http://h "title")', "a"),
        ("``a`` `b`", "a b"),
        ("# a\n* b", "\na\n\n\nb\n"),
        ("***a** b*", "a b"),
    ],
)
def test_forms(text: str, said: str) -> None:
    assert without_markdown(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "*a " * 150_000,
        "**a" * 100_000 + "a**" * 100_000,
        "*a_b" * 100_000,
        "[" * 500_000,
        "[a](" * 100_000,
        "`" * 200_000 + "a" + "`" * 199_999,
        "# a\n# " + " " * 400_000 + "b",
        "- " * 200_000 + "\n",
        "```" * 100_000,
        "\\*" * 200_000,
        "\n \n" * 100_000 + "*",
    ],
    ids=range(11),
)
def test_it_goes_once_over_the_text(text: str) -> None:
    start = time.process_time()
    without_markdown(text)
    assert time.process_time() - start < 3.0


def test_where_there_is_nothing_but_emoji_they_stay() -> None:
    assert without_markdown("👍") == "👍"
    assert without_markdown("*😀*\n").split() == ["😀"]
    assert without_markdown("ok 👍").split() == ["ok"]


def test_only_the_beginning_of_a_line_quotes() -> None:
    assert without_markdown("**5** > 3") == "5 > 3"


@pytest.mark.parametrize(
    "text",
    [
        "**a** b", "# T #\n> q *x*\n- item\n---\n`c` [link](http://x/link) link", "```\ncode\n```", "x ```y",
        "a\\*b 😀 c", "", "1. _it_ snake_case", "- ", "*", "🙂",
    ],
)  # fmt: skip
def test_each_character_that_stays_knows_its_place(text: str) -> None:
    kept, places = without_markdown_at(text)
    assert kept == without_markdown(text)
    assert len(places) == len(kept)
    assert places == sorted(places)
    assert all(text[place] == char for char, place in zip(kept, places, strict=True) if not char.isspace())
