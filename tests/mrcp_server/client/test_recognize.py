"""RECOGNIZE while audio is streamed."""

from pathlib import Path

import numpy as np
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.errors import AudioFileError, RequestRefusedError
from mrcp_server.client.recognize import Grammar
from tests.fakes.speech_server import HOST, Script, running

pytestmark = pytest.mark.anyio

SRGS = '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" root="a"><rule id="a">yes</rule></grammar>'


class TestGrammar:
    @pytest.mark.parametrize(
        ("name", "uri"),
        [
            ("digits", b"builtin:grammar/digits"),
            ("dtmf/digits?length=4", b"builtin:dtmf/digits?length=4"),
            ("builtin:speech/transcribe", b"builtin:speech/transcribe"),
        ],
    )
    def test_builtin_names_become_uris(self, name: str, uri: bytes) -> None:
        assert Grammar.builtin(name) == Grammar("text/uri-list", uri)

    def test_files_are_told_apart_by_their_beginning(self, tmp_path: Path) -> None:
        xml, abnf = tmp_path / "a.grxml", tmp_path / "a.gram"
        xml.write_text(SRGS)
        abnf.write_text("#ABNF 1.0 UTF-8;")
        assert Grammar.read(xml) == Grammar("application/srgs+xml", SRGS.encode())
        assert Grammar.read(abnf).content_type == "application/srgs"
        with pytest.raises(AudioFileError, match="No such file"):
            Grammar.read(tmp_path / "none")


async def test_a_grammar_of_ours_is_defined_first() -> None:
    async with (
        running() as fake,
        MrcpClient(f"sip:{HOST}:{fake.sip_port}", resources=(RECOGNIZER,)) as client,
    ):
        result = await client.recognize(np.zeros(1600, np.int16), Grammar("application/srgs+xml", SRGS.encode()))
    assert fake.requests == ["INVITE", "ACK", "DEFINE-GRAMMAR", "RECOGNIZE", "BYE"]
    assert fake.bodies == [SRGS, "session:grammar@mrcp-server-client"]
    assert result.cause == "000 success"
    assert result.start_of_input_ms is not None
    assert result.start_of_input_ms < 1000
    # The fake is content with 8 of the 10 packets.
    assert result.end_ms < 100


async def test_silence_follows_what_was_given() -> None:
    async with (
        running() as fake,
        MrcpClient(f"sip:{HOST}:{fake.sip_port}", resources=(RECOGNIZER,)) as client,
    ):
        await client.recognize(np.full(160, 5000, np.int16), Grammar.builtin("digits"))
    loud, *silent = [packet.payload for packet in fake.heard]
    assert set(loud) != {0xFF}
    assert {frozenset(payload) for payload in silent} == {frozenset({0xFF})}


async def test_a_grammar_that_cannot_be_used_is_an_error() -> None:
    async with (
        running(Script(grammar_cause="005 grammar-compilation-failure")) as fake,
        MrcpClient(f"sip:{HOST}:{fake.sip_port}", resources=(RECOGNIZER,)) as client,
    ):
        with pytest.raises(RequestRefusedError, match="005 grammar-compilation-failure"):
            await client.recognize(np.zeros(160, np.int16), Grammar("application/srgs+xml", b"<"))
