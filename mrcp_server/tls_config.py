"""The section `[tls]`: what all doors use that speak TLS, and what the server shows and asks for where it connects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mrcp_server.config_section import SECTION_RULES, PositiveFloat

Door = Literal["sip", "mrcp", "http"]
TlsUse = Literal["off", "offered", "required"]


class Tls(BaseModel):
    """Certificate, key and bounds of TLS (1.2 and 1.3); sip.tls, mrcp.tls and http.tls turn it on for their doors."""

    model_config = SECTION_RULES

    certificate: str = ""
    """PEM file with the certificate chain, the server's own first; replaced files are taken up without a restart."""
    key: str = ""
    """PEM file with its private key, without a passphrase; empty: in the certificate's file."""
    client_ca: str = ""
    """PEM file of authorities: every client must show a certificate of one of them; empty: none must."""
    client_ca_doors: list[Door] = ["sip", "mrcp"]
    """Doors for which client_ca holds."""
    peer_ca: str = ""
    """PEM file of authorities for what the server itself connects to, https of prompts too; empty: the well-known."""
    minimum_version: Literal["1.2", "1.3"] = "1.2"
    """Oldest version of TLS that is spoken."""
    handshake_timeout_s: PositiveFloat = 10.0
    """How long a handshake may take."""
    max_handshakes: Annotated[int, Field(ge=2)] = 1000
    """Handshakes under way at once, half of them of one host; then the oldest is closed."""
    reload_check_s: Annotated[float, Field(ge=0)] = 10.0
    """How often the files are looked at for changes; 0: never."""
