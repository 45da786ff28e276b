"""`GET /waveforms/{name}`: waveforms that Save-Waveform asked for (RFC 6787 §9.4.8).

No key is asked for: who fetches is an IVR that knows the URI from its own RECOGNITION-COMPLETE and nothing else, and
the name in it cannot be guessed.
"""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from mrcp_server.doors.web.services import HttpServices


def waveform_routes(services: HttpServices) -> APIRouter:
    """The route; everything is 404 where no recognizer runs."""
    router = APIRouter(tags=["recognition"])

    @router.get(
        "/waveforms/{name}",
        summary="A recording of a caller, by the name in its Waveform-URI",
        response_class=Response,
        responses={404: {"description": "There is none of this name, or no longer"}},
    )
    async def waveform(name: str) -> Response:
        stored = services.waveforms.find(name) if services.waveforms is not None else None
        if stored is None:
            return PlainTextResponse("no such recording\n", status_code=404)
        # What a caller said belongs to nobody's cache.
        return Response(stored.body, media_type=stored.content_type, headers={"Cache-Control": "no-store"})

    return router
