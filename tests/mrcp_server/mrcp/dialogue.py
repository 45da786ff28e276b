"""A scripted client of one channel: sends requests, tells in short lines what came back."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from mrcp_server.mrcp.actions import Emit, LogTag, Respond
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.recognizer.actions import (
    BargeIn,
    Decode,
    InterpretText,
    LoadGrammars,
    StartRecognizing,
    StopRecognizing,
    StoreWaveform,
)
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.synthesizer.actions import (
    DropSpeaking,
    JumpSpeaking,
    LoadLexicon,
    PauseSpeaking,
    PrepareSpeaking,
    ResumeSpeaking,
    StartSpeaking,
    StopSpeaking,
)
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, Event, Headers, Request, Response, parse_message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars

SYNTH = "32AECB23433802@speechsynth"
SSML = b'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">Hello.</speak>'
PLAIN = [("Content-Type", "text/plain")]


def brief(actions: Iterable[Action]) -> list[str]:
    """One line an action: `200 IN-PROGRESS`, `SPEAK-COMPLETE 1 000 normal`, `start 1 paused`, `stop 1,2`."""
    return [_line(action) for action in actions]


def _line(action: Action) -> str:
    match action:
        case Respond(response):
            ids = response.headers.get("Active-Request-Id-List")
            return f"{response.request_id}: {response.status:d} {response.request_state}" + (f" [{ids}]" if ids else "")
        case Emit(event):
            extra = event.headers.get("Completion-Cause") or event.headers.get("Input-Type")
            if extra is None and (marker := event.headers.get("Speech-Marker")):
                extra = marker.partition(";")[2] or "-"
            return f"{event.name} {event.request_id} {extra or ''}".rstrip()
        case StartSpeaking(request_id, _, _, paused):
            return f"start {request_id}" + (" paused" if paused else "")
        case StopSpeaking(ids):
            return "stop " + ",".join(map(str, ids))
        case Decode(request_id, digits, goes_on):
            return f"decode {request_id}" + (f" {digits}" if digits else "") + (" on" if goes_on else "")
        case DropSpeaking(ids):
            return "drop " + ",".join(map(str, ids))
    words = {
        PrepareSpeaking: "prepare",
        PauseSpeaking: "pause",
        ResumeSpeaking: "resume",
        JumpSpeaking: "jump",
        LoadLexicon: "lexicon",
        LogTag: "tag",
        LoadGrammars: "load",
        StartRecognizing: "listen",
        StopRecognizing: "deaf",
        StoreWaveform: "store",
        InterpretText: "interpret",
        BargeIn: "barge",
    }
    word = words.get(type(action), type(action).__name__)
    return f"{word} {getattr(action, 'request_id', getattr(action, 'tag', ''))}".rstrip()


def response_of(actions: Iterable[Action]) -> Response:
    """The one response among the actions."""
    found = [action.response for action in actions if isinstance(action, Respond)]
    assert len(found) == 1, found
    return found[0]


def event_of(actions: Iterable[Action]) -> Event:
    """The first event among the actions."""
    return next(action.event for action in actions if isinstance(action, Emit))


class Client:
    """Sends requests over one channel with ids that grow by themselves; each message crosses the wire as bytes."""

    def __init__(self, resource: Any, identifier: str = SYNTH) -> None:
        self.resource = resource
        self.identifier = identifier
        self.channel = Channel(ChannelIdentifier.parse(identifier), resource, RequestIds())
        self.last_id = 0
        self.now = 1000.0

    def send(
        self, method: str, fields: Sequence[tuple[str, str]] = (), body: bytes = b"", *, request_id: int | None = None
    ) -> list[Action]:
        """Send one request, get the actions it causes."""
        self.last_id = self.last_id + 1 if request_id is None else request_id
        headers = Headers([(CHANNEL_IDENTIFIER, self.identifier), *fields])
        request = parse_message(bytes(Request(method, self.last_id, headers, body)))
        assert isinstance(request, Request)
        return self.channel.receive(request, self.now)

    def say(self, *lines: str) -> list[Action]:
        """Send `METHOD` and header lines `Name: value`."""
        method, *rest = lines
        fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in rest)]
        return self.send(method, fields)

    def speak(self, *lines: str, body: bytes = b"Hello.", content_type: str = "text/plain") -> list[Action]:
        """Send a SPEAK with this text."""
        fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        return self.send("SPEAK", [*fields, ("Content-Type", content_type)], body)


RECOG = "32AECB23433802@speechrecog"
GRAMMAR = b'<grammar version="1.0" xmlns="http://www.w3.org/2001/06/grammar" root="r"><rule id="r">one</rule></grammar>'


class RecognizerClient(Client):
    """A client of a recognizer that also plays its session."""

    def load(self, *lines: str, name: str = "menu@x", method: str = "RECOGNIZE") -> list[Action]:
        """Send a request with an inline grammar."""
        fields = [(field, value.strip()) for field, _, value in (line.partition(":") for line in lines)]
        content = [("Content-Type", "application/srgs+xml"), ("Content-ID", f"<{name}>")]
        return self.send(method, [*fields, *content], GRAMMAR)

    def listen(self, grammars: Grammars, *lines: str) -> list[Action]:
        """RECOGNIZE whose grammars load at once; what follows from that."""
        assert brief(self.load(*lines)) == [f"load {self.last_id}"]
        return list(self.resource.grammars_loaded(self.last_id, grammars, self.now))

    def after(self, seconds: float) -> list[Action]:
        """Let time pass and run the timer."""
        self.now += seconds
        return list(self.resource.handle_timer(self.now))


def recognizer_client(**options: Any) -> RecognizerClient:
    """A client of a fresh recognizer; Proxy-Sync-Ids are s1, s2, …"""
    numbers = count(1)
    options = {"wall_offset_s": 1e6, "new_sync_id": lambda: f"s{next(numbers)}", **options}
    return RecognizerClient(Recognizer(RECOG, **options), RECOG)


def synthesizer_client(**options: Any) -> Client:
    """A client of a fresh synthesizer whose wall clock is 1,000,000 s ahead of the monotonic one."""
    return Client(Synthesizer(SYNTH, wall_offset_s=1e6, **options))
