"""What reads strangers' text takes time in proportion to it: long runs of every kind of sign, at every way in.

The steps of single patterns are counted in `tests/tree`; here whole readers are, with their loops and slices, by the
time that the processor spent on them. A run is made longer until it costs enough to be measured, and then compared with
one of a quarter of its length: four times the text may cost some four times as much, and sixteen times only when the
measure itself, repeated, says so each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest

from engine.documents.errors import DocumentError, GrammarError, SemanticsError
from engine.documents.lexicon import parse_lexicon
from engine.documents.markdown import without_markdown
from engine.documents.ssml import parse_ssml
from engine.documents.text import parse_text
from engine.grammars.documents import parse_grammar, parse_grammar_ref_list, parse_uri_list
from engine.grammars.sisr import string_literal
from engine.tokens.event_stream import EventStreamError, decoder_for
from engine.tokens.planner import Planner
from engine.wording import normalize
from engine.wording.languages.registry import language_of
from engine.wording.normalize import say_as
from engine.wording.reading.reader import Reader
from mrcp_server.mrcp.cookies import parse_set_cookie
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire import entity, message, values, vendor
from mrcp_server.mrcp.wire.message import Headers
from rtp.errors import RtpError
from rtp.wire.rtcp import parse_compound
from sip.errors import MessageError, SdpError
from sip.message import parse_message
from sip.sdp import SessionDescription

SIGNS: Final = [
    *"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\ra1A",
    "\r\n ", "\r\n", ". ", ", ", "1.", "1,", "1-", "1/", "1:", "1 ", "-1", "a ", "a.", "a,", "A.", "a=", "a=;", 'a="',
    "a\\", "\\\"", "<a>", "</a>", "<a ", "<a/>", "<a b='", "<!--", "<![CDATA[", "&a;", "[a](", "[a](b)",
    "**a ", "__a ", "_a ",
    "`a ", "```", '{"', "}", "{}", "{!{", "<http://a>", "$a", "$a=b;", "a|", "(a)", "/1/a", "<0-1>", "//", "/*",
    "x1", "1x", "Mr.",
    "St. ", "é", "😀", "。", "“", "\u0301", "data:a\n", "--b\r\n", "%20", "a=b&", "key: v\r\n", "a@b.c ",
]  # fmt: skip
REFUSALS: Final = (
    DocumentError, EventStreamError, GrammarError, MessageError, MrcpError, RtpError, SdpError, SemanticsError,
    ValueError,
)  # fmt: skip
"""What may be raised at once; each of them is documented where it is raised."""

SHORTEST: Final = 256
LONGEST: Final = 32_768
PLANNED: Final = 8_192
"""A planner holds some hundreds of characters: what it does with fewer grows with them."""
_ATTEMPTS: Final = 4
ENOUGH_S: Final = 0.02
TOO_MUCH_S: Final = 2.0
FASTER: Final = 8.0
"""Between four times, which is linear, and sixteen."""


def sip_header(text: str) -> None:
    data = f"INVITE sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nX: {text}\r\n\r\n"
    request = parse_message(data.encode("utf-8", "surrogateescape"))
    assert request.via


def sip_addresses(text: str) -> None:
    for name in ("Via", "From", "To", "CSeq", "Contact"):
        data = f"INVITE sip:a@h SIP/2.0\r\n{name}: {text}\r\n\r\n".encode("utf-8", "surrogateescape")
        with suppress(*REFUSALS):
            request = parse_message(data)
            for read in ("via", "from_", "to", "cseq", "contact"):
                with suppress(*REFUSALS):
                    getattr(request, read)


_READERS: Final[dict[str, Reader]] = {}


def words(text: str, language: str) -> None:
    """Not by `normalize`, which keeps what it was asked before."""
    if language not in _READERS:
        known = language_of(language)
        assert known
        _READERS[language] = Reader(known)
    _READERS[language].words(text)


def mrcp_headers(text: str) -> None:
    message.parse_header_block(f"Vendor-Specific-Parameters: {text}\r\n".encode("utf-8", "surrogateescape"))


def multipart(text: str) -> None:
    fields = Headers([("Content-Type", "multipart/mixed;boundary=b")])
    entity.parse_body(fields, text.encode("utf-8", "surrogateescape"))


def media_type(text: str) -> None:
    entity.MediaType.parse(f"text/plain;{text}")


def ssml(text: str) -> None:
    parse_ssml(f'<speak version="1.0" xml:lang="en-US">{text}</speak>')


def token_by_token(text: str) -> None:
    planner = Planner()
    for at in range(0, len(text), 20):
        now = at / 1000
        if (planner.next_timer() or now) < now:
            planner.handle_timer(now)
        planner.push(text[at : at + 20], now)
    planner.flush(1000.0)


def one_token(text: str) -> None:
    planner = Planner()
    planner.push(text, 0.0)
    planner.flush(1000.0)


def event_stream(text: str) -> None:
    decoder = decoder_for("text/event-stream")
    for at in range(0, len(text), 100):
        list(decoder.push(text[at : at + 100].encode("utf-8", "surrogateescape")))


SRGS: Final = '<grammar version="1.0" xml:lang="en" root="a"><rule id="a">{}</rule></grammar>'
WAYS_IN: Final[dict[str, Callable[[str], Any]]] = {
    "sip-header": sip_header,
    "sip-addresses": sip_addresses,
    "sdp": lambda text: SessionDescription.parse(f"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\n{text}\r\n"),
    "mrcp-headers": mrcp_headers,
    "mrcp-message": lambda text: message.parse_message(f"MRCP/2.0 9 SPEAK 1\r\n{text}\r\n\r\n".encode()),
    "vendor-parameters": vendor.parse_pairs,
    "uris": values.uri_list,
    "cache-control": values.cache_control,
    "text-value": values.text,
    "cookies": lambda text: parse_set_cookie(text, 0.0),
    "multipart": multipart,
    "media-type": media_type,
    "ssml": ssml,
    "lexicon": parse_lexicon,
    "plain-text": parse_text,
    "markdown": without_markdown,
    "english": lambda text: words(text, "en-US"),
    "german": lambda text: words(text, "de-DE"),
    "telephone": lambda text: say_as(text, "telephone"),
    "date": lambda text: say_as(text, "date"),
    "time": lambda text: say_as(text, "time"),
    "cardinal": lambda text: say_as(text, "cardinal"),
    "currency": lambda text: say_as(text, "currency"),
    "digits": lambda text: say_as(text, "digits"),
    "abnf": lambda text: parse_grammar(f"#ABNF 1.0;\n$a = {text};"),
    "jsgf": lambda text: parse_grammar(f"#JSGF V1.0;\ngrammar a;\npublic <a> = {text};"),
    "srgs": lambda text: parse_grammar(SRGS.format(text)),
    "grammar-ref-list": parse_grammar_ref_list,
    "uri-list": parse_uri_list,
    "literal-tag": string_literal,
    "one-token": one_token,
    "token-by-token": token_by_token,
    "event-stream": event_stream,
    "rtcp": lambda text: parse_compound(text.encode("latin-1", "replace")),
}  # fmt: skip


def seconds(read: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    with suppress(*REFUSALS):
        read(text)
    return time.process_time() - began


def growth_beyond(read: Callable[[str], Any], sign: str, shortest: int = SHORTEST) -> str | None:
    """What grew faster than its text; None when nothing did."""
    length, cost = shortest, 0.0
    while length <= LONGEST:
        cost = seconds(read, sign * (length // len(sign)))
        if cost >= ENOUGH_S:
            break
        length *= 2
    if cost < ENOUGH_S:
        return None
    short, long = (sign * (count // len(sign)) for count in (length // 4, length))
    for _ in range(_ATTEMPTS):
        least, most = max(seconds(read, short), ENOUGH_S / 20), seconds(read, long)
        if most <= min(FASTER * least, TOO_MUCH_S):
            return None
    return f"{sign!r}: {least * 1000:.1f} ms for {len(short)}, {most * 1000:.1f} ms for {len(long)}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("way_in", WAYS_IN)
def test_time_is_linear_in_the_text(way_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A prompt that is known already costs nothing, however long it is.
    monkeypatch.setattr(normalize, "_LONGEST_CACHED_CHARACTERS", 0)
    shortest = PLANNED if way_in == "token-by-token" else SHORTEST
    found = [grown for sign in SIGNS if (grown := growth_beyond(WAYS_IN[way_in], sign, shortest))]
    assert not found, "\n".join(found)


def test_what_is_quadratic_is_found() -> None:
    def read(text: str) -> int:
        return sum(1 for at in range(len(text)) if text.find("\0", at) >= 0) + sum(1 for _ in text for _ in text)

    assert growth_beyond(read, "a")
    assert growth_beyond(lambda text: [one.upper() for _ in range(20) for one in text], "a") is None
