"""Errors of opening a port are for people."""

import errno

from mrcp_server.doors.port_errors import explain_port_error


def test_a_port_in_use_is_said_so() -> None:
    error = explain_port_error(OSError(errno.EADDRINUSE, "Address already in use"), "SIP", "127.0.0.1", 8060)
    assert error.errno == errno.EADDRINUSE
    assert error.strerror == "SIP port 8060 on 127.0.0.1: is in use by another program"


def test_other_problems_keep_their_words() -> None:
    assert "Permission denied" in str(explain_port_error(OSError(errno.EACCES, "Permission denied"), "HTTP", "", 80))
    assert "odd" in str(explain_port_error(OSError("odd"), "HTTP", "h", 80))
