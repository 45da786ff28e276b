"""Certificates to try TLS with: an authority of one's own, and what it issues.

Made by the `openssl` command, which every system has that a PBX runs on; no package is needed for it.
"""

import ipaddress
import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CURVE = "prime256v1"
"""P-256: every PBX has it, and a handshake costs a fifth of one with RSA."""
_STEP_S = 30.0
_NAME = re.compile(r"(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")


class CertificatesError(Exception):
    """The files cannot be made; the text is one line."""


@dataclass(frozen=True, slots=True)
class MadeCertificates:
    """Where everything is."""

    ca: Path
    """The authority's certificate, for whoever is to believe the others."""
    ca_key: Path
    server: Path
    server_key: Path
    client: Path
    """For clients that have to show one: certificate and key in one file."""


def make_certificates(folder: Path, names: Sequence[str], days: int, *, replaces: bool = False) -> MadeCertificates:
    """Makes an authority, a certificate for a server with these host names and addresses, and one for clients. An
    authority that is there already is used again, so that whoever knows it need not be told of another.

    Raises:
        CertificatesError: no `openssl`, a name that is none, a file in the way (unless `replaces`), or a folder that
            cannot be written.
    """
    made = MadeCertificates(
        folder / "ca.pem", folder / "ca.key", folder / "server.pem", folder / "server.key", folder / "client.pem"
    )
    alternatives = ",".join(_alternative(name) for name in names)
    for path in (made.server, made.server_key, made.client):
        if path.exists() and not replaces:
            raise CertificatesError(f"{path}: is there already; --force replaces it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside its place and moved there: a server that watches the files never sees half of one.
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _make(made, Path(scratch), names[0], alternatives, days)
    except OSError as error:
        raise CertificatesError(f"{error.filename or folder}: {error.strerror or error}") from None
    return made


def _make(made: MadeCertificates, scratch: Path, name: str, alternatives: str, days: int) -> None:
    authority, authority_key = scratch / "ca.pem", scratch / "ca.key"
    if made.ca.exists() and made.ca_key.exists():
        authority, authority_key = made.ca, made.ca_key
    else:
        extensions = [
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ]
        _openssl(
            "req", "-x509", "-new", "-nodes", *_new_key(authority_key), "-out", authority, "-days", days,
            "-subj", "/CN=mrcp-server test authority", *extensions,
        )  # fmt: skip
    issued: dict[str, tuple[Path, Path]] = {}
    for kind, subject, extension in (
        ("server", name, f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth,clientAuth\n"),
        ("client", "mrcp client", "extendedKeyUsage=clientAuth,serverAuth\n"),
    ):
        key, request, certificate, wanted = (scratch / f"{kind}.{end}" for end in ("key", "csr", "pem", "ext"))
        wanted.write_text(f"basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n{extension}")
        _openssl("req", "-new", "-nodes", *_new_key(key), "-out", request, "-subj", f"/CN={subject[:64]}")
        _openssl(
            "x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-out", certificate,
            "-days", days, "-set_serial", f"0x{secrets.token_hex(15)}", "-extfile", wanted,
        )  # fmt: skip
        issued[kind] = certificate, key
    certificate, key = issued["client"]
    both = scratch / "both.pem"
    _write_secret(both, certificate.read_text() + key.read_text())
    for source, target in (
        (authority, made.ca),
        (authority_key, made.ca_key),
        (issued["server"][1], made.server_key),
        (issued["server"][0], made.server),
        (both, made.client),
    ):
        if source != target:
            source.replace(target)


def _new_key(file: Path) -> list[object]:
    _write_secret(file, "")  # openssl keeps the mode of what is there
    return ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{CURVE}", "-keyout", file]


def _write_secret(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)


def _openssl(*arguments: object) -> None:
    command = ["openssl", *map(str, arguments)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_STEP_S, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise CertificatesError("there is no openssl command here; on Debian: apt install openssl") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        told = (error.stderr or b"").decode(errors="replace").strip().splitlines()
        raise CertificatesError(f"openssl {arguments[0]}: {told[-1] if told else error}") from None


def _alternative(name: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(name.strip('[]'))}"
    except ValueError:
        if not _NAME.fullmatch(name):
            raise CertificatesError(f"{name!r}: is neither a host name nor an address") from None
        return f"DNS:{name}"
