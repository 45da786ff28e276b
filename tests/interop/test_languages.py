"""Languages side by side on a started server: heard by models of their own, and refused in every form where nobody
hears them (RFC 6787 §9.4.11: 010)."""

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.control import completion_of
from mrcp_server.client.errors import RequestRefusedError
from mrcp_server.client.recognize import Grammar
from mrcp_server.mrcp.wire.codes import Method
from tests.fakes import telephone_audio as audio
from tests.fakes.ctc_model import write_ctc
from tests.fakes.moonshine_folder import moonshine_folder
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.stranger import wait_for

pytest.importorskip("sherpa_onnx", reason="the optional engine is not installed")
pytestmark = [pytest.mark.interop, pytest.mark.anyio]

PEOPLE = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
NOT_QUEUED = ("Cancel-If-Queue", "false")
URI_LIST = ("Content-Type", "text/uri-list")
XML = ("Content-Type", "application/srgs+xml")
ABNF = ("Content-Type", "application/srgs")
FRENCH = ("Speech-Language", "fr-FR")


def srgs(language: str, *words: str) -> bytes:
    items = "".join(f"<item>{word}</item>" for word in words)
    named = f' xml:lang="{language}"' if language else ""
    return (
        f'<?xml version="1.0"?><grammar xmlns="http://www.w3.org/2001/06/grammar"{named} version="1.0" mode="voice" '
        f'root="a"><rule id="a" scope="public"><one-of>{items}</one-of></rule></grammar>'
    ).encode()


@pytest.fixture(scope="module", name="polyglot")
def _polyglot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """English by PocketSphinx; "German" by a model that hears nothing but "yes"; "Spanish" by a real model, which is in
    truth English: what it writes as figures is Spanish as well."""
    folder = tmp_path_factory.mktemp("models")
    german, spanish = write_ctc(folder / "de"), moonshine_folder(folder / "es")
    models = f'{{"de-DE" = "{german}", "es-ES" = {{folder = "{spanish}", kind = "moonshine-v2"}}}}'
    settings = {"engine.models": models, "engine.workers": "1", "engine.recognizer_workers": "1"}
    with RunningServer(tmp_path_factory.mktemp("polyglot") / "log", settings) as server:
        yield server


async def test_a_grammar_goes_to_the_model_of_its_language(polyglot: RunningServer) -> None:
    said = np.concatenate((audio.silence(0.5), audio.speech("yes")))
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        grammar = Grammar("application/srgs+xml", srgs("de-AT", "yes", "nein"))
        result = await client.recognize(said, grammar)
    assert result.cause == "000 success", result
    assert ">yes<" in result.result


def digits_by_a_person(digits: str) -> NDArray[np.int16]:
    parts: list[NDArray[np.int16]] = [np.zeros(2400, np.int16)]
    for digit in digits:
        with wave.open(str(PEOPLE / f"digits/{digit}.wav")) as recording:
            parts.append(np.frombuffer(recording.readframes(recording.getnframes()), "<i2").astype(np.int16))
    return np.concatenate(parts)


@pytest.mark.skipif(not PEOPLE.is_dir(), reason="asterisk-core-sounds-en-wav is not installed")
async def test_what_a_person_says_is_matched_however_the_model_writes_it(polyglot: RunningServer) -> None:
    """The model writes "Four, one, five,"."""
    digits = Grammar(
        "application/srgs",
        b"#ABNF 1.0;\nlanguage es-MX;\ntag-format <semantics/1.0>;\nroot $a;\n"
        b"$a = {out = '';} ($d {out += rules.d;})<3>;\n"
        b"$d = four {out = 4;} | one {out = 1;} | five {out = 5;} | nine {out = 9;};\n",
    )
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(digits_by_a_person("415"), digits)
        other = await client.recognize(digits_by_a_person("42"), digits)
    assert result.cause == "000 success", result
    assert "<instance>415</instance>" in result.result
    assert other.cause.startswith(("001", "013")), other


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([URI_LIST, FRENCH], b"builtin:grammar/digits"),
        ([URI_LIST, FRENCH], b"builtin:speech/boolean"),
        ([URI_LIST, FRENCH], b"builtin:grammar/date"),
        ([URI_LIST, FRENCH], b"builtin:speech/transcribe"),
        ([URI_LIST, FRENCH], b"builtin:dtmf/digits\nbuiltin:speech/digits"),
        ([URI_LIST, ("Speech-Language", "de-DE")], b"builtin:grammar/date"),
        ([URI_LIST], b"builtin:grammar/date?language=de-DE"),
        ([URI_LIST], b"builtin:grammar/phone?language=fr-FR"),
        ([("Content-Type", "text/grammar-ref-list"), FRENCH], b'<builtin:grammar/digits>;weight="0.5"'),
        ([XML], srgs("fr-FR", "oui")),
        ([XML, FRENCH], srgs("", "oui")),
        ([XML, ("Speech-Language", "en-US")], srgs("fr-CA", "oui")),
        ([ABNF], b"#ABNF 1.0;\nlanguage fr-FR;\nroot $a;\npublic $a = oui | non;\n"),
        ([ABNF], b"#ABNF 1.0;\nlanguage de-DE;\nroot $a;\npublic $a = ja | $<builtin:speech/date>;\n"),
    ],
)
@pytest.mark.parametrize("method", [Method.RECOGNIZE, Method.DEFINE_GRAMMAR])
async def test_a_language_that_nobody_hears_is_refused_in_every_form(
    polyglot: RunningServer, method: Method, headers: Sequence[tuple[str, str]], body: bytes
) -> None:
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        extra = [NOT_QUEUED] if method == Method.RECOGNIZE else [("Content-ID", "<a@b>")]
        with pytest.raises(RequestRefusedError, match="010 language-unsupported") as raised:
            await channel.request(method, [*extra, *headers], body, timeout_s=10)
        assert raised.value.status == 407
        # Nothing else is disturbed.
        await channel.request(Method.DEFINE_GRAMMAR, [XML, ("Content-ID", "<ok@b>")], srgs("de", "ja"), timeout_s=10)
    assert "en-US" in polyglot.tail(200)


async def test_the_language_of_the_session_counts(polyglot: RunningServer) -> None:
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        # §6.1.1: "value … not supported".
        with pytest.raises(RequestRefusedError, match="409"):
            await channel.request(Method.SET_PARAMS, [FRENCH], timeout_s=10)
        await channel.request(Method.SET_PARAMS, [("Speech-Language", "de-DE")], timeout_s=10)
        for name, language in (("en", "en-US"), ("session", "")):
            fields = [XML, ("Content-ID", f"<{name}@y>")]
            await channel.request(Method.DEFINE_GRAMMAR, fields, srgs(language, "yes"), timeout_s=10)
        both = b"session:en@y\nsession:session@y"
        for headers, body in (([URI_LIST], both), ([FRENCH, URI_LIST], b"builtin:grammar/digits")):
            with pytest.raises(RequestRefusedError, match="010"):
                await channel.request(Method.RECOGNIZE, [NOT_QUEUED, *headers], body, timeout_s=10)
        # Keys have no language.
        await channel.request(Method.RECOGNIZE, [NOT_QUEUED, URI_LIST], b"builtin:dtmf/digits", timeout_s=10)


async def test_grammars_in_two_languages_need_somebody_who_hears_both(polyglot: RunningServer) -> None:
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        for name, language in (("de", "de-DE"), ("en", "en-US"), ("gb", "en-GB")):
            fields = [XML, ("Content-ID", f"<{name}@x>")]
            await channel.request(Method.DEFINE_GRAMMAR, fields, srgs(language, "yes"), timeout_s=10)
        both = b"session:en@x\nsession:de@x"
        with pytest.raises(RequestRefusedError, match="010"):
            await channel.request(Method.RECOGNIZE, [NOT_QUEUED, URI_LIST], both, timeout_s=10)
        regions = b"session:en@x\nsession:gb@x"
        await channel.request(Method.RECOGNIZE, [NOT_QUEUED, URI_LIST], regions, timeout_s=10)
    wait_for(lambda: "no one recognition model for language 'en-US and de-DE'" in polyglot.log.read_text())


async def test_text_needs_nobody_who_hears_it(polyglot: RunningServer) -> None:
    async with MrcpClient(polyglot.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        fields = [URI_LIST, FRENCH, ("Interpret-Text", "zéro 42")]
        event = await completion_of(
            await channel.request(Method.INTERPRET, fields, b"builtin:speech/digits", timeout_s=10), 10
        )
    assert event.headers.get("Completion-Cause") == "000 success"
    assert b"<instance>042</instance>" in event.body


@pytest.mark.parametrize("language", ["fr", "fr-FR"])
async def test_http_names_the_languages_that_are_heard(polyglot: RunningServer, language: str) -> None:
    recording = wav(audio.speech("yes"))
    file = {"file": ("a.wav", recording, "audio/wav")}
    grammar = srgs("", "oui").decode()
    async with httpx.AsyncClient(base_url=polyglot.health_url, trust_env=False, timeout=30) as http:
        answers = [
            await http.post("/v1/recognize", data={"grammar": grammar, "language": language}, files=file),
            await http.post("/v1/recognize", data={"grammar": srgs(language, "oui").decode()}, files=file),
            await http.post("/v1/audio/transcriptions", data={"language": language}, files=file),
            await http.post(
                f"/v1/listen?language={language}", content=recording, headers={"content-type": "audio/wav"}
            ),
        ]
        german = await http.post("/v1/recognize", data={"grammar": srgs("de", "yes").decode()}, files=file)
        transcribed = await http.post("/v1/audio/transcriptions", data={"language": "de"}, files=file)
    for answer in answers:
        assert answer.status_code == 400, answer.text
        assert "de-DE" in answer.text
        assert "es-ES" in answer.text
    assert german.json()["text"] == "yes", german.text
    assert transcribed.json()["text"] == "yes"


async def test_a_socket_names_them_too(polyglot: RunningServer) -> None:
    url = polyglot.health_url.replace("http", "ws") + "/v1/listen?language=fr&encoding=linear16&sample_rate=8000"
    async with connect(url) as socket:
        with pytest.raises(ConnectionClosedError, match=r"there are: .*de-DE"):
            await socket.recv()


async def test_a_wrong_model_is_named_and_the_server_does_not_start(tmp_path: Path) -> None:
    german = write_ctc(tmp_path / "de")
    model = german / "model.onnx"
    model.write_bytes(model.read_bytes()[:300])
    server = RunningServer(tmp_path / "log", {"engine.models": f'{{de = "{german}"}}', "engine.workers": "1"})
    with pytest.raises(RuntimeError, match=r"model\.onnx: no ONNX model, or damaged"):
        server.start()
    assert f"recognition model '{german}' for de" in server.log.read_text()
