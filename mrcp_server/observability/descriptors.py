"""Says when this process runs out of descriptors: what it can then not accept, open or start fails without a word of
its own."""

import errno
import os
import resource

from mrcp_server.observability.log import Logger

LOOK_S = 1.0
TOLD_AGAIN_S = 60.0
SCARCE_SHARE = 0.95
"""So much of what is allowed in use is told as well."""


class DescriptorWatch:
    """`look` every second; each of its findings is told once a minute."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger
        self._told_at: dict[str, float] = {}
        self.is_out = False
        """None was left at the last look."""

    def look(self, now: float) -> None:
        """`now` is of any clock that does not go back."""
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        number = _lowest_free()
        self.is_out = number is None
        if number is None:
            self._tell("out of descriptors", now, allowed)
        elif allowed != resource.RLIM_INFINITY and number >= allowed * SCARCE_SHARE:
            self._tell("descriptors are scarce", now, allowed)

    def tell_of_plane(self, now: float) -> None:
        """A media plane could not take the sockets of a port: its calls there neither speak nor hear meanwhile."""
        self._tell("media plane out of descriptors", now, resource.getrlimit(resource.RLIMIT_NOFILE)[0])

    def _tell(self, event: str, now: float, allowed: int) -> None:
        if now - self._told_at.get(event, -TOLD_AGAIN_S) >= TOLD_AGAIN_S:
            self._told_at[event] = now
            self._logger.error(event, allowed=allowed, help="raise LimitNOFILE")


def _lowest_free() -> int | None:
    """The number that the next descriptor gets: those below are in use. None when there is none."""
    try:
        number = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            return None
        raise
    os.close(number)
    return number
