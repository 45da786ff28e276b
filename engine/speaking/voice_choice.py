"""Which voice speaks (SSML 1.1 §3.2.1; RFC 6787 §8.4.6).

Features are `name`, `languages`, `gender`, `age` and `variant`. The voices that have all that is `required` are
candidates, or all if nobody has; then each feature, those of `ordering` first, leaves only those that match, if any do.
Where no `languages` are asked for the language of the text counts in their place, behind the name.

That somebody speaks the language of the text is the one wish that must be met: a document in a language that no voice
speaks is refused (RFC 6787: 005), unless it says otherwise (onlangfailure). Where only an element of it is in such a
language, the voice around goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.errors import LanguageUnsupportedError, VoiceUnavailableError
from engine.interface import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import VoiceInfo, VoiceSelection

_MAX_REMEMBERED = 1000
"""Choices that are remembered; a document can name as many as it likes."""
_UNKNOWN_AGE_DISTANCE = 1000
_FEATURES = ("name", "languages", "gender", "age")


class Choice(NamedTuple):
    """The voice, and which wishes it does not meet."""

    voice: VoiceInfo
    missed: tuple[str, ...] = ()
    """Of "language", "name", "languages", "gender", "age" and "variant"."""
    changed: bool = False
    """The voice around does not speak the language, so another one does (SSML 1.1 §3.1.13)."""


class VoiceChooser:
    """Chooses among `voices`. `default_voice` is a name or alias; empty: the first voice.

    Raises:
        VoiceUnavailableError: there is no such default voice.
    """

    def __init__(self, voices: Sequence[VoiceInfo], default_voice: str = "") -> None:
        self._voices = tuple(voices)
        self._order = {voice.name: index for index, voice in enumerate(self._voices)}
        self._by_name: dict[str, VoiceInfo] = {}
        for voice in self._voices:
            for name in (voice.name, *voice.aliases):
                self._by_name.setdefault(name.lower(), voice)
        default = self._by_name.get(default_voice.lower()) if default_voice else next(iter(self._voices), None)
        if default is None:
            raise VoiceUnavailableError(f"there is no voice {default_voice!r}")
        self.default = default
        self._remembered: dict[VoiceSelection, Choice] = {}

    def choose(self, selection: VoiceSelection) -> Choice:
        """The voice for `selection`.

        Raises:
            LanguageUnsupportedError: no voice speaks the language.
        """
        choice = self._remembered.get(selection)
        if choice is None:
            choice = self._decide(selection)
            if len(self._remembered) >= _MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[selection] = choice
        return choice

    def _decide(self, selection: VoiceSelection) -> Choice:
        if selection.around is not None:
            return self._in_language(selection, self.choose(selection.around).voice)
        try:
            choice = self._select(selection)
        except LanguageUnsupportedError:
            if selection.on_language_failure not in ("changevoice", "ignorelang", "ignoretext"):
                raise
            return self._in_language(selection, self.default)
        if selection.on_language_failure and not _speaks(choice.voice, selection.language):
            # It was asked for by name: the text is the failure.
            return self._in_language(selection, choice.voice)
        return choice

    def _in_language(self, selection: VoiceSelection, current: VoiceInfo) -> Choice:
        """SSML 1.1 §3.1.13: who speaks a text in a language that is new to `current`."""
        around, policy = selection.around, selection.on_language_failure
        fits = _speaks(current, selection.language)
        failure = () if fits else ("language",)
        if policy == "ignorelang" or (fits and around is not None and (around.names or around.languages)):
            return Choice(current, failure)
        if policy == "ignoretext" and not fits:
            return Choice(NOBODY, failure)
        wanted = msgspec.structs.replace(
            selection, names=(), languages=(), existing=None, on_language_failure="", around=None
        )
        try:
            return self._select(wanted)._replace(changed=not fits)
        except LanguageUnsupportedError:
            # "Otherwise, the processor chooses another behavior": a prompt is not to end at a foreign word in it.
            return Choice(current, failure)

    def _select(self, selection: VoiceSelection) -> Choice:
        candidates = self._with_required(selection)
        if not candidates and selection.on_failure == "keepexisting" and selection.existing is not None:
            return self.choose(selection.existing)._replace(missed=selection.required)
        return self._by_priority(candidates or list(self._voices), selection)

    def _with_required(self, selection: VoiceSelection) -> list[VoiceInfo]:
        named = self._named(selection)
        found = [
            voice
            for voice in self._voices
            if all(_has(voice, feature, selection) for feature in selection.required)
            and ("name" not in selection.required or not selection.names or voice in named)
        ]
        enough = "variant" not in selection.required or len(found) >= (selection.variant or 1)
        return found if enough else []

    def _by_priority(self, candidates: list[VoiceInfo], selection: VoiceSelection) -> Choice:
        missed: list[str] = []
        for feature in dict.fromkeys((*selection.ordering, *_FEATURES)):
            found = self._matching(feature, candidates, selection)
            candidates = found or candidates
            missed += [] if found else [feature]
            if feature == "name" and (not selection.languages or "languages" in missed):
                is_named = bool(selection.names) and "name" not in missed
                candidates, speaks = self._speakers(candidates, selection, is_named=is_named)
                missed += [] if speaks else ["language"]
        if selection.age is not None and "age" in missed:
            candidates = _nearest_age(candidates, selection.age)
        candidates = sorted(candidates, key=self._rank)
        variant = selection.variant or 1
        if variant > len(candidates):
            missed.append("variant")
        return Choice(candidates[min(variant, len(candidates)) - 1], tuple(missed))

    def _matching(self, feature: str, candidates: list[VoiceInfo], selection: VoiceSelection) -> list[VoiceInfo]:
        """Those of `candidates` that have what is asked for; all when nothing is."""
        if feature == "name" and selection.names:
            return [voice for voice in self._named(selection) if voice in candidates][:1]
        return [voice for voice in candidates if _has(voice, feature, selection)]

    def _named(self, selection: VoiceSelection) -> list[VoiceInfo]:
        """The voices that `selection` names, the most wanted first."""
        found = (self._by_name.get(name.lower()) for name in selection.names)
        return [voice for voice in found if voice is not None]

    def _speakers(
        self, candidates: list[VoiceInfo], selection: VoiceSelection, *, is_named: bool
    ) -> tuple[list[VoiceInfo], bool]:
        """Those who speak the language best; if none of `candidates` does, whoever else does."""
        wanted = selection.languages or ((selection.language,) if selection.language else self.default.languages[:1])
        for voices in (candidates, self._voices):
            for language in wanted:
                fits = [(language_fit(voice.languages, language.partition(":")[0]), voice) for voice in voices]
                best = max((fit for fit, _ in fits), default=0)
                if best > 0:
                    # Who is to have an accent has to have it; otherwise a natural voice makes good for one.
                    natural = (
                        0 if selection.languages else max((fit for fit, voice in fits if voice.natural), default=0)
                    )
                    return [voice for fit, voice in fits if fit == best or (voice.natural and fit == natural > 0)], True
            if is_named:
                # Who was asked for by name reads what there is.
                return candidates, False
        raise LanguageUnsupportedError(", ".join(wanted))

    def _rank(self, voice: VoiceInfo) -> tuple[bool, bool, bool, bool, int]:
        """The default voice first, then its engine's, then natural ones, then one at home (fr-FR before fr-BE, which
        counts otherwise), then the order in which the engines are configured."""
        language, _, region = voice.languages[0].lower().partition("-")
        default = self.default
        return (
            voice.name != default.name,
            voice.engine != default.engine,
            not voice.natural,
            region != language,
            self._order[voice.name],
        )


def _has(voice: VoiceInfo, feature: str, selection: VoiceSelection) -> bool:
    """Whether `voice` has what is asked for; `name` and `variant` are no matter of a single voice."""
    match feature:
        case "languages":
            return reads(voice, selection.languages)
        case "gender":
            return selection.gender in ("", voice.gender)
        case "age":
            return selection.age in (None, voice.age)
        case _:
            return True


def _speaks(voice: VoiceInfo, language: str) -> bool:
    return not language or language_fit(voice.languages, language) > 0


def reads(voice: VoiceInfo, pairs: Sequence[str]) -> bool:
    """Whether `voice` reads every "language" or "language:accent" of `pairs`, which are extended language ranges.

    What a voice is listed with is both: it reads that language, in that accent.
    """
    return all(
        any(
            in_range(tag, language) and (not accent or in_range(tag, accent))
            for tag in voice.languages
            for language, _, accent in [pair.partition(":")]
        )
        for pair in pairs
    )


def in_range(tag: str, wanted: str) -> bool:
    """Extended filtering of BCP 47 (RFC 4647 §3.3.2): "de-*-DE" or "de-DE" takes "de-Latn-DE", but not "de"."""
    first, *ranges = wanted.lower().replace("_", "-").split("-")
    head, *subtags = tag.lower().split("-")
    if first not in ("*", head):
        return False
    for part in ranges:
        if part == "*":
            continue
        while subtags and subtags[0] != part:
            if len(subtags[0]) == 1:
                return False
            subtags.pop(0)
        if not subtags:
            return False
        subtags.pop(0)
    return True


def language_fit(spoken: Sequence[str], wanted: str) -> int:
    """How well somebody who speaks `spoken` can read `wanted` (BCP 47): 0 not at all, more is better.

    A voice's first language counts more than its further ones; another region of the same language is better than none.
    """
    wanted_parts = wanted.lower().replace("_", "-").split("-")
    best = 0
    for index, language in enumerate(spoken):
        parts = language.lower().split("-")
        if parts[0] != wanted_parts[0]:
            continue
        common = 0
        for ours, theirs in zip(parts, wanted_parts, strict=False):
            if ours != theirs:
                break
            common += 1
        exact = parts == wanted_parts
        best = max(best, 100 * exact + 10 * common + (index == 0))
    return best


def _nearest_age(candidates: list[VoiceInfo], age: int) -> list[VoiceInfo]:
    def distance(voice: VoiceInfo) -> int:
        return _UNKNOWN_AGE_DISTANCE if voice.age is None else abs(voice.age - age)

    nearest = min(map(distance, candidates))
    return [voice for voice in candidates if distance(voice) == nearest]
