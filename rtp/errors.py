"""What may go wrong in `rtp`.

RtpError
├── PacketError      a peer's RTP or RTCP bytes cannot be read, or a packet of ours cannot be written
├── NoPortError      no local port is left for a new stream
└── PlaneError       the media plane's process did not start, died, or does not answer
"""


class RtpError(Exception):
    """Root of every error that this package raises on purpose."""


class PacketError(RtpError, ValueError):
    """Bytes that are no RTP or RTCP packet, or fields that do not fit into one. Says which lengths collide."""


class NoPortError(RtpError):
    """Every port of the range is taken for the address a stream wants to talk to; a new session gets a 503."""


class PlaneError(RtpError):
    """The media plane's process did not start, died, or does not answer. Says which."""
