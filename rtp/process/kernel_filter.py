"""A `SourceFilter` as a program that the kernel runs on each datagram before it takes room in the socket (classic BPF).

A socket filter of UDP sees the datagram from its UDP header on, and the IP header by negative offsets
(linux/filter.h). It costs nothing that needs a privilege.
"""

import contextlib
import ctypes
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence

from rtp.receiving.flood_guard import SAMPLED, SourceFilter
from rtp.wire.addresses import AF_INET

SO_ATTACH_FILTER = 26
SO_DETACH_FILTER = 27
"""asm-generic/socket.h."""

_INSTRUCTION = struct.Struct("=HBBI")
_FPROG = struct.Struct("@HP")

# linux/bpf_common.h
_LOAD_WORD, _LOAD_HALF, _JUMP, _JUMP_IF_EQUAL, _JUMP_IF_GREATER, _RETURN = 0x20, 0x28, 0x05, 0x15, 0x25, 0x06

# linux/filter.h: where the IP header begins, and a random word.
_NETWORK = -0x100000
_RANDOM = -0x1000 + 56
_SOURCE_PORT = 0
_SOURCE_IPV4 = _NETWORK + 12
_SOURCE_IPV6 = _NETWORK + 8

_DROP, _TAKE = 0, 0xFFFF_FFFF

_Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


def attach(opened: socket.socket, wanted: SourceFilter | None) -> bool:
    """Have the kernel filter what arrives, or no longer. False when it would not."""
    with contextlib.suppress(OSError):
        if wanted is None:
            _detach(opened)
        else:
            code = b"".join(_INSTRUCTION.pack(*one) for one in program(wanted))
            buffer = ctypes.create_string_buffer(code, len(code))
            fprog = _FPROG.pack(len(code) // _INSTRUCTION.size, ctypes.addressof(buffer))
            opened.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)
        return True
    return False


def _detach(opened: socket.socket) -> None:
    with contextlib.suppress(FileNotFoundError):  # there was none
        opened.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def program(wanted: SourceFilter) -> list[_Instruction]:
    """The instructions: who is denied is sampled, who is allowed is taken, and others as the filter says."""
    sample = _sample()
    code = list(_match(wanted.denied, sample))
    if wanted.allowed is None:
        return [*code, _do(_RETURN, _TAKE)]
    return [*code, *_match(wanted.allowed, [_do(_RETURN, _TAKE)]), *sample]


def _sample() -> list[_Instruction]:
    return [
        _do(_LOAD_WORD, _RANDOM),
        (_JUMP_IF_GREATER, 0, 1, 0xFFFF_FFFF // SAMPLED),
        _do(_RETURN, _DROP),
        _do(_RETURN, _TAKE),
    ]


def _match(sources: Iterable[bytes], then: Sequence[_Instruction]) -> Iterator[_Instruction]:
    """For each of these sources `then`, which ends the program; others go on behind."""
    ports_of: dict[bytes, list[int]] = {}
    for source in sources:
        ports_of.setdefault(_host(source), []).append(int.from_bytes(source[2:4], "big"))
    for host, ports in ports_of.items():
        block = list(then) if 0 in ports else list(_match_ports(ports, then))
        conditions = _host_conditions(host)
        for index, (offset, word) in enumerate(conditions):
            left = 3 * (len(conditions) - index - 1) + len(block)
            yield _do(_LOAD_WORD, offset)
            yield _JUMP_IF_EQUAL, 1, 0, word
            yield _do(_JUMP, left)  # conditional jumps reach 255 instructions only
        yield from block


def _match_ports(ports: list[int], then: Sequence[_Instruction]) -> Iterator[_Instruction]:
    yield _do(_LOAD_HALF, _SOURCE_PORT)
    for port in ports:
        yield _JUMP_IF_EQUAL, 0, len(then), port
        yield from then


def _host(sockaddr: bytes) -> bytes:
    return sockaddr[4:8] if sockaddr[0] == AF_INET else sockaddr[8:24]


def _host_conditions(host: bytes) -> list[tuple[int, int]]:
    start = _SOURCE_IPV4 if len(host) == 4 else _SOURCE_IPV6
    return [(start + at, int.from_bytes(host[at : at + 4], "big")) for at in range(0, len(host), 4)]


def _do(code: int, operand: int) -> _Instruction:
    return code, 0, 0, operand & 0xFFFF_FFFF
