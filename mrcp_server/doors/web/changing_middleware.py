"""A place among the middleware that can be filled with another one, or left empty, while requests are served."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

Make = Callable[[ASGIApp], ASGIApp]
"""Puts a middleware before an application."""


class ChangingMiddleware:
    """ASGI middleware that is another one, made anew when a request comes and something else is wanted."""

    def __init__(self, app: ASGIApp, wanted: Callable[[], Make | None]) -> None:
        """`wanted` is asked at each request; None: nothing."""
        self._app = app
        self._wanted = wanted
        self._make: Make | None = None
        self._front = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves by what is wanted now."""
        make = self._wanted()
        if make is not self._make:
            self._make = make
            self._front = self._app if make is None else make(self._app)
        await self._front(scope, receive, send)
