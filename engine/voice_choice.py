"""Which voice speaks (SSML 1.1 §3.2.1; RFC 6787 §8.4.6): names, then language, gender, age, variant; the nearest wins.

Language is the one wish that must be met: a text in a language that no voice speaks is refused (RFC 6787: 005). All
others are preferences, unless the document says `required`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.errors import LanguageUnsupportedError, VoiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import VoiceInfo, VoiceSelection

#: Choices that are remembered; a document can name as many as it likes.
_MAX_REMEMBERED = 1000
_UNKNOWN_AGE_DISTANCE = 1000


class Choice(NamedTuple):
    """The voice, and which wishes it does not meet: "name", "gender", "age", "variant"."""

    voice: VoiceInfo
    missed: tuple[str, ...] = ()


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
            VoiceUnavailableError: no voice has what is required.
        """
        choice = self._remembered.get(selection)
        if choice is None:
            choice = self._decide(selection)
            if len(self._remembered) >= _MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[selection] = choice
        return choice

    def _decide(self, selection: VoiceSelection) -> Choice:
        best = self._nearest(selection)
        lacking = set(selection.required) & set(best.missed)
        if best.missed and selection.on_failure == "keepexisting" and selection.existing is not None:
            return self.choose(selection.existing)
        if lacking and selection.on_failure != "processorchoice":
            raise VoiceUnavailableError(f"no voice has the {', '.join(sorted(lacking))} that is required")
        return best

    def _nearest(self, selection: VoiceSelection) -> Choice:
        for name in selection.names:
            voice = self._by_name.get(name.lower())
            if voice is not None:
                return Choice(voice)
        missed = ["name"] if selection.names else []
        candidates = self._speakers(selection)
        same_gender = [voice for voice in candidates if voice.gender == selection.gender]
        if selection.gender and same_gender:
            candidates = same_gender
        elif selection.gender:
            missed.append("gender")
        if selection.age is not None:
            candidates, exact = _nearest_age(candidates, selection.age)
            if not exact:
                missed.append("age")
        candidates = sorted(candidates, key=self._rank)
        if selection.variant is None:
            return Choice(candidates[0], tuple(missed))
        index = min(max(selection.variant, 1), len(candidates)) - 1
        if index != selection.variant - 1:
            missed.append("variant")
        return Choice(candidates[index], tuple(missed))

    def _speakers(self, selection: VoiceSelection) -> list[VoiceInfo]:
        """Those who speak the language best."""
        wanted = selection.languages or ((selection.language,) if selection.language else self.default.languages[:1])
        for language in wanted:
            fits = [(language_fit(voice.languages, language), voice) for voice in self._voices]
            best = max((fit for fit, _ in fits), default=0)
            if best > 0:
                return [voice for fit, voice in fits if fit == best]
        raise LanguageUnsupportedError(", ".join(wanted))

    def _rank(self, voice: VoiceInfo) -> tuple[bool, bool, int]:
        """The default voice first, then its engine's, then the order in which the engines are configured."""
        return voice.name != self.default.name, voice.engine != self.default.engine, self._order[voice.name]


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


def _nearest_age(candidates: list[VoiceInfo], age: int) -> tuple[list[VoiceInfo], bool]:
    def distance(voice: VoiceInfo) -> int:
        return _UNKNOWN_AGE_DISTANCE if voice.age is None else abs(voice.age - age)

    nearest = min(map(distance, candidates))
    return [voice for voice in candidates if distance(voice) == nearest], nearest == 0
