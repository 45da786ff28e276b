"""Built-in grammars on a started server, with the recogniser as it comes and speech by its natural voice: what they
give is what was said, or nothing. Many answers come as recordings, some over the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import EngineError
from engine.grammars.builtin import TYPES, parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active, Matcher
from engine.grammars.semantics import SemanticsInterpreter
from engine.grammars.tokens import matching_words
from engine.interface import Piece, Span
from engine.recognizers.moonshine.files import packaged_files
from engine.voices.hibari.synthesizer import HibariSynthesizer
from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio
from tests.fakes.engine import CollectingSink
from tests.fakes.origin import serving
from tests.fakes.recordings import wav
from tests.fakes.spoken_answers import Answer, answers, strange
from tests.interop.ivr import outcome
from tests.interop.running import RunningServer

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

EACH = 10
AREA = "area code eight five eight seven oh five one two three four"
TOLL_FREE = "eight hundred five five five one two one two"


@pytest.fixture(scope="module", name="voice")
def _voice() -> HibariSynthesizer:
    try:
        packaged_files()
        return HibariSynthesizer()
    except EngineError as error:
        pytest.skip(error.reason)


def said(voice: HibariSynthesizer, text: str) -> audio.Pcm:
    """On a telephone line with its faint noise, 8 kHz."""
    sink = CollectingSink()
    voice.synthesize(Piece((Span(text),), "heart"), sink)
    pcm = audio.set_rms(resample(sink.audio, 24_000, audio.RATE_HZ).astype(np.float64), 1810.0)
    padded = np.concatenate((audio.silence(0.3), pcm, audio.silence(0.7)))
    return audio.mix(padded, audio.noise(len(padded) / audio.RATE_HZ + 0.01, 10.0)[: len(padded)])


def meant(kind: str, text: str) -> list[object]:
    """What the grammar makes of these words."""
    active = Active(compile_network(parse_builtin(f"builtin:speech/{kind}").grammars[0]))
    matcher = Matcher([active])
    for word in matching_words(text):
        matcher.feed(word)
    with SemanticsInterpreter() as interpreter:
        return [interpreter.interpret(parse, active.network).value for parse in matcher.parses()]


async def recognized(server: RunningServer, kind: str, recordings: Mapping[str, audio.Pcm]) -> list[tuple[str, str]]:
    """Completion-Cause and result of each (Input-Waveform-URI)."""
    paths = {f"/{index}.wav": ("audio/wav", wav(pcm)) for index, pcm in enumerate(recordings.values())}
    found = []
    with serving(paths) as origin:
        async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
            channel = client.call.channels[RECOGNIZER]
            for path in paths:
                fields = [("Cancel-If-Queue", "false"), ("Input-Waveform-URI", origin.url + path)]
                fields.append(("Content-Type", "text/uri-list"))
                body = f"builtin:grammar/{kind}".encode()
                exchange = await channel.request(Method.RECOGNIZE, fields, body, timeout_s=10)
                found.append(await outcome(exchange, 30))
    return found


@pytest.mark.parametrize("kind", TYPES)
async def test_answers_mean_what_was_said(speech: RunningServer, voice: HibariSynthesizer, kind: str) -> None:
    asked = answers(kind, EACH)
    told = await recognized(speech, kind, {answer.said: said(voice, answer.said) for answer in asked})
    wrong = [
        (answer, *one)
        for answer, one in zip(asked, told, strict=True)
        if one[0] != "000 success" or f">{_written(answer)}<" not in one[1]
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", TYPES)
async def test_what_its_grammar_cannot_make_of_the_words_is_no_success(
    speech: RunningServer, voice: HibariSynthesizer, kind: str
) -> None:
    texts = strange(kind, EACH)
    told = await recognized(speech, kind, {text: said(voice, text) for text in texts})
    wrong = []
    for text, (cause, body) in zip(texts, told, strict=True):
        values = [_written(Answer(text, value)) for value in meant(kind, text)]
        if cause == "000 success" and not any(f">{value}<" in body for value in values):
            wrong.append((text, body))
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("phone", AREA, "8587051234"),
        ("phone", TOLL_FREE, "8005551212"),
        ("phone", "double five one", "551"),
        ("phone", "five five five one two one two extension twelve", "5551212x12"),
        ("digits", TOLL_FREE, None),
        ("digits", "double five one", None),
        ("digits", AREA, None),
        ("number", "seven hundred three", "703"),
        ("currency", "one thousand five dollars", "USD1005.00"),
        ("boolean", "yes please", "true"),
        ("boolean", "that's right", "true"),
        ("boolean", "no thank you", "false"),
    ],
)
async def test_what_callers_were_misheard_in(
    server: RunningServer, voice: HibariSynthesizer, kind: str, text: str, value: str | None
) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(said(voice, text), Grammar.builtin(kind), limit_s=40)
    assert result.cause == ("001 no-match" if value is None else "000 success"), result
    assert value is None or f">{value}<" in result.result


def _written(answer: Answer) -> str:
    return str(answer.value).lower() if isinstance(answer.value, bool) else str(answer.value)
