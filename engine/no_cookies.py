"""A cookie jar that stays empty, for every HTTP client of ours.

A client that many callers share must remember nothing of one for the next: by default httpx keeps what `Set-Cookie`
says, under the address it was connected to, and sends it with whatever is asked for there later.
"""

from __future__ import annotations

from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from http.cookiejar import Cookie
    from urllib.request import Request


class NoCookies(CookieJar):
    """Takes nothing, has nothing, sends nothing: `httpx.AsyncClient(cookies=NoCookies())`."""

    def extract_cookies(self, response: HTTPResponse, request: Request) -> None:
        """Leaves what came where it came; not even read, for a stranger wrote it."""

    def add_cookie_header(self, request: Request) -> None:
        """Adds none."""

    def set_cookie(self, cookie: Cookie) -> None:
        """Keeps none."""
