"""Long runs of one sign, sent to a started server: each is answered, and nobody has to wait for it."""

import pytest

from mrcp_server.client.client import SYNTHESIZER, MrcpClient
from tests.interop.running import RunningServer
from tests.interop.stranger import SipStranger, assert_works
from tests.interop.test_failure_answers import ask

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

RUN = 8_000
"""Signs. A reader whose time grows with their cube would be at it for an hour."""


async def test_vendor_parameters_of_blanks_are_refused_at_once(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as client:
        channel = client.call.channels[SYNTHESIZER]
        answer = await ask(channel, "SET-PARAMS", (f'Vendor-Specific-Parameters: a{" " * RUN}"b',))
        assert answer.status == 404
        assert (await client.speak("Hello.")).cause == "000 normal"


@pytest.mark.parametrize("sign", [".", "1.", "1-1", "$ ", "<a>"])
async def test_prompts_of_one_sign_hold_up_nobody(server: RunningServer, sign: str) -> None:
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as client:
        channel = client.call.channels[SYNTHESIZER]
        answer = await ask(channel, "SPEAK", (), "text/plain", f"Hello. {sign * RUN}x".encode())
        assert answer.status == 200
        await assert_works(server)
        await client.stop([answer.request_id])


async def test_a_folded_header_of_blanks_is_read_in_passing(server: RunningServer) -> None:
    with SipStranger(server) as stranger:
        head, _, body = stranger.request("OPTIONS").partition("\r\n\r\n")
        for _ in range(10):
            stranger.send(f"{head}\r\nSubject: a\r\n b{' ' * 12_000}c\r\n\r\n{body}")
        answer = stranger.receive()
        assert answer.startswith("SIP/2.0 ")
    await assert_works(server)
