"""What the table of docs/ssml.md says of each engine: markup through espeak-ng, a Piper-format voice, tones and hibari.

Everything is compared with the same words without markup, by the same engine.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from engine.documents.ssml import parse_ssml
from engine.interface import AudioFormat
from engine.registry import EngineSpec
from engine.speaking.speaker import Speaker
from engine.voices.espeak.pitch import median_pitch_hz
from engine.workers.pool import PoolOptions, WorkerPool
from tests.fakes.piper import write_voice

FMT = AudioFormat("PCM", 16000)
TEXT = "The early morning ferry leaves the harbour now."
ENGINES = ("espeak", "piper", "tone", "hibari")


class Sound(NamedTuple):
    seconds: float
    loudness: float
    pitch_hz: float
    rise: float
    """Pitch of the second half by that of the first."""
    marks: tuple[float, ...]


def prosody(attributes: str) -> str:
    return f"<prosody {attributes}>{TEXT}</prosody>"


def emphasis(level: str) -> str:
    return f"<emphasis level='{level}'>{TEXT}</emphasis>"


TABLE: dict[str, tuple[str, float, float, float, float]] = {
    prosody("rate='50%'"): ("seconds", 2.07, 2, 1, 2.02),
    prosody("rate='150%'"): ("seconds", 0.68, 0.67, 1, 0.66),
    prosody("rate='slow'"): ("seconds", 1.34, 1.33, 1, 1.34),
    prosody("duration='4s'"): ("seconds", 1.89, 1.65, 1, 1.77),
    prosody("volume='-6dB'"): ("loudness", 0.5, 0.5, 0.5, 0.5),
    prosody("volume='silent'"): ("loudness", 0, 0, 0, 0),
    prosody("volume='x-soft'"): ("loudness", 0.25, 0.25, 0.25, 0.25),
    prosody("pitch='+30%'"): ("pitch_hz", 1.3, 1, 1, 1.31),
    prosody("pitch='x-low'"): ("pitch_hz", 0.7, 1, 1, 0.72),
    prosody("pitch='150Hz'"): ("pitch_hz", 1.48, 1, 1, 0.77),
    prosody("range='x-high'"): ("pitch_hz", 1.12, 1, 1, 1),
    prosody("contour='(0%,-20%) (100%,+40%)'"): ("rise", 1.35, 1, 1, 1.24),
    emphasis("strong"): ("loudness", 1.48, 1.41, 1.41, 1.42),
    emphasis("reduced"): ("loudness", 0.76, 0.79, 0.79, 0.8),
    emphasis("none"): ("loudness", 1, 1, 1, 1),
    emphasis("moderate"): ("seconds", 1.09, 1.09, 1, 1.1),
}
"""What is measured of a markup: the sound's field, and its ratio to that of plain text for espeak, Piper, tone and
hibari. A ratio of 1 means that the engine does not do it (or that it changes nothing)."""
SINGLE = {
    "plain": TEXT,
    "letter": "x",
    "ipa": "<phoneme ph='ɑːɑːɑːɑːɑːɑː'>x</phoneme>",
    "x-sampa": "<phoneme alphabet='x-sampa' ph='A:A:A:A:A:A:'>x</phoneme>",
    "mark": "The early <mark name='m'/>ferry.",
    "foreign": "<lang xml:lang='tlh'>Early</lang>",
    "native": "Early",
    "break": "Early.<break time='1500ms'/>",
}


def measure(samples: np.ndarray[tuple[int], np.dtype[np.int16]], marks: list[int]) -> Sound:
    half = len(samples) // 2
    first, second = (median_pitch_hz(part, FMT.rate_hz) for part in (samples[:half], samples[half:]))
    return Sound(
        len(samples) / FMT.rate_hz,
        float(np.sqrt(np.mean(samples.astype(float) ** 2))),
        median_pitch_hz(samples, FMT.rate_hz),
        second / first if first else 0.0,
        tuple(mark / FMT.rate_hz for mark in marks),
    )


async def render(speaker: Speaker, body: str) -> Sound:
    utterance = parse_ssml(f'<speak version="1.1" xml:lang="en-US">{body}</speak>')
    payload, marks = b"", []
    async for chunk in speaker.speak(utterance, FMT):
        marks += [len(payload) // 2 + offset for offset, _ in chunk.marks]
        payload += chunk.payload
    return measure(np.frombuffer(payload, "<i2"), marks)


def specs(engine: str, folder: Path) -> tuple[EngineSpec, ...]:
    if engine == "piper":
        write_voice(folder)
        return (EngineSpec("piper", {"folder": str(folder)}),)
    return (EngineSpec(engine, {"rate_hz": FMT.rate_hz} if engine == "tone" else {}),)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Sound]:
    async def work(engine: str) -> None:
        folder = tmp_path_factory.mktemp(engine)
        options = PoolOptions(engines=specs(engine, folder), workers=1, finisher="mrcp_server.call.media:Finisher")
        pool = WorkerPool(options)
        await pool.start()
        try:
            talker = Speaker(pool)
            for name, body in {**dict(zip(TABLE, TABLE, strict=True)), **SINGLE}.items():
                found[engine, name] = await render(talker, body)
        finally:
            await pool.close()

    found: dict[tuple[str, str], Sound] = {}
    for engine in ENGINES:
        asyncio.run(asyncio.wait_for(work(engine), 60))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("markup", TABLE)
def test_an_engine_does_what_the_table_says(sounds: dict[tuple[str, str], Sound], engine: str, markup: str) -> None:
    name, *ratios = TABLE[markup]
    plain, sound = sounds[engine, "plain"], sounds[engine, markup]
    ratio = getattr(sound, name) / getattr(plain, name)
    assert ratio == pytest.approx(ratios[ENGINES.index(engine)], rel=0.06, abs=0.005)


@pytest.mark.parametrize("engine", ENGINES)
def test_phonemes_are_for_voices(sounds: dict[tuple[str, str], Sound], engine: str) -> None:
    """IPA and X-SAMPA are one; the tone engine looks at the letters."""
    letter, ipa, sampa = (sounds[engine, name].seconds for name in ("letter", "ipa", "x-sampa"))
    assert ipa == pytest.approx(sampa, abs=0.001)
    assert (ipa == letter) == (engine == "tone")
    assert ipa >= letter


@pytest.mark.parametrize("engine", ENGINES)
def test_marks_and_breaks_are_for_all(sounds: dict[tuple[str, str], Sound], engine: str) -> None:
    (mark,) = sounds[engine, "mark"].marks
    assert 0.2 < mark / sounds[engine, "mark"].seconds < 0.75
    assert sounds[engine, "break"].seconds > 1.5


@pytest.mark.parametrize("engine", ENGINES)
def test_a_word_in_a_language_nobody_speaks_is_spoken_as_any_other(
    sounds: dict[tuple[str, str], Sound], engine: str
) -> None:
    assert sounds[engine, "foreign"].seconds == pytest.approx(sounds[engine, "native"].seconds, abs=0.001)
