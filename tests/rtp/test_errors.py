"""The tree of errors."""

from rtp import errors


def test_every_error_is_an_rtp_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert errors.PacketError in kinds
    assert all(issubclass(kind, errors.RtpError) for kind in kinds)


def test_a_packet_error_is_a_value_error() -> None:
    assert issubclass(errors.PacketError, ValueError)
