import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from engine.audio.edges import LEAD_MS, TAIL_MS, sounding
from engine.errors import EngineError
from engine.interface import Piece, Prosody, Span
from engine.voices.espeak.pitch import median_pitch_hz
from engine.voices.kokoro.model import FRAME_SAMPLES, RATE_HZ
from engine.voices.kokoro.synthesizer import KokoroSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.kokoro import SYMBOL_FRAMES, write_archive_folder, write_folder

"""A folder with a real model, where there is one."""
SYMBOL = SYMBOL_FRAMES * FRAME_SAMPLES
LONG = "Hello there, my good old friend, how are you today, and how is your brother, and how is his wife?"


def made(folder: Path, **graph: Any) -> KokoroSynthesizer:
    return KokoroSynthesizer(str(write_folder(folder, {"am_low": 200, "af_heart": 300, "bf_emma": 400}, **graph)))


@pytest.fixture
def kokoro(tmp_path: Path) -> KokoroSynthesizer:
    return made(tmp_path)


def said(
    kokoro: KokoroSynthesizer,
    *spans: Span | str,
    voice: str = "af_heart",
    language: str = "",
    listener: CollectingSink | None = None,
) -> CollectingSink:
    sink = listener or CollectingSink()
    parts = tuple(Span(span) if isinstance(span, str) else span for span in spans)
    kokoro.synthesize(Piece(parts, voice, language), sink)
    return sink


def test_the_voices_of_a_folder_are_listed_the_best_first(kokoro: KokoroSynthesizer) -> None:
    assert [(voice.name, voice.languages, voice.gender) for voice in kokoro.voices()] == [
        ("af_heart", ("en-US",), "female"),
        ("am_low", ("en-US",), "male"),
        ("bf_emma", ("en-GB",), "female"),
    ]
    assert {(voice.engine, voice.rate_hz) for voice in kokoro.voices()} == {("kokoro", RATE_HZ)}


def test_each_voice_is_heard(kokoro: KokoroSynthesizer) -> None:
    kokoro.warm_up("af_heart")
    for voice, hz in (("am_low", 200), ("af_heart", 300), ("bf_emma", 400)):
        assert median_pitch_hz(said(kokoro, "Hello there.", voice=voice).audio, RATE_HZ) == pytest.approx(hz, rel=0.05)
    kokoro.close()


def test_the_other_layout_is_heard_too(tmp_path: Path) -> None:
    kokoro = KokoroSynthesizer(str(write_archive_folder(tmp_path, {"af_one": 250})))
    assert median_pitch_hz(said(kokoro, "Hello.", voice="af_one").audio, RATE_HZ) == pytest.approx(250, rel=0.05)


def test_a_file_that_was_replaced_is_another_voice_for_the_cache(tmp_path: Path) -> None:
    before = {voice.name: voice.revision for voice in made(tmp_path).voices()}
    os.utime(tmp_path / "voices" / "am_low.bin", (1, 1))
    after = {voice.name: voice.revision for voice in KokoroSynthesizer(str(tmp_path)).voices()}
    assert [name for name in before if before[name] != after[name]] == ["am_low"]


def test_words_are_estimated(kokoro: KokoroSynthesizer) -> None:
    sink = said(kokoro, "Hello there, my friend.")
    assert [character for character, _ in sink.words] == [0, 6, 13, 16]
    offsets = [offset for _, offset in sink.words]
    assert offsets == sorted(offsets)
    assert offsets[-1] < len(sink.audio)


def test_words_are_exact_where_the_model_tells_durations(tmp_path: Path) -> None:
    sink = said(made(tmp_path, durations="durations"), "Hello there.")
    # "həlˈO ðˈɛɹ.": the second word is six symbols behind the first.
    assert sink.words[1][1] - sink.words[0][1] == pytest.approx(6 * SYMBOL, abs=RATE_HZ * 0.011)


def test_rate_and_duration_are_met(kokoro: KokoroSynthesizer) -> None:
    around = RATE_HZ * (LEAD_MS + TAIL_MS) // 1000  # the silence that is left at both ends
    usual = len(said(kokoro, "Hello there.").audio) - around
    for rate, factor in ((2, 2), (100, 4), (0.5, 0.5)):
        found = len(said(kokoro, Span("Hello there.", Prosody(rate=rate))).audio) - around
        assert found == pytest.approx(usual / factor, rel=0.06)
    timed = said(kokoro, Span("Hello there.", Prosody(duration_ms=900)))
    assert len(timed.audio) == pytest.approx(0.9 * RATE_HZ, rel=0.05)


def test_a_long_sentence_comes_in_parts_the_first_clause_first(kokoro: KokoroSynthesizer) -> None:
    sink = said(kokoro, LONG)
    assert len(sink.chunks) > 1
    assert len(sink.chunks[0]) < len(sink.audio) / 2
    assert [LONG[character:].split(maxsplit=1)[0] for character, _ in sink.words] == LONG.split()
    assert [offset for _, offset in sink.words] == sorted(offset for _, offset in sink.words)
    # Between them: the silence of a comma, not that of two sentences.
    first, second = sink.chunks[:2]
    gap = len(first) - sounding(first)[1] + sounding(second)[0]
    assert gap / RATE_HZ == pytest.approx(0.13, abs=0.02)
    assert len(said(kokoro, LONG, listener=CollectingSink(stop_after=1)).chunks) == 1


def test_a_pronunciation_is_spoken(tmp_path: Path) -> None:
    kokoro = made(tmp_path, durations="durations")
    # Ten symbols: təˈmAtO has seven.
    usual, told = said(kokoro, "x"), said(kokoro, Span("x", ipa="təˈmeɪtoʊ"))
    assert len(told.audio) - len(usual.audio) == pytest.approx((7 - len("ˈɛks")) * SYMBOL, abs=SYMBOL / 2)


def test_punctuation_alone_is_silence(kokoro: KokoroSynthesizer) -> None:
    assert len(said(kokoro, "...").audio) == 0


def test_cancel_ends_a_run_within_milliseconds(tmp_path: Path) -> None:
    kokoro = made(tmp_path, loops=20_000)  # tens of seconds
    sink = CollectingSink()
    engine = threading.Thread(target=said, args=(kokoro, "Hello."), kwargs={"listener": sink})
    engine.start()
    deadline = time.monotonic() + 5
    while not sink.stops and time.monotonic() < deadline:
        pass
    time.sleep(0.05)  # inside the run
    sink.stops[0]()
    engine.join(2)
    assert not engine.is_alive()
    assert sink.chunks == []


def test_what_cannot_be_spoken_with_says_so(tmp_path: Path, kokoro: KokoroSynthesizer) -> None:
    with pytest.raises(EngineError, match="nobody"):
        said(kokoro, "Hello.", voice="nobody")
    with pytest.raises(EngineError, match="needs a folder"):
        KokoroSynthesizer()
    with pytest.raises(EngineError, match="no Kokoro model"):
        KokoroSynthesizer(str(tmp_path / "voices"))
