"""What stands before an application while it is being asked."""

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mrcp_server.doors.web.changing_middleware import ChangingMiddleware, Make

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_each_request_meets_what_is_wanted_then() -> None:
    seen: list[str] = []
    wanted: list[Make | None] = [None]

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append("app")

    def before(name: str) -> Make:
        def make(app: ASGIApp) -> ASGIApp:
            seen.append(f"{name} made")

            async def call(scope: Scope, receive: Receive, send: Send) -> None:
                seen.append(name)
                await app(scope, receive, send)

            return call

        return make

    async def receive() -> Message:
        raise AssertionError

    async def send(_message: Message) -> None:
        raise AssertionError

    middleware = ChangingMiddleware(app, lambda: wanted[-1])
    for make in (None, before("one"), before("two"), None):
        wanted.append(make)
        for _ in range(2):
            await middleware({"type": "http"}, receive, send)
        seen.append("|")
    assert " ".join(seen) == "app app | one made one app one app | two made two app two app | app app |"
