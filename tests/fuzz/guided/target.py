"""What a coverage-guided fuzzer drives: a function that takes octets, and what helps it to find its way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

VECTORS = Path(__file__).parents[2] / "vectors"


@dataclass(slots=True, frozen=True)
class Target:
    """A parser, or a machine behind one."""

    name: str
    run: Callable[[bytes], None]
    """Raises for what must not be: an exception that is not documented, an invariant that does not hold."""
    packages: tuple[str, ...]
    """Whose branches the fuzzer watches."""
    seeds: Callable[[], list[bytes]] = field(default=list)
    """Inputs to begin with, besides the corpus."""
    dictionary: str = ""
    """Name of a file in `dictionaries` with pieces of the language, which the fuzzer puts in."""
    longest_bytes: int = 8192
    """More digits than Python makes a number of, too; less where each octet is a step of a machine."""


def files(*patterns: str) -> list[bytes]:
    """The content of vectors that match, in order."""
    return [path.read_bytes() for pattern in patterns for path in sorted(VECTORS.glob(pattern)) if path.is_file()]


def pieces(data: bytes) -> list[bytes]:
    """Cuts octets as their first ones say: how a stream may arrive. The rest comes whole."""
    count, rest = (data[0] % 8, data[1:]) if data else (0, b"")
    sizes, rest = rest[:count], rest[count:]
    found = []
    for size in sizes:
        found.append(rest[:size])
        rest = rest[size:]
    return [*found, rest]


def texts(data: bytes) -> str:
    """The octets as text, whatever they are."""
    return data.decode("utf-8", "replace")
