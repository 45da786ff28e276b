"""libespeak-ng by ctypes: loading, voices, one synchronous call, phonemes. No policy.

One library holds one global state, so one process has one of these and calls it from one thread.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.interface import Samples

SYNCHRONOUS = 2
BUFFER_MS = 60
"""The library's smallest; a larger one only delays the first audio."""
DONT_EXIT = 0x8000
"""Without it, bad data makes the library call exit(1)."""
MAX_DATA_PATH = 120
"""Longer data paths make espeak_Initialize fail (132 worked, 172 did not)."""

MAX_CHOICES = 16
"""Voices chosen one after the other wait in a queue of the library's until something is spoken; with some forty of them
(phonemes of many words, each with its voice) it has no room for the event of the next speech's first word."""

RATE, VOLUME, PITCH, RANGE = 1, 2, 3, 4
CHARS_UTF8, PHONEMES = 0x1, 0x100
WORD_EVENT = 1
AS_IPA = 0x2
"""espeak_TextToPhonemes: IPA instead of mnemonics."""


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class LibraryVoice(NamedTuple):
    """A voice as the library lists it."""

    identifier: str
    name: str
    languages: tuple[str, ...]
    """In the library's order of fitness, lower case."""
    gender: int
    age: int


READ_HAN = frozenset({"cmn", "cmn-latn-pinyin", "yue", "zh"})
"""Languages in which the library reads Han characters; in all others, Japanese among them, it says "Chinese letter"."""


class EspeakLibrary:
    """The loaded library.

    Raises:
        EngineError: it cannot be loaded, or its data are not there.
    """

    def __init__(self, library: str = "", data: str = "") -> None:
        library = library or _packaged_library()
        data = data or _packaged_data(library)
        try:
            self._library = ctypes.CDLL(library)
        except OSError as error:
            raise EngineError(f"cannot load espeak-ng: {error}") from error
        self._data_fd = -1
        path = self._short(data) if data else None
        rate_hz = self._library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, path.encode() if path else None, DONT_EXIT)
        # Bad data are told by 0 when DONT_EXIT is set, by −1 otherwise.
        if rate_hz <= 0:
            raise EngineError(f"espeak-ng finds no data in {data!r}")
        self.rate_hz: int = rate_hz
        self._declare()
        self._on_audio: Callable[[Samples], bool] = _refuse
        self._on_word: Callable[[int, int], None] = _ignore
        self._error: BaseException | None = None
        self._choices = 0
        """Voices chosen since something was spoken."""
        self._callback = _Callback(self._called_back)  # kept: the library has only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def _declare(self) -> None:
        library: Any = self._library
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_Info.restype = ctypes.c_char_p

    def _short(self, data: str) -> str:
        """A path to `data` that is not too long for the library: through a descriptor, which vanishes with the
        process."""
        if len(os.fsencode(data)) <= MAX_DATA_PATH:
            return data
        try:
            self._data_fd = os.open(data, os.O_PATH | os.O_DIRECTORY)
        except OSError as error:
            raise EngineError(f"espeak-ng data: {error}") from error
        return f"/proc/self/fd/{self._data_fd}"

    @property
    def version(self) -> str:
        text: bytes = self._library.espeak_Info(None)
        return text.decode().split()[0]

    def voices(self) -> Iterator[LibraryVoice]:
        """Every language voice; timbres ("variants") are not among them."""
        listed = self._library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            voice = listed[index][0]
            yield LibraryVoice(
                voice.identifier.decode(), voice.name.decode(), _languages(voice.languages), voice.gender, voice.age
            )
            index += 1

    def set_voice(self, name: str) -> bool:
        """Choose a voice, which also clears what the last call left behind. False: not found, the old one stays."""
        self._make_room()
        return bool(self._library.espeak_SetVoiceByName(name.encode()) == 0)

    def set_voice_by_language(self, language: str) -> bool:
        """As `set_voice`, the library's choice for `language`."""
        self._make_room()
        spec = _Voice()
        text = ctypes.c_char_p(language.encode())
        spec.languages = ctypes.cast(text, ctypes.c_void_p)
        return bool(self._library.espeak_SetVoiceByProperties(ctypes.byref(spec)) == 0)

    def _make_room(self) -> None:
        """Another voice is about to be chosen: have the library forget those that were never heard."""
        self._choices += 1
        if self._choices > MAX_CHOICES:
            self.synthesize("", 0, lambda _: True, _ignore)
            self._choices = 1

    def set_parameter(self, parameter: int, value: int) -> None:
        self._library.espeak_SetParameter(parameter, value, 0)

    def synthesize(
        self,
        text: str,
        flags: int,
        on_audio: Callable[[Samples], bool],
        on_word: Callable[[int, int], None],
    ) -> None:
        """Speak `text`; `on_audio` gets the library's own memory and ends the call, within microseconds, by False.

        `on_word` gets the index of the character and the sample at which each word starts, before that audio.

        Raises:
            EngineError: the library refuses. Whatever the two functions raise comes through.
        """
        octets = text.encode()
        self._choices = 0
        self._on_audio, self._on_word, self._error = on_audio, on_word, None
        status = self._library.espeak_Synth(
            octets, ctypes.c_size_t(len(octets) + 1), 0, 1, 0, CHARS_UTF8 | flags, None, None
        )
        self._on_audio, self._on_word = _refuse, _ignore
        if self._error is not None:
            raise self._error
        if status != 0:
            raise EngineError(f"espeak_Synth failed with {status}")

    def phonemes(self, text: str, mode: int = AS_IPA) -> str:
        """`text` as phonemes of the voice that is set; clauses are joined by blanks."""
        buffer = ctypes.create_string_buffer(text.encode())
        pointer = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while pointer.value:
            clause = self._library.espeak_TextToPhonemes(ctypes.byref(pointer), CHARS_UTF8, mode)
            clauses.append((clause or b"").decode())
        return " ".join(clauses)

    def close(self) -> None:
        self._library.espeak_Terminate()
        if self._data_fd >= 0:
            os.close(self._data_fd)
            self._data_fd = -1

    def _called_back(self, wave: Any, count: int, events: Any) -> int:
        """`t_espeak_callback`; 1 ends the call. Nothing may escape: ctypes would print it and go on."""
        try:
            index = 0
            while events[index].type:
                event = events[index]
                if event.type == WORD_EVENT:
                    self._on_word(event.text_position - 1, event.sample)
                index += 1
            if count <= 0:
                return 0
            samples: Samples = np.ctypeslib.as_array(wave, (count,))
            return 0 if self._on_audio(samples) else 1
        except BaseException as error:  # noqa: BLE001 (carried over the C frames and raised again behind them)
            self._error = error
            return 1


_shared: dict[tuple[str, str], EspeakLibrary] = {}


def shared_library(library: str = "", data: str = "") -> EspeakLibrary:
    """The one instance of this process: the library has one callback and one state, however often it is opened.

    It stays until the process ends. Every use begins with `set_voice`, since another may have come between.

    Raises:
        EngineError: as `EspeakLibrary`.
    """
    known = _shared.get((library, data))
    if known is None:
        known = _shared[library, data] = EspeakLibrary(library, data)
    return known


def _packaged_library() -> str:
    import espeakng_loader

    return str(espeakng_loader.get_library_path())


def _packaged_data(library: str) -> str:
    """The data beside the packaged library; a system's library knows its own."""
    import espeakng_loader

    packaged = str(espeakng_loader.get_library_path())
    return str(espeakng_loader.get_data_path()) if Path(library) == Path(packaged) else ""


def _languages(address: int) -> tuple[str, ...]:
    """The list at `address`: (priority octet, name, NUL)…, ended by a priority of 0; a smaller priority fits better."""
    found = []
    while priority := ctypes.string_at(address, 1)[0]:
        name = ctypes.string_at(address + 1)
        found.append((priority, name.decode()))
        address += len(name) + 2
    return tuple(name for _, name in sorted(found, key=lambda entry: entry[0]))


def _refuse(samples: Samples) -> bool:  # noqa: ARG001 (audio outside a call)
    return False


def _ignore(character: int, offset: int) -> None:
    """Take no notice of a word outside a call."""
