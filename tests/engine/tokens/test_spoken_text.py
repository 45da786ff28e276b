"""What of a language model's text is spoken."""

import pytest

from engine.tokens.spoken_text import (
    LONGEST_HELD_CHARACTERS,
    LONGEST_SKIPPED_CHARACTERS,
    machine_text,
    masked,
    says_something,
    spoken,
    unfinished,
    without_tags,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Plain text.", "Plain text."),
        ("**Bold** and *it* and ***both***", "Bold and it and both"),
        ("__bold__ _it_ snake_case", "bold it snake_case"),
        ("`code` ~~gone~~", "code gone"),
        ("# Title", "Title"),
        ("- item", "item"),
        ("* item\n* two", "item\ntwo"),
        ("[the page](http://x/y) and ![picture](a.png)", "the page and picture"),
        ("Done 😀👍🏽!", "Done !"),
        ("```\ncode\n``` after", "after"),
        ("a  b", "a b"),
        ("**open", "open"),
        ("2 * 3", "2 3"),
        ("", ""),
    ],
)
def test_spoken(text: str, said: str) -> None:
    assert spoken(text) == said


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("no markup", ""),
        ("say <", "<"),
        ("say </", "</"),
        ("say <sub al", "<sub al"),
        ("say <s>St. Louis", "<s>St. Louis"),
        ("say <s>St.</s> ok", ""),
        ("say <a><b>x</b>", "<a><b>x</b>"),
        ("say <break/> ok", ""),
        ("</s> ok", ""),
        ("<a><b>x</a> y", ""),
        ("3 < 4", ""),
        ("see [the pa", "[the pa"),
        ("see [the page](http", "[the page](http"),
        ("see [the page](http) x", ""),
    ],
)
def test_unfinished_markup_is_held(text: str, held: str) -> None:
    assert text[unfinished(text) :] == held


def test_what_never_closes_is_text() -> None:
    text = "<s>" + "word " * LONGEST_HELD_CHARACTERS
    assert unfinished(text) == len(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hello", 0),
        ('{"a": {"b": "}"}} ok', 17),
        (' [{"a": 1}] ok', 11),
        ('{"a": 1', None),
        ("{", None),
        ("{curly}", 0),
        ("```py\nx\n``` ok", 11),
        ("```py\nx", None),
        ("<tool_call>x</tool_call> ok", 24),
        ("<tool_call>x", None),
        ("<b>x", 0),
    ],
)
def test_machine_text(text: str, count: int | None) -> None:
    assert machine_text(text) == count


def test_machine_text_without_end_is_dropped_at_last() -> None:
    text = '{"a": "' + "x" * LONGEST_SKIPPED_CHARACTERS
    assert machine_text(text) == len(text)


def test_masked_and_without_tags() -> None:
    assert masked("a <s>b. c</s> d <br/>.") == "a XXXXXXXXXXX d XXXXX."
    assert masked("plain") == "plain"
    assert without_tags("a <s>b</s>") == "a b"
    assert says_something("a")
    assert not says_something(" .!")
