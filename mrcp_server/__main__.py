"""`mrcp-server` and `python -m mrcp_server`."""

import sys

from mrcp_server.cli import run


def main() -> int:
    """The entry point; returns the exit status."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
