"""A plane on fake sockets, driven slot by slot."""

from typing import TypeVar

from rtp.messages import AddPort, Address, AnyCommand, AnyEvent, Begin, OpenStream, StreamSpec, Write
from rtp.plane import Plane
from rtp.streams import SharedRows
from rtp.wire.packet import RtpPacket
from tests.fakes.datagrams import FakeDatagrams

ROWS = 16
START = 1000.0
PORT = 5000
REMOTE = ("192.0.2.1", 4000)
SPEC = StreamSpec(remote=REMOTE, telephone_event_type=101)
SSRC = 0xABCD
WALL_OFFSET_S = 1.7e9

Wanted = TypeVar("Wanted")


class PlaneDriver:
    """Turns the clock and keeps what comes out."""

    def __init__(self, shared: SharedRows | None = None) -> None:
        self.datagrams = FakeDatagrams()
        self.shared = shared or SharedRows(bytearray(SharedRows.size_bytes(ROWS)), ROWS)
        self.now = START
        self.plane = Plane(self.datagrams, self.shared, ROWS, self.now, cname="test")
        self.seen: list[AnyEvent] = []
        self.remotes: set[Address] = set()
        """Where the packets of the last `run` went."""
        self.do(AddPort(PORT, False))

    def do(self, command: AnyCommand) -> None:
        self.plane.handle(command, self.now)

    def open(self, stream: int = 1, spec: StreamSpec = SPEC, *, port: int = PORT, resumed: bool = False) -> None:
        opening = OpenStream(
            stream, stream, port, spec, SSRC + stream, 65530, 5000, resumed, wall_offset_s=WALL_OFFSET_S
        )
        self.do(opening)

    def say(
        self, utterance: int, payload: bytes, *, stream: int = 1, final: bool = True,
        marks: tuple[tuple[int, str], ...] = (), paused: bool = False, source: str = "",
    ) -> None:  # fmt: skip
        """Begin and write in one go."""
        self.do(Begin(stream, utterance, paused, source))
        self.write(utterance, payload, stream=stream, final=final, marks=marks)

    def write(
        self, utterance: int, payload: bytes, *, stream: int = 1, final: bool = False,
        marks: tuple[tuple[int, str], ...] = (),
    ) -> None:  # fmt: skip
        self.plane.write(Write(stream, utterance, payload, marks, final), self.now)

    def run(self, duration_s: float) -> list[RtpPacket]:
        """Tick at each slot for a while; the packets that left."""
        end = self.now + duration_s - 1e-9
        while self.plane.deadline < end:
            self.now = self.plane.deadline
            self.plane.tick(self.now)
        self.now = end + 1e-9
        self.remotes = {remote for _, remote, _ in self.datagrams.sent}
        return self.datagrams.take()

    def events(self, kind: type[Wanted]) -> list[Wanted]:
        """Events of a kind since the last call for it."""
        self.seen += self.plane.events()
        found: list[Wanted] = [event for event in self.seen if isinstance(event, kind)]
        self.seen = [event for event in self.seen if not isinstance(event, kind)]
        return found
