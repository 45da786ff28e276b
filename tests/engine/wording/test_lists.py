"""Lists of what people write and what must be heard, by language: a line is right where one of its readings is heard.

Each list has its region's name; a line holds the class, the written text and the words that must be heard one after
the other, with alternatives between slashes. Hyphens count as blanks, capitals and punctuation for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from engine.wording.languages.registry import known_tags
from engine.wording.normalize import normalize

LISTS = Path(__file__).parents[2] / "vectors" / "wording"
FEWEST_LINES = {"ja-JP": 60, "zh-CN": 60}
_UNSPACED = ("ja", "zh")


def _lines(tag: str) -> list[tuple[str, str]]:
    rows = (LISTS / f"{tag}.tsv").read_text(encoding="utf-8").splitlines()
    parts = [row.split("\t") for row in rows if row and not row.startswith("# ")]
    return [(part[1], part[2]) for part in parts]


def _heard(words: str, language: str, apostrophe: str = "") -> str:
    words = unicodedata.normalize("NFC", words).lower().replace("'", apostrophe).replace("ё", "е")
    kept = [char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in words]
    joint = "" if language.startswith(_UNSPACED) else " "
    return joint.join("".join(kept).split())


def _is_heard(words: str, spoken: str, language: str) -> bool:
    if language.startswith(_UNSPACED):
        return _heard(words, language) in _heard(spoken, language)
    # Behind an elided article a word begins: "l'articolo".
    return any(f" {_heard(words, language, one)} " in f" {_heard(spoken, language, one)} " for one in ("", " "))


CASES = [(tag, written, words) for tag in known_tags() for written, words in _lines(tag)]


@pytest.mark.parametrize(("tag", "written", "words"), CASES, ids=[f"{tag}-{written}" for tag, written, _ in CASES])
def test_what_is_written_is_said_right(tag: str, written: str, words: str) -> None:
    spoken = normalize(written, tag)
    assert any(_is_heard(one, spoken, tag) for one in words.split(" / ")), spoken


@pytest.mark.parametrize("tag", known_tags())
def test_no_figure_is_left_to_the_engine(tag: str) -> None:
    left = {written: said for written, _ in _lines(tag) if re.search(r"\d", said := normalize(written, tag))}
    assert not left


@pytest.mark.parametrize("tag", known_tags())
def test_lists_are_long_enough(tag: str) -> None:
    assert len(_lines(tag)) >= FEWEST_LINES.get(tag, 150)
    assert len({kind.split("\t")[0] for kind in (LISTS / f"{tag}.tsv").read_text(encoding="utf-8").splitlines()}) > 15


def test_every_list_is_of_a_known_language() -> None:
    assert {file.stem for file in LISTS.glob("*.tsv")} == set(known_tags())
