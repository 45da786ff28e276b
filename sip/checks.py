"""What a request must pass before anybody thinks about it (RFC 3261 §8.2), in the order of the RFC.

Each check returns a refusal or None. Authentication, the RFC's second step, is the user's hook in `sip.answering`.
"""

import re
from typing import Final

from sip.body import SDP_TYPE, find_sdp, parts_of
from sip.configuration import Refusal
from sip.errors import MessageError
from sip.grammar import is_call_id
from sip.message import Request
from sip.uri import MAX_URI_CHARACTERS, Uri

ALLOWED_METHODS: Final = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "UPDATE")
ALLOW: Final = ", ".join(ALLOWED_METHODS)
# Methods somebody has defined: 405 tells "not here", 501 "never heard of it" (§21.4.6, §21.5.2).
_DEFINED_METHODS: Final = frozenset(
    {"REGISTER", "PRACK", "SUBSCRIBE", "NOTIFY", "PUBLISH", "INFO", "REFER", "MESSAGE", *ALLOWED_METHODS}
)
SUPPORTED: Final = frozenset({"timer"})
ACCEPT: Final = f"{SDP_TYPE}, multipart/mixed, multipart/alternative, multipart/related"
_TAKES_SDP: Final = frozenset({SDP_TYPE, "application/*", "*/*", "*", "multipart/mixed", "multipart/*"})
_NOT_AT_ALL: Final = re.compile(r"\bq=0(?:\.0{0,3})?(?![.0-9])", re.IGNORECASE)
_WITH_OFFER: Final = frozenset({"INVITE", "UPDATE"})


def check_syntax(request: Request) -> None:
    """Read every header that all of SIP hangs on, and see that they agree (§8.1.1).

    Raises:
        MessageError: the request is malformed: 400, 414.
    """
    if request.cseq.method != request.method:
        raise MessageError("CSeq names another method")
    if not is_call_id(request.call_id):
        raise MessageError("bad Call-ID")
    request.from_  # noqa: B018  # read for the error it may raise; so the next one
    request.to  # noqa: B018
    hops = request.headers.all("Max-Forwards")
    if hops and (len(hops) > 1 or not _is_hop_count(hops[0])):
        raise MessageError(f"bad Max-Forwards: {hops[0][:20]}")
    if len(request.uri) > MAX_URI_CHARACTERS:
        raise MessageError("Request-URI too long", status=414)


def _is_hop_count(text: str) -> bool:
    # Leading zeros are allowed (RFC 4475 wsinv); the range is 0 to 255 (§20.22).
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= 255


def check_request(request: Request, besides: frozenset[str] = frozenset()) -> Refusal | None:
    """Method, Request-URI, hops, Require, body and Accept (§8.2.1 to §8.2.3, §20.1).

    Who names one of the media types `besides` in Accept means something else than the answer, and takes SDP.

    Raises:
        MessageError: a header among these cannot be read.
    """
    return (
        _check_method(request)
        or _check_uri(request)
        or _check_require(request)
        or _check_body(request)
        or _check_accept(request, besides)
    )


def _check_method(request: Request) -> Refusal | None:
    if request.method in ALLOWED_METHODS:
        return None
    status = 405 if request.method in _DEFINED_METHODS else 501
    return Refusal(status, (("Allow", ALLOW),))


def _check_uri(request: Request) -> Refusal | None:
    # §8.2.2.1: a scheme we do not know is 416. Who is meant is not looked at: any user, any host (the field's clients
    # write what their administrator configured, RFC 6787 gives the user part no meaning).
    uri = Uri.parse(request.uri)
    if not uri.is_sip:
        return Refusal(416)
    if uri.headers is not None:
        # §19.1.1, table 1: headers are not allowed in a Request-URI (RFC 4475 escruri).
        return Refusal(400, reason="Request-URI with headers")
    in_dialog = bool(request.to.tag)
    if not in_dialog and request.method != "OPTIONS" and (request.headers.get("Max-Forwards") or "1").strip("0") == "":
        # §8.1.1.6. Only a request that went in circles has none left of the usual 70. §16.3 lets OPTIONS be answered.
        return Refusal(483)
    return None


def _check_require(request: Request) -> Refusal | None:
    # §8.2.2.3: "MUST NOT be used in a SIP CANCEL request, or in an ACK … MUST be ignored if they are present".
    if request.method == "CANCEL":
        return None
    unknown = [tag for tag in request.headers.elements("Require") if tag.lower() not in SUPPORTED]
    return Refusal(420, (("Unsupported", ", ".join(unknown)),)) if unknown else None


def _check_body(request: Request) -> Refusal | None:
    if not request.body or request.method not in _WITH_OFFER:
        return None
    headers = request.headers
    if headers.tokens("Content-Encoding") - {"identity"}:
        return Refusal(415, (("Accept-Encoding", "identity"),))
    disposition = (headers.get("Content-Disposition") or "").replace(" ", "").lower()
    if "handling=optional" in disposition:
        return None
    kind = request.content_type
    if not kind:
        raise MessageError("Content-Type missing")
    if kind != SDP_TYPE and (not kind.startswith("multipart/") or find_sdp(parts_of(request)) is None):
        return Refusal(415, (("Accept", ACCEPT),))
    return None


def _check_accept(request: Request, besides: frozenset[str]) -> Refusal | None:
    """An offer whose answer its sender would not read (RFC 4475 §3.3.12). Without Accept SDP is meant (§20.1)."""
    if request.method not in _WITH_OFFER or "Accept" not in request.headers:
        return None
    for element in request.headers.elements("Accept"):
        name, _, parameters = element.partition(";")
        if _NOT_AT_ALL.search(parameters) is None and name.strip().lower() in _TAKES_SDP | besides:
            return None
    return Refusal(406, (("Accept", ACCEPT),))
