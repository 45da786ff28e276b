"""What goes wrong is said with code, cause and reason (RFC 6787 §8.14, §9.4.11, §9.8, §9.9), by a started server."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from mrcp_server.client.audio import AudioPort
from mrcp_server.client.call import Caller
from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import ControlChannel, answer_of, completion_of
from mrcp_server.client.offer import Offer
from mrcp_server.mrcp.wire.message import Response
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

ANSWER_S = 10.0
SRGS = (
    b'<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" xml:lang="en-US" root="r">'
    b'<rule id="r">yes</rule></grammar>'
)
TEXT = "Interpret-Text: yes"

# Header lines, Content-Type, body; status, and numbers of causes that may be told.
Failure = tuple[Sequence[str], str, bytes, int, Sequence[str]]
GRAMMAR_FAILURES: Sequence[Failure] = [
    ((), "", b"", 407, ("004", "016")),
    ((), "text/plain", b"yes | no", 407, ("004", "005", "016")),  # for INTERPRET that is the text, and no grammar
    ((), "application/pdf", b"%PDF", 407, ("005", "016")),
    ((), "text/grammar-ref-list", b"<a b", 407, ("005",)),
    ((), "text/uri-list", b"# nothing", 407, ("005",)),
    (("Content-ID: <g@x>",), "application/srgs+xml", b"<grammar", 407, ("005",)),
    (("Content-ID: <g@x>",), "application/srgs+xml", SRGS.replace(b"yes", b'<ruleref uri="#no"/>'), 407, ("005",)),
    ((), "text/uri-list", b"session:never-defined", 407, ("004",)),
    ((), "text/uri-list", b"http://127.0.0.1:9/g", 407, ("009",)),
    ((), "text/uri-list", b"builtin:grammar/shoe-size", 407, ("005",)),
    ((), "", SRGS, 406, ("006", "016")),
    (("Fetch-Timeout: soon",), "text/uri-list", b"builtin:dtmf/digits", 404, ("006", "016")),
    (("X-What: 1",), "text/uri-list", b"builtin:dtmf/digits", 403, ("006", "016")),
    (("Fetch-Timeout: 999999999",), "text/uri-list", b"builtin:dtmf/digits", 409, ("006", "016")),
    (("Content-Encoding: br",), "application/srgs+xml", SRGS, 409, ("006", "016")),
    ((), "multipart/mixed; boundary=b", b"no parts", 408, ("006", "016")),
]
PLS = b'<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa"/>'
LEXICON_FAILURES: Sequence[Failure] = [
    ((), "", b"", 407, ("006",)),
    (("Content-ID: <l@x>",), "text/plain", b"BBC radio", 407, ("006",)),
    (("Content-ID: <l@x>",), "application/pls+xml", b"<lexicon", 407, ("006",)),
    ((), "application/pls+xml", PLS, 406, ("006",)),
    ((), "text/uri-list", b"session:never-defined", 407, ("006",)),
    ((), "text/uri-list", b"http://127.0.0.1:9/l", 407, ("003", "006")),
]


def told(answer: Response) -> tuple[str, str]:
    """Number of the cause, and the reason without its quotes."""
    cause, reason = (answer.headers.get(f"Completion-{name}") or "" for name in ("Cause", "Reason"))
    return cause[:3], reason.strip('"')


async def ask(
    channel: ControlChannel, method: str, lines: Sequence[str] = (), content_type: str = "", body: bytes = b""
) -> Response:
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    fields += [("Content-Type", content_type)] if content_type else []
    return await answer_of(channel.send(method, fields, body), ANSWER_S)


async def check(channel: ControlChannel, method: str, failures: Sequence[Failure], *more: str) -> None:
    """Each of them gets its answer, and none disturbs those behind it."""
    for lines, content_type, body, status, causes in failures:
        answer = await ask(channel, method, (*lines, *more), content_type, body)
        assert answer.status == status, (content_type, body, answer)
        cause, reason = told(answer)
        assert cause in causes, (content_type, body, answer)
        assert reason, (content_type, body, answer)


@pytest.mark.parametrize("method", ["DEFINE-GRAMMAR", "RECOGNIZE", "INTERPRET"])
async def test_grammars_that_cannot_be_used(server: RunningServer, method: str) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        await check(channel, method, GRAMMAR_FAILURES, *((TEXT,) if method == "INTERPRET" else ()))
        answer = await ask(channel, "DEFINE-GRAMMAR", (), "text/uri-list", b"builtin:dtmf/digits")
        assert (answer.status, told(answer)) == (200, ("000", ""))


async def test_what_is_not_valid_in_the_state(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        channel = client.call.channels[RECOGNIZER]
        assert (await ask(channel, "RECOGNIZE", (), "text/uri-list", b"builtin:dtmf/digits")).status == 200
        answers = [
            await ask(channel, "DEFINE-GRAMMAR", (), "text/uri-list", b"builtin:dtmf/digits"),
            await ask(channel, "INTERPRET", (TEXT,), "application/srgs+xml", SRGS),
            await ask(channel, "GET-RESULT"),
        ]
    assert [answer.status for answer in answers] == [402, 402, 402]
    assert [told(answer)[0] for answer in answers] == ["016", "006", ""]
    assert all(told(answer)[1] for answer in answers)


async def test_lexicons_that_cannot_be_used(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(SYNTHESIZER,)) as client:
        channel = client.call.channels[SYNTHESIZER]
        await check(channel, "DEFINE-LEXICON", LEXICON_FAILURES)
        assert (await client.speak("Hello.")).cause == "000 normal"
        speak = await client.begin_speak("This goes on for a while. " * 5)
        answer = await ask(channel, "DEFINE-LEXICON", ("Content-ID: <l@x>",), "application/pls+xml", PLS)
        assert (answer.status, told(answer)[0]) == (402, "006")
        jump = await ask(channel, "CONTROL", ("Jump-Size: nowhere Tag",))
        assert (jump.status, jump.headers.get("Jump-Size")) == (409, "nowhere Tag")
        assert told(jump)[1]
        await client.stop([speak.request_id])


@dataclass(frozen=True, slots=True)
class DeafOffer(Offer):
    """Its second control line points to no audio (§4.4)."""

    def __bytes__(self) -> bytes:
        first, second = b"a=resource:speechsynth\r\na=cmid:1\r\n", b"a=resource:speechrecog\r\na=cmid:1\r\n"
        offered = Offer.__bytes__(self)
        assert first in offered
        assert second in offered
        return offered.replace(second, second.partition(b"a=cmid")[0])


async def test_recognize_without_audio_is_407(server: RunningServer) -> None:
    """§4.4: a control line without audio still interprets; a RECOGNIZE there could never hear anything."""
    async with AsyncExitStack() as stack:
        caller = Caller(server.sip_uri)
        await caller.open()
        stack.push_async_callback(caller.close)
        audio = AudioPort(caller.local_host)
        audio.open()
        stack.callback(audio.close)
        call = await caller.call(DeafOffer(caller.local_host, audio.port, (SYNTHESIZER, RECOGNIZER)), ANSWER_S)
        stack.push_async_callback(call.hang_up, ANSWER_S)
        await call.open_channels(ANSWER_S)
        channel = call.channels[RECOGNIZER]
        answer = await ask(channel, "RECOGNIZE", (), "text/uri-list", b"builtin:dtmf/digits")
        assert (answer.status, answer.request_state) == (407, "COMPLETE")
        assert told(answer) == ("006", "the channel has no audio line")
        interpreting = channel.send(
            "INTERPRET", [("Interpret-Text", "yes"), ("Content-Type", "application/srgs+xml")], SRGS
        )
        assert (await completion_of(interpreting, ANSWER_S)).headers.get("Completion-Cause") == "000 success"
