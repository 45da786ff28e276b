"""Which software a caller is built on, as far as its INVITE shows it: by name, or by how its SIP and SDP are written.

The MRCP modules of Asterisk and FreeSWITCH are UniMRCP's client library on Sofia-SIP. Both names they show, the
User-Agent (`ua-name`) and the origin in the SDP (`sdp-origin`), can be set by their users; how the two libraries write
a request cannot. Neither's way is enough: Sofia is in other products too, and UniMRCP's SDP is that of RFC 6787's
examples.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sip.errors import MessageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sip.message import Request
    from sip.sdp import Media, SessionDescription

NAMES: Final = ("unimrcp", "freeswitch", "asterisk")

# Sofia-SIP: tokens are 64 random bits in five-bit characters, and stand behind `rport`, which is written for UDP only.
_RANDOM: Final = "[0-9A-Za-z]{13}"
_VIA: Final = re.compile(rf";branch=z9hG4bK{_RANDOM}(;|$)")
_VIA_OVER_UDP: Final = re.compile(rf";rport(=\d{{1,5}})?;branch=z9hG4bK{_RANDOM}(;|$)")
_TAG: Final = re.compile(_RANDOM)
# A UUID of version 1 (RFC 4122).
_CALL_ID: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_CONTACT: Final = re.compile(r"<sips?:[^<>\s;]+(;transport=\w+)?>")
_ALLOW: Final = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, MESSAGE, SUBSCRIBE, NOTIFY, REFER, UPDATE"
_SUPPORTED: Final = "timer, 100rel"
_MOST_DIFFERENCES: Final = 1
"""A proxy, or a setting, may change one of the marks."""


def is_unimrcp(invite: Request, offer: SessionDescription) -> bool:
    """Whether the caller is UniMRCP's client library: it says so, or it writes as that does."""
    names = " ".join(_names(invite, offer)).lower()
    return any(name in names for name in NAMES) or (_is_sofia(invite) and _is_written_by_unimrcp(offer))


def _names(invite: Request, offer: SessionDescription) -> Iterator[str]:
    """All by which a caller may call itself."""
    yield invite.headers.get("User-Agent") or ""
    yield (offer.line("o") or "").partition(" ")[0]
    yield offer.line("s") or ""
    yield offer.attribute("tool") or ""


def _is_sofia(invite: Request) -> bool:
    with suppress(MessageError):
        vias = invite.headers.all("Via")
        via = vias[-1] if vias else ""  # the caller's own; proxies put theirs before it
        is_over_udp = via.upper().startswith("SIP/2.0/UDP")
        marks = (
            (_VIA_OVER_UDP if is_over_udp else _VIA).search(via) is not None,
            _TAG.fullmatch(invite.from_.tag) is not None,
            _CALL_ID.fullmatch(invite.call_id) is not None,
            _CONTACT.fullmatch(invite.headers.get("Contact") or "") is not None,
            invite.headers.get("Allow") == _ALLOW,
            invite.headers.get("Supported") == _SUPPORTED,
        )
        return len(marks) - sum(marks) <= _MOST_DIFFERENCES
    return False


def _is_written_by_unimrcp(offer: SessionDescription) -> bool:
    """Session name `-`; lines in the order in which the library writes them, and ids that are numbers."""
    controls = [media for media in offer.media if media.kind == "application"]
    others = [media for media in offer.media if media.kind != "application"]
    return (
        offer.line("s") == "-"
        and bool(controls)
        and all(_is_control_line(media) for media in controls)
        and all(_ends_with_its_number(media) for media in others)
    )


def _is_control_line(media: Media) -> bool:
    names = [value.partition(":")[0] for _, value in media.lines]
    ids = media.attributes("cmid")
    first = ["setup", "connection", "resource"] if media.port else ["resource"]
    return names == [*first, *["cmid"] * len(ids)] and all(map(_is_number, ids))


def _ends_with_its_number(media: Media) -> bool:
    kind, value = media.lines[-1] if media.lines else ("", "")
    name, _, number = value.partition(":")
    return (kind, name) == ("a", "mid") and _is_number(number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
