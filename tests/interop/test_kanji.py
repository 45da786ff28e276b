"""Kanji and hanzi for voices that read them and for voices that do not, through every door of a started server."""

import httpx

from mrcp_server.client.client import MrcpClient
from tests.fakes.whole_server import running, scenario, uri_of

SSML = '<speak version="1.1" xml:lang="{}" {} xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'
UNSUPPORTED = "005 language-unsupported"


@scenario
async def test_kanji_that_no_voice_reads_are_refused_and_kana_with_figures_are_spoken() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        for language, more, text, cause in (
            ("ja-JP", "", "3ばんのまどぐちへ、5月3日の9:15におこしください。", "000 normal"),
            ("ja-JP", "", "ただいま電話が混み合っております。", UNSUPPORTED),
            ("ja-JP", "", "おでんわありがとうございます。担当者におつなぎします。", UNSUPPORTED),
            ("zh-CN", "", "您有2个包裹，请按1。", "000 normal"),
            ("yue", "", "多謝。", "000 normal"),
            ("de-DE", "", "Willkommen am Bahnhof 東京.", "000 normal"),
            ("de-DE", "", "東京駅です", UNSUPPORTED),
            ("ja-JP", 'onlangfailure="ignoretext"', "電話です。はい。", "000 normal"),
        ):
            result = await client.speak(SSML.format(language, more, text))
            assert result.cause == cause, (text, result.cause)
            assert (len(result.samples) > 1000) == (cause == "000 normal"), text


@scenario
async def test_the_reason_is_told_over_http() -> None:
    async with running() as server, httpx.AsyncClient(trust_env=False) as http:
        url = f"http://127.0.0.1:{server.http.port}/v1/audio/speech"
        wanted = {"model": "tts-1", "voice": "ja", "response_format": "pcm"}
        reply = await http.post(url, json=wanted | {"input": "ただいま電話が混み合っております。"})
        assert reply.status_code == 400
        assert "no voice that reads kanji and hanzi for language 'ja" in reply.text
        for voice, text in (("ja", "3ばん、8,300円。"), ("cmn", "您有2个包裹。")):
            reply = await http.post(url, json=wanted | {"voice": voice, "input": text})
            assert reply.status_code == 200
            assert len(reply.content) > 10000
