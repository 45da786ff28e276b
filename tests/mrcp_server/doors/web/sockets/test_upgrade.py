from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import Response
from starlette.datastructures import QueryParams
from starlette.websockets import WebSocket

from mrcp_server.config import Http
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.speech_service import SpeechService
from tests.fakes.speaker import FakeSpeaker, fake_voices

pytestmark = pytest.mark.anyio
KEYED = Http(api_keys=["k"], key_concurrent_streams=1)


class _Upgrade:
    """An upgrade as the framework hands it over; keeps what is answered, and who was served."""

    def __init__(self, query: str = "", **headers: str) -> None:
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        offered = headers.get("sec_websocket_protocol", "").split(", ")
        scope = {"type": "websocket", "query_string": query.encode(), "headers": raw, "subprotocols": offered}
        self.websocket = WebSocket({**scope, "extensions": {"websocket.http.response": {}}}, self._receive, self._send)
        self.sent: list[dict[str, Any]] = []
        self.served: list[Client[str]] = []
        self.streams: list[int] = []

    async def _receive(self) -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)

    async def _serve(self, client: Client[str]) -> None:
        self.served.append(client)
        if client.is_known:
            self.streams.append(client.caller.streams)

    async def ask(self, service: SpeechService, **options: Any) -> int:
        """The status: 101 for an upgrade."""
        headers = {"x-id": "7"}
        await serve_upgrade(self.websocket, service, _refuse, _read, self._serve, headers, **options)
        answer = self.sent[0]
        return 101 if answer["type"] == "websocket.accept" else int(answer["status"])


def _refuse(refusal: RefusedError) -> Response:
    return Response(refusal.message, refusal.status)


def _read(query: QueryParams) -> str:
    if "wrong" in query:
        raise RefusedError(Reason.INVALID, "wrong", "wrong")
    return query.get("name", "")


def _service(http: Http | None = None, **options: Any) -> SpeechService:
    return SpeechService(HttpServices(http=http or Http(), speaker=FakeSpeaker(), voices=fake_voices, **options))


async def test_parameters_and_headers_of_an_upgrade() -> None:
    upgrade = _Upgrade("name=me")
    assert await upgrade.ask(_service()) == 101
    assert (b"x-id", b"7") in upgrade.sent[0]["headers"]
    assert upgrade.served[0].parameters == "me"
    assert upgrade.served[0].is_known


async def test_what_is_wrong_is_said_before_the_upgrade() -> None:
    assert await _Upgrade("wrong=1").ask(_service()) == 400
    assert await _Upgrade().ask(_service(unavailable=lambda: "draining")) == 503
    assert await _Upgrade(authorization="Token other").ask(_service(KEYED), key_may_follow=True) == 401
    refused = _Upgrade()
    assert await refused.ask(_service(KEYED)) == 401
    assert refused.served == []


async def test_a_client_holds_a_stream_while_it_is_served() -> None:
    service, upgrade = _service(KEYED), _Upgrade(authorization="Token k")
    assert await upgrade.ask(service) == 101
    assert upgrade.streams == [1]
    caller = service.access.admit("k")
    assert caller.streams == 0
    with caller.stream():
        assert await _Upgrade(authorization="Token k").ask(service) == 429


async def test_a_key_beside_a_subprotocol_is_answered_with_it() -> None:
    upgrade = _Upgrade(sec_websocket_protocol="token, k")
    assert await upgrade.ask(_service(KEYED)) == 101
    assert upgrade.sent[0]["subprotocol"] == "token"


async def test_a_key_may_follow_in_a_message() -> None:
    service, upgrade = _service(KEYED), _Upgrade()
    assert await upgrade.ask(service, key_may_follow=True) == 101
    with ExitStack() as held:
        socket = upgrade.served[0].socket
        client = Client(service, socket, "", None, held)
        for use in (lambda: client.caller, lambda: client.admit({"xi-api-key": "other"})):
            with pytest.raises(RefusedError):
                use()
        client.admit({"xi-api-key": "k"})
        assert client.caller.streams == 1
    assert client.caller.streams == 0
