"""Header fields of what a synthesizer sends (§8.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mrcp_server.mrcp.wire.codes import EventName
from mrcp_server.mrcp.wire.fields import cookie_fields, failed_uri_fields
from mrcp_server.mrcp.wire.message import cause_fields

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
    from mrcp_server.mrcp.wire.codes import SpeakCause


def speech_marker(ntp: int, mark: str = "") -> tuple[str, str]:
    """§8.4.8: the NTP timestamp as a decimal number, then the last mark if one has been passed."""
    return ("Speech-Marker", f"timestamp={ntp};{mark}" if mark else f"timestamp={ntp}")


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
