"""The HTTP and WebSocket door: the FastAPI application, and uvicorn inside the control process's own loop."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi_offline import FastAPIOffline

from mrcp_server.config import Aliases, Http
from mrcp_server.doors.console import console_routes
from mrcp_server.doors.deepgram.flux_socket import flux_sockets
from mrcp_server.doors.deepgram.listen import deepgram_listen_routes
from mrcp_server.doors.deepgram.listen_socket import deepgram_listen_sockets
from mrcp_server.doors.deepgram.speak import deepgram_routes
from mrcp_server.doors.deepgram.speak_socket import deepgram_sockets
from mrcp_server.doors.elevenlabs.multi_socket import elevenlabs_multi_sockets
from mrcp_server.doors.elevenlabs.speak import elevenlabs_routes
from mrcp_server.doors.elevenlabs.speak_socket import elevenlabs_sockets
from mrcp_server.doors.elevenlabs.voices import elevenlabs_voice_routes
from mrcp_server.doors.fallback import install_fallback, internal_error
from mrcp_server.doors.gate import Gate
from mrcp_server.doors.models import model_routes
from mrcp_server.doors.openai.listen import openai_listen_routes
from mrcp_server.doors.openai.speak import openai_routes
from mrcp_server.doors.port_errors import explain_port_error
from mrcp_server.doors.recognize import recognize_routes
from mrcp_server.doors.smallest.listen import smallest_listen_routes
from mrcp_server.doors.smallest.listen_socket import smallest_listen_sockets
from mrcp_server.doors.smallest.speak import smallest_routes
from mrcp_server.doors.smallest.speak_socket import smallest_sockets
from mrcp_server.doors.status import server_version, status_routes
from mrcp_server.doors.waveforms import waveform_routes
from mrcp_server.doors.web.changing_middleware import ChangingMiddleware
from mrcp_server.doors.web.door_rules import DoorRules
from mrcp_server.doors.web.http_connection import HttpConnection
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.source_gate import SourceGate
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.websocket_connection import WebSocketConnection
from mrcp_server.doors.words import words_routes
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.source_config import Sources
from mrcp_server.tls.endpoint import TlsDoor
from sip.keep_alive import keep_alive

# Audio leaves in small messages; a client must not make the server hold a large one in return.
_LARGEST_SOCKET_MESSAGE = 1 << 20
_GRACE_S = 2
_LOOK_S = 0.005
# What the kernel buffers for one client: seconds of audio, not the minutes that its own tuning would grow to.
_SEND_BUFFER_BYTES = 65536
# And of what a client sends faster than it can be recognised: what lies there keeps its leaving from being noticed.
_RECEIVE_BUFFER_BYTES = 262_144

_ROUTES = (
    status_routes,
    console_routes,
    model_routes,
    openai_routes,
    deepgram_routes,
    deepgram_sockets,
    flux_sockets,
    elevenlabs_routes,
    elevenlabs_voice_routes,
    elevenlabs_sockets,
    elevenlabs_multi_sockets,
    smallest_routes,
    smallest_sockets,
    openai_listen_routes,
    deepgram_listen_routes,
    deepgram_listen_sockets,
    smallest_listen_routes,
    smallest_listen_sockets,
    recognize_routes,
    words_routes,
)


def create_app(services: HttpServices) -> FastAPI:
    """The whole application, also usable in a test without a socket."""
    app = FastAPIOffline(
        title="mrcp-server",
        version=server_version(),
        description="The voices and recognisers of the MRCP server, by HTTP and WebSocket.",
        redoc_url=None,
        static_url="/docs/files",
        telemetry={"tracing": False, "metrics": False},
    )
    service = app.state.service = SpeechService(services)
    app.include_router(waveform_routes(services))
    for routes in _ROUTES:
        app.include_router(routes(service))
    rules = app.state.rules = DoorRules(services.http, services.sources)
    app.add_middleware(ChangingMiddleware, wanted=lambda: rules.cors)
    app.add_middleware(Gate, origins=rules.origins)
    app.add_middleware(SourceGate, guests=rules.guests, rate=rules.rate, metrics=services.metrics, clock=time.monotonic)
    app.add_middleware(ChangingMiddleware, wanted=lambda: rules.proxies)
    install_fallback(app)

    @app.exception_handler(Exception)
    async def at_fault(request: Request, _error: Exception) -> Response:
        """Our own bug: this request fails, the others go on. uvicorn logs it."""
        services.metrics.faults.labels("http request").inc()
        return internal_error(request)

    return app


class HttpDoor:
    """Listens on one port for HTTP and WebSocket.

    `await open()` binds and begins to answer; `port` is then the real one; `await close()` lets running
    responses end for two seconds. Signals stay with whoever owns the process.
    """

    def __init__(self, host: str, port: int, services: HttpServices, tls: TlsDoor | None = None) -> None:
        self._tls = tls
        self._host = host
        self._wanted_port = port
        self._services = services
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._app: FastAPI | None = None
        self.port = 0

    async def open(self, inherited: socket.socket | None = None) -> None:
        """Begins to answer, on the inherited socket if there is one. Raises OSError, whose text names address and port,
        when the port cannot be had."""
        http = self._services.http
        listener = inherited or _bind(self._host, self._wanted_port)
        _bound_buffers(listener, http.send_timeout_s)
        self.port = listener.getsockname()[1]
        _route_uvicorn_log()
        self._app = create_app(self._services)
        server = _Server(
            uvicorn.Config(
                self._app,
                log_config=None,
                access_log=False,
                lifespan="off",
                http=cast(type[asyncio.Protocol], self._connection),  # it only calls it
                ws=WebSocketConnection,
                server_header=False,
                ws_max_size=_LARGEST_SOCKET_MESSAGE,
                ws_per_message_deflate=False,
                timeout_keep_alive=75,
                proxy_headers=False,  # see `DoorRules`: who is believed may change
            )
        )
        self._server = server
        self._serving = asyncio.create_task(server.serve(sockets=[listener]), name="http door")
        waiting = asyncio.create_task(server.listening.wait())
        await asyncio.wait({waiting, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._serving.done():
            self._serving.result()

    def _connection(self, **options: Any) -> asyncio.Protocol:
        """What uvicorn makes for each connection."""
        connection = HttpConnection(**options)
        return connection if self._tls is None else self._tls.accept(connection)

    def reconfigure(self, http: Http, aliases: Aliases, sources: Sources) -> None:
        """Other callers, keys, their limits, and other names of voices and models, for requests from now on."""
        services = self._services
        services.http, services.aliases, services.sources = http, aliases, sources
        if self._app is not None:
            rules: DoorRules = self._app.state.rules
            rules.change(http, sources)
            service: SpeechService = self._app.state.service
            service.reconfigure(http, aliases)

    def detach(self) -> list[socket.socket]:
        """Accepts no more: another server does, from these sockets. Connections stay."""
        if self._server is None:
            return []
        listening = [one for server in self._server.servers for one in server.sockets]
        duplicates = [socket.socket(fileno=os.dup(one.fileno())) for one in listening]
        for server in self._server.servers:
            server.close()
        return duplicates

    async def attach(self, detached: Sequence[socket.socket]) -> None:
        """Accepts again at the sockets that `detach` gave."""
        if self._server is not None:
            for one in detached:
                await self._server.listen_at(one)

    async def close(self) -> None:
        """Stops listening and ends what is still open after a short grace. Harmless when not open."""
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        self._server.stopping.set()
        await self._serving
        self._server = self._serving = None


def _nothing() -> None:
    """There is no certificate."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, and with an event that says it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self.stopping = asyncio.Event()

    async def listen_at(self, listener: socket.socket) -> None:
        """Accepts at one more socket."""
        config = self.config

        def connection() -> asyncio.Protocol:
            # As uvicorn does at its start, so that what is accepted here too has its TLS.
            make = cast(Callable[..., asyncio.Protocol], config.http_protocol_class)
            return make(config=config, server_state=self.server_state, app_state=self.lifespan.state)

        loop = asyncio.get_running_loop()
        self.servers.append(await loop.create_server(connection, sock=listener, backlog=config.backlog))

    async def main_loop(self) -> None:
        """Once a second, for the Date header; uvicorn's own wakes ten times and sees a stop a tenth late."""
        while not await self.on_tick(0):
            try:
                async with asyncio.timeout(1.0):
                    await self.stopping.wait()
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, but without its fixed waits of a tenth of a second: nothing open, closed at once."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_GRACE_S):
                while state.connections or state.tasks:  # noqa: ASYNC110  # uvicorn signals neither
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            for task in state.tasks:
                task.cancel()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


def _bind(host: str, port: int) -> socket.socket:
    """A listening-to-be socket; `::` takes IPv4 too."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise explain_port_error(error, "HTTP", host, port) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise explain_port_error(error, "HTTP", host, port) from None
    return listener


def _bound_buffers(listener: socket.socket, unread_s: float) -> None:
    """Options that accepted connections inherit: small buffers, and an end for a peer that takes nothing or is gone."""
    keep_alive(listener)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
    # Linux only; elsewhere a connection that is closed with unsent data lasts as long as TCP's own patience.
    user_timeout = getattr(socket, "TCP_USER_TIMEOUT", None)
    if user_timeout is not None:
        listener.setsockopt(socket.IPPROTO_TCP, user_timeout, int(unread_s * 1000))


# Said after every upgrade that was refused, for which there is a line already.
_SAID_ELSEWHERE = frozenset({"ASGI callable returned without completing handshake."})
# Told by uvicorn as errors, and the client's all the same.
_OF_CLIENTS = frozenset({"Invalid UTF-8 sequence received from client."})


class _UvicornLog(logging.Handler):
    """Passes uvicorn's few warnings on as structured lines."""

    def __init__(self) -> None:
        super().__init__()
        self._faults = get_logger(door="http")
        self._log = PeerLog(self._faults)

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() in _SAID_ELSEWHERE:
            return
        if record.exc_info and record.exc_info[1] is not None and record.getMessage() not in _OF_CLIENTS:
            self._faults.error("request failed", detail=record.getMessage(), exception=repr(record.exc_info[1]))
        else:
            self._log.warning("rejected", reason=record.getMessage())


def _route_uvicorn_log() -> None:
    logger = logging.getLogger("uvicorn.error")
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    for handler in [handler for handler in logger.handlers if isinstance(handler, _UvicornLog)]:
        logger.removeHandler(handler)  # an earlier door's, with its output
    logger.addHandler(_UvicornLog())
