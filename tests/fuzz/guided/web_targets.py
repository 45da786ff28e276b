"""HTTP and WebSocket: queries and messages of the dialects, names of hosts, caching; and what services answer."""

from contextlib import suppress

from starlette.datastructures import QueryParams

from engine.recognizers.remote import azure, elevenlabs, openai
from engine.remote.answers import error_of, same_origin
from engine.remote.errors import ServiceError
from mrcp_server.doors.deepgram import messages as deepgram_messages
from mrcp_server.doors.elevenlabs import messages as elevenlabs_messages
from mrcp_server.doors.smallest.speak_socket import idle_limit, read_request
from mrcp_server.doors.web.origins import Origins
from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.sockets.incoming_audio import read_format
from mrcp_server.doors.web.sockets.websocket import parse_object
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.fetching.http_cache import Directives, Freshness, HttpCache
from tests.fakes.speaker import FakeSpeaker, fake_voices
from tests.fuzz.guided.target import Target, texts

_SERVICE = SpeechService(HttpServices(speaker=FakeSpeaker(), voices=fake_voices))
_ORIGINS = Origins(("speech.example.com",), ("https://console.example.com",))
_URL = "https://speech.example.com/v1/listen"
_URI = "http://example.com/prompt.wav"
_CACHE_BYTES = 100_000


def read_query(data: bytes) -> None:
    """The query of an upgrade is served or refused, in each dialect."""
    query = QueryParams(texts(data))
    with suppress(RefusedError):
        deepgram_messages.read_speak_parameters(query, _SERVICE)
    with suppress(RefusedError):
        elevenlabs_messages.read_parameters(query, _SERVICE, query.get("voice", "en-us"))
    with suppress(RefusedError):
        assert idle_limit(query) > 0
    with suppress(RefusedError):
        read_format(query)


def read_message(data: bytes) -> None:
    """A message of a socket is taken or refused, in each dialect."""
    with suppress(RefusedError):
        message = parse_object(texts(data))
        with suppress(RefusedError):
            read_request(message)
        for text_of in (deepgram_messages.text_of, elevenlabs_messages.text_of):
            with suppress(RefusedError):
                assert isinstance(text_of(message), str)
        style = deepgram_messages.read_speak_parameters(QueryParams(""), _SERVICE).style
        assert 0 < elevenlabs_messages.with_settings(style, message).speed < 100
        assert len(deepgram_messages.unknown_type(message).message) < 100


def check_origin(data: bytes) -> None:
    """A host and an origin are let in or refused, and who is let in is one of ours, an address or nobody's."""
    host, _, origin = texts(data).partition("\n")
    with suppress(RefusedError):
        _ORIGINS.check("POST", "http", {"host": host, "origin": origin})
        assert not origin.endswith("evil.example.net") or host.endswith("evil.example.net")


def keep(data: bytes) -> None:
    """Whatever fields an answer has, its age and lifetime are numbers, and the cache keeps its bound."""
    wanted, *fields = texts(data).split("\n")
    headers = {}
    for line in fields[:20]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    cache = HttpCache(_CACHE_BYTES)
    cache.store(_URI, headers, b"RIFF", now=5.0, date=1.7e9, has_cookies=False)
    cache.refresh(_URI, headers, now=9.0, date=1.7e9)
    assert 0 <= cache.bytes <= _CACHE_BYTES
    kept = cache.find(_URI)
    if kept is not None:
        assert isinstance(kept.freshness(Directives.parse(wanted), 20.0), Freshness)
        assert kept.lifetime_s >= 0
        assert kept.age_s(20.0) >= 0


def read_answer(data: bytes) -> None:
    """What a service answers is a transcript or ServiceError; what it says of a failure is one short line."""
    field, _, body = data.partition(b"\n")
    for read in (azure.read_answer, elevenlabs.read_answer, openai.read_answer):
        with suppress(ServiceError):
            for one in read(body, "cloud"):
                assert one.text.strip()
    value = texts(field)
    followed = same_origin(_URL, value)
    assert not followed or followed.startswith("https://speech.example.com")
    for status in (302, 401, 429, 599):
        error = error_of("cloud", status, {"location": value, "retry-after": value}, body, url=_URL, now_unix=1.7e9)
        assert "\n" not in str(error)


_MESSAGES = (
    b'{"type": "Speak", "text": "Hello."}',
    b'{"text": " ", "voice_settings": {"speed": 1.2}, "xi_api_key": "k"}',
    b'{"text": "Hello", "voice_id": "emily", "session_id": "a", "speed": 1, "sample_rate": 24000, "flush": true}',
)
_FIELDS = (
    b'max-age=60, max-stale, min-fresh=3\nCache-Control: max-age=10, must-revalidate\nAge: 3\nETag: "a"',
    b"max-stale=60\nExpires: Sun, 06 Nov 1994 08:49:37 GMT\nDate: Sun, 06 Nov 1994 08:49:37 GMT\nVary: Accept",
    b"\nLast-Modified: Sunday, 06-Nov-94 08:49:37 GMT",
)
_ANSWERS = (
    b'/other\n{"text": "one two", "words": [{"word": "one", "start": 0, "end": 0.5, "probability": 0.9}]}',
    b'120\n{"text": "one", "words": [{"text": "one", "start": 0, "end": 1, "logprob": -0.1, "type": "word"}]}',
    b"""Wed, 21 Oct 2026 07:28:00 GMT\n{"RecognitionStatus": "Success", "NBest": [{"Confidence": 0.9, "Lexical": "one",
 "Words": [{"Word": "one", "Offset": 100, "Duration": 200}]}]}""",
    b'https://evil.example.net/\n{"error": {"message": "no such model"}}',
)
_QUERY = (
    b"encoding=mulaw&sample_rate=8000&speed=1.5&model=en-us&inactivity_timeout=30&output_format=pcm_24000&timeout=20"
)
_ORIGIN = b"speech.example.com:8080\nhttps://console.example.com"
TARGETS = (
    Target("web-query", read_query, ("mrcp_server.doors",), lambda: [_QUERY]),
    Target("web-message", read_message, ("mrcp_server.doors",), lambda: list(_MESSAGES)),
    Target("web-origin", check_origin, ("mrcp_server.doors",), lambda: [_ORIGIN, b"[::1]:80\nhttp://evil.example.net"]),
    Target("http-cache", keep, ("mrcp_server.fetching",), lambda: list(_FIELDS)),
    Target("service-answer", read_answer, ("engine.remote", "engine.recognizers"), lambda: list(_ANSWERS)),
)
