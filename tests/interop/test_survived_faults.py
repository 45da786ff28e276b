"""A connection on which something of ours raises is told and ended, at a whole server: its peer does not wait for
ever, and others do not notice."""

import asyncio
from typing import Any

import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.mrcp.connection import Connection
from sip.stream import StreamFramer
from tests.fakes.whole_server import running, scenario, uri_of

MARK = b"OPTIONS marked"
SLICE_BYTES = 16 * 1024


@pytest.mark.parametrize("core", [StreamFramer, Connection], ids=["sip", "mrcp"])
@pytest.mark.parametrize("before", [b"", b"\r\n\r\n" * SLICE_BYTES], ids=["at once", "in a later turn"])
def test_a_connection_that_raises_is_told_and_ended(
    core: type[Any], before: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive_data = core.receive_data

    def raising(self: Any, data: bytes, *now: float) -> None:
        if MARK in data:
            raise RuntimeError("a fault of ours")
        if data.strip():  # else it only makes what follows come in a later turn
            receive_data(self, data, *now)

    monkeypatch.setattr(core, "receive_data", raising)

    @scenario
    async def test() -> None:
        faults: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context["message"])))
        async with running('mrcp.resources=["speechsynth"]') as server:
            port = server.mrcp.port if core is Connection else server.sip.ports["tcp"]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(before + MARK)
            try:
                async with asyncio.timeout(5):
                    while await reader.read(65536):
                        pass
            except ConnectionResetError:
                pass
            writer.close()
            assert len(faults) == 1
            async with MrcpClient(uri_of(server)) as client:
                assert (await client.speak("Yes.")).is_normal

    test()
