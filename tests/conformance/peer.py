"""An MRCPv2 client and our side of one dialog, joined by bytes: every message here has crossed the wire."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from mrcp_server.mrcp.actions import Emit, Respond
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds, refuse
from mrcp_server.mrcp.connection import Connection, ConnectionLimits, MessageStream
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.recognizer.recognition_result import Alternative, RecognitionResult
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.codes import Status
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, Event, Headers, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars
    from mrcp_server.mrcp.wire.message import Message

SESSION = "32AECB23433802"
SYNTH, RECOG = f"{SESSION}@speechsynth", f"{SESSION}@speechrecog"
SSML = b'<?xml version="1.0"?><speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">Hi</speak>'
SRGS = b'<grammar version="1.0" xmlns="http://www.w3.org/2001/06/grammar" root="r"><rule id="r">yes</rule></grammar>'
# Unix time minus monotonic time of this peer's server.
WALL_OFFSET_S = 1_000_000.0
YES = RecognitionResult(
    (Alternative("yes", 0.9, "session:g@x", instance="true"), Alternative("yep", 0.6, "session:g@x"))
)


class Peer:
    """One dialog with a synthesizer and a recognizer on one connection; `now` stands still unless told."""

    def __init__(self, *, synthesizer: dict[str, Any] | None = None, recognizer: dict[str, Any] | None = None) -> None:
        self.now = 500.0
        self.connection = Connection(ConnectionLimits(max_message_bytes=100_000))
        numbers = count(987654321)
        shared: dict[str, Any] = {"wall_offset_s": WALL_OFFSET_S, "cookies": CookieJar(), "contents": Contents()}
        self.synthesizer = Synthesizer(SYNTH, **shared, **(synthesizer or {}))
        options = {"new_sync_id": lambda: str(next(numbers)), **(recognizer or {})}
        self.recognizer = Recognizer(RECOG, **shared, **options)
        request_ids = RequestIds()
        self.channels = {
            identifier: Channel(ChannelIdentifier.parse(identifier), resource, request_ids)
            for identifier, resource in ((SYNTH, self.synthesizer), (RECOG, self.recognizer))
        }
        self.actions: list[Action] = []
        """What the resources asked of the session with the last call, messages left out."""
        self.last_id = 543256
        self.over = "first"
        """The connection that requests come over."""
        self._stream = MessageStream()

    # ---- the client's side ----------------------------------------------------------------------------------------

    def send(self, data: bytes) -> list[Message]:
        """Raw bytes to the server; what it sends back."""
        self.connection.receive_data(data, self.now)
        self.actions = []
        for request in self.connection.requests():
            channel = self.channels.get(request.channel_identifier)
            if channel is None:
                self.connection.send(refuse(request, Status.RESOURCE_NOT_ALLOCATED, "no such channel"))
            else:
                self._carry_out(channel.receive(request, self.now, self.over))
        return self._received()

    def ask(
        self,
        method: str,
        *lines: str,
        channel: str = SYNTH,
        body: bytes = b"",
        content_type: str = "",
        request_id: int | None = None,
    ) -> list[Message]:
        """A request with these header lines; what comes back."""
        self.last_id = self.last_id + 1 if request_id is None else request_id
        fields = [(CHANNEL_IDENTIFIER, channel)]
        fields += [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        if content_type:
            fields.append(("Content-Type", content_type))
        return self.send(bytes(Request(method, self.last_id, Headers(fields), body)))

    def answer(self, method: str, *lines: str, **options: Any) -> Response:
        """As `ask`; the response, which must come first."""
        messages = self.ask(method, *lines, **options)
        response = messages[0]
        assert isinstance(response, Response), messages
        return response

    def speak(self, *lines: str, content_type: str = "application/ssml+xml", body: bytes = SSML) -> int:
        """A SPEAK that is taken; its request-id."""
        response = self.answer("SPEAK", *lines, content_type=content_type, body=body)
        assert response.status == 200, response
        return response.request_id

    def recognize(self, grammars: Grammars, *lines: str, method: str = "RECOGNIZE") -> int:
        """A RECOGNIZE with an inline grammar that loads at once; its request-id."""
        self.ask_grammar(method, *lines)
        self.report(self.recognizer.grammars_loaded(self.last_id, grammars, self.now))
        return self.last_id

    def ask_grammar(self, method: str, *lines: str, name: str = "<g@x>") -> list[Message]:
        """A recognizer request with an inline grammar."""
        lines = (*lines, f"Content-ID: {name}")
        return self.ask(method, *lines, channel=RECOG, content_type="application/srgs+xml", body=SRGS)

    # ---- the session's side ---------------------------------------------------------------------------------------

    def report(self, actions: Iterable[Action]) -> list[Message]:
        """What the client gets when a resource was told something: `peer.report(peer.synthesizer.finished(…))`."""
        self.actions = []
        self._carry_out(actions)
        return self._received()

    def after(self, seconds: float) -> list[Message]:
        """Time passes; what the client gets."""
        self.now += seconds
        self.actions = []
        self._carry_out(self.synthesizer.handle_timer(self.now))
        self._carry_out(self.recognizer.handle_timer(self.now))
        return self._received()

    def hear(self, request_id: int, result: RecognitionResult = YES) -> Event:
        """The caller speaks, falls silent, and the engine says this; the event that ends it."""
        self.report(self.recognizer.speech_started(request_id, self.now))
        self.report(self.recognizer.input_ended(request_id, self.now))
        return self.event(self.report(self.recognizer.recognized(request_id, result, self.now)))

    @staticmethod
    def event(messages: Iterable[Message], name: str = "") -> Event:
        """The first event (of that name)."""
        return next(one for one in messages if isinstance(one, Event) and name in ("", one.name))

    def _carry_out(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Respond):
                self.connection.send(action.response)
            elif isinstance(action, Emit):
                self.connection.send(action.event)
            else:
                self.actions.append(action)

    def _received(self) -> list[Message]:
        self._stream.receive_data(self.connection.data_to_send(), self.now)
        return list(self._stream.messages())


def ids(response: Message) -> str | None:
    """Active-Request-Id-List."""
    return response.headers.get("Active-Request-Id-List")
