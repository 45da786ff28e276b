"""Input in the plane's real process: onset to control, reflex, keys, false starts, and what a listened stream costs.

Callers are a process of their own that sends generated telephone audio over loopback, packet by packet in real time.
An onset is the first audible sample of a sentence, a packet leaves when its last sample has been spoken: figures are
from mouth to control's event handler.
"""

import asyncio
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bench.media_plane import SPEECH, _Receiver
from rtp.messages import (
    AnyEvent,
    AudioReceived,
    KeyPressed,
    LowWater,
    PromptKilled,
    SpeechEnded,
    SpeechStarted,
    Started,
    StreamSpec,
)
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.wire.g711 import Law, encode_array
from rtp.wire.packet import RtpPacket
from rtp.wire.telephone_event import encode_key
from tests.fakes import telephone_audio as audio

CALLERS = 40
SENTENCES = 8
CLEAN_RMS = 12.0
NOISY_RMS = 322.0
"""15 dB below active speech."""
KEYS = 12
MANY_KEYS = 25
"""Of each caller on a bad line: 1,000 in all."""
LOSS, DOUBLED = 0.05, 0.03
LOAD_S = 10.0
PLAYING = 100
FRAME_S = 0.02
_EVENT_TYPE = 101

Handler = Callable[[AnyEvent], None]


@dataclass(slots=True)
class Script:
    """What one caller says: a line of audio, and where on it (in samples) each sentence begins and ends."""

    pcm: NDArray[np.int16]
    spoken: list[tuple[int, int]]


def run() -> dict[str, float]:
    """Measure. Takes about two minutes; latencies in ms, processor time in percent of a core."""
    figures: dict[str, float] = {}
    for name, noise_rms in (("clean", CLEAN_RMS), ("noise_15db", NOISY_RMS)):
        figures.update(asyncio.run(_speech(name, noise_rms)))
    for kind in ("keys", "tones", "keys_bad_line", "tones_bad_line"):
        figures.update(asyncio.run(_keys(kind)))
    for listened in (100, 200):
        figures.update(asyncio.run(_load(listened)))
    return figures


# What callers say.


def scripts(count: int, sentences: int, noise_rms: float, *, pause_s: tuple[float, float] = (0.7, 1.2)) -> list[Script]:
    """The same for the same arguments, here and in the process that sends it."""
    rng = np.random.default_rng(7)
    found = []
    for number in range(count):
        parts: list[NDArray[np.int16]] = []
        spoken = []
        length = 0
        for place in range(sentences):
            pause = audio.silence(float(rng.uniform(*pause_s)))
            index = number * sentences + place
            voice = audio.VOICES[index // len(audio.SENTENCES) % len(audio.VOICES)]
            sentence = audio.speech(audio.SENTENCES[index % len(audio.SENTENCES)], voice)
            parts += [pause, sentence]
            spoken.append((length + len(pause), length + len(pause) + len(sentence)))
            length = spoken[-1][1]
        parts.append(audio.silence(1.0))
        pcm = np.concatenate(parts)
        found.append(Script(audio.mix(pcm, audio.noise(len(pcm) / 8000, noise_rms, number)), spoken))
    return found


def key_scripts(count: int, kind: str) -> list[list[tuple[float, str]]]:
    """(second at which it goes down, key) of each caller, be it a tone or packets."""
    keys = MANY_KEYS if _is_bad(kind) else KEYS
    rng = np.random.default_rng(9)
    return [
        [
            (0.5 + 0.35 * place + float(rng.uniform(0, 0.1)), "0123456789*#"[(number + place) % 12])
            for place in range(keys)
        ]
        for number in range(count)
    ]


def _is_bad(kind: str) -> bool:
    return kind.endswith("_bad_line")


# The process that sends.


class Callers:
    """Callers in a process of their own; `addresses` are where they receive."""

    def __init__(self, kind: str, *arguments: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.listening", kind, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self.ports: list[int] = json.loads(self._out.readline())

    def start(self, targets: list[int]) -> float:
        """They begin to send to these ports of ours. Returns when the first sample of all is spoken."""
        begin = time.monotonic() + 0.3
        self._in.write(json.dumps([begin, targets]).encode() + b"\n")
        self._in.flush()
        return begin

    def close(self) -> None:
        self._in.close()
        self._out.close()
        self._process.kill()
        self._process.wait(5)


def _open_sockets(count: int) -> list[socket.socket]:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for opened in sockets:
        opened.bind(("127.0.0.1", 0))
    sys.stdout.write(json.dumps([opened.getsockname()[1] for opened in sockets]) + "\n")
    sys.stdout.flush()
    return sockets


def _send(packets: list[list[tuple[float, bytes]]]) -> None:
    """Each caller's (second, datagram), in real time; callers begin spread over a packet interval."""
    sockets = _open_sockets(len(packets))
    begin, targets = json.loads(sys.stdin.readline())
    schedule = sorted(
        (second + phase_s(number, len(packets)), number, datagram)
        for number, line in enumerate(packets)
        for second, datagram in line
    )
    for second, number, datagram in schedule:
        while (wait := begin + second - time.monotonic()) > 0:
            time.sleep(wait)
        sockets[number].sendto(datagram, ("127.0.0.1", targets[number]))
    sys.stdin.read()


def phase_s(number: int, count: int) -> float:
    """How far this caller's packets lie behind those of the first."""
    return FRAME_S * number / count


def _audio_packets(pcm: NDArray[np.int16]) -> list[tuple[float, bytes]]:
    codes = encode_array(pcm[: len(pcm) // 160 * 160].reshape(-1, 160), Law.PCMU)
    return [
        ((number + 1) * FRAME_S, bytes(RtpPacket(0, number & 0xFFFF, number * 160, 7, frame.tobytes())))
        for number, frame in enumerate(codes)
    ]


def _key_packets(keys: list[tuple[float, str]], noise_rms: float | None = None) -> list[tuple[float, bytes]]:
    """Telephone events, with noise as audio beside them if a level is given."""
    packets: list[tuple[float, RtpPacket]] = []
    for second, key in keys:
        for packet in encode_key("0123456789*#".index(key), int(second * 8000), 800, interval=160):
            # The first packet leaves as the key goes down; `encode_key` has it after the first interval.
            at = second + (packet.offset - 160) / 8000
            packets.append((at, RtpPacket(_EVENT_TYPE, 0, packet.timestamp, 7, packet.payload, packet.marker)))
    if noise_rms is not None:
        beside = _audio_packets(audio.noise(keys[-1][0] + 1, noise_rms))
        packets += [(second, RtpPacket.parse(datagram)) for second, datagram in beside]
    packets.sort(key=lambda one: one[0])
    return [(second, bytes(replace(one, sequence_number=number))) for number, (second, one) in enumerate(packets)]


def _tone_packets(keys: list[tuple[float, str]], noise_rms: float = CLEAN_RMS) -> list[tuple[float, bytes]]:
    pcm = np.zeros(int((keys[-1][0] + 1) * 8000), np.int16)
    for second, key in keys:
        tone = audio.dtmf(key, 0.1)
        start = int(second * 8000)
        pcm[start : start + len(tone)] = tone
    return _audio_packets(audio.mix(pcm, audio.noise(len(pcm) / 8000, noise_rms)))


def _spoil(packets: list[tuple[float, bytes]], seed: int) -> list[tuple[float, bytes]]:
    """Some lost, some doubled."""
    rng = random.Random(seed)
    return [one for one in packets if rng.random() >= LOSS for _ in range(2 if rng.random() < DOUBLED else 1)]


def _lines_with_keys(kind: str, count: int) -> list[list[tuple[float, bytes]]]:
    make = _tone_packets if kind.startswith("tones") else _key_packets
    if not _is_bad(kind):
        return [make(keys) for keys in key_scripts(count, kind)]
    return [_spoil(make(keys, NOISY_RMS), number) for number, keys in enumerate(key_scripts(count, kind))]


# Speech and reflex.


@dataclass(slots=True)
class _Call:
    """One call: a caller who is listened to while a prompt plays to him."""

    stream: Any = None
    starts: list[tuple[float, SpeechStarted]] = field(default_factory=list)
    """(when control knew, event)"""
    ends: list[tuple[float, SpeechEnded]] = field(default_factory=list)
    silences: list[tuple[float, float]] = field(default_factory=list)
    """(when the reflex struck, when the last frame of the prompt had been played)"""
    keys: list[tuple[float, KeyPressed]] = field(default_factory=list)
    audio_bytes: int = 0
    prompt: int = 0
    prompt_at: float = 0.0

    def say(self) -> None:
        """Begin a prompt without end, and let the caller barge in on it."""
        self.prompt += 1
        self.stream.begin(self.prompt)
        self.stream.write(self.prompt, SPEECH)
        self.stream.set_reflex(self.stream, speech=True, keys=True)

    def on_event(self, event: AnyEvent) -> None:
        now = time.monotonic()
        match event:
            case SpeechStarted():
                self.starts.append((now, event))
            case SpeechEnded():
                self.ends.append((now, event))
                if self.prompt:
                    self.say()
            case PromptKilled():
                played_ms = event.utterances[0].played_ms
                self.silences.append((event.at, self.prompt_at + played_ms / 1000))
            case Started():
                self.prompt_at = event.at
            case LowWater():
                self.stream.write(event.utterance, SPEECH[: event.wanted_bytes])
            case KeyPressed():
                self.keys.append((now, event))
            case AudioReceived():
                self.audio_bytes += len(event.pcm)
            case _:
                pass


async def _open(callers: Callers, plane: MediaPlane, **terms: Any) -> list[_Call]:
    calls = []
    for port in callers.ports:
        call = _Call()
        call.stream = plane.open_stream(StreamSpec(remote=("127.0.0.1", port), **terms), call.on_event)
        calls.append(call)
        # As calls come: spread over time, and so their RTCP reports.
        await asyncio.sleep(0.0107)
    await asyncio.sleep(0.2)
    return calls


async def _speech(name: str, noise_rms: float) -> dict[str, float]:
    said = scripts(CALLERS, SENTENCES, noise_rms)
    callers = Callers("speech", CALLERS, SENTENCES, noise_rms)
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    await plane.start()
    try:
        calls = await _open(callers, plane)
        for call in calls:
            call.stream.listen(1)
            call.say()
        begin = callers.start([call.stream.local_port for call in calls])
        longest_s = max(len(script.pcm) for script in said) / 8000
        await asyncio.sleep(begin + longest_s + 0.5 - time.monotonic())
        return _judge(name, calls, said, begin)
    finally:
        await plane.close()
        callers.close()


def _judge(name: str, calls: list[_Call], said: list[Script], begin: float) -> dict[str, float]:
    onsets, silent, ends = [], [], []
    missed = false = 0
    for number, (call, script) in enumerate(zip(calls, said, strict=True)):
        zero = begin + phase_s(number, len(calls))
        spans = [(zero + first / 8000, zero + last / 8000) for first, last in script.spoken]
        for first, last in spans:
            noticed = [at - first for at, _ in call.starts if first < at <= last + 0.25]
            missed += not noticed
            onsets += noticed[:1]
            silent += [end - first for at, end in call.silences if first < at <= last + 0.25][:1]
            ended = [at - last for at, _ in call.ends if last < at <= last + 0.6]
            ends += ended[:1]
        false += sum(not any(first < at <= last + 0.25 for first, last in spans) for at, _ in call.starts)
    sentences = len(calls) * SENTENCES
    return {
        f"onset_to_control_{name}_p50_ms": float(np.percentile(onsets, 50)) * 1000,
        f"onset_to_control_{name}_p99_ms": float(np.percentile(onsets, 99)) * 1000,
        f"onset_to_prompt_silent_{name}_p50_ms": float(np.percentile(silent, 50)) * 1000,
        f"onset_to_prompt_silent_{name}_p99_ms": float(np.percentile(silent, 99)) * 1000,
        f"silence_to_control_{name}_p50_ms": float(np.percentile(ends, 50)) * 1000,
        f"silence_to_control_{name}_p99_ms": float(np.percentile(ends, 99)) * 1000,
        f"false_starts_{name}_per_100": 100 * false / sentences,
        f"missed_{name}_per_100": 100 * missed / sentences,
        f"sentences_{name}": sentences,
    }


# Keys.


async def _keys(kind: str) -> dict[str, float]:
    pressed = key_scripts(CALLERS, kind)
    callers = Callers(kind, CALLERS)
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    await plane.start()
    try:
        is_tone = kind.startswith("tones")
        terms: dict[str, Any] = {"detects_tones": True} if is_tone else {"telephone_event_type": _EVENT_TYPE}
        calls = await _open(callers, plane, **terms)
        for call in calls:
            call.say()
        begin = callers.start([call.stream.local_port for call in calls])
        await asyncio.sleep(begin + pressed[0][-1][0] + 1 - time.monotonic())
    finally:
        await plane.close()
        callers.close()
    latencies, silent = [], []
    wrong = right = 0
    for number, (call, keys) in enumerate(zip(calls, pressed, strict=True)):
        zero = begin + phase_s(number, len(calls))
        found = ["0123456789*#"[event.event] for _, event in call.keys]
        wrong += found != [key for _, key in keys]
        right += _matching(found, [key for _, key in keys])
        latencies += [at - zero - second for (at, _), (second, _) in zip(call.keys, keys, strict=False)]
        silent += [call.silences[0][1] - zero - keys[0][0]] if call.silences else []
    return {
        f"{kind}_to_control_p50_ms": float(np.percentile(latencies, 50)) * 1000,
        f"{kind}_to_control_p99_ms": float(np.percentile(latencies, 99)) * 1000,
        f"{kind}_to_prompt_silent_p99_ms": float(np.percentile(silent, 99)) * 1000,
        f"{kind}_callers_misheard": wrong,
        f"{kind}_right_percent": 100 * right / sum(map(len, pressed)),
        f"{kind}_pressed": sum(map(len, pressed)),
    }


def _matching(found: list[str], pressed: list[str]) -> int:
    """Keys found once and in their place; what was found besides counts against them."""
    blocks = SequenceMatcher(None, found, pressed, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) - max(len(found) - len(pressed), 0)


# Load.


async def _load(listened: int) -> dict[str, float]:
    """Callers who talk a third of the time, beside streams that play; what listening adds, and who is late for it."""
    callers = Callers("load", listened)
    receiver = _Receiver()
    plane = MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None))
    await plane.start()
    try:
        calls = await _open(callers, plane)
        for index in range(PLAYING):
            caller = _Call()
            spec = StreamSpec(remote=receiver.addresses[index % len(receiver.addresses)], receive=False)
            caller.stream = plane.open_stream(spec, caller.on_event)
            caller.stream.begin(1)
            caller.stream.write(1, SPEECH)
            await asyncio.sleep(0.0021)
        callers.start([call.stream.local_port for call in calls])
        await asyncio.sleep(1)
        receiver.take()
        deaf = await _cpu_percent(plane)
        deaf_errors, _ = receiver.take().departure_errors_ms()
        for call in calls:
            call.stream.listen(1)
        await asyncio.sleep(1)
        receiver.take()
        listening = await _cpu_percent(plane)
        errors, faults = receiver.take().departure_errors_ms()
    finally:
        await plane.close()
        receiver.close()
        callers.close()
    return {
        f"cpu_percent_per_listened_stream_{listened}": (listening - deaf) / listened,
        f"cpu_percent_plane_{listened}_deaf": deaf,
        f"cpu_percent_plane_{listened}_listening": listening,
        f"departure_error_{listened}_deaf_p99.9_ms": float(np.percentile(deaf_errors, 99.9)),
        f"departure_error_{listened}_listening_p99.9_ms": float(np.percentile(errors, 99.9)),
        f"departure_error_{listened}_listening_max_ms": float(errors.max()),
        f"sequence_faults_{listened}": faults,
        f"audio_heard_kib_{listened}": sum(call.audio_bytes for call in calls) / 1024,
    }


async def _cpu_percent(plane: MediaPlane) -> float:
    before, began = await plane.statistics(), time.monotonic()
    await asyncio.sleep(LOAD_S)
    after = await plane.statistics()
    return (after.cpu_s - before.cpu_s) / (time.monotonic() - began) * 100


def _main(kind: str, arguments: list[float]) -> None:
    count = int(arguments[0])
    if kind == "speech":
        said = scripts(count, int(arguments[1]), arguments[2])
        _send([_audio_packets(script.pcm) for script in said])
    elif kind == "load":
        said = scripts(count, 7, CLEAN_RMS, pause_s=(1.0, 4.5))
        length = int((2 * LOAD_S + 3) * 8000)
        _send([_audio_packets(np.resize(script.pcm, length)) for script in said])
    else:
        _send(_lines_with_keys(kind, count))


if __name__ == "__main__":
    _main(sys.argv[1], [float(argument) for argument in sys.argv[2:]])
