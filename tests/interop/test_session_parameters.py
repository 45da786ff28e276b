"""SET-PARAMS and GET-PARAMS of a started server (RFC 6787 §6.1): what cannot be had is refused, what is ignored is said
to be, and what is told is what holds."""

from collections.abc import Sequence

import pytest

from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import answer_of, completion_of
from mrcp_server.mrcp.wire.message import Response
from tests.interop.running import RunningServer
from tests.interop.test_recognition_call import press, recognize

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

ANSWER_S = 10.0


async def ask(client: MrcpClient, resource: str, method: str, *lines: str) -> Response:
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return await answer_of(client.call.channels[resource].send(method, fields), ANSWER_S)


def fields_of(answer: Response) -> list[tuple[str, str]]:
    return [item for item in answer.headers if item[0] != "Channel-Identifier"]


@pytest.mark.parametrize(
    ("resource", "good", "bad"),
    [
        (SYNTHESIZER, "Voice-Age: 30", ("Speech-Language: qaa",)),
        (SYNTHESIZER, "Voice-Age: 30", ("Voice-NAME: Nobody In Particular",)),
        (SYNTHESIZER, "Voice-Age: 30", ("Speaker-Profile: http://h/nobody.xml", "Speech-Language: qaa")),
        (RECOGNIZER, "No-Input-Timeout: 1234", ("Speech-Language: qaa",)),
    ],
)
async def test_what_nobody_has_is_409_and_nothing_is_set(
    server: RunningServer, resource: str, good: str, bad: Sequence[str]
) -> None:
    async with MrcpClient(server.sip_uri, resources=(resource,)) as client:
        answer = await ask(client, resource, "SET-PARAMS", good, *bad)
        assert answer.status == 409
        assert [f"{name}: {value}" for name, value in fields_of(answer)] == list(bad)
        name, _, value = good.partition(": ")
        assert (await ask(client, resource, "GET-PARAMS", f"{name}:")).headers.get(name) != value
        assert (await ask(client, resource, "SET-PARAMS", good)).status == 200


@pytest.mark.parametrize(
    ("resource", "line"),
    [
        (SYNTHESIZER, "Set-Cookie2: a=b"),
        (SYNTHESIZER, "Accept: text/plain"),
        (SYNTHESIZER, "Vendor-Specific-Parameters: com.example.hat=red"),
        (RECOGNIZER, "Speed-Vs-Accuracy: 0.8"),
        (RECOGNIZER, "Vendor-Specific-Parameters: com.example.hat=red"),
        (RECOGNIZER, "Active-Request-Id-List: 1"),
    ],
)
async def test_what_is_ignored_is_201(server: RunningServer, resource: str, line: str) -> None:
    async with MrcpClient(server.sip_uri, resources=(resource,)) as client:
        assert (await ask(client, resource, "SET-PARAMS", line, "Logging-Tag: a")).status == 201
        assert (await ask(client, resource, "GET-PARAMS", "Logging-Tag:")).headers.get("Logging-Tag") == "a"


async def test_what_has_an_effect_is_200(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        lines = ("Vendor-Specific-Parameters: nlsml.word-times=true", "Accept: application/emma+xml")
        assert (await ask(client, RECOGNIZER, "SET-PARAMS", *lines)).status == 200
        assert (await ask(client, RECOGNIZER, "GET-PARAMS", "Accept:")).headers.get("Accept") == "application/emma+xml"


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (SYNTHESIZER, ("Speech-Language", "Voice-Name", "Voice-Gender", "Prosody-Rate", "Fetch-Timeout")),
        (RECOGNIZER, ("Speech-Language", "DTMF-Term-Timeout", "Media-Type", "Fetch-Timeout")),
    ],
)
async def test_what_is_told_is_in_force(server: RunningServer, resource: str, told: Sequence[str]) -> None:
    async with MrcpClient(server.sip_uri, resources=(resource,)) as client:
        everything = await ask(client, resource, "GET-PARAMS")
        by_name = dict(fields_of(everything))
        # §9.4.19: "The default value is NULL, which is indicated by an empty header field value."
        assert [name for name, value in by_name.items() if not value and name != "DTMF-Term-Char"] == []
        assert set(told) <= by_name.keys()
        named = await ask(client, resource, "GET-PARAMS", *(f"{name}:" for name in told))
        assert fields_of(named) == [(name, by_name[name]) for name in told]
        # It can be set as it was told, and is then told again.
        lines = [f"{name}: {value}" for name, value in by_name.items()]
        assert (await ask(client, resource, "SET-PARAMS", *lines)).status in (200, 201)
        again = dict(fields_of(await ask(client, resource, "GET-PARAMS")))
        assert again == by_name


async def test_the_voice_in_force_follows_what_was_set(server: RunningServer) -> None:
    async with MrcpClient(server.sip_uri) as client:
        before = await ask(client, SYNTHESIZER, "GET-PARAMS", "Voice-Name:")
        assert (await ask(client, SYNTHESIZER, "SET-PARAMS", "Speech-Language: de-DE")).status == 200
        after = await ask(client, SYNTHESIZER, "GET-PARAMS", "Voice-Name:", "Speech-Language:")
        assert after.headers.get("Voice-Name") != before.headers.get("Voice-Name")
        assert after.headers.get("Speech-Language") == "de-DE"
        assert (await client.speak("Guten Tag.")).cause == "000 normal"


async def test_the_default_of_dtmf_term_timeout_is_the_same_said_and_unsaid(server: RunningServer) -> None:
    name = "DTMF-Term-Timeout"
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        default = (await ask(client, RECOGNIZER, "GET-PARAMS", f"{name}:")).headers.get(name)
        assert default == "10000"
        for headers in ([], [(name, default)]):
            exchange = await recognize(client, "builtin:dtmf/digits?length=2", *headers)
            await press(client, "42")
            event = await completion_of(exchange, 5)
            assert event.headers.get("Completion-Cause") == "000 success"
