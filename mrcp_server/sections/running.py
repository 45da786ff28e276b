"""How the server as a whole runs: what it takes on, how another one takes over, and what it writes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from mrcp_server.config_section import SECTION_RULES


class Limits(BaseModel):
    """What one server takes on at most."""

    model_config = SECTION_RULES

    sessions: Annotated[int, Field(ge=1)] = 10000
    """SIP dialogs at once; more are answered 503 with Retry-After."""
    unconfirmed_sessions: Annotated[int, Field(ge=1)] = 1000
    """Of these, calls that wait for their ACK, half of one source; one more ends the oldest after 4 s, or gets 503."""
    unused_session_s: Annotated[float, Field(ge=0)] = 120.0
    """End a session of which no MRCP request, no RTP and no control connection has come in so long; 0 never."""
    drain_s: Annotated[float, Field(ge=0)] = 30.0
    """How long running calls may go on after SIGTERM."""
    session_idle_s: Annotated[float, Field(ge=0)] = 3600.0
    """End a session with no MRCP message, no RTP, nothing playing and no SIP refresh for so long; 0 never."""
    lag_ms: Annotated[float, Field(ge=0)] = 200.0
    """Calls get 503 while the control process comes so late to what is due; 0 takes them nevertheless."""
    late_slots: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Likewise while so many of a media plane's slots (of 5 ms) begin more than 2 ms late, 1 being all; 0: never."""
    engine_wait_s: Annotated[float, Field(ge=0)] = 3.0
    """Likewise while text waits so long for an engine; 0: never."""
    free_memory_bytes: Annotated[int, Field(ge=0)] = 64 << 20
    """Likewise while the system, or the control group, has less memory left; 0: never."""
    queued_speaks: Annotated[int, Field(ge=1)] = 1000
    """SPEAK requests one channel may hold, the one that plays among them; one more is answered 501."""
    queued_bytes: Annotated[int, Field(ge=1024)] = 16 << 20
    """Text that these may hold together."""


class Restart(BaseModel):
    """A new server that takes over from the one that runs on the same ports, without losing a call."""

    model_config = SECTION_RULES

    socket: str = ""
    """Unix socket by which the two find each other; empty: a new server needs ports that are free."""


class Log(BaseModel):
    """What is written to standard error."""

    model_config = SECTION_RULES

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important line written."""
    format: Literal["auto", "console", "json"] = "auto"
    """`auto` is coloured text on a terminal and JSON lines elsewhere."""
    text: Literal["full", "hash", "off"] = "hash"
    """Whether prompts, results and keys are written: as they are, as a digest that shows repeats, or not."""
