"""The MRCP door over real TCP: routing by Channel-Identifier, bad input, lost connections."""

import asyncio
import contextlib
from collections.abc import Coroutine

import pytest

import mrcp_server.doors.mrcp as door_module
from tests.fakes.doors import Doors, RawCaller, RawControl, channel_of


def run(work: Coroutine[None, None, None]) -> None:
    asyncio.run(work)


def test_a_request_is_answered_on_the_connection_it_came_on() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as first, RawControl(doors.mrcp.port) as second:
                first.send("SPEAK", 1, channel, "hello")
                assert " 1 200 IN-PROGRESS" in await first.receive()
                second.send("GET-PARAMS", 2, channel)
                assert " 2 200 COMPLETE" in await second.receive()
                doors.stream.finished(1, at=asyncio.get_running_loop().time())
                assert "SPEAK-COMPLETE 1 COMPLETE" in await first.receive()

    run(scenario())


def test_channels_of_several_dialogs_share_a_connection() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as one, RawCaller(doors.sip.ports["udp"]) as two:
            channels = [channel_of(await one.invite()), channel_of(await two.invite())]
            assert channels[0] != channels[1]
            async with RawControl(doors.mrcp.port) as control:
                for channel in channels:
                    control.send("SPEAK", 1, channel, "hello")
                    assert channel in await control.receive()
                await one.bye()
                control.send("GET-PARAMS", 2, channels[0])
                assert " 2 405 COMPLETE" in await control.receive()
                control.send("GET-PARAMS", 2, channels[1])
                assert " 2 200 COMPLETE" in await control.receive()

    run(scenario())


def test_one_channel_per_line_shares_the_session_id() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as control:
                control.send("SPEAK", 1, channel.replace("speechsynth", "speechrecog"), "hello")
                assert " 1 405 COMPLETE" in await control.receive()

    run(scenario())


def test_messages_may_be_cut_anywhere_and_come_together() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            text = f"Channel-Identifier: {channel}\r\n\r\n"
            one, two = (f"MRCP/2.0 {len(text) + 25 + 1} GET-PARAMS {n}\r\n{text}" for n in (1, 2))
            assert len(one) == int(one.split()[1]), one
            async with RawControl(doors.mrcp.port) as control:
                for byte in (one + two[:7]).encode():
                    control.writer.write(bytes([byte]))
                    await control.writer.drain()
                    await asyncio.sleep(0)
                assert " 1 200 COMPLETE" in await control.receive()
                control.writer.write(two[7:].encode())
                assert " 2 200 COMPLETE" in await control.receive()

    run(scenario())


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x00\xff" * 3000, b"MRCP/2.0 abc SPEAK 1\r\n\r\n"])
def test_garbage_closes_its_connection_and_no_other(garbage: bytes) -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as good, RawControl(doors.mrcp.port) as bad:
                good.send("GET-PARAMS", 1, channel)
                await good.receive()
                bad.writer.write(garbage)
                while not await bad.is_closed():
                    pass
                good.send("GET-PARAMS", 2, channel)
                assert " 2 200 COMPLETE" in await good.receive()

    run(scenario())


def test_a_message_over_the_limit_is_504() -> None:
    async def scenario() -> None:
        async with Doors(max_message_bytes=4096) as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as control:
                control.send("SPEAK", 1, channel, "x" * 5000)
                assert " 504 " in await control.receive()

    run(scenario())


def test_half_a_message_then_silence_is_given_up() -> None:
    async def scenario() -> None:
        async with Doors(message_timeout_s=0.05) as doors, RawControl(doors.mrcp.port) as control:
            control.writer.write(b"MRCP/2.0 100 SPEAK 1\r\n")
            assert await control.is_closed()

    run(scenario())


def test_a_connection_that_names_no_channel_is_given_up() -> None:
    async def scenario() -> None:
        async with Doors(unbound_timeout_s=0.05) as doors, RawControl(doors.mrcp.port) as control:
            assert await control.is_closed()

    run(scenario())


def test_a_message_for_no_channel_does_not_buy_more_time() -> None:
    async def scenario() -> None:
        async with Doors(unbound_timeout_s=0.2) as doors, RawControl(doors.mrcp.port) as control:
            control.writer.write(b"MRCP/2.0 63 GET-PARAMS 1\r\n")
            await control.writer.drain()
            await asyncio.sleep(0.02)
            control.writer.write(b"Channel-Identifier: 0@speechsynth\r\n\r\n")
            assert " 405 " in await control.receive()
            assert await control.is_closed()

    run(scenario())


def test_half_messages_of_all_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "MOST_BUFFERED_BYTES", 200_000)
    half = b"MRCP/2.0 1000000 SPEAK 1\r\n".ljust(150_000, b"x")

    async def scenario() -> None:
        async with Doors() as doors, RawControl(doors.mrcp.port) as first, RawControl(doors.mrcp.port) as second:
            for control in (first, second):
                control.writer.write(half)
                await control.writer.drain()
            closed = [asyncio.create_task(control.is_closed()) for control in (first, second)]
            await asyncio.wait(closed, return_when=asyncio.FIRST_COMPLETED)
            assert [task.done() for task in closed].count(True) == 1
            for task in closed:
                task.cancel()
        await asyncio.sleep(0.01)
        assert doors.mrcp.buffered_bytes == 0

    run(scenario())


def test_a_connection_with_a_channel_stays() -> None:
    async def scenario() -> None:
        async with Doors(unbound_timeout_s=0.05) as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as control:
                control.send("GET-PARAMS", 1, channel)
                await control.receive()
                await asyncio.sleep(0.08)
                control.send("GET-PARAMS", 2, channel)
                assert " 2 200 COMPLETE" in await control.receive()

    run(scenario())


def test_too_many_connections_are_turned_away() -> None:
    async def scenario() -> None:
        async with Doors(max_connections=1) as doors, RawControl(doors.mrcp.port):
            await asyncio.sleep(0.01)
            async with RawControl(doors.mrcp.port) as second:
                with contextlib.suppress(ConnectionResetError):
                    assert await second.is_closed()

    run(scenario())


def test_connections_without_a_channel_take_no_room_from_others() -> None:
    async def scenario() -> None:
        async with Doors(max_connections=8) as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with contextlib.AsyncExitStack() as stack:
                bound = await stack.enter_async_context(RawControl(doors.mrcp.port))
                bound.send("GET-PARAMS", 1, channel)
                await bound.receive()
                idle = [await stack.enter_async_context(RawControl(doors.mrcp.port)) for _ in range(3)]
                assert await idle[0].is_closed()
                bound.send("GET-PARAMS", 2, channel)
                assert " 2 200 COMPLETE" in await bound.receive()
                for request_id, control in enumerate(idle[1:], 3):
                    control.send("GET-PARAMS", request_id, channel)
                    assert f" {request_id} 200 COMPLETE" in await control.receive()

    run(scenario())


def test_a_flood_of_requests_lets_others_in_between() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as one, RawCaller(doors.sip.ports["udp"]) as two:
            channels = [channel_of(await one.invite()), channel_of(await two.invite())]
            async with RawControl(doors.mrcp.port) as first, RawControl(doors.mrcp.port) as second:
                for control, channel in zip((first, second), channels, strict=True):
                    control.send("GET-PARAMS", 1, channel)
                    assert " 1 200 COMPLETE" in await control.receive()
                order: list[str] = []

                async def finish_speak(control: RawControl, name: str, count: int) -> None:
                    for _ in range(count):
                        assert " 200 COMPLETE" in await control.receive()
                        order.append(name)

                for request_id in range(2, 3002):
                    first.send("GET-PARAMS", request_id, channels[0])
                second.send("GET-PARAMS", 2, channels[1])
                await asyncio.gather(finish_speak(first, "first", 3000), finish_speak(second, "second", 1))
                assert order.index("second") < 2900

    run(scenario())


def test_many_requests_for_no_channel_end_the_connection() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            async with RawControl(doors.mrcp.port) as bound, RawControl(doors.mrcp.port) as stray:
                bound.send("GET-PARAMS", 1, channel)
                await bound.receive()
                for request_id in range(2, 102):
                    bound.send("GET-PARAMS", request_id, f"x{channel}")
                    assert f" {request_id} 405 COMPLETE" in await bound.receive()
                    stray.send("GET-PARAMS", request_id, f"x{channel}")
                    assert f" {request_id} 405 COMPLETE" in await stray.receive()
                assert await stray.is_closed()
                bound.send("GET-PARAMS", 200, channel)
                assert " 200 200 COMPLETE" in await bound.receive()

    run(scenario())


class TestLost:
    """RFC 6787 §4.6."""

    def test_a_lost_connection_ends_the_dialog_with_bye(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(door_module, "LOST_GRACE_S", 0.02)

        async def scenario() -> None:
            async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
                channel = channel_of(await caller.invite())
                async with RawControl(doors.mrcp.port) as control:
                    control.send("SPEAK", 1, channel, "hello")
                    await control.receive()
                assert (await caller.receive()).startswith("BYE ")
                assert len(doors.table) == 0
                assert doors.stream.is_closed

        run(scenario())

    def test_a_bye_within_the_grace_is_answered_and_none_is_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(door_module, "LOST_GRACE_S", 0.05)

        async def scenario() -> None:
            async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
                channel = channel_of(await caller.invite())
                async with RawControl(doors.mrcp.port) as control:
                    control.send("SPEAK", 1, channel, "hello")
                    await control.receive()
                assert (await caller.bye()).startswith("SIP/2.0 200")
                await asyncio.sleep(0.08)
                assert doors.lost == []

        run(scenario())

    def test_another_connection_within_the_grace_keeps_the_dialog(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(door_module, "LOST_GRACE_S", 0.05)

        async def scenario() -> None:
            async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
                channel = channel_of(await caller.invite())
                async with RawControl(doors.mrcp.port) as control:
                    control.send("GET-PARAMS", 1, channel)
                    await control.receive()
                async with RawControl(doors.mrcp.port) as control:
                    control.send("GET-PARAMS", 2, channel)
                    await control.receive()
                    await asyncio.sleep(0.08)
                    assert doors.lost == []

        run(scenario())


def test_our_own_bug_fails_one_request_only() -> None:
    async def scenario() -> None:
        async with Doors() as doors, RawCaller(doors.sip.ports["udp"]) as caller:
            channel = channel_of(await caller.invite())
            found = doors.table.find(channel)
            assert found is not None
            async with RawControl(doors.mrcp.port) as control:
                found[1].channel.resource = None  # type: ignore[assignment]  # calling it raises AttributeError
                control.send("GET-PARAMS", 1, channel)
                assert " 1 501 COMPLETE" in await control.receive()
                control.send("GET-PARAMS", 2, "unknown@speechsynth")
                assert " 2 405 COMPLETE" in await control.receive()

    run(scenario())


def test_existing_connections_are_known_by_host() -> None:
    async def scenario() -> None:
        async with Doors() as doors:
            assert not doors.mrcp.shares_connection("127.0.0.1")
            async with RawControl(doors.mrcp.port):
                await asyncio.sleep(0.01)
                assert doors.mrcp.shares_connection("127.0.0.1")

    run(scenario())
