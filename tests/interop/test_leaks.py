"""Hundreds of calls leave nothing: no session, no stream, no descriptor, no task, no memory; and idle calls stay."""

import asyncio
import gc
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
import websockets

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import ClientError
from mrcp_server.client.load import LoadPlan, run_load
from mrcp_server.client.load_result import has_passed
from mrcp_server.client.recognize import Grammar
from mrcp_server.config import load_config
from mrcp_server.observability.feed import EVENTS_PER_SESSION, SESSIONS
from mrcp_server.server import Server
from mrcp_server.session import Session
from sip.dialog import Dialog
from tests.interop.running import RunningServer
from tests.interop.speech_checks import said
from tests.interop.stranger import resident_kib, settled_kib, wait_for
from tests.tree.imports import PACKAGES

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

CALLS = 200
MOST_GROWN_KIB = 30_000
SETTINGS = [
    *(f'{section}.host="127.0.0.1"' for section in ("sip", "mrcp", "rtp", "http")),
    *(f"{section}.port=0" for section in ("sip", "mrcp", "http")),
    'rtp.ports="0-0"',
    "engine.synthesizer=tone",
    "engine.workers=1",
    'mrcp.resources=["speechsynth"]',
]


def held(server: RunningServer) -> dict[str, float]:
    """What calls hold in a started server."""
    metrics = server.metrics()
    descriptors = {name: value for name, value in metrics.items() if name.startswith("process_descriptors")}
    sessions = {"sessions": metrics["mrcp_sessions_active"], "connections": metrics["mrcp_connections_active"]}
    return descriptors | sessions | {"streams": metrics['rtp_streams{plane="0"}']}


async def test_hundreds_of_calls_leave_nothing_in_a_started_server(server: RunningServer) -> None:
    plan = LoadPlan(server=server.sip_uri, calls=CALLS // 2, rate=100, hold_s=0.1, health_url=None)
    first = await run_load(plan, show_progress=False)
    assert has_passed(first), first
    await asyncio.to_thread(wait_for, lambda: held(server)["sessions"] == 0)
    before, memory = held(server), settled_kib(server)
    second = await run_load(plan, show_progress=False)
    assert has_passed(second), second
    await asyncio.to_thread(wait_for, lambda: held(server) == before)
    assert resident_kib(server) - memory < MOST_GROWN_KIB


async def test_hundreds_of_calls_leave_no_object_and_no_task() -> None:
    server = Server(load_config(None, SETTINGS, {}))
    await server.start()
    try:
        uri = f"sip:127.0.0.1:{server.sip.ports['udp']}"
        await _call(uri)
        tasks = len(asyncio.all_tasks())
        for _ in range(CALLS // 20):
            await asyncio.gather(*(_call(uri) for _ in range(20)))
        await _until(lambda: len(asyncio.all_tasks()) <= tasks)
        await _until(lambda: not server.table and not _alive(Session))
        assert server.planes[0].streams == 0
        assert not server.sip._sessions
        assert not server.sip._dialogs
        assert not server.mrcp._connections
        await _until(lambda: not server.sip._agent.dialogs and not _alive(Dialog))
        feeds = server.feed.recent(2 * SESSIONS)
        assert len(feeds) <= SESSIONS
        assert max(len(feed.events) for feed in feeds) <= EVENTS_PER_SESSION
    finally:
        await server.close()


async def test_a_call_that_says_nothing_for_a_while_works_afterwards(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        assert (await client.speak("One.")).is_normal
        await asyncio.sleep(2.0)
        assert (await client.speak("Two.")).is_normal


async def _call(uri: str) -> None:
    async with MrcpClient(uri) as client:
        await client.begin_speak("one two three four five six seven")
        await client.stop()


def _alive(kind: type) -> list[Any]:
    gc.collect()
    return [item for item in gc.get_objects() if isinstance(item, kind)]


async def _until(condition: Callable[[], bool], limit_s: float = 10.0) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110  # what is waited for has no event
            await asyncio.sleep(0.1)


async def test_what_is_over_is_gone_without_the_garbage_collector() -> None:
    """It seldom comes while calls are there; sessions, messages and prompts in cycles would pile up for an hour."""
    server = Server(load_config(None, [*SETTINGS, 'mrcp.resources=["speechsynth", "speechrecog"]'], {}))
    await server.start()
    try:
        uri, web = f"sip:127.0.0.1:{server.sip.ports['udp']}", f"127.0.0.1:{server.http.port}"
        await _each_kind_of_call(uri)
        await _each_kind_of_request(web)
        await _until(lambda: not server.table and not server.sip._agent.dialogs)
        gc.collect()
        gc.disable()
        try:
            await _each_kind_of_call(uri)
            await _each_kind_of_request(web)
            await _until(lambda: not server.table and not server.sip._agent.dialogs)
            await _until(lambda: not server.sip._agent._core.client_transactions)
            found = _in_cycles(server)
        finally:
            gc.enable()
        assert not found
    finally:
        await server.close()


async def _each_kind_of_call(uri: str) -> None:
    """One that is interrupted, one that is heard, one with errors, and one that is ended by us."""
    await _call(uri)
    async with MrcpClient(uri, resources=("speechrecog",)) as client:
        assert (await client.recognize(said(), Grammar("text/uri-list", b"builtin:grammar/digits\r\n"))).cause
    async with MrcpClient(uri) as client:
        assert (await client.speak("Yes.")).is_normal
        with suppress(ClientError):
            await client.speak("<speak")
    client = MrcpClient(uri)
    await client.open()
    await client.begin_speak("One two three.")
    assert client.call.connection is not None
    client.call.connection.close()
    await asyncio.sleep(2)  # a moment after it the server hangs up
    await client.close()


async def _each_kind_of_request(web: str) -> None:
    """Speech that is read to its end, one that is left in the middle, and likewise over a WebSocket."""
    wanted = {"model": "tts-1", "voice": "alloy", "response_format": "pcm", "input": "One. " * 200}
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://{web}") as client:
        assert (await client.post("/v1/audio/speech", json=wanted)).is_success
        async with client.stream("POST", "/v1/audio/speech", json=wanted) as answer:
            async for _ in answer.aiter_raw():
                break
    for last in ({"type": "Close"}, {"type": "Nonsense"}, None):
        async with websockets.connect(f"ws://{web}/v1/speak?encoding=linear16") as opened:
            for message in ({"type": "Speak", "text": "One two. Three."}, {"type": "Flush"}):
                await opened.send(json.dumps(message))
            await opened.recv()
            if last is not None:
                await opened.send(json.dumps(last))
                with suppress(websockets.ConnectionClosed):
                    while await opened.recv():
                        pass


def _in_cycles(server: Server) -> Counter[str]:
    """Objects of the server that only the garbage collector finds. The client uses `sip` and encryption, too."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
    finally:
        gc.set_debug(0)
    core = server.sip._agent._core
    found = Counter[str]()
    for item in gc.garbage:
        module = type(item).__module__
        is_clients = (
            module.startswith(("sip.", "mrcp_server.client.", "mrcp_server.tls."))
            and getattr(item, "_layer", None) is not core
        )
        if module.partition(".")[0] in PACKAGES and not is_clients:
            found[f"{module}.{type(item).__qualname__}"] += 1
    gc.garbage.clear()
    return found
