"""What a door says when it cannot open its port."""

import errno


def explain_port_error(error: OSError, what: str, host: str, port: int) -> OSError:
    """The same error with a text that names door, address and port, for a person who starts the server."""
    problem = "is in use by another program" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
    return OSError(error.errno, f"{what} port {port} on {host or 'every address'}: {problem}")
