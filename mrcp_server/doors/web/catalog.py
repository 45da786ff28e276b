"""Which voice and which model a name means: our own voices first, then the aliases of the configuration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from engine.interface import Gender, VoiceInfo, VoiceSelection
from engine.speaking.voice_choice import language_fit
from mrcp_server.config import Aliases, Engine
from mrcp_server.doors.web.refusal import Reason, RefusedError

_GENDERS: dict[str, Gender] = {"male": "male", "female": "female", "neutral": "neutral"}
_RATHER = "rather"
"""Before a gender: it counts only where a natural voice has it."""
_LONGEST_NAME_SHOWN = 80


@dataclass(slots=True, frozen=True)
class ListedVoice:
    """A voice as the vendors' listings show it: one of ours, or a stock name that means one."""

    name: str
    gender: Gender
    language: str
    engine: str


class Catalog:
    """Looks names up. Raises RefusedError for a name that means nothing here."""

    def __init__(self, voices: Callable[[], Sequence[VoiceInfo]], aliases: Aliases, engine: Engine) -> None:
        self._voices = voices
        self._indexed: Sequence[VoiceInfo] = ()
        self._by_name: dict[str, VoiceInfo] = {}
        self._listed: list[ListedVoice] = []
        self._aliases = aliases
        self._engine = engine

    def rename(self, aliases: Aliases) -> None:
        """Other names from now on."""
        self._aliases = aliases
        self._listed = []

    @property
    def voices(self) -> Sequence[VoiceInfo]:
        """All our own voices."""
        return self._voices()

    def voice(self, name: str, language: str = "", field: str = "voice") -> VoiceSelection:
        """The selection that `name` stands for; an empty name is the configured voice, or one for `language`."""
        wanted = name.strip().lower()
        if not wanted:
            return self._default(language)
        own = self._own(wanted)
        if own is not None:
            return VoiceSelection(language=language or own.languages[0], names=(own.name,))
        meaning = _look_up(self._aliases.voices, wanted)
        if meaning is None:
            raise RefusedError(Reason.VOICE, f"there is no voice {_shown(name)}", field)
        return self._meant(meaning, language, name, field)

    def synthesizer(self, name: str, field: str = "model") -> str:
        """The synthesizer a model name means, empty for whichever has the voice."""
        return self._model(name, self._aliases.synthesizers, {voice.engine for voice in self.voices}, field)

    def recognizer(self, name: str, known: Sequence[str], field: str = "model") -> str:
        """The recogniser a model name means, empty for the configured one."""
        return self._model(name, self._aliases.recognizers, set(known), field)

    def synthesizer_names(self) -> list[str]:
        """Engines and stock models without those that hold `*`."""
        return [*sorted({voice.engine for voice in self.voices}), *_plain(self._aliases.synthesizers)]

    def recognizer_names(self, known: Sequence[str]) -> list[str]:
        """Recognisers and stock models without those that hold `*`."""
        return [*known, *_plain(self._aliases.recognizers)]

    def listing(self) -> Sequence[ListedVoice]:
        """Our voices, then the stock names that mean one of them."""
        self._index()
        if not self._listed:
            self._listed = self._list()
        return self._listed

    def _list(self) -> list[ListedVoice]:
        listed = [ListedVoice(voice.name, voice.gender, voice.languages[0], voice.engine) for voice in self.voices]
        for name in _plain(self._aliases.voices):
            try:
                meant = self.voice(name)
            except RefusedError:
                continue  # it means a voice that is not installed
            listed.append(ListedVoice(name, meant.gender, meant.language, ""))
        return listed

    def _own(self, wanted: str) -> VoiceInfo | None:
        self._index()
        return self._by_name.get(wanted)

    def _index(self) -> None:
        """Engines may have thousands of voices, and they change only when engines start."""
        voices = self._voices()
        if voices is self._indexed:
            return
        self._indexed, self._by_name, self._listed = voices, {}, []
        for voice in voices:
            for name in (voice.name, *voice.aliases):
                self._by_name.setdefault(name.lower(), voice)

    def _default(self, language: str) -> VoiceSelection:
        names = (self._engine.voice,) if self._engine.voice and not language else ()
        return VoiceSelection(language=language or self._engine.language, names=names)

    def _meant(self, meaning: str, language: str, name: str, field: str) -> VoiceSelection:
        words = meaning.split()
        rather = words[:1] == [_RATHER]
        words = words[rather:]
        if not words:
            return self._default(language)
        gender = _GENDERS.get(words[0].lower())
        if gender is None:
            own = self._own(meaning.lower())
            if own is None:
                raise RefusedError(Reason.VOICE, f"the alias {_shown(name)} means a voice that is not there", field)
            return VoiceSelection(language=language or own.languages[0], names=(own.name,))
        variant = next((int(word) for word in words[1:] if word.isdecimal()), None)
        own_language = next((word for word in words[1:] if not word.isdecimal()), self._engine.language)
        spoken = language or own_language
        if rather and not self._is_natural(gender, spoken):
            return VoiceSelection(language=spoken)
        return VoiceSelection(language=spoken, gender=gender, variant=variant)

    def _is_natural(self, gender: Gender, language: str) -> bool:
        """Whether a natural voice of `gender` speaks `language`, or none does whatsoever."""
        natural = [voice for voice in self.voices if voice.natural and language_fit(voice.languages, language)]
        return not natural or any(voice.gender == gender for voice in natural)

    @staticmethod
    def _model(name: str, aliases: Mapping[str, str], known: set[str], field: str) -> str:
        wanted = name.strip().lower()
        if not wanted or wanted in known:
            return wanted
        meaning = _look_up(aliases, wanted)
        if meaning is None or (meaning and meaning not in known):
            raise RefusedError(Reason.MODEL, f"there is no model {_shown(name)}", field)
        return meaning


def _look_up(table: Mapping[str, str], wanted: str) -> str | None:
    """What an alias means; a plain one goes before those with `*`, of which the first that fits counts."""
    if wanted in table:
        return table[wanted]
    return next(
        (meaning for pattern, meaning in table.items() if "*" in pattern and fnmatchcase(wanted, pattern)), None
    )


def _plain(table: Mapping[str, str]) -> list[str]:
    return [name for name in table if "*" not in name]


def _shown(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_NAME_SHOWN else name[:_LONGEST_NAME_SHOWN] + "…")
