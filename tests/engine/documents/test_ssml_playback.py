"""The documents of vectors/ssml/spoken through the speaker and a worker: what is played, by the natural voice and by
espeak-ng."""

import asyncio
import io
import re
import wave
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest

from engine.errors import ClipError
from engine.interface import AudioFormat, Clip, Mark, Piece, Recording, Samples, Sentence, Utterance, VoiceInfo, walk
from engine.registry import EngineSpec
from engine.speaking.speaker import Speaker
from engine.workers.pool import PoolOptions, WorkerPool
from tests.engine.documents.test_ssml_documents import SECTIONS, SPOKEN, parse
from tests.fakes.engine import PoolDouble

RATE_HZ = 8000
TONE_HZ, LOUDNESS = 500, 4000
FMT = AudioFormat("PCM", RATE_HZ)


def recording(uri: str) -> bytes:
    """A WAV of a sine, as long as its name says, else of one second."""
    seconds = re.search(r"-([\d.]+)s\.", uri)
    count = round(float(seconds[1] if seconds else 1) * RATE_HZ)
    samples = LOUDNESS * np.sin(2 * np.pi * TONE_HZ * np.arange(count) / RATE_HZ)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


async def fetch(clip: Clip) -> Recording:
    return Recording(recording(clip.uri), "audio/x-wav", clip.uri)


async def fetch_nothing(clip: Clip) -> Recording:
    raise ClipError(clip.uri, "404 Not Found")


@dataclass
class RenderedSpeech:
    """What came out of the speaker for one document. `marks`: (seconds, name). `voices`: of its sentences, in order."""

    utterance: Utterance
    samples: Samples
    marks: list[tuple[float, str]]
    voices: list[str]
    missed: list[tuple[str, ...]]
    replaced: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE_HZ

    def second(self, begin: float, end: float) -> Samples:
        part: Samples = self.samples[round(begin * RATE_HZ) : round(end * RATE_HZ)]
        return part

    @property
    def has_speech(self) -> bool:
        return any(isinstance(element, Sentence) for element in self.utterance.elements)


async def render(speaker: Speaker, utterance: Utterance) -> RenderedSpeech:
    payload, marks, voices, missed = b"", [], [], []
    speech = speaker.speak(utterance, FMT)
    async for chunk in speech:
        marks += [((len(payload) // 2 + offset) / RATE_HZ, name) for offset, name in chunk.marks]
        payload += chunk.payload
    for element in walk(utterance.elements):
        if isinstance(element, Sentence):
            choice = speaker.choice_for(element.voice)
            voices.append(choice.voice.name)
            missed.append(choice.missed)
    replaced = [uri for uri, _ in speech.replaced]
    return RenderedSpeech(utterance, np.frombuffer(payload, "<i2"), marks, voices, missed, replaced)


@cache
def played_by(*engines: str) -> dict[str, RenderedSpeech]:
    """Every document, with its recordings; and those that have recordings once more without, under "NAME without"."""

    async def work() -> dict[str, RenderedSpeech]:
        specs = tuple(map(EngineSpec, engines))
        options = PoolOptions(engines=specs, workers=1, finisher="mrcp_server.call.media:Finisher")
        pool = WorkerPool(options)
        await pool.start()
        try:
            talker = Speaker(pool)
            found = {}
            for name in SECTIONS:
                utterance = parse(SPOKEN / f"{name}.ssml")
                found[name] = await render(talker.with_fetch(fetch), utterance)
                clips = [one for one in walk(utterance.elements) if isinstance(one, Clip)]
                if clips and all(clip.fallback for clip in clips):
                    found[f"{name} without"] = await render(talker.with_fetch(fetch_nothing), utterance)
            return found
        finally:
            await pool.close()

    return asyncio.run(asyncio.wait_for(work(), 120))


@pytest.fixture(scope="module", params=[("hibari", "espeak"), ("espeak",)], ids=["natural", "espeak"])
def rendered(request: pytest.FixtureRequest) -> dict[str, RenderedSpeech]:
    return played_by(*request.param)


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


def main_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


def is_tone(samples: Samples) -> bool:
    """Whether this is nothing but the sine of a recording."""
    energy = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    middle = round(TONE_HZ * len(samples) / RATE_HZ)
    return bool(energy[middle - 4 : middle + 5].sum() > 0.95 * energy.sum() > 0)


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_something_is_played_of_every_document(rendered: dict[str, RenderedSpeech], name: str) -> None:
    found = rendered[name]
    if name == "trim-wrong-way-round":
        assert found.seconds == 0
        return
    assert loudness(found.samples) > 100
    marks = [element.name for element in walk(found.utterance.elements) if isinstance(element, Mark)]
    if not found.utterance.start_mark and not found.utterance.end_mark:
        assert [mark for _, mark in found.marks if mark in marks] == marks


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("trim-nothing", 3.0),
        ("trim-start", 2.0),
        ("trim-end", 2.0),
        ("trim-both", 1.0),
        ("trim-with-a-clip", 5.0),
        ("clip-from", 20.0),
        ("clip-from-to", 7.5),
        ("clip-half", 1.5),
        ("clip-for-a-time", 6.0),
        ("clip-time-before-count", 3.5),
        ("clip-faster-and-slower", 1 + 0.5 + 2),
        ("clip-louder-and-softer", 3.0),
    ],
)
def test_recordings_last_as_long_as_their_attributes_say(
    rendered: dict[str, RenderedSpeech], name: str, seconds: float
) -> None:
    """SSML 1.1 §3.1.1.1, §3.3.1.1, §3.3.1.3."""
    assert not rendered[name].has_speech
    assert rendered[name].seconds == pytest.approx(seconds, abs=0.002)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("trim-nothing", [(1.0, "a"), (2.0, "b")]),
        ("trim-start", [(0.0, "a"), (1.0, "b")]),
        ("trim-end", [(1.0, "a"), (2.0, "b")]),
        ("trim-both", [(0.0, "a"), (1.0, "b")]),
        ("trim-wrong-way-round", []),
        ("trim-with-a-clip", [(0.0, "a"), (5.0, "b")]),
        ("greeting", [(0.0, "hello")]),
    ],
)
def test_marks_are_where_they_stand(
    rendered: dict[str, RenderedSpeech], name: str, marks: list[tuple[float, str]]
) -> None:
    """SSML 1.1 §3.1.1.1, §3.3.2."""
    assert [name for _, name in rendered[name].marks] == [name for _, name in marks]
    assert [at for at, _ in rendered[name].marks] == pytest.approx([at for at, _ in marks], abs=0.002)


def test_marks_inside_sentences(rendered: dict[str, RenderedSpeech]) -> None:
    (left, first), (right, second) = rendered["marks-in-a-sentence"].marks
    assert (first, second) == ("left", "right")
    assert 0.1 < left < right - 0.3 < rendered["marks-in-a-sentence"].seconds - 0.5
    trimmed, whole = rendered["trim-in-a-sentence"], rendered["marks-in-a-sentence"]
    assert [name for _, name in trimmed.marks] == ["a", "b"]
    # One word of four.
    assert 0.2 < trimmed.seconds < 0.8 < whole.seconds


def test_the_sound_level_is_a_ratio_of_amplitudes(rendered: dict[str, RenderedSpeech]) -> None:
    """SSML 1.1 §3.3.1.2."""
    found = rendered["clip-louder-and-softer"]
    levels = [loudness(found.second(at + 0.1, at + 0.9)) for at in (0, 1, 2)]
    assert levels[1] / levels[0] == pytest.approx(10 ** (6 / 20), rel=0.01)
    assert levels[2] / levels[0] == pytest.approx(10 ** (-6 / 20), rel=0.01)


def test_the_speed_shows_in_the_pitch(rendered: dict[str, RenderedSpeech]) -> None:
    """SSML 1.1 §3.3.1.3: "note that this will affect the pitch"."""
    found = rendered["clip-faster-and-slower"]
    stretches = ((0.1, 0.9), (1.05, 1.45), (1.6, 3.4))
    assert [main_hz(found.second(*stretch)) for stretch in stretches] == pytest.approx(
        [TONE_HZ, 2 * TONE_HZ, TONE_HZ / 2], abs=5
    )


def test_the_volume_is_a_ratio_of_amplitudes(rendered: dict[str, RenderedSpeech]) -> None:
    """SSML 1.1 §3.2.4: +6 dB is twice, -6 dB half, silent is silence, also where something in it would be louder."""
    samples = np.abs(rendered["volume-in-decibels"].samples.astype(int))
    sentences = [part for part in _between_silences(samples, 0.2) if len(part) > 0.3 * RATE_HZ]
    peaks = [float(np.sqrt(np.mean(part.astype(float) ** 2))) for part in sentences[:3]]
    assert peaks[1] / peaks[0] == pytest.approx(2, rel=0.2)
    assert peaks[2] / peaks[0] == pytest.approx(0.5, rel=0.2)
    # Of the last sentence only the last word is loud: "this".
    assert len(sentences) in (3, 4)
    assert sum(map(len, sentences[3:])) < 0.8 * RATE_HZ


def _between_silences(levels: Samples, least_s: float) -> list[Samples]:
    """The stretches that silences of at least so long part."""
    loud = np.flatnonzero(levels > 20)
    gaps = np.flatnonzero(np.diff(loud) > least_s * RATE_HZ)
    begins, ends = [0, *(gaps + 1)], [*gaps, len(loud) - 1]
    return [levels[loud[begin] : loud[end] + 1] for begin, end in zip(begins, ends, strict=True)]


def test_breaks_are_exact(rendered: dict[str, RenderedSpeech]) -> None:
    """SSML 1.1 §3.2.3: two seconds are two seconds, whatever the sentences around bring with them."""
    levels = np.abs(rendered["breaks"].samples.astype(int))
    loud = np.flatnonzero(levels > 20)
    longest = float(np.max(np.diff(loud))) / RATE_HZ
    assert 2.0 <= longest < 2.15


def test_a_duration_goes_before_a_rate(rendered: dict[str, RenderedSpeech]) -> None:
    """SSML 1.1 §3.2.4."""
    assert rendered["duration-before-rate"].seconds == pytest.approx(2.5, rel=0.05)


def test_a_slower_rate_takes_longer(rendered: dict[str, RenderedSpeech]) -> None:
    assert rendered["rate-in-percent"].seconds > rendered["rate-changed"].seconds + 0.5


@pytest.mark.parametrize(
    ("name", "voices", "missed"),
    [
        ("voices-by-features", ["en-us+f1", "en-us+f2", "en-us"], [(), (), ("name",)]),
        ("voice-with-required-features", ["en-us+f1", "en-us+f2", "en-us"], [(), (), ("name",)]),
        (
            "voice-inherited-into-a-language",
            ["en-us+f1", "en-us+f1", "ja+f1", "en-us+f1"],
            [(), ("age",), ("age",), ()],
        ),
        (
            "voice-that-reads-two-languages",
            ["en-us+f1"] * 3,
            [("languages",), ("languages", "age"), ("languages", "age")],
        ),
        ("paragraph-in-another-language", ["en-us", "ja"], [(), ()]),
        ("date-in-two-languages", ["en-us", "it"], [(), ()]),
        ("music-shop", ["en-us", "en-us", "en-us+f1", "en-us", "en-us"], [()] * 5),
        ("language-failure-ignores-text", ["en-us", "en-us", ""], [(), (), ("language",)]),
        ("language-failure-ignores-language", ["en-us", "fr-fr"], [("language",), ()]),
        ("description-in-a-voice", ["en-us", "de"], [(), ()]),
        ("voice-emptied", ["en-us+f2", "en-us"], [("age",), ("age",)]),
    ],
)
def test_voices(name: str, voices: list[str], missed: list[tuple[str, ...]]) -> None:
    """SSML 1.1 §3.1.13, §3.2.1."""
    found = played_by("espeak")[name]
    assert (found.voices, found.missed) == (voices, missed)


@pytest.mark.parametrize(
    ("name", "voices"),
    [
        ("voices-by-features", ["heart", "en-us+f1", "heart"]),
        ("paragraph-in-another-language", ["heart", "ja"]),
        ("music-shop", ["en-us", "en-us", "heart", "en-us", "en-us"]),
        ("description-in-a-voice", ["heart", "de"]),
    ],
)
def test_voices_beside_a_natural_one(name: str, voices: list[str]) -> None:
    assert played_by("hibari", "espeak")[name].voices == voices


@pytest.mark.parametrize("name", ["recordings-and-fallbacks", "description-is-silent", "description-in-a-voice"])
def test_what_is_there_instead_of_a_recording(rendered: dict[str, RenderedSpeech], name: str) -> None:
    """SSML 1.1 §3.3.1: either the recording or what is in its place, never both; and it is told."""
    assert rendered[name].replaced == []
    if name == "recordings-and-fallbacks":
        return
    without = rendered[f"{name} without"]
    clips = [one.uri for one in without.utterance.elements if isinstance(one, Clip)]
    assert without.replaced == clips
    assert any(map(is_tone, np.array_split(rendered[name].samples, 40)))
    assert not any(map(is_tone, np.array_split(without.samples, 40)))
    assert loudness(without.samples) > 100


def test_who_says_what_in_another_language() -> None:
    """SSML 1.1 §3.1.12, §3.1.13: the pieces that engines get."""
    voices = [VoiceInfo(name, "tone", (name,)) for name in ("en-us", "ja", "de", "fr", "es", "cy")]

    def pieces(name: str) -> list[tuple[str, str, str]]:
        async def work() -> list[tuple[str, str, str]]:
            pool = PoolDouble(*voices)
            async for _ in Speaker(pool).speak(parse(SPOKEN / f"{name}.ssml"), FMT):  # type: ignore[arg-type]  # a double
                pass
            asked = [piece for piece, _ in pool.asked if isinstance(piece, Piece)]
            return [(piece.voice, piece.language, piece.text) for piece in asked]

        return asyncio.run(work())

    assert pieces("language-of-words")[:2] == [
        ("en-us", "en-US", "The Welsh word for bridge is"),
        ("cy", "cy", "pont"),
    ]
    assert ("es", "es", "al fresco") in pieces("language-of-words")
    assert pieces("language-failure-ignores-text") == [
        ("en-us", "en-US", "Spoken."),
        ("en-us", "en-US", "Spoken."),
    ]
    assert pieces("language-failure-ignores-language")[:3] == [
        ("en-us", "en-US", "Les fleurs."),
        ("fr", "fr-FR", "Les fleurs"),
        ("fr", "fr-FR", "und Blumen"),
    ]
