"""What is hard to hear, or no speech at all, and grammars that are hard to follow, at a started server: it ends with
the right cause, in a time that the length bounds, and nobody else feels it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar
from rtp.audio.pcm import to_int16
from tests.fakes import recognizer, telephone_audio
from tests.fakes.packages import install
from tests.fakes.recordings import wav
from tests.fakes.telephone_audio import Pcm
from tests.interop.running import RunningServer
from tests.interop.stranger import told

pytestmark = [pytest.mark.anyio, pytest.mark.interop]

RATE_HZ = 8000
DIGITS = "#ABNF 1.0 UTF-8;\nlanguage en-US;\nroot $digits;\n$digits = (zero | one | two | three | four | five)<1->;\n"
TOO_LONG = {"008 success-maxtime", "014 partial-match-maxtime", "015 no-match-maxtime"}
HEALTH_S = 2.0
"""A loop that is busy answers later than this; a busy machine does not."""


def _noise(seconds: float, rms: float) -> Pcm:
    return to_int16(rms * np.random.default_rng(7).standard_normal(int(seconds * RATE_HZ)))


def _music(seconds: float) -> Pcm:
    """Chords with overtones that change four times a second, and a beat."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    beat = np.floor(time * 4).astype(int)
    signal = np.zeros(len(time))
    for step, root in enumerate((196.0, 262.0, 330.0, 220.0)):
        for ratio in (1, 1.25, 1.5, 2, 3, 4):
            signal += (beat % 4 == step) * np.sin(2 * np.pi * root * ratio * time) / ratio
    signal *= np.exp(-3 * (time * 4 % 1))
    return to_int16(6000 * signal / np.abs(signal).max() + _noise(seconds, 300))


def _two_speakers() -> Pcm:
    first = telephone_audio.speech("I would like to speak to somebody about my last invoice", "en-us+f3")
    second = telephone_audio.speech("please transfer me to technical support", "en-us+m3")
    length = min(len(first), len(second))
    return (first[:length] // 2 + second[:length] // 2).astype(np.int16)


def _minute() -> Pcm:
    digits = telephone_audio.speech("one two three four zero two one three four two")
    return np.resize(np.concatenate((digits, telephone_audio.silence(0.1))), 60 * RATE_HZ)


def _clipped() -> Pcm:
    loud = 40.0 * telephone_audio.speech("one two three four")
    return to_int16(loud)


SOUNDS: dict[str, Callable[[], Pcm]] = {
    "nothing": lambda: np.zeros(0, np.int16),
    "one sample": lambda: np.array([1000], np.int16),
    "silence": lambda: telephone_audio.silence(5),
    "direct current": lambda: np.full(3 * RATE_HZ, 12000, np.int16),
    "loud noise": lambda: _noise(10, 6000),
    "soft noise": lambda: _noise(10, 40),
    "music": lambda: _music(8),
    "two speakers": _two_speakers,
    "a minute of speech": _minute,
    "clipped speech": _clipped,
    "keys": lambda: np.concatenate([telephone_audio.dtmf(key, 0.2) for key in "1592*#"]),
}
WITHOUT_WORDS = ("nothing", "one sample", "silence", "direct current", "soft noise")


async def recognized(server: RunningServer, audio: bytes, grammar: str = DIGITS) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.health_url, timeout=60) as http:
        files = {"file": ("a.wav", audio, "audio/wav")}
        return await http.post("/v1/recognize", files=files, data={"grammar": grammar})


@contextlib.asynccontextmanager
async def answering(server: RunningServer) -> AsyncIterator[None]:
    """Meanwhile the server answers somebody else, again and again."""
    done = asyncio.Event()

    async def ask() -> int:
        answers = 0
        async with httpx.AsyncClient(base_url=server.health_url, timeout=HEALTH_S) as http:
            while not done.is_set() or not answers:
                assert (await http.get("/healthz")).status_code == 200
                answers += 1
                await asyncio.sleep(0.02)
        return answers

    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        done.set()
    assert await asking >= 1


@pytest.mark.parametrize("sound", SOUNDS)
async def test_whatever_an_upload_sounds_like_it_is_answered(server: RunningServer, sound: str) -> None:
    with told(server, most=2):
        async with answering(server):
            response = await recognized(server, wav(SOUNDS[sound]()))
    if sound == "nothing":
        _assert_no_recording(response)
        return
    assert response.status_code == 200, response.text
    answer = response.json()
    if sound in WITHOUT_WORDS:
        assert not answer["match"], answer
    if sound == "clipped speech":
        assert answer["match"], answer


def _assert_no_recording(response: httpx.Response) -> None:
    assert response.status_code == 400
    assert "nothing in the recording" in response.text


@pytest.mark.parametrize("sound", ["nothing", "one sample", "silence", "music", "loud noise", "keys"])
async def test_whatever_is_to_be_written_down_it_is_answered_with_little(server: RunningServer, sound: str) -> None:
    audio = SOUNDS[sound]()
    with told(server, most=2):
        async with answering(server), httpx.AsyncClient(base_url=server.health_url, timeout=120) as http:
            response = await http.post(
                "/v1/audio/transcriptions",
                files={"file": ("a.wav", wav(audio), "audio/wav")},
                data={"model": "whisper-1"},
            )
    if sound == "nothing":
        _assert_no_recording(response)
        return
    assert response.status_code == 200, response.text
    # Nobody says more than five words a second; what repeats itself for ever would.
    assert len(response.json()["text"].split()) <= 1 + 5 * len(audio) / RATE_HZ


async def test_an_odd_number_of_octets_is_a_sample_less(server: RunningServer) -> None:
    audio = wav(telephone_audio.speech("one two three four"))
    with told(server, most=2):
        response = await recognized(server, audio + b"\1")
        cut = await recognized(server, audio[:-1])
    assert response.status_code == cut.status_code == 200
    assert cut.json()["text"] == response.json()["text"]


@pytest.mark.parametrize(
    ("sound", "headers", "causes"),
    [
        ("silence", [("No-Input-Timeout", "500")], {"002 no-input-timeout"}),
        ("direct current", [("No-Input-Timeout", "500")], {"002 no-input-timeout"}),
        ("loud noise", [("Recognition-Timeout", "1500")], {"001 no-match", "002 no-input-timeout", *TOO_LONG}),
        ("music", [("Recognition-Timeout", "1500")], {"001 no-match", "002 no-input-timeout", *TOO_LONG}),
        ("a minute of speech", [("Recognition-Timeout", "1500")], TOO_LONG),
        ("two speakers", [], {"001 no-match"}),
    ],
)
async def test_a_call_in_which_it_is_heard_ends_with_the_right_cause(
    server: RunningServer, sound: str, headers: list[tuple[str, str]], causes: set[str]
) -> None:
    audio = SOUNDS[sound]()[: 3 * RATE_HZ]
    grammar = Grammar("application/srgs", DIGITS.encode())
    with told(server, most=2):
        async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
            timeouts = {"No-Input-Timeout": "4000", **dict(headers)}
            result = await client.recognize(audio, grammar, headers=list(timeouts.items()), limit_s=20)
    assert result.cause in causes, result


# --- grammars ---------------------------------------------------------------------------------------------------------


def _abnf(rules: str) -> str:
    return f"#ABNF 1.0 UTF-8;\nlanguage en-US;\nroot $a;\n{rules}\n"


def _names(count: int) -> Iterator[str]:
    for number in range(count):
        yield "".join("bdfgklmnpr"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:05}")


GRAMMARS: dict[str, tuple[str, set[int]]] = {
    "5,000 names": (_abnf(f"$a = {' | '.join(_names(5_000))};"), {200}),
    # Seconds of work for a free processor: where there is none, nobody waits for ever.
    "19,000 names": (_abnf(f"$a = {' | '.join(_names(19_000))};"), {200, 503}),
    "100,000 names": (_abnf(f"$a = {' | '.join(_names(100_000))};"), {200, 400}),
    "a million states": (_abnf("$a = ((x | y)<1000>)<1000>;"), {400}),
    "left recursion": (_abnf("$a = $a x | y;"), {400}),
    "endless recursion": (_abnf("$a = x $a;"), {400}),
    "right recursion": (_abnf("$a = one [$a];"), {200}),
    "recursion in the middle": (_abnf("$a = one $a two | three;"), {200, 400}),
    "mutual recursion": (_abnf("$a = one $b | two; $b = three $a four | five;"), {200, 400}),
    "alternatives that explode": (
        _abnf("$a = $r0; " + " ".join(f"$r{n} = ($r{n + 1} | $r{n + 1}) $r{n + 1};" for n in range(40)) + " $r40 = x;"),
        {200, 400},
    ),
    "a row of optional words": (_abnf(f"$a = {' '.join(f'[{name}]' for name in _names(1000))} one;"), {200}),
    "rows of optional words": (
        _abnf("$a = " + " | ".join(" ".join(f"[x{row}y{n}]" for n in range(10)) + " z" for row in range(1000)) + ";"),
        {200, 400, 503},
    ),
    "many rounds": (_abnf("$a = (one | two)<1-500>;"), {200}),
    "rounds of rounds": (_abnf("$a = (((one<0->)<0->)<0->)<0->;"), {200}),
}


@pytest.mark.parametrize("grammar", GRAMMARS)
async def test_a_grammar_is_followed_or_refused_with_a_reason(server: RunningServer, grammar: str) -> None:
    text, statuses = GRAMMARS[grammar]
    with told(server, most=2):
        async with answering(server):
            response = await recognized(server, wav(telephone_audio.speech("one")), text)
    assert response.status_code in statuses, response.text
    if response.status_code == 400:
        assert "grammar" in response.text or "maximum size" in response.text


async def test_a_caller_is_understood_while_others_bring_large_grammars(server: RunningServer) -> None:
    audio = telephone_audio.speech("one two three four")
    large = [recognized(server, wav(audio), _abnf(f"$a = y{n} | {' | '.join(_names(19_000))};")) for n in range(3)]
    others = asyncio.gather(*large)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(audio, Grammar("application/srgs", DIGITS.encode()), limit_s=20)
    assert result.cause == "000 success", result
    assert {one.status_code for one in await others} <= {200, 503}


# --- engines that hang ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="scripted")
def _scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose recogniser does what its audio says: two workers."""
    folder = tmp_path_factory.mktemp("scripted")
    with pytest.MonkeyPatch.context() as patch:
        install(folder, patch, mrcp_server__recognizers={"scripted": recognizer.FACTORY})
        settings = {"engine.synthesizer": "tone", "engine.recognizer": "scripted", "engine.recognizer_workers": "2"}
        with RunningServer(folder / "log", settings) as server:
            yield server


def _script(text: str) -> bytes:
    return wav(np.frombuffer(recognizer.said(text), "<i2"))


@pytest.mark.parametrize("command", ["hang", "spin"])
async def test_who_hangs_an_engine_loses_only_its_own_answer(scripted: RunningServer, command: str) -> None:
    grammar = _abnf("$a = caller (one | two | three);")
    hung = asyncio.create_task(recognized(scripted, _script(command), grammar))
    await asyncio.sleep(0.1)
    others = await asyncio.gather(*(recognized(scripted, _script("caller one"), grammar) for _ in range(8)))
    assert [one.json()["text"] for one in others] == ["caller one"] * 8
    # They did not have to wait until it was noticed.
    assert not hung.done()
    lost: Any = await hung
    assert lost.status_code == 500
    assert "hung" in lost.text
    assert (await recognized(scripted, _script("caller two"), grammar)).json()["text"] == "caller two"
