"""Names that lead somewhere else each time they are looked up."""

import socket
from collections.abc import Mapping, Sequence
from typing import Any


class FakeResolver:
    """In place of `socket.getaddrinfo`: what a name's owner answers, one answer after another.

    What is not among its names is looked up as ever: addresses, and names of this machine.
    """

    def __init__(self, answers: Mapping[str, Sequence[str | Sequence[str]]]) -> None:
        """`answers` by name: addresses, or several at once."""
        self._answers = {name: list(one) for name, one in answers.items()}
        self._really = socket.getaddrinfo
        self.asked: list[str] = []
        """The names, each time they were looked up."""

    def __call__(self, host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in self._answers:
            return self._really(host, port, *arguments, **options)
        self.asked.append(name)
        answer = self._answers[name].pop(0)
        addresses = [answer] if isinstance(answer, str) else answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]
