"""Which of several recognition engines hear a request, and in which order they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import matching_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recognition import Abilities

NO_TRANSCRIPTION = (
    "open speech needs a transcription model: pip install moonshine-voice==0.0.73, or install sherpa-onnx and name a "
    "model folder in engine.models of the configuration"
)


def rank_engines(engines: Sequence[Abilities], languages: Sequence[str], *, transcribe: bool = False) -> list[int]:
    """The indices of the engines that hear `languages`, the preferred one first; never none.

    Engines that take grammars go before those whose transcripts are matched against them, those that know the very
    region before those that know the language, and then the order of `engines` counts.

    Args:
        engines: what each can.
        languages: of the grammars of one request, BCP 47; one engine has to hear them all. "" is any.
        transcribe: open speech is wanted.

    Raises:
        LanguageUnsupportedError: no engine hears one of them, or all of them; names those that are heard.
        EngineError: open speech is wanted, and no engine transcribes at all.
    """
    found = []
    for index, abilities in enumerate(engines):
        if (rank := _rank(abilities, languages, transcribe=transcribe)) is not None:
            found.append((rank, index))
    if found:
        return [index for _, index in sorted(found)]
    heard = _heard(engines, transcribe=transcribe)
    if transcribe and not heard:
        raise EngineError(NO_TRANSCRIPTION)
    for language in languages:
        if matching_language(language, heard) is None:
            raise LanguageUnsupportedError(language, "recognition model", heard)
    raise LanguageUnsupportedError(" and ".join(languages), "one recognition model", heard)


def _rank(abilities: Abilities, languages: Sequence[str], *, transcribe: bool) -> tuple[int, bool] | None:
    """How well an engine fits, the least best; None: not at all."""
    kinds = [() if transcribe else abilities.grammars, abilities.transcription]
    for rank, known in enumerate(kinds):
        matches = [matching_language(language, known) for language in languages]
        if None not in matches and known:
            exact = all(_same(*pair) for pair in zip(languages, matches, strict=True))
            return rank, not exact
    return None


def _heard(engines: Sequence[Abilities], *, transcribe: bool) -> tuple[str, ...]:
    heard: dict[str, None] = {}
    for abilities in engines:
        heard |= dict.fromkeys((*(() if transcribe else abilities.grammars), *abilities.transcription))
    return tuple(heard)


def _same(wanted: str, known: str | None) -> bool:
    return not wanted or wanted.casefold().replace("_", "-") == (known or "").casefold()
