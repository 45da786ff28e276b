"""The section about sources: who may reach which door, and how much of it one of them may have."""

from typing import Annotated

from pydantic import BaseModel, Field

from mrcp_server.config_section import SECTION_RULES, Network

Share = Annotated[float, Field(gt=0, le=1)]
PerSecond = Annotated[float, Field(ge=0)]


class Sources(BaseModel):
    """Who may reach which door, and how much of it one source (an address, of IPv6 a /64) may have."""

    model_config = SECTION_RULES

    sip_networks: list[Network] = []
    """Networks that may call; others are answered 403. Empty: all."""
    mrcp_networks: list[Network] = []
    """Networks that may open control connections; those of others are closed on arrival. Empty: all."""
    http_networks: list[Network] = []
    """Networks that may use the HTTP port, health checks among them; others are answered 403. Empty: all."""
    share_of_sessions: Share = 0.9
    """How much of limits.sessions the calls of one source may have; more are answered 503 with Retry-After."""
    calls_per_s: PerSecond = 0.0
    """Calls a second that one source may begin, and so many at once; more are answered 503. 0: no limit."""
    share_of_connections: Share = 0.75
    """How much of mrcp.max_connections one source may have; more are closed on arrival."""
    mrcp_requests_per_s: PerSecond = 0.0
    """MRCP requests a second that one source may send, and so many at once; more wait unread. 0: no limit."""
    http_requests_per_s: PerSecond = 0.0
    """HTTP requests and sockets a second that one source may begin, and so many at once; more are 429. 0: no limit."""
