"""A network between a client and the server that loses, doubles and reorders what the client sends."""

import random

from mrcp_server.client.audio import AudioPort

LOSS, DOUBLED, REORDERED = 0.06, 0.04, 0.04


class LossyWire:
    """Stands between a client's audio port and its socket; the same for the same seed."""

    def __init__(self, port: AudioPort, seed: int = 4733) -> None:
        self._socket = port._socket
        self._rng = random.Random(seed)
        self._held: bytes | None = None
        self.lost = 0
        port._socket = self  # type: ignore[assignment]  # the wire is where packets get lost

    def sendto(self, data: bytes, target: tuple[str, int]) -> None:
        """Lose it, send it once or twice, or behind the next one."""
        if self._rng.random() < LOSS:
            self.lost += 1
            return
        if self._held is None and self._rng.random() < REORDERED:
            self._held = data
            return
        for _ in range(2 if self._rng.random() < DOUBLED else 1):
            self._socket.sendto(data, target)
        if self._held is not None:
            self._socket.sendto(self._held, target)
            self._held = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._socket, name)
