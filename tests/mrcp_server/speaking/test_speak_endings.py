"""Whatever ends a SPEAK, it leaves one line in the log: one, never none, never two."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
import structlog.testing

from engine.errors import EngineError
from mrcp_server.mrcp.wire.message import Headers, Request
from rtp.messages import PromptKilled, StoppedUtterance
from tests.mrcp_server.speaking.test_channel import IDENTIFIER, Rig, records_of

End = Callable[[Rig], Awaitable[object]]


@dataclass(frozen=True)
class Ending:
    """`speaks` are requested, `end` happens; then request-id, cause and played milliseconds of each record."""

    name: str
    speaks: tuple[str, ...]
    end: End
    records: tuple[tuple[str, str, int], ...]


async def finish(rig: Rig) -> None:
    rig.stream.started(1)
    rig.stream.finished(1)


async def stop(rig: Rig) -> None:
    await rig.request("STOP")
    rig.stream.stopped(1, 2, played_ms=40)


async def stop_behind_the_active_one(rig: Rig) -> None:
    await rig.request("STOP", Active_Request_Id_List="2")
    rig.stream.stopped(2)
    await finish(rig)


async def stop_without_an_answer(rig: Rig) -> None:
    await rig.request("STOP")
    await asyncio.sleep(0.07)  # the resource answers without the plane
    assert rig.peer.take() == ["3 200 COMPLETE [1,2]"]
    rig.stream.interrupted()


async def barge_in_told_by_the_client(rig: Rig) -> None:
    await rig.request("BARGE-IN-OCCURRED")
    rig.stream.stopped(1, 2, played_ms=40)


async def barge_in_of_the_recognizer(rig: Rig) -> None:
    rig.channel.barge_in("x")
    rig.stream.stopped(1, 2, played_ms=40)


async def reflex(rig: Rig) -> None:
    rig.channel.attach(rig.leg)
    rig.leg.on_event(PromptKilled(1, (StoppedUtterance(1, 2, 40), StoppedUtterance(2, 0, 0)), 1.0, 0, 0))
    rig.channel.barge_in("x")


async def close(rig: Rig) -> None:
    """As a session does: BYE, a lost connection, an idle call and the server's own end all come to this."""
    rig.channel.close()
    rig.leg.close()


async def bye(rig: Rig) -> None:
    await close(rig)
    rig.stream.stopped(1, 2, played_ms=40)
    rig.stream.closed()


async def bye_within_a_stop(rig: Rig) -> None:
    await rig.request("STOP")
    await bye(rig)


async def bye_within_a_barge_in(rig: Rig) -> None:
    rig.channel.barge_in("x")
    await bye(rig)


async def bye_right_behind_the_speak(rig: Rig) -> None:
    fields = [("Channel-Identifier", str(IDENTIFIER)), ("Content-Type", "text/plain")]
    rig.channel.receive(Request("SPEAK", 1, Headers(fields), b"one"), rig.peer)
    await close(rig)
    rig.stream.closed()


async def bye_while_paused(rig: Rig) -> None:
    await rig.request("PAUSE")
    await bye(rig)


async def bye_while_the_engine_thinks(rig: Rig) -> None:
    rig.speaker.gate.clear()
    await rig.request("SPEAK", "one")
    await close(rig)
    rig.stream.closed()


async def bye_after_a_reflex(rig: Rig) -> None:
    rig.channel.attach(rig.leg)
    rig.leg.on_event(PromptKilled(1, (StoppedUtterance(1, 2, 40), StoppedUtterance(2, 0, 0)), 1.0, 0, 0))
    await close(rig)
    rig.stream.stopped()
    rig.stream.closed()


async def bye_within_a_jump(rig: Rig) -> None:
    await rig.request("CONTROL", Jump_Size="+1 Word")
    await close(rig)
    rig.stream.stopped(2)
    rig.stream.stopped(1, played_ms=40)
    rig.stream.closed()


async def bye_while_the_plane_is_dead(rig: Rig) -> None:
    await close(rig)
    rig.stream.closed()


async def the_plane_dies(rig: Rig) -> None:
    rig.stream.interrupted(1, 2)
    await rig.settle()
    rig.stream.finished(3)
    await rig.settle()
    rig.stream.finished(4)


async def the_plane_dies_within_a_stop(rig: Rig) -> None:
    await rig.request("STOP")
    rig.stream.interrupted()
    assert await rig.settle() == ["3 200 COMPLETE [1,2]"]


async def jump_behind_the_end(rig: Rig) -> None:
    await rig.request("CONTROL", Jump_Size="+9 Word")
    rig.stream.stopped(1, played_ms=40)


async def jump_far_behind_the_end(rig: Rig) -> None:
    """How far a time leads shows when the audio is made."""
    await rig.request("CONTROL", Jump_Size="+99 Second")
    rig.stream.stopped(1, played_ms=40)
    assert await rig.settle() == ["2 200 COMPLETE [1]", "SPEAK-COMPLETE 1 (000 normal)"]


async def barge_in_within_the_drain(rig: Rig) -> None:
    rig.stream.finished(1)
    await rig.request("BARGE-IN-OCCURRED")


async def the_line_is_closed(rig: Rig) -> None:
    rig.leg.close()
    rig.channel.attach(None)
    await rig.settle()
    await rig.request("SPEAK", "three")
    await rig.request("SPEAK", "four")


async def the_engine_dies(rig: Rig) -> None:
    rig.stream.finished(1)


async def the_engine_dies_at_once(rig: Rig) -> None:
    rig.speaker.refuses = EngineError("gone")
    await rig.request("SPEAK", "one")


ENDED = "session ended"
ENDINGS = (
    Ending("finished", ("one",), finish, (("1", "000 normal", 100),)),
    Ending("STOP", ("one", "two"), stop, (("1", "stopped", 40), ("2", "stopped", 40))),
    Ending(
        "STOP of a list", ("one", "two"), stop_behind_the_active_one, (("2", "stopped", 0), ("1", "000 normal", 100))
    ),
    Ending("STOP, no answer", ("one", "two"), stop_without_an_answer, (("1", "stopped", 0), ("2", "stopped", 0))),
    Ending(
        "BARGE-IN-OCCURRED",
        ("one", "two"),
        barge_in_told_by_the_client,
        (("1", "001 barge-in", 40), ("2", "001 barge-in", 40)),
    ),
    Ending(
        "barge-in", ("one", "two"), barge_in_of_the_recognizer, (("1", "001 barge-in", 40), ("2", "001 barge-in", 40))
    ),
    Ending("reflex", ("one", "two"), reflex, (("1", "001 barge-in", 40), ("2", "001 barge-in", 0))),
    Ending("BYE", ("one", "two"), bye, (("1", ENDED, 40), ("2", ENDED, 40))),
    Ending("BYE with a queue", ("one", "two", "three"), bye, (("1", ENDED, 40), ("2", ENDED, 40), ("3", ENDED, 0))),
    Ending("BYE within a STOP", ("one", "two"), bye_within_a_stop, (("1", "stopped", 40), ("2", "stopped", 40))),
    Ending("BYE within a barge-in", ("one",), bye_within_a_barge_in, (("1", "001 barge-in", 40),)),
    Ending("BYE behind the SPEAK", (), bye_right_behind_the_speak, (("1", ENDED, 0),)),
    Ending("BYE while paused", ("one",), bye_while_paused, (("1", ENDED, 40),)),
    Ending("BYE before audio", (), bye_while_the_engine_thinks, (("1", ENDED, 0),)),
    Ending("BYE after a reflex", ("one", "two"), bye_after_a_reflex, (("1", ENDED, 0), ("2", ENDED, 0))),
    Ending("BYE within a jump", ("one two", "three"), bye_within_a_jump, (("1", ENDED, 40), ("2", ENDED, 0))),
    Ending("BYE, plane dead", ("one",), bye_while_the_plane_is_dead, (("1", ENDED, 0),)),
    Ending("plane dies", ("one", "two"), the_plane_dies, (("1", "000 normal", 100), ("2", "000 normal", 100))),
    Ending(
        "plane dies within a STOP",
        ("one", "two"),
        the_plane_dies_within_a_stop,
        (("1", "stopped", 0), ("2", "stopped", 0)),
    ),
    Ending("BARGE-IN-OCCURRED, drain", ("one",), barge_in_within_the_drain, (("1", "000 normal", 100),)),
    Ending("jump behind the end", ("one",), jump_behind_the_end, (("1", "000 normal", 40),)),
    Ending("jump far behind the end", ("one",), jump_far_behind_the_end, (("1", "000 normal", 40),)),
    Ending(
        "line closed",
        ("one", "two"),
        the_line_is_closed,
        (("1", "004 error", 0), ("2", "007 cancelled", 0), ("3", "004 error", 0), ("4", "004 error", 0)),
    ),
    Ending(
        "engine dies late", ("one FAIL", "two"), the_engine_dies, (("1", "004 error", 100), ("2", "007 cancelled", 0))
    ),
    Ending("engine dies at once", (), the_engine_dies_at_once, (("1", "004 error", 0),)),
)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_every_ending_leaves_one_record(ending: Ending) -> None:
    async def run() -> None:
        rig = Rig()
        with structlog.testing.capture_logs() as lines:
            for text in ending.speaks:
                await rig.request("SPEAK", text)
            await ending.end(rig)
            await rig.settle()
        assert tuple(record[:3] for record in records_of(lines)) == ending.records
        counted = rig.metrics.render().decode()
        for cause in {cause for _, cause, _ in ending.records}:
            number = sum(record[1] == cause for record in ending.records)
            assert f'speak_requests_total{{cause="{cause}"}} {number}.0' in counted
        if not rig.channel.is_closed:
            rig.channel.close()
            await rig.settle()

    asyncio.run(run())
