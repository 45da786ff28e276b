"""Engine audio becomes a line's bytes; an agreed line becomes a stream."""

import asyncio

import numpy as np
import pytest

from engine.interface import AudioFormat, Piece, Samples, Sentence, Span, Utterance
from engine.registry import EngineSpec
from engine.speaking.cache import PromptCache
from engine.speaking.speaker import Speaker
from engine.workers.engine_set import EngineSet
from engine.workers.pool import PoolOptions, WorkerPool
from engine.workers.worker_messages import Setup
from mrcp_server.call.media import FINISHER, METER, SDP_ENCODINGS, Finisher, codec_format, line_codec, stream_spec
from rtp.audio.level import active_speech_rms, dbm0
from rtp.wire.g711 import Law, decode
from sip.offer_answer import AudioCapabilities, Codec, answer_audio
from sip.sdp import SessionDescription
from tests.fakes.engine import CollectingSink

RATE_HZ = 22050
PROMPTS = (
    "Your balance is forty two dollars and ten cents.",
    "For opening hours, say hours. To pay an invoice now, press one, or call five five five, one two three four.",
    "Please hold the line while we connect you to an agent.",
    "I did not understand that. Could you say it again, please?",
    "Your appointment is on Tuesday the fourteenth of July at three thirty P M.",
    "All our agents are busy. Your call is important to us, so please stay on the line.",
)


def sine(
    seconds: float = 1.0, hz: float = 1000.0, amplitude: float = 8000.0
) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * time)).astype(np.int16)


@pytest.mark.parametrize("law", list(Law))
def test_a_sine_arrives_as_g711_at_eight_kilohertz(law: Law) -> None:
    payload = Finisher(RATE_HZ, AudioFormat(law.value, 8000), 1.0).push(sine(), last=True)
    pcm = decode(payload, law).astype(float)
    assert len(pcm) == 8000
    spectrum = np.abs(np.fft.rfft(pcm))
    assert spectrum.argmax() == 1000
    assert np.sqrt(np.mean(pcm[400:-400] ** 2)) == pytest.approx(8000 / np.sqrt(2), rel=0.02)


def test_chunks_give_what_one_call_gives() -> None:
    samples = sine(0.5)
    whole = Finisher(RATE_HZ, AudioFormat(), 1.0).push(samples, last=True)
    finisher = Finisher(RATE_HZ, AudioFormat(), 1.0)
    parts = [finisher.push(part, last=False) for part in np.array_split(samples, 9)]
    parts.append(finisher.push(np.zeros(0, np.int16), last=True))
    assert b"".join(parts) == whole


def test_linear_samples_have_the_byte_order_of_their_encoding() -> None:
    samples = np.full(800, 1000, np.int16)
    network = Finisher(8000, AudioFormat("L16", 8000), 1.0).push(samples, last=True)
    little = Finisher(8000, AudioFormat("PCM", 8000), 1.0).push(samples, last=True)
    assert np.array_equal(np.frombuffer(network, ">i2"), np.frombuffer(little, "<i2"))


def test_gain_never_clips() -> None:
    payload = Finisher(RATE_HZ, AudioFormat("PCM", 8000), 20.0).push(sine(amplitude=20000.0), last=True)
    assert np.abs(np.frombuffer(payload, "<i2").astype(int)).max() <= 30_000


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "en-us+f2"])
def test_what_arrives_of_speech_is_at_the_telephony_level(voice: str) -> None:
    """Over the prompts of an IVR, that is: single sentences lie up to 2 dB apart, and the gain of a voice is one."""
    shop = EngineSet(Setup((EngineSpec("espeak"),), FINISHER, (voice,), {}, 1 << 40, METER))
    engine, info = shop.engine_for(voice)
    gain, _ = shop.gain_for(info)
    arrived = []
    for text in PROMPTS:
        sink = CollectingSink()
        engine.synthesize(Piece((Span(text),), voice, "en-us"), sink)
        pcm = decode(Finisher(info.rate_hz, AudioFormat(), gain).push(sink.audio, last=True), Law.PCMU)
        assert np.abs(pcm.astype(int)).max() < 30_000
        arrived.append(dbm0(active_speech_rms(pcm, 8000)))
    assert np.mean(arrived) == pytest.approx(-19, abs=1)
    assert all(level == pytest.approx(-19, abs=2.6) for level in arrived)


def test_a_sentence_from_the_cache_joins_new_ones_without_a_step() -> None:
    """At each border the samples differ by no more than inside the sentences, by far."""
    sentences = [Sentence((Span(text),), sentence=index) for index, text in enumerate(PROMPTS[:3])]
    fmt = AudioFormat("PCM", 8000)

    async def played(speaker: Speaker, *wanted: Sentence) -> list[Samples]:
        pieces = []
        for count in range(1, len(wanted) + 1):
            speech = speaker.speak(Utterance(wanted[:count]), fmt)
            pieces.append(np.frombuffer(b"".join([chunk.payload async for chunk in speech]), "<i2").astype(int))
        return pieces

    async def run() -> None:
        pool = WorkerPool(PoolOptions(workers=1, finisher=FINISHER, meter=METER))
        await pool.start()
        try:
            cache = PromptCache()
            await played(Speaker(pool, cache=cache), sentences[1])
            *beginnings, whole = await played(Speaker(pool, cache=cache), *sentences)
        finally:
            await pool.close()
        assert cache.counters.hits > 0
        steps = np.abs(np.diff(whole))
        for border in map(len, beginnings):
            assert steps[border - 3 : border + 3].max() <= 0.02 * steps.max()

    asyncio.run(asyncio.wait_for(run(), 30))


@pytest.mark.parametrize("name", SDP_ENCODINGS)
def test_every_configured_codec_is_one_of_a_line(name: str) -> None:
    encoding, _, clock_rate = SDP_ENCODINGS[name].partition("/")
    codec = line_codec(Codec(96, encoding, int(clock_rate)))
    assert codec.format == codec_format(name)
    assert codec.format.rate_hz == codec.samples_per_tick * int(clock_rate)
    assert (codec.encoder is not None) is (encoding == "G722")


def test_a_stream_has_what_was_agreed() -> None:
    text = (
        "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
        "m=audio 4000 RTP/AVP 8 0 13 101\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:30\r\na=rtcp-mux\r\n"
    )
    offer = SessionDescription.parse(text)
    capabilities = AudioCapabilities(encodings=("PCMU/8000", "PCMA/8000"))
    answer = answer_audio(offer, offer.media[0], capabilities=capabilities, port=1)
    spec = stream_spec(answer)
    assert (spec.remote, spec.payload_type, spec.encoding, spec.ptime_ms) == (("192.0.2.9", 4000), 8, "PCMA", 30)
    assert spec.receive_types == ((0, "PCMU/8000"),)
    assert spec.comfort_noise_type == 13
    assert (spec.telephone_event_type, spec.rtcp_mux, spec.send, spec.receive) == (101, True, True, True)


@pytest.mark.parametrize(
    ("event", "has_recognizer", "detects"), [("101", True, False), ("", True, True), ("", False, False)]
)
def test_keys_are_looked_for_in_the_audio_where_they_come_in_no_other_way(
    event: str, has_recognizer: bool, detects: bool
) -> None:
    rtpmap = "a=rtpmap:101 telephone-event/8000\r\n" if event else ""
    text = (
        "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
        f"m=audio 4000 RTP/AVP 0 {event}\r\n{rtpmap}"
    )
    offer = SessionDescription.parse(text.replace("0 \r\n", "0\r\n"))
    answer = answer_audio(offer, offer.media[0], capabilities=AudioCapabilities(encodings=("PCMU/8000",)), port=1)
    assert stream_spec(answer, has_recognizer=has_recognizer).detects_tones is detects
