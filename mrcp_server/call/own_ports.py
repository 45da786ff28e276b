"""Whether media would come back to a socket of this server: who offers that has it attack itself in its own name."""

import errno
import socket
from collections.abc import Collection

from rtp.messages import Address
from sip.hosts import ip_version


def is_own(address: Address, ports: Collection[int]) -> bool:
    """Whether `address` is of this machine, and its port one of `ports`, on which this server listens."""
    return address[1] in ports and _is_of_this_machine(address[0])


def _is_of_this_machine(host: str) -> bool:
    family = socket.AF_INET6 if ip_version(host) == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))  # The kernel knows its addresses best, and nothing is sent.
        except OSError as error:
            return error.errno != errno.EADDRNOTAVAIL
    return True
