"""A real `mrcp-server serve` in a process of its own, on ports of its own."""

import json
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

READY_S = 30.0
STOP_S = 15.0
HOST = "127.0.0.1"
RTP_PORTS = 400
# Below the range the kernel gives to clients, so that nobody takes one in passing.
FIRST_PORT, LAST_PORT = 10_000, 32_000


@dataclass(slots=True)
class RunningServer:
    """Start it with `start`, end it with `stop`; or use it as a context, at whose end it must stop by itself."""

    log: Path
    """Where its standard error goes."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """More `section.key` values."""
    config: Path | None = None
    """TOML file beside the settings, which go before it."""
    prefix: Sequence[str] = ()
    """Stands before its command, as in a shell that redirects its output."""
    folder: Path | None = None
    """Its working directory."""
    standard_error: int | None = None
    """Descriptor that it gets as such in place of the log."""
    host: str = HOST
    hears: bool = True
    """Whether it has a recogniser; most of a start is spent on its model."""
    sip_port: int = 0
    mrcp_port: int = 0
    http_port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        status = self.stop()
        assert status == 0 or raised, self.tail()

    @property
    def sip_uri(self) -> str:
        """For clients."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"sip:{host}:{self.sip_port}"

    @property
    def health_url(self) -> str:
        """Without a path."""
        return f"http://{HOST}:{self.http_port}"

    def start(self) -> None:
        """Start and wait until it takes calls. Raises RuntimeError with the end of its log."""
        # Another test process may take the same ports between the choice and the bind: then choose again.
        for attempt in range(3):
            self._launch()
            if self._becomes_ready():
                return
            self.stop()
            if "in use" not in self.tail() or attempt == 2:
                break
        raise RuntimeError(f"the server did not become ready:\n{self.tail()}")

    def stop(self) -> int:
        """SIGTERM, and SIGKILL when that takes too long. Returns the exit status."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def get(self, path: str) -> Any:
        """JSON of an HTTP path; None while nothing answers 200."""
        try:
            return json.loads(self._fetch(path))
        except (OSError, urllib.error.URLError):
            return None

    def unready_reason(self) -> str:
        """What /readyz says when it does not say 200; empty when it does."""
        try:
            with urllib.request.urlopen(self.health_url + "/readyz", timeout=2):  # noqa: S310  # loopback HTTP
                return ""
        except urllib.error.HTTPError as refused:
            with refused:
                reason: str = json.load(refused)["reason"]
                return reason

    def offers(self, resource: str) -> bool:
        """Whether OPTIONS names this resource (RFC 6787 §7)."""
        token = f"{random.getrandbits(64):x}"
        request = (
            f"OPTIONS {self.sip_uri} SIP/2.0\r\nVia: SIP/2.0/UDP {HOST}:9;rport;branch=z9hG4bK{token}\r\n"
            f"From: <sip:test@{HOST}>;tag=1\r\nTo: <{self.sip_uri}>\r\nCall-ID: {token}\r\n"
            "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(5)
            asking.sendto(request.encode(), (self.host, self.sip_port))
            return f"a=resource:{resource}\r\n" in asking.recv(65536).decode()

    def metrics(self) -> dict[str, float]:
        """Every sample of /metrics by its name and labels as written."""
        lines = self._fetch("/metrics").decode().splitlines()
        samples = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}

    def _fetch(self, path: str) -> bytes:
        """With the first API key, where the server has one."""
        keys = json.loads(self.settings.get("http.api_keys", "[]"))
        headers = {"Authorization": f"Bearer {keys[0]}"} if keys else {}
        request = urllib.request.Request(self.health_url + path, headers=headers)  # noqa: S310  # loopback HTTP
        with urllib.request.urlopen(request, timeout=2) as reply:  # noqa: S310  # loopback HTTP
            content: bytes = reply.read()
            return content

    def tail(self, lines: int = 30) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _launch(self) -> None:
        self.sip_port, self.mrcp_port, self.http_port = (free_port(self.host) for _ in range(3))
        first_rtp = random.randrange(FIRST_PORT, LAST_PORT - RTP_PORTS, 2)
        values = {
            "sip.host": self.host,
            "sip.port": str(self.sip_port),
            "mrcp.host": self.host,
            "mrcp.port": str(self.mrcp_port),
            "rtp.host": self.host,
            "rtp.ports": f"{first_rtp}-{first_rtp + RTP_PORTS - 1}",
            "http.host": HOST,
            "http.port": str(self.http_port),
            "log.level": "info",
            # The machine is shared with other tests: what is slow here is no overload.
            "limits.lag_ms": "0",
            "limits.late_slots": "0",
            "limits.engine_wait_s": "0",
            "engine.synthesizer": "espeak",  # who cares for the voice says so; without a neural one it is sooner ready
            **({} if self.hears else {"mrcp.resources": '["speechsynth", "basicsynth"]'}),
            **self.settings,
        }
        command = [*self.prefix, sys.executable, "-m", "mrcp_server", "serve"]
        if self.config is not None:
            command += ["--config", str(self.config)]
        for key, value in values.items():
            command += ["--set", f"{key}={value}"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=self.standard_error or log, cwd=self.folder)

    def _becomes_ready(self) -> bool:
        ends = time.monotonic() + READY_S
        while time.monotonic() < ends and self.process is not None and self.process.poll() is None:
            if self.get("/readyz") is not None:
                return True
            time.sleep(0.05)
        return False


def free_port(host: str = HOST) -> int:
    """A port that is free for UDP and TCP, below the kernel's own choice."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(200):
        port = random.randrange(FIRST_PORT, LAST_PORT)
        try:
            with socket.socket(family, socket.SOCK_STREAM) as tcp, socket.socket(family, socket.SOCK_DGRAM) as udp:
                tcp.bind((host, port))
                udp.bind((host, port))
        except OSError:
            continue
        return port
    raise RuntimeError("no free port found")
