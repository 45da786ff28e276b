"""Documents and bodies with a Content-Encoding, sent to a started server: one coding is undone, bombs are not."""

import gzip

from mrcp_server.client.client import SYNTHESIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from tests.fakes.origin import serving
from tests.fakes.whole_server import running, scenario, uri_of
from tests.interop.test_recordings import OPEN, RESOURCES, SSML

ANSWER_S = 10.0
PROMPT = gzip.compress(SSML.format("one").encode(), mtime=0)
BOMB = gzip.compress(gzip.compress(bytes(32 << 20), mtime=0), mtime=0)
CONTENT = {"/prompt": ("application/ssml+xml", PROMPT), "/bomb": ("audio/x-wav", BOMB), "/br": ("audio/x-wav", b"x")}
CODINGS = {"/prompt": "gzip", "/bomb": "gzip, gzip", "/br": "br"}


@scenario
async def test_a_coded_prompt_is_spoken_and_a_bomb_is_told() -> None:
    assert len(BOMB) < 2500
    with serving(CONTENT, CODINGS) as origin:
        async with running(RESOURCES, OPEN) as server, MrcpClient(uri_of(server)) as client:
            channel = client.call.channels[SYNTHESIZER]
            for path, reason in (("/bomb", "more than one Content-Encoding"), ("/br", "'br' was not asked for")):
                body = SSML.format(f'<audio src="{origin.url}{path}"/>').encode()
                request = channel.send("SPEAK", [("Content-Type", "application/ssml+xml")], body)
                event = await completion_of(request, ANSWER_S)
                assert event.headers.get("Completion-Cause") == "003 uri-failure"
                assert reason in (event.headers.get("Failed-URI-Cause") or "")
            fields = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip, gzip")]
            answer = await answer_of(channel.send("SPEAK", fields, BOMB), ANSWER_S)
            assert (answer.status, answer.headers.get("Content-Encoding")) == (409, "gzip, gzip")
            request = channel.send("SPEAK", [("Content-Type", "text/uri-list")], f"{origin.url}/prompt".encode())
            assert (await completion_of(request, ANSWER_S)).headers.get("Completion-Cause") == "000 normal"
