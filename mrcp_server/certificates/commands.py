"""`mrcp-server certificates`: makes them and says what goes where. Exit status 0: made; 1: not."""

import sys
from collections.abc import Sequence
from pathlib import Path

from mrcp_server.certificates.advice import advice
from mrcp_server.certificates.making import CertificatesError, make_certificates


def make(folder: Path, names: Sequence[str], days: int, *, replaces: bool) -> int:
    """Makes certificates for a server of these names, the first of which is the one it is called by."""
    try:
        made = make_certificates(folder, names, days, replaces=replaces)
    except CertificatesError as error:
        print(f"mrcp-server: {error}", file=sys.stderr)
        return 1
    print(advice(made, names[0]), end="", flush=True)
    return 0
