"""What the configuration says of who may come to the HTTP door. Its middleware looks here at each request."""

from functools import partial
from typing import Any

from fastapi.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from mrcp_server.config import Http
from mrcp_server.doors.sources import Guests, SourceRate
from mrcp_server.doors.web.changing_middleware import Make
from mrcp_server.doors.web.origins import ANY, Origins
from mrcp_server.source_config import Sources

_EXPOSED = ["server-timing", "x-request-id", "request-id", "dg-request-id"]


class DoorRules:
    """One for the whole application; what was counted goes on counting when they change."""

    def __init__(self, http: Http, sources: Sources) -> None:
        self.guests = Guests(sources.http_networks)
        self.rate = SourceRate(sources.http_requests_per_s)
        self.origins = Origins()
        self.cors: Make | None = None
        """Tells browsers which pages may call; None: none."""
        self.proxies: Make | None = None
        """Believes those whom the operator trusts where a request comes from; None: nobody is."""
        self.change(http, sources)

    def change(self, http: Http, sources: Sources) -> None:
        """Others from now on."""
        self.guests.change(sources.http_networks)
        self.rate.change(sources.http_requests_per_s)
        # A page under a foreign name has no key: only where none is asked for the name says who may.
        self.origins.change(http.allowed_hosts or ([ANY] if http.keys else []), http.cors_origins)
        self.cors = _cors(http.cors_origins) if http.cors_origins else None
        self.proxies = _proxies(http.trusted_proxies) if http.trusted_proxies else None


def _cors(origins: list[str]) -> Make:
    return partial(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
    )


def _proxies(networks: list[str]) -> Make:
    middleware: Any = ProxyHeadersMiddleware  # uvicorn's types of ASGI are its own
    return partial(middleware, trusted_hosts=networks)
