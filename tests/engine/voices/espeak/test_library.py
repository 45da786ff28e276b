import shutil
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from engine.errors import EngineError
from engine.voices.espeak.library import PHONEMES, PITCH, EspeakLibrary, shared_library
from engine.voices.espeak.markup import with_letters
from tests.fakes.engine import CollectingSink


@pytest.fixture(scope="module")
def library() -> EspeakLibrary:
    return shared_library()


def test_it_tells_its_version_rate_and_voices(library: EspeakLibrary) -> None:
    voices = {voice.identifier: voice for voice in library.voices()}
    assert library.rate_hz == 22050
    assert library.version.startswith("1.")
    assert voices["gmw/en-US"].languages == ("en-us", "en")
    assert len(voices) > 100


def test_audio_comes_in_chunks_with_words_before_it(library: EspeakLibrary) -> None:
    sink = CollectingSink()
    assert library.set_voice("gmw/en-US")
    library.synthesize("Hello there, my friend.", 0, sink.write, sink.word)
    assert len(sink.chunks) > 5
    assert [character for character, _ in sink.words] == [0, 6, 13, 16]
    assert np.abs(sink.audio).max() > 5000


@pytest.mark.parametrize("choices", [1, 40, 100, 150])
def test_voices_that_only_told_phonemes_cost_the_next_speech_no_word(library: EspeakLibrary, choices: int) -> None:
    for number in range(choices):
        library.set_voice_by_language("de" if number % 2 else "en-us")
        library.phonemes("bat")
        library.set_voice("gmw/en-US")
    sink = CollectingSink()
    library.synthesize("Hello there, my friend.", 0, sink.write, sink.word)
    assert [character for character, _ in sink.words] == [0, 6, 13, 16]


def test_refusing_audio_ends_the_call(library: EspeakLibrary) -> None:
    sink = CollectingSink(stop_after=1)
    library.synthesize("word " * 50, 0, sink.write, sink.word)
    assert len(sink.chunks) == 1


def test_what_a_callback_raises_comes_through_and_ends_the_call(library: EspeakLibrary) -> None:
    def fail(samples: object) -> bool:
        raise RuntimeError("written")

    with pytest.raises(RuntimeError, match="written"):
        library.synthesize("Hello.", 0, fail, CollectingSink().word)
    sink = CollectingSink()
    library.synthesize("Hello.", 0, sink.write, sink.word)
    assert sink.chunks


def test_phonemes_of_text_and_of_mnemonics(library: EspeakLibrary) -> None:
    library.set_voice("gmw/en-US")
    assert library.phonemes("Hello. Yes.").split() == ["həlˈoʊ", "jˈɛs"]
    sink = CollectingSink()
    library.synthesize("[[h@l'oU]]", PHONEMES, sink.write, sink.word)
    assert library.phonemes("[[T]]") == "θ"


def test_voices_by_name_and_by_language(library: EspeakLibrary) -> None:
    assert not library.set_voice("no such voice")
    assert library.set_voice("gmw/en-US+f2")
    assert library.set_voice_by_language("en-gb")
    library.set_parameter(PITCH, 50)


@pytest.mark.parametrize("length", [60, 300])
def test_data_may_lie_at_a_long_path(length: int, tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100) / ("y" * length)[:200]
    folder.parent.mkdir()
    folder.symlink_to(espeakng_loader.get_data_path())
    copy = shutil.copy(espeakng_loader.get_library_path(), tmp_path / "libcopy.so")  # a library of its own
    own = EspeakLibrary(str(copy), str(folder))
    sink = CollectingSink()
    assert own.set_voice("gmw/en-US")
    own.synthesize("Hello.", 0, sink.write, sink.word)
    assert sink.chunks
    own.close()


def test_a_wrong_library_or_wrong_data_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot load"):
        EspeakLibrary(str(tmp_path / "none.so"))
    copy = shutil.copy(espeakng_loader.get_library_path(), tmp_path / "libother.so")
    with pytest.raises(EngineError, match="no data"):
        EspeakLibrary(str(copy), str(tmp_path))
    with pytest.raises(EngineError, match="data"):
        EspeakLibrary(str(copy), str(tmp_path / ("z" * 200)))


def test_a_process_has_one_instance(library: EspeakLibrary) -> None:
    assert shared_library() is library


@pytest.mark.parametrize(
    ("voice", "text", "heard"),
    [
        ("en-us", "nine thirty A M", "ˈeɪ ˈɛm"),
        ("en-us", "plan A is on", "plˈæn ˈeɪ"),
        ("en-us", "A friend", "ɐ fɹˈɛnd"),
        ("es", "pulse Y ahora", "iɣɾiˈeɣa"),
        ("pl", "kod W", "vˈu"),
    ],
)
def test_letters_are_named_as_letters(library: EspeakLibrary, voice: str, text: str, heard: str) -> None:
    assert library.set_voice_by_language(voice) or library.set_voice(voice)
    assert heard in library.phonemes(with_letters(text, voice))
