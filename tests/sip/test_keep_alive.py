"""Options that the kernel keeps to."""

import socket

from sip.keep_alive import IDLE_S, keep_alive


def test_accepted_connections_have_what_the_listener_was_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        keep_alive(listening)
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == IDLE_S
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


def test_a_socket_that_takes_no_options_is_left_as_it_is() -> None:
    with socket.socket(socket.AF_UNIX) as local:
        keep_alive(local)
