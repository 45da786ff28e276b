"""`mrcp-server` and `python -m mrcp_server`."""

import sys

from mrcp_server.process.start import prepare


def main() -> int:
    """The entry point; returns the exit status."""
    prepare()
    from mrcp_server.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
