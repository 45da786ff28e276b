"""What every kind of worker tells control before it ends by itself.

Each protocol has these two among its notices, and gives its own ones other tags than 1 and 2.
"""

from __future__ import annotations

import msgspec


class Broken(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The engines cannot be set up; the worker ends."""

    reason: str


class Retiring(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The worker has grown too large and ends, holding nothing."""

    resident_bytes: int

    @property
    def reason(self) -> str:
        """For logs."""
        return f"retired at {self.resident_bytes >> 20} MiB"
