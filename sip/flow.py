"""Where a message came from and where an answer goes: the one thing a core knows of the network."""

from typing import NamedTuple

Address = tuple[str, int]
"""Host (an IP literal without brackets, or a name still to be resolved) and port."""


class Flow(NamedTuple):
    """A path to one peer over one transport (RFC 5626 §1 "flow").

    A flow of UDP is a socket and a remote address; a flow of TCP or TLS is a connection. The adapter makes the
    flows of what it receives; the core makes one of its own where a dialog's next hop is another address.
    """

    transport: str
    """"udp", "tcp" or "tls"."""
    remote: Address
    """Source of what was received, and destination of what is sent."""
    local: Address
    """Our own address as the peer reaches it (never a wildcard); goes into Via and Contact."""
    connection: int = 0
    """Number of the stream connection; 0 asks the adapter to use or open any connection to `remote`."""

    @property
    def is_reliable(self) -> bool:
        """Whether the transport repeats for us, so that transactions need not."""
        return self.transport != "udp"
