"""`mrcp-server serve`: a server from its start to the signal that ends it.

SIGTERM lets running calls finish, at most `limits.drain_s`; SIGINT, or a second signal, ends them with a BYE; the third
ends the process as it stands. SIGHUP reads the configuration again. Exit status 0 when it was told to stop, 1 when it
had to be forced, 2 when it could not start.
"""

import asyncio
import contextlib
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from mrcp_server.config import Config
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.standard_error import StandardError
from mrcp_server.operation.handover import HandoverError
from mrcp_server.process.signals import ProcessSignals
from mrcp_server.reload.reloading import Reloading
from mrcp_server.reload.rules import reload_rules
from mrcp_server.server import Server
from rtp.errors import RtpError

STOPPED, FORCED, CANNOT_START = 0, 1, 2
# Listeners, pipes, the engine's files, SIP and HTTP connections.
_SPARE_DESCRIPTORS = 4096
_CLOSE_S = 10.0
"""How long the last BYEs, children and files may take to end."""
_THREADS_S = 5.0
"""And threads, once the server has stopped: one may wait for a disk that does not answer."""


async def serve(
    config: Config, output: StandardError | None = None, *, load: Callable[[], Config] | None = None
) -> int:
    """Runs until told to stop; returns the exit status.

    `output` is where log lines go, when the process is here for nothing else. It then ends soon after, and is made to.
    `load` reads the configuration anew, for SIGHUP.
    """
    flush = output.flush if output is not None else sys.stderr.flush
    signals = ProcessSignals(asyncio.get_running_loop(), partial(_leave, flush))
    signals.take()
    _raise_descriptor_limit(config)
    status = await _serve(config, signals, output, load or (lambda: config))
    if output is not None:  # else the process is not ours alone
        _end_within(_THREADS_S, status, flush)
    return status


async def _serve(
    config: Config, signals: ProcessSignals, output: StandardError | None, load: Callable[[], Config]
) -> int:
    server = Server(config, lambda step: tell(f"starting {step}"))
    server.on_handed_over = lambda: signals.ending.put_nowait(signal.SIGTERM)
    if output is not None:
        server.metrics.add_source(output.samples)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: _report(server, context))
    try:
        started = await _unless_signalled(server.start(), signals.ending)
    except (OSError, RtpError, HandoverError) as error:
        tell(f"cannot start: {error}")
        return CANNOT_START
    except EngineError as error:
        tell(f"cannot start: {error}")
        # A worker that died does not tell which of its engines has killed it.
        await _unless_signalled(_name_faults(config), signals.ending)
        return CANNOT_START
    if not started:
        tell("stopped before it was ready")
        return STOPPED
    signals.call_on_hangup(Reloading(load, config, reload_rules(server)).ask)
    tell("ready (" + ", ".join(f"{door} {address}" for door, address in server.addresses.items()) + ")")
    if await signals.ending.get() == signal.SIGTERM:
        if calls := len(server.table):
            ends = f"when they end, at the latest in {server.config.limits.drain_s:g} s"
            tell(f"stopping: {calls} calls; {ends}, or at the next signal")
        await _unless_signalled(server.drain(), signals.ending)
    closing = asyncio.create_task(server.close())
    done, _ = await asyncio.wait({closing}, timeout=_CLOSE_S)
    if not done:
        tell(f"forced to stop: not all has ended within {_CLOSE_S:g} s")
        return FORCED
    closing.result()
    tell("stopped")
    return STOPPED


def tell(text: str) -> None:
    """A line for the person or the journal that started us."""
    print(f"mrcp-server: {text}", file=sys.stderr, flush=True)


def _leave(flush: Callable[[], None]) -> None:
    """Ends the process as it stands, and its children: whatever hangs would hang the ordinary way out too."""
    with contextlib.suppress(Exception):  # nothing that could be written is worth staying for
        tell("forced to stop")
        flush()
    _kill_children()
    os._exit(FORCED)


def _kill_children() -> None:
    """Most would end with us by themselves, but not one that has only just begun, or stands still."""
    with contextlib.suppress(OSError):
        for thread in Path("/proc/self/task").iterdir():
            for pid in (thread / "children").read_text().split():
                os.kill(int(pid), signal.SIGKILL)


def _end_within(seconds: float, status: int, flush: Callable[[], None]) -> None:
    """Ends the process after a while, in case it has not ended by itself."""

    def end() -> None:
        flush()
        _kill_children()
        os._exit(status)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


async def _name_faults(config: Config) -> None:
    from mrcp_server.engine_check import engine_faults  # a start that goes well need not wait for it

    for fault in await engine_faults(config):
        tell(fault)


async def _unless_signalled(work: Coroutine[Any, Any, None], ending: "asyncio.Queue[int]") -> bool:
    """Does the work; False when a signal came first and it was given up. Raises what the work raises."""
    working = asyncio.create_task(work)
    signalled = asyncio.create_task(ending.get())
    await asyncio.wait({working, signalled}, return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        if signalled.done():  # both at once: it is for what comes next
            ending.put_nowait(signalled.result())
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
