"""The console: one static page at `/`, and the JSON it reads. Nothing here changes anything.

The page and its files are everybody's; what it shows, callers and what they did, is for those with a key, typed into
it, where `http.api_keys` has one. What it does beside looking (speak, recognise) goes through the speech endpoints.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from prometheus_client.metrics_core import Metric

from mrcp_server.doors.status import server_version
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response, render_plainly
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.observability.feed import SessionFeed

_FOLDER = Path(__file__).parents[1] / "observability" / "console"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# No script, style or connection but our own; a blob is the audio that was just made.
_POLICY = "default-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}
_RECENT_SESSIONS = 50
_HISTOGRAMS = {"speak_first_packet_seconds", "speak_stop_seconds", "sip_setup_seconds"}
_FIGURES = ("rtp_", "engine_", "remote_", "mrcp_connections_active", "mrcp_sessions_active", "server_faults")


def console_routes(service: SpeechService) -> APIRouter:
    """The page, its files and its data."""
    router = APIRouter(tags=["console"], route_class=dialect_route(render_plainly, 0))
    files = {file.name: file for file in _FOLDER.iterdir() if file.suffix in _TYPES}

    @router.get("/", include_in_schema=False)
    async def page() -> Response:
        return _file(files["index.html"])

    @router.get("/console/files/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        return _file(files[name]) if name in files else Response(status_code=404)

    @router.get("/console/state", summary="What the console shows")
    async def state(request: Request) -> Response:
        service.check_key(request.headers)
        return json_response(200, _state(service), cache_control="no-store")

    @router.get("/console/voices", summary="Every name that can be spoken with")
    async def voices(request: Request) -> Response:
        service.check_key(request.headers)
        listed = [{"name": voice.name, "language": voice.language} for voice in service.catalog.listing()]
        return json_response(200, listed, cache_control="no-store")

    @router.get("/console/sessions/{session}", summary="What happened in one session, with milliseconds since it began")
    async def ladder(request: Request, session: str) -> Response:
        service.check_key(request.headers)
        feed = service.server.feed.get(session)
        if feed is None:
            return json_response(404, {"detail": "the session is unknown or forgotten"})
        return json_response(200, _ladder(feed), cache_control="no-store")

    return router


def _file(file: Path) -> Response:
    return FileResponse(file, media_type=_TYPES[file.suffix], headers=_HEADERS)


def _state(service: SpeechService) -> dict[str, Any]:
    server = service.server
    now = time.monotonic()
    families = list(server.metrics.registry.collect())
    return {
        "version": server_version(),
        "unready": server.readiness(),
        "voices": len(service.catalog.voices),
        "recognizers": list(server.recognition.names) if server.recognition else [],
        "sessions": [
            {
                "session": row.session,
                "peer": row.peer,
                "age_s": round(now - row.opened_at, 1),
                "state": row.state,
                "figures": dict(row.figures),
            }
            for row in server.sessions()
        ],
        "recent": [_summary(feed, now) for feed in server.feed.recent(_RECENT_SESSIONS)],
        "figures": _figures(families),
        "histograms": _histograms(families),
    }


def _summary(feed: SessionFeed, now: float) -> dict[str, Any]:
    ended = feed.closed_at
    return {
        "session": feed.session,
        "peer": feed.peer,
        "live": ended is None,
        "age_s": round(now - feed.opened_at, 1),
        "lasted_s": None if ended is None else round(ended - feed.opened_at, 2),
        "events": len(feed.events),
    }


def _ladder(feed: SessionFeed) -> dict[str, Any]:
    events = sorted(feed.events, key=lambda event: event.at)
    return {
        "session": feed.session,
        "peer": feed.peer,
        "live": feed.closed_at is None,
        "events": [
            {
                "ms": round((event.at - feed.opened_at) * 1000, 2),
                "protocol": event.protocol,
                "direction": event.direction,
                "label": event.label,
            }
            for event in events
        ],
    }


def _figures(families: Iterable[Metric]) -> list[dict[str, Any]]:
    """Gauges and counters of the media plane and the engines."""
    return [
        {"name": sample.name, "labels": sample.labels, "value": sample.value, "help": family.documentation}
        for family in families
        if family.name.startswith(_FIGURES) and family.type in {"gauge", "counter"}
        for sample in family.samples
        if not sample.name.endswith("_created")
    ]


def _histograms(families: Iterable[Metric]) -> list[dict[str, Any]]:
    """Observations in each bucket, not added up, by name and labels."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for family in families:
        for sample in family.samples if family.name in _HISTOGRAMS else ():
            if not sample.name.endswith("_bucket"):
                continue
            labels = {name: value for name, value in sample.labels.items() if name != "le"}
            title = ", ".join(labels.values())
            entry = found.setdefault(
                (family.name, title), {"name": family.name, "title": title, "help": family.documentation, "buckets": []}
            )
            entry["buckets"].append({"le": sample.labels["le"], "count": sample.value})
    for entry in found.values():
        below = 0.0
        for bucket in entry["buckets"]:
            bucket["count"], below = bucket["count"] - below, bucket["count"]
    return list(found.values())
