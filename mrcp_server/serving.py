"""`mrcp-server serve`: a server from its start to the signal that ends it.

SIGTERM lets running calls finish, at most `limits.drain_s`; SIGINT, or a second signal, ends them with a BYE; one more
signal ends the process as it stands. Exit status 0 when it was told to stop, 1 when it had to be forced, 2 when it
could not start.
"""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from engine.errors import EngineError
from mrcp_server.config import Config
from mrcp_server.observability.log import get_logger
from mrcp_server.server import Server
from rtp.errors import RtpError

STOPPED, FORCED, CANNOT_START = 0, 1, 2
# Listeners, pipes, the engine's files, SIP and HTTP connections.
_SPARE_DESCRIPTORS = 4096


async def serve(config: Config) -> int:
    """Runs until told to stop; returns the exit status."""
    loop = asyncio.get_running_loop()
    signals: asyncio.Queue[int] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, signals.put_nowait, number)
    _raise_descriptor_limit(config)
    server = Server(config, lambda step: tell(f"starting {step}"))
    loop.set_exception_handler(lambda _loop, context: _report(server, context))
    try:
        started = await _unless_signalled(server.start(), signals)
    except (OSError, RtpError) as error:
        tell(f"cannot start: {error}")
        return CANNOT_START
    except EngineError as error:
        tell(f"cannot start: {error}")
        # A worker that died does not tell which of its engines has killed it.
        await _unless_signalled(_name_faults(config), signals)
        return CANNOT_START
    if not started:
        tell("stopped before it was ready")
        return STOPPED
    tell("ready (" + ", ".join(f"{door} {address}" for door, address in server.addresses.items()) + ")")
    if await signals.get() == signal.SIGTERM:
        if calls := len(server.table):
            ends = f"when they end, at the latest in {config.limits.drain_s:g} s"
            tell(f"stopping: {calls} calls; {ends}, or at the next signal")
        await _unless_signalled(server.drain(), signals)
    if not await _unless_signalled(server.close(), signals):
        tell("forced to stop")
        sys.stderr.flush()
        os._exit(FORCED)  # whatever hangs would hang the ordinary way out too
    tell("stopped")
    return STOPPED


def tell(text: str) -> None:
    """A line for the person or the journal that started us."""
    print(f"mrcp-server: {text}", file=sys.stderr, flush=True)


async def _name_faults(config: Config) -> None:
    from mrcp_server.engine_check import engine_faults  # a start that goes well need not wait for it

    for fault in await engine_faults(config):
        tell(fault)


async def _unless_signalled(work: Coroutine[Any, Any, None], signals: "asyncio.Queue[int]") -> bool:
    """Does the work; False when a signal came first and it was given up. Raises what the work raises."""
    working = asyncio.create_task(work)
    signalled = asyncio.create_task(signals.get())
    await asyncio.wait({working, signalled}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        signalled.cancel()
        working.result()
        return True
    working.cancel()
    await asyncio.wait({working}, timeout=5)
    return False


def _report(server: Server, context: dict[str, Any]) -> None:
    """What nobody has caught: one line, counted; the loop goes on."""
    server.metrics.faults.labels("event loop").inc()
    get_logger().error("fault", what=context.get("message"), exc_info=context.get("exception"))


def _raise_descriptor_limit(config: Config) -> None:
    """As many open files as the connections that are configured may need, or as many as the system allows."""
    first, last = config.rtp.port_range
    wanted = config.mrcp.max_connections + (last - first + 1) + _SPARE_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < wanted:
            get_logger().warning("few descriptors", allowed=soft, wanted=wanted, help="raise LimitNOFILE")
