"""Calls to one server: INVITE to BYE over one SIP socket, and the control channels that each call opens."""

import asyncio
import contextlib
import itertools
import os
import random
import secrets
import socket
import time
from collections.abc import Callable

from mrcp_server.client.control import ControlChannel, ControlConnection
from mrcp_server.client.errors import (
    AnswerError,
    CallRefusedError,
    ClientError,
    ReplyTimeoutError,
    ServerUnreachableError,
)
from mrcp_server.client.offer import Answer, Offer
from mrcp_server.client.security import ClientSecurity, ClientTls
from sip.dialog import Dialog
from sip.errors import SipError
from sip.events import CallAnswered, CallFailed, Ended, Event, Invited, Reinvited
from sip.flow import Flow
from sip.status import PHRASES
from sip.transport import ListenAddress, SipTransport
from sip.uri import DEFAULT_TLS_PORT, Uri
from sip.user_agent import UserAgent, UserAgentConfig

REFUSAL_WAIT_S = 0.05
"""How long a closed UDP port of this machine or this network may take to say so."""
TRANSPORTS = {"udp", "tcp", "tls"}
PASSWORD_VARIABLE = "MRCP_PASSWORD"  # noqa: S105  # its name


class Caller:
    """Places calls. `open` it, `call` any number of times, `close` it."""

    def __init__(self, server: str, *, transport: str | None = None, tls: ClientTls | None = None) -> None:
        """`server` is `sip:[USER@]HOST[:PORT][;transport=tcp]` or `sips:[USER@]HOST[:PORT]`; `transport` overrides
        what it says. The password of the user stands in the environment, as MRCP_PASSWORD.

        Raises:
            ClientError: `server` is no SIP URI, or the transport is none of ours.
        """
        try:
            self._uri = Uri.parse(server if ":" in server else f"sip:{server}")
        except SipError:
            raise ClientError(f"{server!r} is no SIP address; write it as sip:HOST:PORT") from None
        if not self._uri.is_sip or not self._uri.host:
            raise ClientError(f"{server!r} is no SIP address; write it as sip:HOST:PORT")
        self._transport_name = transport or self._uri.transport or "udp"
        if self._transport_name not in TRANSPORTS:
            raise ClientError(f"the client calls over udp, tcp or tls, not {self._transport_name}")
        self._agent = UserAgent(
            UserAgentConfig(
                product="mrcp-server-client", max_dialogs=100_000, credentials=_credentials(self._uri.user)
            ),
            new_token=lambda: secrets.token_hex(8),
            random=random.random,
        )
        self.tls = tls or ClientTls()
        """What it asks for of TLS."""
        self._security = ClientSecurity(self.tls)
        self._sip = SipTransport(
            self._agent, self._handle, connect_tls=self._connect_tls, on_unreachable=self._note_unreachable
        )
        self._unreachable = ""
        # Keyed by identity: an answered call moves from its OutgoingCall to its Dialog.
        self._waiting: dict[int, asyncio.Future[CallAnswered]] = {}
        self._calls: dict[int, Call] = {}
        self._remote = ("", 0)
        self.local_host = ""
        """Our address as the server reaches us, after `open`."""

    async def open(self) -> None:
        """Open the SIP socket.

        Raises:
            ServerUnreachableError: the host is unknown or has no route, or nothing listens there.
        """
        host, port = self._uri.address
        if self._transport_name == "tls" and self._uri.port is None:
            port = DEFAULT_TLS_PORT
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
            family, _, _, _, address = found[0]
            self._remote = (str(address[0]), port)
            self.local_host = await asyncio.to_thread(_probe, family, self._remote, self._transport_name)
            # What comes over TLS comes on the connection that we open.
            is_tls = self._transport_name == "tls"
            await self._sip.open([] if is_tls else [ListenAddress(self._transport_name, self.local_host, 0)])
        except OSError as error:
            raise ServerUnreachableError(f"no SIP server at {host}:{port}: {error.strerror or error}") from None

    async def close(self) -> None:
        """Close the SIP socket. Hang up before: what is still up is forgotten."""
        await self._sip.close()
        self._security.close()

    @property
    def offers_secure_control(self) -> bool:
        """Whether the control channels of its calls are to be over TLS."""
        return self.tls.is_for_control(self._transport_name)

    async def connect_control(self, answer: Answer, timeout_s: float) -> ControlConnection:
        """The control connection that an answer gives.

        Raises:
            ServerUnreachableError, ReplyTimeoutError
        """
        tls = self._security.for_control(answer.fingerprints) if answer.is_secure else None
        return await ControlConnection.connect(*answer.control, timeout_s, tls, answer.fingerprints)

    async def _connect_tls(self, make: Callable[[], asyncio.Protocol], host: str, port: int) -> asyncio.Protocol:
        """The certificate has to be for the name that was called, not for the address it has."""
        name = self._uri.host if (host, port) == self._remote else host
        return await self._security.verified.connect(make, host, port, server_name=name)

    def _note_unreachable(self, _flow: Flow, reason: str) -> None:
        self._unreachable = f": {reason}"

    async def call(self, offer: Offer, timeout_s: float) -> "Call":
        """Place a call and wait for its answer.

        Raises:
            CallRefusedError, AnswerError, ReplyTimeoutError, ServerUnreachableError
        """
        loop = asyncio.get_running_loop()
        flow = self._sip.flow_to(self._transport_name, *self._remote)
        invited_ns = time.time_ns()
        outgoing = self._agent.invite(self._uri.text, bytes(offer), flow=flow, now=loop.time())
        answered: asyncio.Future[CallAnswered] = loop.create_future()
        self._waiting[id(outgoing)] = answered
        self._sip.flush()
        try:
            async with asyncio.timeout(timeout_s):
                event = await answered
        except TimeoutError:
            self._agent.cancel(outgoing, now=loop.time())
            self._sip.flush()
            raise ReplyTimeoutError(f"the call was not answered within {timeout_s:g} s") from None
        finally:
            del self._waiting[id(outgoing)]
        answered_ns = time.time_ns()
        call = Call(self, event.dialog, invited_ns, answered_ns)
        self._calls[id(event.dialog)] = call
        try:
            call.answer = Answer.parse(event.sdp or "", offer.resources, offer.crypto)
        except AnswerError:
            self.hang_up(event.dialog)
            raise
        return call

    def hang_up(self, dialog: Dialog) -> None:
        """Send BYE; the call's `ended` is set when it was answered."""
        self._agent.bye(dialog, now=asyncio.get_running_loop().time())
        self._sip.flush()

    def _handle(self, event: Event) -> None:
        """From the transport, once an event."""
        if isinstance(event, CallAnswered):
            waiting = self._waiting.get(id(event.call))
            if waiting is None or waiting.done():
                # We had given up: the answer crossed our CANCEL (RFC 3261 §9.1).
                self._agent.bye(event.dialog, now=asyncio.get_running_loop().time())
            else:
                waiting.set_result(event)
        elif isinstance(event, CallFailed):
            waiting = self._waiting.get(id(event.call))
            if waiting is not None and not waiting.done():
                waiting.set_exception(self._failure(event))
        elif isinstance(event, Ended):
            call = self._calls.pop(id(event.dialog), None)
            if call is not None:
                call.end_reason = event.reason.value
                call.ended.set()
        elif isinstance(event, Invited | Reinvited):
            # Nobody calls a client, and what it offered stays as it is; silence would make the server repeat itself.
            self._agent.respond(event.transaction, 488, now=asyncio.get_running_loop().time())

    def _failure(self, event: CallFailed) -> ClientError:
        where = f"{self._remote[0]}:{self._remote[1]}"
        if event.response is not None:
            reason = event.response.reason or PHRASES.get(event.status, "")
            return CallRefusedError(event.status, reason, _warning_text(event.response.headers.get("Warning")))
        if event.status == 408:
            return ReplyTimeoutError(f"nobody answers SIP at {where}")
        return ServerUnreachableError(f"no SIP server at {where} over {self._transport_name}{self._unreachable}")


class Call:
    """An answered call. Made by `Caller.call`."""

    answer: Answer
    """What the server gave us."""

    def __init__(self, caller: Caller, dialog: Dialog, invited_ns: int, answered_ns: int) -> None:
        self._caller = caller
        self._dialog = dialog
        self._connection: ControlConnection | None = None
        self._owns_connection = False
        self._next_request_id: Callable[[], int] = itertools.count(1).__next__
        self.invited_ns = invited_ns
        self.answered_ns = answered_ns
        self.channels: dict[str, ControlChannel] = {}
        """Control channels by resource type, after `open_channels`."""
        self.ended = asyncio.Event()
        self.end_reason = ""

    async def open_channels(self, timeout_s: float, shared: ControlConnection | None = None) -> None:
        """Connect the control channels, over `shared` where the server agreed to use an existing connection.

        Raises:
            ServerUnreachableError, ReplyTimeoutError
        """
        if shared is not None and shared.is_open and self.answer.uses_existing_connection:
            self._connection = shared
        else:
            self._connection = await self._caller.connect_control(self.answer, timeout_s)
            self._owns_connection = True
        for resource, identifier in self.answer.channels.items():
            self.channels[resource] = ControlChannel(self._connection, identifier, self._next_request_id)

    @property
    def connection(self) -> ControlConnection | None:
        """The control connection, for another call to share."""
        return self._connection

    async def hang_up(self, timeout_s: float, *, keep_connection: bool = False) -> None:
        """Send BYE, wait for its answer, then close the control connection if it is ours alone.

        Raises:
            ReplyTimeoutError: the BYE was not answered in time.
        """
        if not self.ended.is_set():
            self._caller.hang_up(self._dialog)
        try:
            async with asyncio.timeout(timeout_s):
                await self.ended.wait()
        except TimeoutError:
            raise ReplyTimeoutError(f"the server did not answer BYE within {timeout_s:g} s") from None
        finally:
            for channel in self.channels.values():
                channel.close()
            if self._connection is not None and self._owns_connection and not keep_connection:
                self._connection.close()


def _credentials(user: str | None) -> tuple[str, str] | None:
    """Not on the command line, where other users of the machine would read it."""
    password = os.environ.get(PASSWORD_VARIABLE)
    return (user, password) if user and password else None


def _probe(family: int, remote: tuple[str, int], transport: str) -> str:
    """Our address towards the server; over UDP also whether its port is closed.

    Raises:
        OSError: no route, or the port is closed.
    """
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect(remote)
        local: str = probe.getsockname()[0]
        if transport == "udp":
            # An unconnected socket never hears of a closed port, and a call would wait out 32 s of repetitions.
            # RFC 5626 §4.4.1: a double CRLF is a keep-alive that no SIP server minds.
            probe.send(b"\r\n\r\n")
            probe.settimeout(REFUSAL_WAIT_S)
            with contextlib.suppress(TimeoutError):
                probe.recv(16)
        return local


def _warning_text(value: str | None) -> str:
    """The quoted text of a Warning header, such as what a 488 complains about (RFC 3261 §20.43)."""
    return value.partition('"')[2].rpartition('"')[0] if value and '"' in value else ""
