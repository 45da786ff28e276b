"""What no route takes, and our own failures, in the shape of the vendor whose address was asked."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from mrcp_server.doors.deepgram import speak as deepgram
from mrcp_server.doors.elevenlabs import speak as elevenlabs
from mrcp_server.doors.openai import speak as openai
from mrcp_server.doors.smallest import speak as smallest
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import Render, render_plainly

# By the beginning of the path, the first that fits; ElevenLabs' clients are known by their key's header elsewhere too.
_DIALECTS: tuple[tuple[str, Render], ...] = (
    ("/waves/", smallest.render_error),
    ("/v1/text-to-speech", elevenlabs.render_error),
    ("/v1/voices", elevenlabs.render_error),
    ("/v2/voices", elevenlabs.render_error),
    ("/v1/speak", deepgram.render_error),
    ("/v1/listen", deepgram.render_error),
    ("/v1/projects", deepgram.render_error),
    ("/v2/", deepgram.render_error),
    ("/v1/", openai.render_error),
)
_REASONS = {404: Reason.UNKNOWN_URL, 405: Reason.METHOD}


def install_fallback(app: FastAPI) -> None:
    """Has `app` answer so. What is no vendor's gets `{"detail"}`."""

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        reason = _REASONS.get(error.status_code, Reason.INVALID)
        refusal = RefusedError(reason, f"{error.detail}: {request.method} {request.url.path[:200]}")
        refusal.note(request.scope)
        answer = render_refusal(request, refusal, error.status_code)
        answer.headers.update(error.headers or {})
        return answer


def internal_error(request: Request) -> Response:
    """Our own bug."""
    return render_refusal(request, RefusedError(Reason.ENGINE, "internal error"), 500)


def render_refusal(request: HTTPConnection, refusal: RefusedError, status: int) -> Response:
    """The refusal as the vendor says it whose address was asked; `status` where it is nobody's."""
    path = request.scope["path"]
    if path.startswith(("/v1/", "/v2/")) and "xi-api-key" in request.headers:
        return elevenlabs.render_error(refusal)
    for start, render in _DIALECTS:
        if path.startswith(start):
            return render(refusal)
    answer = render_plainly(refusal)
    answer.status_code = status
    return answer
