"""One call of a load test, step by step, with the instants at which each step was taken."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mrcp_server.client.call import Call, Caller
from mrcp_server.client.control import ControlChannel, Exchange
from mrcp_server.client.errors import ClientError, RequestRefusedError
from mrcp_server.client.offer import Offer
from mrcp_server.mrcp.wire.codes import Method

RESOURCE = "speechsynth"
SETTLE_S = 0.1
"""Between the answer to STOP and BYE: time for a packet that ought not to come any more."""
SPOKEN_CHARACTERS_PER_S = 20
"""More than any voice speaks at its normal speed, so that a prompt is never too short."""
MAX_PROMPT_CHARACTERS = 200_000

SENTENCES = (
    "Thank you for calling.",
    "For opening hours, press one or say hours.",
    "For the balance of your account, press two or say balance.",
    "To report a lost or stolen card, please stay on the line.",
    "All our agents are busy at the moment, and your call will be answered in turn.",
    "You can also find the answer to many questions on our website.",
    "Please have your customer number at hand.",
    "This call may be recorded for training purposes.",
    "To hear these choices again, press the star key.",
    "If you know the extension of the person you would like to reach, you can dial it at any time.",
)
"""What comes behind the first sentence of a call."""


@dataclass(slots=True)
class CallRecord:
    """What happened in one call. Instants are wall clock in ns; 0 is "never came to it"."""

    stream: int
    """Index of its RTP port in the capture."""
    invited_ns: int = 0
    answered_ns: int = 0
    connected_ns: int = 0
    speak_ns: int = 0
    """The first SPEAK was sent."""
    speak_answered_ns: int = 0
    stop_ns: int = 0
    stop_answered_ns: int = 0
    ended_ns: int = 0
    failure: str = ""
    causes: Counter[str] = field(default_factory=Counter)
    """Completion causes of its SPEAKs; `stopped` for the one that STOP ended."""


def prompt_of(number: int, seconds: float) -> str:
    """Text that lasts longer than `seconds`: a first sentence that no other call has, so that the time to first audio
    is that of an uncached one, then what an IVR says all day, beginning at another place in each call.
    """
    wanted = min(int(seconds * SPOKEN_CHARACTERS_PER_S), MAX_PROMPT_CHARACTERS)
    sentences = [f"Call {number} is speaking now."]
    length = len(sentences[0])
    while length < wanted:
        sentences.append(SENTENCES[(number + len(sentences)) % len(SENTENCES)])
        length += len(sentences[-1]) + 1
    return " ".join(sentences)


@dataclass(slots=True)
class LoadCall:
    """Runs one call: `run` until `stop_at` is set, then STOP and BYE."""

    caller: Caller
    offer: Offer
    record: CallRecord
    prompt: str
    timeout_s: float
    on_up: Callable[[], None]
    """Called once when it plays, or has failed to."""
    stop_at: asyncio.Future[None]
    """Done when the call has to stop."""

    async def run(self) -> None:
        """The whole call. Never raises a ClientError: it is written down in the record."""
        call: Call | None = None
        is_up = False
        try:
            call = await self._set_up()
            channel = call.channels[RESOURCE]
            speak = await self._speak(channel)
            self.on_up()
            is_up = True
            await self._keep_speaking(channel, speak)
            await self._stop(channel)
            await asyncio.sleep(SETTLE_S)
        except ClientError as error:
            self.record.failure = str(error)
        finally:
            if not is_up:
                self.on_up()
            if call is not None:
                await self._hang_up(call)

    async def _set_up(self) -> Call:
        record = self.record
        record.invited_ns = time.time_ns()
        call = await self.caller.call(self.offer, self.timeout_s)
        record.invited_ns, record.answered_ns = call.invited_ns, call.answered_ns
        try:
            await call.open_channels(self.timeout_s)
        except ClientError:
            await self._hang_up(call)
            raise
        record.connected_ns = time.time_ns()
        return call

    async def _speak(self, channel: ControlChannel) -> Exchange:
        headers = [("Content-Type", "text/plain")]
        speak = await channel.request(Method.SPEAK, headers, self.prompt.encode(), timeout_s=self.timeout_s)
        if not self.record.speak_ns:
            self.record.speak_ns, self.record.speak_answered_ns = speak.sent_ns, speak.responded_ns
        return speak

    async def _keep_speaking(self, channel: ControlChannel, speak: Exchange) -> None:
        """Until `stop_at`; a prompt that ended before is spoken again."""
        while not self.stop_at.done():
            await asyncio.wait((self.stop_at, speak.completion), return_when=asyncio.FIRST_COMPLETED)
            if speak.completion.done():
                event = speak.completion.result()
                cause = event.headers.get("Completion-Cause") or "none"
                self.record.causes[cause] += 1
                if not cause.startswith("000"):
                    raise RequestRefusedError(Method.SPEAK, 200, cause)
                if not self.stop_at.done():
                    speak = await self._speak(channel)

    async def _stop(self, channel: ControlChannel) -> None:
        stop = await channel.request(Method.STOP, timeout_s=self.timeout_s)
        self.record.stop_ns, self.record.stop_answered_ns = stop.sent_ns, stop.responded_ns
        stopped = stop.response.result().headers.get("Active-Request-Id-List") or ""
        if stopped:
            self.record.causes["stopped"] += 1
            channel.abandon(int(item) for item in stopped.split(",") if item.strip().isdigit())

    async def _hang_up(self, call: Call) -> None:
        try:
            await call.hang_up(self.timeout_s)
        except ClientError as error:
            self.record.failure = self.record.failure or str(error)
        self.record.ended_ns = time.time_ns()
