"""What one MRCP request costs: bytes in, typical SPEAK parsed, checked, settled, answered, bytes out; no I/O."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mrcp_server.mrcp.actions import Respond
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.connection import Connection
from mrcp_server.mrcp.synthesizer.headers import SPEECHSYNTH
from mrcp_server.mrcp.synthesizer.machine import Synthesizer
from mrcp_server.mrcp.wire.message import Headers, Request

if TYPE_CHECKING:
    from collections.abc import Callable

_IDENTIFIER = "32AECB23433802@speechsynth"
_TABLE = SPEECHSYNTH.field_table()
# The request of UniMRCP's demo client (tests/vectors/mrcp/uc-synth-01-speak.msg).
_FIELDS = [
    ("Channel-Identifier", _IDENTIFIER),
    ("Content-Type", "application/synthesis+ssml"),
    ("Voice-Age", "28"),
]
_BODY = (
    b'<?xml version="1.0"?>\n<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">\n'
    b"  <p>\n    <s>Welcome to Uni MRCP.</s>\n  </p>\n</speak>\n"
)
_ROUNDS, _REQUESTS = 20, 250


def _best_us(work: Callable[[], None], count: int) -> float:
    """Microseconds for one of `count`, in the best of some rounds: the others met somebody else on this core."""
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best / count * 1e6


def _speak(*, complete: bool) -> None:
    """SPEAK read and answered; with `complete` also started and finished, else forgotten."""
    connection = Connection()
    synthesizer = Synthesizer(_IDENTIFIER, wall_offset_s=0.0, table=_TABLE)
    channels = {_IDENTIFIER: Channel(ChannelIdentifier.parse(_IDENTIFIER), synthesizer, RequestIds())}
    for data in _SPEAKS:
        connection.receive_data(data, 0.0)
        for request in connection.requests():
            for action in channels[request.channel_identifier].receive(request, 1.0):
                if isinstance(action, Respond):
                    connection.send(action.response)
            if complete:
                synthesizer.started(request.request_id, 1.0, 1)
                synthesizer.finished(request.request_id, 1.0, 2)
            else:
                synthesizer.close()
        connection.data_to_send()


def _read() -> None:
    connection = Connection()
    for data in _SPEAKS:
        connection.receive_data(data, 0.0)
        for _ in connection.requests():
            pass


def _read_bytewise() -> None:
    connection = Connection()
    data = _SPEAKS[0]
    for position in range(len(data)):
        connection.receive_data(data[position : position + 1], 0.0)
        for _ in connection.requests():
            pass


_SPEAKS = [bytes(Request("SPEAK", number, Headers(_FIELDS), _BODY)) for number in range(_REQUESTS)]


def run() -> dict[str, float]:
    """Figures by name; µs are wall time of one core."""
    return {
        "mrcp.read_speak_us": round(_best_us(_read, _REQUESTS), 1),
        "mrcp.speak_answered_us": round(_best_us(lambda: _speak(complete=False), _REQUESTS), 1),
        "mrcp.speak_answered_and_completed_us": round(_best_us(lambda: _speak(complete=True), _REQUESTS), 1),
        "mrcp.read_speak_byte_by_byte_us": round(_best_us(_read_bytewise, 1), 1),
    }
