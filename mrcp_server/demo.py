"""`mrcp-server demo`: a server speaks to a call, then hears a recording of itself, and what it understood is printed.

The server is the one that a user gets who configures nothing, on ports of its own and for this machine only.
"""

import sys
from pathlib import Path

from lxml import etree

from engine.errors import EngineError
from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.commands import TELEPHONE_HZ, say
from mrcp_server.client.errors import FAILURE_STATUS, ClientError
from mrcp_server.client.recognize import Grammar, RecognizeResult
from mrcp_server.client.report import NAME_WIDTH, printable
from mrcp_server.client.wav import read_wav, write_wav
from mrcp_server.config import load_config
from mrcp_server.server import Server
from mrcp_server.serving import CANNOT_START, tell
from rtp.errors import RtpError

SENTENCE = "Hello. This is the speech server. If you can hear this, everything works."
DIGITS, MEANING = "four one five", "415"
_LOCAL = [f'{section}.host="127.0.0.1"' for section in ("sip", "mrcp", "rtp", "http")]
_PARTS = ("input", "instance")
_ANY_PORT = ["sip.port=0", "mrcp.port=0", "http.port=0", 'rtp.ports="0-0"']


async def demonstrate(out: Path, text: str = SENTENCE) -> int:
    """Speak `text` into `out`, and digits into a file beside it that is then recognised; returns the exit status.

    0: both calls went well and the digits were understood; 1: not; 2: no server could be started.
    """
    server = Server(load_config(None, _LOCAL + _ANY_PORT, {}), lambda step: tell(f"starting {step}"))
    try:
        await server.start()
    except (OSError, EngineError, RtpError) as error:
        tell(f"cannot start: {error}")
        return CANNOT_START
    try:
        return await _call(f"sip:127.0.0.1:{server.sip.ports['udp']}", out, text)
    finally:
        await server.close()


async def _call(uri: str, out: Path, text: str) -> int:
    print(f'\nA call to {uri}: SPEAK "{text}"\n', flush=True)
    status = await say(text, server=uri, out=out)
    recording = out.with_name(f"{out.stem}-digits.wav")
    print(f'\nAnother call: SPEAK "{DIGITS}", recorded, then RECOGNIZE of the recording with builtin:grammar/digits\n')
    try:
        result = await _hear(uri, recording)
    except ClientError as error:
        print(f"mrcp-server: {printable(str(error))}", file=sys.stderr)
        return FAILURE_STATUS
    text, meaning, confidence = understood(result.result)
    print(f"{'understood':<{NAME_WIDTH}}{text or 'nothing'}: {meaning or result.cause}, confidence {confidence or '0'}")
    return status if meaning == MEANING else FAILURE_STATUS


async def _hear(uri: str, recording: Path) -> RecognizeResult:
    async with MrcpClient(uri) as client:
        spoken = await client.speak(DIGITS)
        write_wav(recording, spoken.samples, client.call.answer.codec.sample_rate_hz)
    async with MrcpClient(uri, resources=(RECOGNIZER,), offers_keys=False) as client:
        return await client.recognize(read_wav(recording, TELEPHONE_HZ), Grammar.builtin("digits"), headers=())


def understood(nlsml: str) -> tuple[str, str, str]:
    """The words, the meaning and the confidence of the best interpretation in an NLSML result; "" where they are not
    told."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(nlsml.encode(), parser)
    except etree.XMLSyntaxError:
        return "", "", ""
    best = next(root.iterfind("{*}interpretation"), None)
    if best is None:
        return "", "", ""
    # What stands in elements of its own is told too: the properties of an object, words with their times.
    parts = [" ".join(text for part in best.iterfind(f"{{*}}{name}") for text in part.itertext()) for name in _PARTS]
    words, meaning = (" ".join(part.split()) for part in parts)
    return words, meaning, best.get("confidence", "")
