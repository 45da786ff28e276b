"""What a plane finds in what it receives: onsets, silences, audio, tones; with loss, pauses, restarts, every codec."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rtp.messages import (
    AnyEvent,
    AudioReceived,
    CloseStream,
    KeyPressed,
    KeyReleased,
    Listen,
    SpeechEnded,
    SpeechStarted,
    StopListening,
    StreamSpec,
    UpdateStream,
)
from rtp.receiving.history import BATCH_FRAMES, LEAD_FRAMES
from rtp.receiving.input_detection import InputDetector
from rtp.receiving.receiver import AudioPackets
from rtp.wire.g722 import G722Encoder
from tests.fakes import telephone_audio as audio
from tests.rtp.plane_driver import PORT, REMOTE, START
from tests.rtp.receiving.detection_driver import DetectionDriver, mu_law

SPEC = StreamSpec(remote=REMOTE, telephone_event_type=101)
QUIET_S = 0.8
WORDS = "call the sales department"


def line(text: str = WORDS, *, after_s: float = 1.0) -> NDArray[np.int16]:
    spoken = np.concatenate((audio.silence(QUIET_S), audio.speech(text), audio.silence(after_s)))
    return audio.mix(spoken, audio.noise(len(spoken) / 8000, 12))


@pytest.fixture
def driver() -> DetectionDriver:
    driver = DetectionDriver()
    driver.open(spec=SPEC)
    return driver


def test_speech_is_reported_with_its_times_and_its_audio(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 7))
    driver.talk(line())
    spoken_s = len(audio.speech(WORDS)) / 8000
    (started,), (ended,) = driver.events(SpeechStarted), driver.events(SpeechEnded)
    assert (started.listen_number, ended.listen_number) == (7, 7)
    assert started.onset_at - START == pytest.approx(QUIET_S, abs=0.05)
    assert 0 < started.at - started.onset_at < 0.15
    assert ended.silent_at - START == pytest.approx(QUIET_S + spoken_s, abs=0.06)
    assert ended.at - ended.silent_at == pytest.approx(0.2, abs=0.03)
    received = driver.events(AudioReceived)
    assert received[0].listen_number == 7
    assert received[0].rate_hz == 8000
    assert not received[0].is_silent
    assert received[-1].is_silent
    samples = np.frombuffer(b"".join(event.pcm for event in received), "<i2")
    whole = audio.through_g711(line())
    # The first packet came at START, when its audio had been spoken.
    begin = round((started.onset_at - START) * 8000) + 160 - LEAD_FRAMES * 160
    assert np.array_equal(samples, whole[begin : begin + len(samples)])
    assert begin + len(samples) > len(whole) - BATCH_FRAMES * 160


def test_all_audio_up_to_the_end_comes_before_it_is_reported(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    driver.talk(line())
    events: list[AnyEvent] = driver.plane.events() or driver.seen
    place = next(index for index, event in enumerate(events) if isinstance(event, SpeechEnded))
    ended = events[place]
    assert isinstance(ended, SpeechEnded)
    assert isinstance(events[0], SpeechStarted)
    last = events[place - 1]
    assert isinstance(last, AudioReceived)
    assert last.at > ended.silent_at


def test_nothing_is_reported_before_or_after_listening(driver: DetectionDriver) -> None:
    driver.talk(line(after_s=0))
    driver.do(UpdateStream(1, PORT, StreamSpec(remote=REMOTE, receive_types=((8, "PCMA/8000"),))))
    driver.do(Listen(1, 1, wants_all_audio=True))
    driver.talk(audio.silence(0.2))
    driver.do(StopListening(1))
    driver.talk(line(after_s=0))
    assert driver.events(SpeechStarted) == []
    assert len(driver.audio()) == 1600
    driver.do(StopListening(1))
    driver.do(Listen(9, 1))
    driver.do(StopListening(9))


def test_with_all_audio_silence_is_passed_on_too(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1, wants_all_audio=True))
    driver.talk(line())
    received = driver.events(AudioReceived)
    assert received[0].is_silent
    assert any(not event.is_silent for event in received)
    samples = np.frombuffer(b"".join(event.pcm for event in received), "<i2")
    assert np.array_equal(samples, audio.through_g711(line())[: len(samples)])


def test_keys_only_reports_no_speech(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1, wants_speech=False))
    driver.talk(line())
    assert driver.events(SpeechStarted) == []
    assert len(driver.audio()) == 0
    assert driver.plane._input_detector.wants_packets is False
    driver.do(Listen(1, 2, wants_speech=False, wants_all_audio=True))
    driver.talk(line())
    assert driver.events(SpeechStarted) == []
    assert len(driver.audio()) > 8000


def test_a_new_listening_takes_the_rest_of_a_word_as_new(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    pcm = line("I would like to speak to somebody about my last invoice")
    driver.talk(pcm[:12000])
    driver.do(Listen(1, 2, sensitivity=0.4))
    driver.talk(pcm[12000:])
    assert [event.listen_number for event in driver.events(SpeechStarted)][:2] == [1, 2]
    driver.do(Listen(1, 3, forgets_line=True))
    driver.talk(line())
    assert driver.events(SpeechStarted)[0].listen_number == 3


def test_who_speaks_already_when_the_listening_begins_is_early(driver: DetectionDriver) -> None:
    pcm = line()
    middle = int((QUIET_S + 0.35) * 8000)  # in a vowel
    driver.talk(pcm[:middle])
    driver.do(Listen(1, 1))
    driver.talk(pcm[middle:])
    driver.do(Listen(1, 2))
    driver.talk(line())
    assert [(event.listen_number, event.is_early) for event in driver.events(SpeechStarted)] == [(1, True), (2, False)]


def test_rtp_that_stops_is_silence_by_the_clock(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    spoken = line()[: int((QUIET_S + 0.7) * 8000)]
    driver.talk(spoken)
    assert driver.events(SpeechEnded) == []
    driver.run(0.5)
    (ended,) = driver.events(SpeechEnded)
    assert ended.silent_at - START == pytest.approx(len(spoken) / 8000, abs=0.05)
    assert ended.at - ended.silent_at < 0.32


def test_comfort_noise_is_silence_and_what_follows_is_not_late(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    spoken = line()[: int((QUIET_S + 0.7) * 8000)]
    driver.talk(spoken)
    for _ in range(20):
        driver.arrive(driver.packet(b"\x40", payload_type=13))
        driver.run(0.02)
    assert len(driver.events(SpeechEnded)) == 1
    driver.events(SpeechStarted)
    again_at = driver.now
    driver.talk(audio.speech(WORDS))
    (started,) = driver.events(SpeechStarted)
    assert started.at - again_at < 0.16


def test_loss_and_disorder_do_not_break_a_word(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    rng = np.random.default_rng(3)
    pcm = line()
    for frame in pcm[: len(pcm) // 320 * 320].reshape(-1, 2, 160):
        packets = [driver.packet(mu_law(part)) for part in frame]
        chance = rng.random()
        if chance < 0.05:
            packets.pop()
        elif chance < 0.15:
            packets.reverse()
        elif chance < 0.3:
            packets.append(packets[0])
        for packet in packets:
            driver.arrive(packet)
        driver.run(0.04)
    assert len(driver.events(SpeechStarted)) == 1
    assert len(driver.events(SpeechEnded)) == 1


def test_a_peer_that_restarts_is_followed(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1))
    driver.talk(line())
    driver.events(SpeechStarted)
    driver.ssrc, driver.sequence_number, driver.timestamp = 78, 4, 123456789
    driver.talk(line())
    assert len(driver.events(SpeechStarted)) == 1
    # The same source, from elsewhere: RFC 3550 A.1 believes the second packet.
    driver.sequence_number, driver.timestamp = 40000, 99
    driver.talk(line())
    assert len(driver.events(SpeechStarted)) == 1
    driver.plane._input_detector.restart(5)


@pytest.mark.parametrize("ptime_ms", [10, 30, 60])
def test_any_packet_length_is_received(driver: DetectionDriver, ptime_ms: int) -> None:
    driver.do(Listen(1, 1))
    samples = 8 * ptime_ms
    pcm = line()
    for frame in pcm[: len(pcm) // samples * samples].reshape(-1, samples):
        driver.arrive(driver.packet(mu_law(frame), samples))
        driver.run(ptime_ms / 1000)
    (started,) = driver.events(SpeechStarted)
    assert started.onset_at - START == pytest.approx(QUIET_S, abs=0.08)
    driver.arrive(driver.packet(bytes(1524), 1524))
    driver.run(0.3)
    assert driver.events(SpeechStarted) == []


def wide(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    positions = np.arange(2 * len(pcm)) / 2
    return np.interp(positions, np.arange(len(pcm)), pcm).astype(np.int16)


@pytest.mark.parametrize(("encoding", "clock_rate"), [("G722", 8000), ("L16", 16000)])
def test_wide_lines_are_heard_at_16_khz(encoding: str, clock_rate: int) -> None:
    driver = DetectionDriver()
    driver.open(spec=StreamSpec(remote=REMOTE, payload_type=96, encoding=encoding, clock_rate=clock_rate))
    driver.payload_type = 96
    driver.do(Listen(1, 1))
    encoder = G722Encoder()

    def encode(pcm: NDArray[np.int16]) -> bytes:
        return encoder.push(pcm.astype("<i2").tobytes()) if encoding == "G722" else pcm.astype(">i2").tobytes()

    driver.arrive(driver.packet(b"\1", 0))
    driver.talk(wide(line()), encode, samples=320, ticks=clock_rate // 50)
    (started,), (ended,) = driver.events(SpeechStarted), driver.events(SpeechEnded)
    assert started.onset_at - START == pytest.approx(QUIET_S, abs=0.06)
    assert ended.silent_at > started.onset_at
    assert {event.rate_hz for event in driver.events(AudioReceived)} == {16000}


def test_a_listening_outlives_a_change_of_codec(driver: DetectionDriver) -> None:
    driver.do(Listen(1, 1, wants_all_audio=True))
    driver.talk(line())
    assert len(driver.events(SpeechStarted)) == 1
    driver.audio()
    spec = StreamSpec(remote=REMOTE, payload_type=9, encoding="G722")
    driver.do(UpdateStream(1, PORT, spec))
    driver.do(UpdateStream(1, PORT, spec))
    driver.payload_type, encoder = 9, G722Encoder()
    driver.talk(wide(line()), lambda pcm: encoder.push(pcm.astype("<i2").tobytes()), samples=320)
    assert len(driver.events(SpeechStarted)) == 1
    received = driver.events(AudioReceived)
    assert {event.rate_hz for event in received} == {16000}
    driver.do(CloseStream(1))
    assert not driver.plane._input_detector.wants_packets


@pytest.mark.parametrize("clock_rate", [8000, 16000])
def test_tones_are_keys_where_no_telephone_event_was_agreed(clock_rate: int) -> None:
    driver = DetectionDriver()
    driver.open(
        spec=StreamSpec(
            remote=REMOTE, detects_tones=True, clock_rate=clock_rate, encoding="PCMU" if clock_rate == 8000 else "L16"
        )
    )
    sound = np.concatenate([part for key in "159#" for part in (audio.dtmf(key, 0.08), audio.silence(0.1))])
    pressed_at = driver.now
    if clock_rate == 8000:
        driver.talk(sound)
    else:
        driver.talk(wide(sound), lambda pcm: pcm.astype(">i2").tobytes(), samples=320, ticks=320)
    pressed, released = driver.events(KeyPressed), driver.events(KeyReleased)
    assert [event.event for event in pressed] == [1, 5, 9, 11]
    assert pressed[0].at - pressed_at <= 0.05
    assert [event.duration_ms for event in released] == pytest.approx([80] * 4, abs=20)
    first = 0xFFFF_FF00
    assert (pressed[1].rtp_timestamp - first) & 0xFFFF_FFFF == pytest.approx(0.18 * clock_rate, abs=0.02 * clock_rate)
    # Speech is looked for beside the keys, and the keys stay when nobody wants speech any more.
    driver.do(Listen(1, 1))
    driver.do(StopListening(1))
    assert driver.plane._input_detector.wants_packets
    agreed = StreamSpec(remote=REMOTE, telephone_event_type=101)
    driver.do(UpdateStream(1, PORT, agreed))
    assert not driver.plane._input_detector.wants_packets


def test_tones_and_speech_of_several_lines_are_told_apart() -> None:
    events: list[AnyEvent] = []
    keys: list[int] = []
    spoken: list[int] = []
    input_detector = InputDetector(
        4,
        events,
        wall_offset_s=np.zeros(4),
        on_speech=spoken.append,
        tell_keys=lambda row, found: keys.extend([row] * len(found)),
    )
    input_detector.open(0, 10, StreamSpec(remote=REMOTE, detects_tones=True))
    input_detector.open(1, 11, StreamSpec(remote=REMOTE))
    input_detector.open(2, 12, StreamSpec(remote=REMOTE))
    input_detector.listen(1, Listen(11, 1))
    sounds = [np.concatenate((audio.silence(QUIET_S), audio.dtmf("4", 0.1), audio.silence(1))), line(), line()]
    for number in range(80):
        now = 50 + number * 0.02
        payloads = np.zeros((3, 172), np.uint8)
        for row, sound in enumerate(sounds):
            frame = sound[number * 160 : number * 160 + 160]
            payloads[row, 12:] = np.frombuffer(mu_law(np.pad(frame, (0, 160 - len(frame)))), np.uint8)
        input_detector.push(
            AudioPackets(
                np.arange(3), np.zeros(3, np.uint8), np.full(3, number), np.full(3, number * 160), payloads,
                np.full(3, 12), np.full(3, 160), np.full(3, now),
            )
        )  # fmt: skip
        list(input_detector.detect(now, is_timer_slot=number % 2 == 0))
    assert keys == [0, 0]
    assert spoken == [11]
    assert {event.stream for event in events} == {11}
