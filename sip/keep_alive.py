"""What tells a connection that is open on our side only: its host has vanished, without FIN or RST."""

import contextlib
import socket
from typing import Final

IDLE_S: Final = 60
"""Silence after which the kernel asks."""
# Five questions, ten seconds apart: a host that vanished is noticed after about two minutes. One that takes nothing any
# more of what we have sent, after one minute.
_OPTIONS: Final = {"TCP_KEEPIDLE": IDLE_S, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 5, "TCP_USER_TIMEOUT": 60_000}


def keep_alive(opened: socket.socket) -> None:
    """Sets the options on a connection, or on a listening socket, from which accepted ones have them: a call costs no
    system call."""
    with contextlib.suppress(OSError):  # a refused option costs only later notice
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in _OPTIONS.items():
            if hasattr(socket, name):
                opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
