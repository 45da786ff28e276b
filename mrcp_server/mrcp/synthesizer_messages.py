"""Header fields of what a synthesizer sends (§8.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mrcp_server.mrcp.codes import EventName
from mrcp_server.mrcp.message import cause_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mrcp_server.mrcp.codes import SpeakCause
    from mrcp_server.mrcp.reports import SpeakFailure


def speech_marker(ntp: int, mark: str = "") -> tuple[str, str]:
    """§8.4.8: the NTP timestamp as a decimal number, then the last mark if one has been passed."""
    return ("Speech-Marker", f"timestamp={ntp};{mark}" if mark else f"timestamp={ntp}")


def active_ids(request_ids: Iterable[int]) -> tuple[str, str]:
    """§6.2.3: "the list of request-ids that the method modified or affected"."""
    return ("Active-Request-Id-List", ",".join(map(str, request_ids)))


def speak_complete_fields(
    cause: SpeakCause,
    ntp: int,
    mark: str,
    *,
    failure: SpeakFailure | None = None,
    new_cookies: Iterable[str] = (),
) -> list[tuple[str, str]]:
    """Everything a SPEAK-COMPLETE carries besides the channel."""
    fields = cause_fields(EventName.SPEAK_COMPLETE, 0, cause, failure.reason if failure else "")
    fields.append(speech_marker(ntp, mark))
    if failure is not None:
        fields += failed_uri_fields(failure)
    return fields + cookie_fields(new_cookies)


def failed_uri_fields(failure: SpeakFailure) -> list[tuple[str, str]]:
    """§8.4.12 and §8.4.13: the URI and what its protocol said."""
    if failure.failed_uri is None:
        return []
    return [("Failed-URI", failure.failed_uri), ("Failed-URI-Cause", failure.failed_uri_cause or "unknown")]


def cookie_fields(new_cookies: Iterable[str]) -> list[tuple[str, str]]:
    """§6.2.15: new cookies go back "in the MRCPv2 COMPLETE response or event"."""
    return [("Set-Cookie", value) for value in new_cookies]
