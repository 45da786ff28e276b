"""A vendor's way to say what is wrong: one route class for each dialect, so that no error leaves in another's shape."""

import json
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message

from engine.charsets import is_charset
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.disconnects import ClientDisconnectedError

_CHARSET = re.compile(r';[ \t]*charset[ \t]*=[ \t]*"?([^";, \t]*)', re.IGNORECASE)

Render = Callable[[RefusedError], Response]
CheckKey = Callable[[Mapping[str, str]], None]
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]

# A JSON string may spend six bytes on a character, and twelve beyond the basic plane.
JSON_BYTES_A_CHARACTER = 12
JSON_BYTES_BESIDES = 1 << 16
CLIENT_CLOSED = 499
"""What nobody reads; the number is nginx's."""


def dialect_route(render: Render, largest_body_bytes: int, check_key: CheckKey | None = None) -> type[APIRoute]:
    """The route class of a dialect: bodies are bounded while they arrive, and errors go through `render`.

    `check_key` raises RefusedError for who may not use the server: nothing is read then of what comes with a POST.
    """

    class DialectRoute(APIRoute):
        def get_route_handler(self) -> _Handler:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    if check_key is not None and request.method == "POST":
                        check_key(request.headers)
                    return await handle(_bounded(request, largest_body_bytes))
                except RefusedError as error:
                    refusal = error
                except RequestValidationError as error:
                    refusal = _invalid(error)
                except (ClientDisconnectedError, ClientDisconnect):
                    return Response(status_code=CLIENT_CLOSED)
                except HTTPException as error:
                    refusal = _told(error)
                refusal.note(request.scope)
                return render(refusal)

            return guarded

    return DialectRoute


def _bounded(request: Request, most: int) -> Request:
    """The request with a body that is refused as soon as it is too large, before it is read where it says so."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)
    charset = _CHARSET.search(request.headers.get("content-type", ""))
    if charset is not None and not is_charset(charset[1]):
        # The framework would decode a form's fields by whatever Python knows under that name.
        raise RefusedError(Reason.INVALID, "the charset is not known", "content-type")
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > most:
            raise _too_large(most)
        return message

    return Request(request.scope, receive)


def _too_large(most: int) -> RefusedError:
    return RefusedError(Reason.UPLOAD_TOO_LARGE, f"the body is larger than {most} bytes")


def _invalid(error: RequestValidationError) -> RefusedError:
    """The first problem, with the name of the field; the input itself is not repeated."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in {"body", "query", "path", "header"}]
    field = ".".join(place) or None
    return RefusedError(Reason.INVALID, f"{field or 'body'}: {first['msg']}", field)


def _told(error: HTTPException) -> RefusedError:
    """The framework's refusal as ours; where it hides ours, as while a form is read, that one."""
    if isinstance(error.__cause__, RefusedError):
        return error.__cause__
    return RefusedError(_reason_of(error.status_code), str(error.detail))


def _reason_of(status: int) -> Reason:
    return Reason.UPLOAD_TOO_LARGE if status == Reason.UPLOAD_TOO_LARGE.status else Reason.INVALID


def json_response(status: int, content: object, **headers: str) -> Response:
    """A JSON body that holds whatever the client sent, lone surrogates included, as escapes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(json.dumps(content), status, named, media_type="application/json")


def render_plainly(refusal: RefusedError) -> Response:
    """What is no vendor's: `{"detail"}`, and on 401 how to show a key (RFC 6750 §3)."""
    answer = json_response(refusal.status, {"detail": refusal.message})
    if refusal.reason is Reason.KEY:
        answer.headers["www-authenticate"] = "Bearer"
    return answer
