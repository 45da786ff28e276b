"""A language whose first text comes while calls run is made beside them, whatever door it comes by."""

import asyncio
import json
import threading

import httpx
import websockets

from mrcp_server.client.client import MrcpClient
from tests.fakes.unready import unready_languages
from tests.fakes.whole_server import running, scenario, uri_of

SSML = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="{}">{}</speak>'


@scenario
async def test_the_loop_makes_none() -> None:
    with unready_languages() as made:
        async with running() as server, httpx.AsyncClient(trust_env=False) as http:
            base = f"http://127.0.0.1:{server.http.port}"
            async with MrcpClient(uri_of(server)) as client:
                mixed = SSML.format("de", 'drei 3 kg <lang xml:lang="fr">3 kg</lang>')
                assert (await client.speak(mixed)).cause == "000 normal"
                plain = await client.speak("3 kg", headers=[("Speech-Language", "it")])
                assert plain.cause == "000 normal"
            words = await http.post(f"{base}/v1/words", json={"text": "3 kg", "language": "nl"})
            assert words.json()["said"] == ["drie kilo"]
            spoken = await http.post(
                f"{base}/v1/audio/speech", json={"model": "tts-1", "voice": "alloy", "input": SSML.format("pl", "3 kg")}
            )
            assert spoken.status_code == 200
            async with websockets.connect(f"ws://127.0.0.1:{server.http.port}/v1/speak") as socket:
                text = "It is <lang xml:lang='ru'>3 kg</lang>. And <lang xml:lang='tr'>3 kg</lang>."
                await socket.send(json.dumps({"type": "Speak", "text": text}))

                await socket.send('{"type": "Flush"}')
                async with asyncio.timeout(20):
                    while not (isinstance(message := await socket.recv(), str) and "Flushed" in message):
                        pass
        assert {"de-DE", "fr-FR", "it-IT", "nl-NL", "pl-PL", "ru-RU", "tr-TR"} <= {tag for tag, _ in made}
        assert threading.get_ident() not in {thread for _, thread in made}
