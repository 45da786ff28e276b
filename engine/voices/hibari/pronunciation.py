"""English words to phonemes, by the dictionaries, the tagger and the network of the package hibari-tts.

Its code for that is loaded as a package of its own: importing it where it lies would import all of hibari with it, and
scipy where that is installed. Its normaliser is passed by: what comes here is words, made by ours.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import re
import sys
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.errors import EngineError
from engine.onnx import check_file
from engine.voices.hibari.files import package_folder

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = "engine.voices.hibari.packaged_g2p"
"""The name it is loaded by."""
_ACCENTS = {False: "us", True: "gb"}
_LETTER = re.compile(r"[A-Z]")
_OPENING = frozenset("\"“‘'([")
_SENTENCE_ENDS = frozenset(".!?:")
_SPELLED = {"AM", "PM"}
"""Of a clock, whatever the dictionary has by that name."""
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]+")
_LATIN = "LATIN"


class Pronounced(NamedTuple):
    """A word or mark, with the place of its first character in the text."""

    character: int
    phonemes: str
    blank: bool
    """A blank follows it."""


class Pronunciation:
    """Reads English text; `british` with British dictionaries.

    Raises:
        EngineError: a file of the package is missing or broken; names it.
    """

    def __init__(self, *, british: bool = False) -> None:
        folder = package_folder()
        self.british = british
        _check(folder / "assets", _ACCENTS[british])
        try:
            self._package = _load(folder / "g2p")
            self._g2p = self._package.G2P(british=british)
        except Exception as error:
            raise EngineError(f"hibari's pronunciation in {folder}: {error}") from error

    def pronounce(self, text: str, given: dict[tuple[int, int], str]) -> list[Pronounced]:
        """The phonemes of `text`, in order; those of the stretches (begin, end) in `given` are known already.

        Raises:
            EngineError: the text has letters of another script, or the package's code fails on it.
        """
        _refuse_foreign(text, given)
        try:
            tokens = self._tokens(text, given)
            self._spell_letters(tokens)
            spoken = self._g2p.phonemize_tokens(tokens)
        except Exception as error:
            raise EngineError(f"hibari cannot read this: {type(error).__name__}: {error}") from error
        found = []
        position = 0
        for token in spoken:
            # What the package joins and cuts, it keeps as written, so that it is found again.
            position = max(position, text.find(token.text, position))
            found.append(Pronounced(position, token.phonemes or "", bool(token.whitespace)))
            position += len(token.text)
        return found

    def _tokens(self, text: str, given: dict[tuple[int, int], str]) -> list[Any]:
        tokens: list[Any] = []
        position = 0
        for (begin, end), phonemes in sorted(given.items()):
            tokens += self._read(text[position:begin])
            written = text[begin:end]
            word = written.strip()
            if tokens and written[:1].isspace():
                tokens[-1].whitespace = " "
            blank = " " if written[-1:].isspace() or text[end : end + 1].isspace() else ""
            tokens.append(self._package.Tok(word, "NN", blank, phonemes=phonemes, rating=5))
            position = end
        return tokens + self._read(text[position:])

    def _read(self, text: str) -> list[Any]:
        tokens: list[Any] = self._g2p._tokens(text)  # noqa: SLF001 (its `tokenize` has a markup of its own, which ours is not)
        if tokens and text[-1:].isspace():
            tokens[-1].whitespace = " "
        return tokens

    def _spell_letters(self, tokens: list[Any]) -> None:
        """Have capitals that stand alone read as letters ("A" among them is no article), and what no mouth can say
        ("www")."""
        shouted = not any(any(map(str.islower, token.text)) for token in tokens)
        for index, token in enumerate(tokens):
            if token.phonemes is not None:
                continue
            if token.text == "A" and not self._is_article(tokens, index, shouted=shouted):
                token.phonemes, token.rating = "ˈA", 5
            elif (token.text in _SPELLED and not shouted) or self._is_unspeakable(token.text):
                token.phonemes, token.rating = self._g2p.lexicon.get_NNP(token.text)

    def _is_unspeakable(self, word: str) -> bool:
        lexicon = self._g2p.lexicon
        return bool(_NO_VOWEL.fullmatch(word)) and word not in lexicon.golds and word not in lexicon.silvers

    @staticmethod
    def _is_article(tokens: list[Any], index: int, *, shouted: bool) -> bool:
        """Whether the capital "A" at `index` is one: it begins a sentence, and a word follows."""
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if not tokens[index].whitespace or not following[:1].isalpha() or _LETTER.fullmatch(following):
            return False
        before = [token.text for token in tokens[:index] if token.text not in _OPENING][-1:]
        return shouted or not before or before[0][-1:] in _SENTENCE_ENDS


def _refuse_foreign(text: str, given: dict[tuple[int, int], str]) -> None:
    """The dictionaries know Latin letters only; the network for other words was never taught others, and babbles."""
    for position, char in enumerate(text):
        if char > "\x7f" and char.isalpha() and not unicodedata.name(char, _LATIN).startswith(_LATIN):
            if any(begin <= position < end for begin, end in given):
                continue
            raise EngineError(f"an English voice cannot read {char!r}")


def _check(data: Path, accent: str) -> None:
    oov = "oov_gb.onnx" if accent == "gb" else "oov.onnx"
    names = (f"lexicon_{accent}_gold.json.gz", f"lexicon_{accent}_silver.json.gz", "tagger.json.gz", oov)
    for name in names:
        check_file(data / name, what="hibari's pronunciation")


def _load(folder: Path) -> Any:
    known = sys.modules.get(_PACKAGE)
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(
        _PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise EngineError(f"hibari's pronunciation {folder}: no Python package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = module
    try:
        spec.loader.exec_module(module)
        module._load_json = partial(_read_json, folder.parent / "assets")  # type: ignore[attr-defined]  # noqa: SLF001 (a start waits for it)
    except BaseException:
        del sys.modules[_PACKAGE]
        raise
    return module


def _read_json(data: Path, name: str) -> Any:
    """As the package reads its dictionaries, in a third of the time."""
    content = (data / name).read_bytes()
    return msgspec.json.decode(gzip.decompress(content) if name.endswith(".gz") else content)
