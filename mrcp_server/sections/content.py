"""What is fetched, kept and handed out: prompts, grammars, spoken sentences, recordings."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from pydantic import BaseModel, Field, field_validator

from mrcp_server.config_section import SECTION_RULES, PositiveFloat

OWN = "own"
"""Among networks: every address of this machine's interfaces, as they are at that moment."""
METADATA_NETWORKS = ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32")
"""Link-local neighbours, and where clouds tell their machines secrets."""


class Fetch(BaseModel):
    """Prompts, grammars and lexicons that requests name by URI."""

    model_config = SECTION_RULES

    allowed_hosts: list[str] = ["*"]
    """Hosts that may be fetched from, `*` standing for anything; one named exactly may lie in a blocked network."""
    blocked_networks: list[str] = [OWN, "0.0.0.0/8", "127.0.0.0/8", "::/127", *METADATA_NETWORKS]
    """Networks no URI may lead to; `own` are this machine's addresses, the others its loopback and clouds' secrets."""
    file_roots: list[str] = []
    """Folders that `file:` URIs may point into; empty refuses them."""
    timeout_s: PositiveFloat = 10.0
    """How long a fetch may take that names no Fetch-Timeout."""
    longest_timeout_s: PositiveFloat = 60.0
    """Bound of what a Fetch-Timeout may ask for."""
    max_bytes: Annotated[int, Field(ge=1024)] = 16 << 20
    """Largest document or recording."""
    cache_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Memory for fetched content, kept as its origin allows."""

    @field_validator("blocked_networks")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for network in value:
            if network != OWN:
                ipaddress.ip_network(network)
        return value


class Cache(BaseModel):
    """Spoken sentences that are kept, for an IVR says the same ones all day."""

    model_config = SECTION_RULES

    memory_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Memory for them; 0 keeps none."""
    directory: str = ""
    """Folder in which they survive a restart; empty keeps them in memory only."""
    disk_bytes: Annotated[int, Field(ge=0)] = 1 << 30
    """Most that the folder may hold."""


class Waveforms(BaseModel):
    """Recordings of callers that Save-Waveform asks for; served by HTTP under names nobody can guess."""

    model_config = SECTION_RULES

    base_url: str = ""
    """Where clients fetch them; empty: the HTTP door's own address."""
    max_bytes: Annotated[int, Field(ge=0)] = 256 << 20
    """Memory for all of them; the oldest go first."""
    keep_s: Annotated[float, Field(ge=0)] = 60.0
    """How long they outlive their session."""
