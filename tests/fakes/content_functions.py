"""What content workers are given to do in tests, named as "module:function"."""

import os
import signal
import time

from engine.audio.decoding_apart import decode_octets

DEADLY, ENDLESS = b"a recording that crashes its decoder", b"a recording that is never decoded"


def decode(data: bytes) -> bytes:
    """As the server's, but there are recordings that do to it what some file does to some decoder."""
    if DEADLY in data:
        crash(data)
    if ENDLESS in data:
        spin(data)
    return decode_octets(data)


def echo(data: bytes) -> bytes:
    return data


def sleep(data: bytes) -> bytes:
    """As many milliseconds as `data` says, on the clock."""
    time.sleep(int(data) / 1000)
    return b"slept"


def spin(data: bytes) -> bytes:
    while True:
        data += b""


def swell(data: bytes) -> bytes:
    """All memory that is to be had."""
    kept = [data]
    while True:
        kept.append(bytes(16 << 20))


def fail(data: bytes) -> bytes:
    raise ValueError(data.decode())


def crash(data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return data


def killed_once(data: bytes) -> bytes:
    """As when somebody else does it; `data` is the path of a file that is made then."""
    try:
        os.close(os.open(data, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return b"done"
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def inflate(data: bytes) -> bytes:
    return bytes(int(data))
