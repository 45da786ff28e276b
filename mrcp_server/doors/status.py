"""Is it alive, does it take calls, and its figures: `/healthz`, `/readyz`, `/metrics`. Only the figures need a key."""

import os
import time
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST

from mrcp_server.doors.web.requests.dialect import dialect_route, render_plainly
from mrcp_server.doors.web.speech_service import SpeechService


def server_version() -> str:
    """The installed version, or `0` when run from a tree that is not installed."""
    try:
        return version("mrcp-server")
    except PackageNotFoundError:
        return "0"


def status_routes(service: SpeechService) -> APIRouter:
    """The three routes; they answer while the server starts and drains too."""
    services = service.server
    router = APIRouter(tags=["status"], route_class=dialect_route(render_plainly, 0))
    started = time.monotonic()
    release = server_version()

    @router.get("/healthz", summary="The process answers")
    async def healthz() -> JSONResponse:
        children = {role: list(pids) for role, pids in services.processes().items()}
        uptime = round(time.monotonic() - started, 3)
        return JSONResponse(
            {"status": "ok", "version": release, "pid": os.getpid(), "children": children, "uptime_s": uptime}
        )

    @router.get("/readyz", summary="Calls are taken", responses={503: {"description": "Not now; the body says why"}})
    async def readyz() -> JSONResponse:
        reason = services.readiness() or services.failing()
        if reason:
            return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics", summary="Prometheus text format", response_class=Response)
    async def metrics(request: Request) -> Response:
        service.check_key(request.headers)
        await services.refresh()
        return Response(services.metrics.render(), media_type=CONTENT_TYPE_LATEST)

    return router
