"""The whole server in this process, with the tone engine: a call from end to end, ways to stop, ways to fail."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import structlog.testing

from mrcp_server.client.client import MrcpClient
from mrcp_server.config import load_config
from mrcp_server.server import Server
from mrcp_server.speaking.channel import SynthesizerChannel
from tests.fakes.origin import serving
from tests.fakes.whole_server import SETTINGS, hearing, running, scenario, uri_of


@scenario
async def test_a_call_hears_what_it_asked_for_and_the_books_balance() -> None:
    async with running() as server:
        async with MrcpClient(uri_of(server)) as client:
            result = await client.speak("one two three four five six seven eight nine ten")
        assert result.cause == "000 normal"
        assert len(result.samples) > 3000
        assert np.abs(result.samples.astype(float)).max() > 500
        await asyncio.sleep(0.05)
        assert len(server.table) == 0
        base = f"http://127.0.0.1:{server.http.port}"
        async with httpx.AsyncClient(trust_env=False) as http:
            assert (await http.get(f"{base}/readyz")).status_code == 200
            health = (await http.get(f"{base}/healthz")).json()
            metrics = (await http.get(f"{base}/metrics")).text
        assert health["pid"] == os.getpid()
        assert {"plane", "worker"} <= set(health["children"])
        assert 'speak_requests_total{cause="000 normal"} 1.0' in metrics
        assert "engine_workers_ready 1.0" in metrics
        assert 'rtp_streams{plane="0"} 0.0' in metrics


@scenario
async def test_the_workers_that_a_start_does_not_wait_for_join() -> None:
    async with hearing("engine.workers=3", "engine.recognizer_workers=2") as server:
        assert server.pool.state.ready >= 1
        assert server.listeners is not None
        await _until(lambda: server.pool.state.ready == 3 and server.listeners.state.ready == 2)  # type: ignore[union-attr]


@scenario
async def test_a_worker_killed_while_it_speaks_loses_nothing_of_the_prompt() -> None:
    script = 'tone.script="tone 600 400 wait 600 tone 600 400"'
    async with running("engine.workers=2") as server, MrcpClient(uri_of(server)) as client:
        speaking = await client.begin_speak("one", headers=[("Vendor-Specific-Parameters", script)])
        await _until(lambda: server.pool.state.busy == 1 and client.audio.last_ns() is not None)
        victim = next(seat.process for seat in server.pool._seats if seat.job is not None)
        assert victim is not None
        os.kill(victim.pid, signal.SIGKILL)
        result = await client.finish_speak(speaking)
        assert result.cause == "000 normal"
        assert (server.pool.counters.retried, server.pool.counters.worker_deaths) == (1, 1)
        loud = np.abs(result.samples.astype(int)) > 1000
        # Of a sine of this amplitude six samples in seven are.
        assert 0.75 * 6400 < loud.sum() <= 6400
        assert (await client.speak("and again")).cause == "000 normal"


@scenario
async def test_a_plane_killed_in_a_prompt_loses_no_call() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        speaking = asyncio.create_task(client.speak("some words that take their time to be said aloud " * 4))
        await _until(lambda: client.audio.last_ns() is not None)
        plane = server.planes[0].pid
        assert plane is not None
        os.kill(plane, signal.SIGKILL)
        result = await speaking
        assert result.cause == "000 normal"
        assert (await client.speak("and again")).cause == "000 normal"
        assert server.planes[0].faults == 1


@scenario
async def test_what_was_made_before_the_engine_failed_is_heard() -> None:
    script = 'tone.script="tone 600 1200 fail"'
    async with running() as server, MrcpClient(uri_of(server)) as client:
        result = await client.speak("one", headers=[("Vendor-Specific-Parameters", script)])
        assert result.cause == "004 error"
        # Of a sine of this amplitude six samples in seven are.
        assert (np.abs(result.samples.astype(int)) > 1000).sum() > 0.8 * 9600
        assert (await client.speak("and again")).cause == "000 normal"


@scenario
async def test_what_was_made_before_a_recording_was_missed_is_heard() -> None:
    with serving({}) as origin:
        document = (
            '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
            f'one two three four five six seven eight nine<audio src="{origin.url}/absent.wav"/></speak>'
        )
        async with running("fetch.blocked_networks=[]") as server, MrcpClient(uri_of(server)) as client:
            result = await client.speak(document)
            assert result.cause == "003 uri-failure"
            assert (np.abs(result.samples.astype(int)) > 1000).sum() > 0.8 * 8 * 10 * 36


class TestRecords:
    """One line for each SPEAK, also where its end meets another (test_speak_endings has them all)."""

    LONG = "some words that take their time to be said aloud " * 4

    async def _speaking(self, server: Server, client: MrcpClient) -> None:
        await client.begin_speak(self.LONG)
        await client.begin_speak(self.LONG)
        await _until(lambda: client.audio.last_ns() is not None)

    @staticmethod
    def _records(lines: Sequence[MutableMapping[str, Any]]) -> list[tuple[str, bool]]:
        """Cause, and whether anything was played."""
        return [(line["cause"], line["audio_ms"] > 0) for line in lines if line["event"] == "speak"]

    def _check(
        self,
        end: Callable[[Server, MrcpClient], Awaitable[object]],
        *expected: tuple[str, bool],
    ) -> None:
        async def run() -> None:
            async with running() as server:
                client = MrcpClient(uri_of(server))
                await client.open()
                with structlog.testing.capture_logs() as lines:
                    await self._speaking(server, client)
                    await end(server, client)
                    await _until(lambda: len(server.table) == 0 and len(self._records(lines)) >= 2)
                    await client.close()
                    await server.close()
                assert self._records(lines) == list(expected)

        asyncio.run(run())

    def test_bye(self) -> None:
        self._check(lambda _, client: client.close(), ("session ended", True), ("session ended", False))

    def test_bye_right_behind_a_stop(self) -> None:
        async def end(server: Server, client: MrcpClient) -> None:
            stopping = asyncio.create_task(client.stop())
            session = next(iter(server.table))
            channel = next(iter(session.channels.values()))
            assert isinstance(channel, SynthesizerChannel)
            while channel.state == "speaking":  # no pause: the plane's answer must not come between  # noqa: ASYNC110
                await asyncio.sleep(0)
            server.sip.hang_up(session, "bye")
            await asyncio.gather(stopping, return_exceptions=True)

        self._check(end, ("stopped", True), ("stopped", False))

    def test_shutdown(self) -> None:
        self._check(lambda server, _: server.close(), ("session ended", True), ("session ended", False))

    def test_a_lost_connection(self) -> None:
        async def end(server: Server, client: MrcpClient) -> None:
            connection = client.call.connection
            assert connection is not None
            connection.close()

        self._check(end, ("session ended", True), ("session ended", False))

    def test_bye_while_the_plane_is_dead(self) -> None:
        async def end(server: Server, client: MrcpClient) -> None:
            plane = server.planes[0]
            plane.faults = 1  # not the first death: the next plane is waited for
            os.kill(plane.pid or 0, signal.SIGKILL)
            await _until(lambda: plane.pid is None)
            await client.close()

        self._check(end, ("session ended", False), ("session ended", False))


async def _until(condition: Callable[[], bool]) -> None:
    """Waits for what must come soon."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # processes of their own: nothing here to signal
            await asyncio.sleep(0.005)


@scenario
async def test_draining_lets_calls_finish_and_takes_no_more() -> None:
    async with running() as server:
        async with MrcpClient(uri_of(server)) as client:
            draining = asyncio.create_task(server.drain())
            await asyncio.sleep(0.05)
            assert not draining.done()
            async with httpx.AsyncClient(trust_env=False) as http:
                ready = await http.get(f"http://127.0.0.1:{server.http.port}/readyz")
            assert (ready.status_code, ready.json()["reason"]) == (503, "draining")
            assert (await client.speak("still here")).cause == "000 normal"
        await asyncio.wait_for(draining, 5)


@scenario
async def test_closing_hangs_up() -> None:
    async with running() as server, MrcpClient(uri_of(server)):
        assert len(server.table) == 1
        await server.close()
        assert len(server.table) == 0


@scenario
async def test_idle_sessions_are_ended() -> None:
    async with running("limits.session_idle_s=0.05") as server, MrcpClient(uri_of(server)):
        await asyncio.sleep(0.1)
        server._sweep_idle()
        assert len(server.table) == 0
        assert 'mrcp_sessions_total{end="idle"} 1.0' in server.metrics.render().decode()


@pytest.mark.parametrize("section", ["sip", "mrcp", "http"])
def test_a_port_in_use_is_an_error_that_leaves_nothing_behind(section: str) -> None:
    async def run() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = Server(load_config(None, [*SETTINGS, f"{section}.port={port}"], {}))
            with pytest.raises(OSError, match=str(port)):
                await server.start()

    asyncio.run(run())


@scenario
async def test_every_metric_is_explained_in_the_operations_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs/operations.md").read_text()
    async with running() as server:
        await server._refresh()
        families = [line.split()[2] for line in server.metrics.render().decode().splitlines() if line[:6] == "# TYPE"]
    assert len(families) > 40
    assert [name for name in families if name not in guide and not name.startswith("prompt_cache_")] == []


@scenario
async def test_a_sign_without_a_name_is_said_and_counted() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        assert len((await client.speak("⌘")).samples) > 240
        assert len((await client.speak("👍")).samples) > 240
        assert (await client.speak("one")).cause == "000 normal"
        async with httpx.AsyncClient(trust_env=False) as http:
            base = f"http://127.0.0.1:{server.http.port}"
            shown = (await http.post(f"{base}/v1/words", json={"text": "⌘ " * 500})).json()
            assert shown["unsaid_signs"] == 500, "read by the real processes for content"
            metrics = (await http.get(f"{base}/metrics")).text
    assert "speak_unsaid_signs_total 2.0" in metrics
    assert "content_tasks_total 1.0" in metrics


@scenario
async def test_sessions_are_listed_for_the_console() -> None:
    async with running() as server, MrcpClient(uri_of(server)) as client:
        rows = server._session_rows()
        assert [row.state for row in rows] == ["idle"]
        assert rows[0].figures == {"channels": "speechsynth"}
        await client.speak("one two")
        assert server._refreshing is not None
        await server._refreshing
        server._session_rows()
        await server._refreshing
        figures = server._session_rows()[0].figures
        assert int(figures["sent"]) > 2
        assert {"received", "lost", "jitter_ms"} <= set(figures)


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ([], "http://127.0.0.1:{port}/waveforms/"),
        (["waveforms.base_url=https://ivr.example/w"], "https://ivr.example/w/"),
        (
            ['http.host="::"', 'http.api_keys=["k"]', "rtp.external_address=192.0.2.7"],
            "http://192.0.2.7:{port}/waveforms/",
        ),
        (['http.host="::1"', "http.tls_certificate=there.pem"], "https://[::1]:{port}/waveforms/"),
    ],
)
def test_waveforms_are_served_where_a_client_can_reach_them(settings: list[str], url: str) -> None:
    async def run() -> None:
        server = Server(load_config(None, [*SETTINGS, *settings], {}))
        assert server._waveform_url() == url.format(port=0)
        assert server._http_services.waveforms is server.waveforms

    asyncio.run(run())
