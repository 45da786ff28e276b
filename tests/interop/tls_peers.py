"""Other people's TLS: the command lines of OpenSSL and GnuTLS, with what we say in their pipes."""

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pytest

from tests.interop.running import HOST, free_port

LIMIT_S = 10.0


class Peer:
    """A process between us and TLS. A context manager."""

    def __init__(self, command: Sequence[str]) -> None:
        if shutil.which(command[0]) is None:
            pytest.skip(f"no {command[0]} here; tests/install-tools installs it")
        self._buffer = b""
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def send(self, text: str | bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode() if isinstance(text, str) else text)

    def sip(self) -> str:
        """The next SIP message that is not provisional."""
        while True:
            head = self._until(lambda data: data.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else 0)
            length = re.search(rb"^Content-Length: (\d+)", head, re.MULTILINE)
            assert length is not None, head
            size = int(length[1])
            body = self._until(_of(size)) if size else b""
            if not head.startswith(b"SIP/2.0 1"):
                return (head + body).decode()

    def mrcp(self) -> str:
        """The next MRCP message."""

        def whole(data: bytes) -> int:
            words = data.split(b" ", 2)
            return int(words[1]) if len(words) == 3 and len(data) >= int(words[1]) else 0

        return self._until(whole).decode()

    def closes(self) -> str:
        """Waits until the process ends; what it said of it."""
        _, told = self.process.communicate(timeout=LIMIT_S)
        return told.decode(errors="replace")

    def _until(self, end_of: Callable[[bytes], int]) -> bytes:
        ends = time.monotonic() + LIMIT_S
        while not (end := end_of(self._buffer)):
            self._read(ends)
        taken, self._buffer = self._buffer[:end], self._buffer[end:]
        return taken

    def _read(self, ends: float) -> None:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(ends - time.monotonic(), 0))
        data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
        if not data:
            self.process.kill()
            _, told = self.process.communicate()
            raise AssertionError(f"nothing more came; so far {self._buffer!r}; {told.decode(errors='replace')}")
        self._buffer += data


def _of(size: int) -> Callable[[bytes], int]:
    """Ends where there are so many octets."""
    return lambda data: size if len(data) >= size else 0


def openssl_client(port: int, authorities: Path, *options: str) -> Peer:
    """Verifies the server's certificate and address."""
    command = ["openssl", "s_client", "-connect", f"{HOST}:{port}", "-CAfile", str(authorities)]
    return Peer([*command, "-verify_return_error", "-verify_ip", HOST, "-quiet", "-no_ign_eof", *options])


def gnutls_client(port: int, authorities: Path, log: Path) -> Peer:
    """Verifies likewise."""
    return Peer(["gnutls-cli", "--x509cafile", str(authorities), "--logfile", str(log), "-p", str(port), HOST])


class OpensslServer(Peer):
    """One that waits for our server to connect."""

    def __init__(self, certificate: Path, *options: str) -> None:
        self.port = free_port()
        command = ["openssl", "s_server", "-accept", f"{HOST}:{self.port}", "-cert", str(certificate)]
        super().__init__([*command, "-key", str(certificate), "-quiet", *options])
        ends = time.monotonic() + LIMIT_S
        while f":{self.port:04X} " not in Path("/proc/net/tcp").read_text():
            assert time.monotonic() < ends, "s_server does not listen"
            time.sleep(0.02)
