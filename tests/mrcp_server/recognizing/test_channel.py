"""A recognizer channel at work: the real state machine, grammars and meanings; line and recognizers are a script.

What goes to the client is compared as `RECOGNITION-COMPLETE 1 (000 success)` or `1 200 IN-PROGRESS`. Timers that are to
be over have begun in the past; nothing waits for time but where silence itself is the matter.
"""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import structlog.testing

from engine.errors import EngineError, LanguageUnsupportedError
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from engine.interface import AudioFormat
from mrcp_server.call.control_channel import ChannelContext
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.call.leg import Leg
from mrcp_server.call.media import LineCodec
from mrcp_server.call.waveform_store import WaveformStore, wav_header
from mrcp_server.mrcp.channel import Channel, ChannelIdentifier, RequestIds
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.recognizer.actions import Decode
from mrcp_server.mrcp.recognizer.headers import DTMFRECOG, SPEECHRECOG
from mrcp_server.mrcp.recognizer.machine import Recognizer
from mrcp_server.mrcp.wire.message import Headers, Request
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy, get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.recognizing.channel import RecognizerChannel, RecognizerServices
from rtp.audio.resample import resample
from rtp.messages import AudioReceived, KeyPressed, SpeechEnded, SpeechStarted, StreamSpec
from tests.fakes import telephone_audio as audio
from tests.fakes.peer import Peer
from tests.fakes.recognition_pool import FakeFetcher, FakeRecognitionPool
from tests.fakes.stream import FakeStream

pytestmark = pytest.mark.anyio

SRGS, ABNF = "application/srgs+xml", "application/srgs"
MENU = (
    '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" xml:lang="en-US" root="menu" '
    'tag-format="semantics/1.0-literals"><rule id="menu" scope="public"><one-of>'
    "<item>sales <tag>S</tag></item><item>call sales <tag>C</tag></item>"
    "<item>call sales now please <tag>N</tag></item></one-of></rule></grammar>"
)
SPOKEN = b"\1\0" * 800
QUIET = b"\0\0" * 800


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def grammars() -> Iterator[tuple[GrammarStore, InputInterpreter]]:
    store, interpreter = GrammarStore(), InputInterpreter()
    yield store, interpreter
    store.close()
    interpreter.close()


MakeRig = Callable[..., "Rig"]


@pytest.fixture
def make_rig(grammars: tuple[GrammarStore, InputInterpreter]) -> MakeRig:
    """`make_rig(with_leg=…, resource=…, transcription=…)`."""

    def make(**options: object) -> "Rig":
        return Rig(*grammars, **options)  # type: ignore[arg-type]  # passed on

    return make


class Rig:
    """One channel, its line and its recognizers."""

    def __init__(
        self,
        store: GrammarStore,
        interpreter: InputInterpreter,
        *,
        with_leg: bool = True,
        resource: str = "speechrecog",
        transcription: tuple[str, ...] = (),
        rate_hz: int = 8000,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.peer = Peer()
        self.pool = FakeRecognitionPool(transcription=transcription)
        self.fetcher = FakeFetcher()
        self.contents = Contents()
        self.leg = Leg("1", LineCodec(AudioFormat("L16" if rate_hz > 8000 else "PCMU", rate_hz)))
        self.stream = FakeStream(StreamSpec(remote=("192.0.2.1", 4000)), self.leg.on_event)
        self.leg.attach(self.stream.as_stream())
        self.waveforms = WaveformStore(lambda: "http://me/", max_bytes=1 << 20, keep_s=0.0, clock=self.loop.time)
        self.barged: list[str] = []
        self.identifier = ChannelIdentifier("abc", resource)
        feed = Feed().open("abc", 0.0, "peer")
        context = ChannelContext("abc", self.loop.time, get_logger(), feed, Metrics())
        sync_ids = map(str, itertools.count(1))
        cookies = CookieJar()
        self.machine = Recognizer(
            str(self.identifier),
            wall_offset_s=0.0,
            new_sync_id=lambda: next(sync_ids),
            features=DTMFRECOG if resource == "dtmfrecog" else SPEECHRECOG,
            contents=self.contents,
            cookies=cookies,
        )
        self.channel = RecognizerChannel(
            Channel(self.identifier, self.machine, RequestIds()),
            self.machine,
            context,
            services=RecognizerServices(self.pool.as_pool(), store, interpreter, self.waveforms),
            source=SessionSource(self.contents, cookies, self.fetcher.as_fetcher()),
            text_policy=TextPolicy("full"),
            on_barge_in=self.barged.append,
        )
        if with_leg:
            self.channel.attach(self.leg)
        self._ids = itertools.count(1)

    async def request(self, method: str, body: str = "", content_type: str = ABNF, **headers: str) -> list[str]:
        fields = [("Channel-Identifier", str(self.identifier))]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        if body:
            fields.append(("Content-Type", content_type))
        self.channel.receive(Request(method, next(self._ids), Headers(fields), body.encode()), self.peer)
        return await self.settle()

    async def recognize(self, body: str = MENU, content_type: str = SRGS, **headers: str) -> list[str]:
        return await self.request("RECOGNIZE", body, content_type, **headers)

    async def builtin(self, *uris: str, **headers: str) -> list[str]:
        return await self.recognize("\r\n".join(f"builtin:{uri}" for uri in uris), "text/uri-list", **headers)

    async def settle(self, *, busy: bool = False) -> list[str]:
        """What was sent when nothing more is under way; `busy`: something stays under way."""
        for _ in range(30):
            await asyncio.sleep(0)
        while not busy and self.channel._tasks:  # noqa: ASYNC110  # nothing signals it
            await asyncio.sleep(0.001)
        for _ in range(5):
            await asyncio.sleep(0)
        return self.peer.take()

    async def receive(self) -> list[str]:
        """The next messages, when they come."""
        async with asyncio.timeout(5):
            while not self.peer.messages:  # noqa: ASYNC110  # nothing signals it
                await asyncio.sleep(0.001)
        return await self.settle()

    async def later(self, seconds: float = 3600) -> list[str]:
        """What the timers bring that are over then."""
        self.channel.carry_out(self.machine.handle_timer(self.loop.time() + seconds))
        return await self.settle()

    def record(self, samples: audio.Pcm, rate_hz: int = 8000) -> None:
        """Puts a recording where requests may name it."""
        pcm = samples.astype("<i2").tobytes()
        self.fetcher.documents["http://h/a.wav"] = ("audio/x-wav", wav_header(len(pcm), rate_hz) + pcm)

    # The caller.

    def speak(self, *, is_early: bool = False) -> None:
        now = self.loop.time()
        self.leg.on_event(SpeechStarted(1, self.leg.listen_number, now, now, 0, is_early))
        self.push()

    def push(self, pcm: bytes = SPOKEN, rate_hz: int = 8000, *, silent: bool = False) -> None:
        self.leg.on_event(AudioReceived(1, self.leg.listen_number, pcm, rate_hz, self.loop.time(), silent))

    def fall_silent(self, ago_s: float = 0.2) -> None:
        now = self.loop.time()
        self.leg.on_event(SpeechEnded(1, self.leg.listen_number, now, now - ago_s))

    async def speak_on(self, seconds: float = 0.6) -> list[str]:
        """So much more is said."""
        for _ in range(round(seconds * 10)):
            self.push()
        return await self.settle()

    async def say(self, text: str, confidence: float = 0.9, *, ago_s: float = 5.0, is_early: bool = False) -> list[str]:
        """Says it; it was over so long ago that no timer runs any more."""
        self.pool.say(text, confidence)
        self.speak(is_early=is_early)
        self.fall_silent(ago_s)
        messages = await self.settle()
        await asyncio.sleep(0.002)
        return messages + await self.settle()

    async def press(self, keys: str) -> list[str]:
        for key in keys:
            self.leg.on_event(KeyPressed(1, "0123456789*#ABCD".index(key), self.loop.time(), 0, 0))
        return await self.settle()

    @property
    def calls(self) -> list[str]:
        return [str(call[0]) for call in self.stream.calls]

    @property
    def instance(self) -> str:
        found = re.search(r"<instance>(.*?)</instance>", self.peer.body)
        assert found is not None, self.peer.body
        return found[1]


class TestSpeech:
    """RFC 6787 §9.9, normal mode."""

    async def test_what_was_said_is_told_with_its_meaning(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        assert await rig.recognize(Content_ID="<menu@x>", Sensitivity_Level="0.7") == ["1 200 IN-PROGRESS"]
        assert rig.stream.calls == [("listen", 1, 0.7, True, False, False)]
        assert rig.channel.state == "listening"
        assert rig.pool.session.spec.n_best == 2
        assert await rig.say("call sales") == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "C"
        assert 'grammar="session:menu@x"' in rig.peer.body
        assert rig.peer.field("Content-Type") == "application/nlsml+xml"
        assert rig.calls == ["listen", "stop_listening"]
        assert rig.pool.session.is_closed
        assert rig.channel.state == "idle"

    async def test_words_have_the_times_of_the_line(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        await asyncio.sleep(0.02)
        rig.speak()  # 100 ms that end now
        began_at = rig.loop.time() - 0.1
        rig.pool.say("call sales")
        rig.fall_silent(5.0)
        await rig.settle()
        await rig.later()
        start = rig.machine._kept.result.alternatives[0].start  # type: ignore[union-attr]  # there is one
        assert start == pytest.approx(began_at, abs=0.05)

    async def test_a_key_of_the_flash_hook_is_none(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits?length=1")
        rig.leg.on_event(KeyPressed(1, 16, rig.loop.time(), 0, 0))
        assert await rig.settle() == []

    async def test_start_of_input_barges_in(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert rig.machine.barges_in_on == (True, False)
        rig.speak()
        assert await rig.settle() == ["START-OF-INPUT 1"]
        assert rig.peer.field("Input-Type") == "speech"
        assert rig.barged == [rig.peer.field("Proxy-Sync-Id")]

    async def test_a_sentence_to_which_nothing_can_be_added_waits_for_the_complete_timer(
        self, make_rig: MakeRig
    ) -> None:
        rig = make_rig()
        await rig.recognize(Speech_Complete_Timeout="100", Speech_Incomplete_Timeout="60000")
        assert await rig.say("sales") == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.pool.session.asks == [False, True]

    @pytest.mark.parametrize("text", ["call sales", "call"])
    async def test_one_that_may_go_on_waits_for_the_incomplete_timer(self, make_rig: MakeRig, text: str) -> None:
        rig = make_rig()
        timeouts = {"Speech_Complete_Timeout": "20000", "Speech_Incomplete_Timeout": "60000"}
        await rig.recognize(Recognition_Timeout="100000", **timeouts)
        assert await rig.say(text, ago_s=0.2) == ["START-OF-INPUT 1"]
        assert await rig.later(30) == []
        assert await rig.say("call sales now please", ago_s=60) == ["RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "N"

    async def test_the_complete_timer_waits_for_what_the_recognizer_says(self, make_rig: MakeRig) -> None:
        """A busy recognizer answers when that timer is long over: what it takes for a beginning may still go on."""
        rig = make_rig()
        await rig.recognize(
            Speech_Complete_Timeout="300", Speech_Incomplete_Timeout="60000", Recognition_Timeout="100000"
        )
        rig.pool.gate.clear()
        rig.pool.say("call")
        rig.speak()
        rig.fall_silent(5.0)
        await rig.settle(busy=True)
        rig.channel.carry_out(rig.machine.handle_timer(rig.loop.time() + 30))
        await rig.settle(busy=True)
        assert rig.pool.session.asks == [False]
        rig.pool.gate.set()
        assert await rig.settle() == []
        assert await rig.say("call sales now please") == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_what_surely_begins_nothing_waits_for_no_more(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Speech_Complete_Timeout="300", Speech_Incomplete_Timeout="60000")
        assert await rig.say("call", 0.3) == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (001 no-match)"]

    async def test_a_guess_that_speech_overtakes_decides_nothing(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Speech_Complete_Timeout="60000", Speech_Incomplete_Timeout="100")
        rig.pool.gate.clear()
        rig.pool.say("call sales")
        rig.speak()
        rig.fall_silent(5.0)
        assert await rig.settle(busy=True) == ["START-OF-INPUT 1"]
        rig.speak()
        rig.pool.gate.set()
        assert await rig.settle() == []
        assert rig.machine.awaits_input is False

    async def test_a_pause_alone_cuts_nobody_short(self, make_rig: MakeRig) -> None:
        """Early-No-Match: half a sentence is often recognized as another one."""
        rig = make_rig()
        await rig.recognize(Early_No_Match="true", Speech_Complete_Timeout="60000")
        assert await rig.say("something else", ago_s=0.2) == ["START-OF-INPUT 1"]

    async def test_two_looks_give_up_on_speech_that_can_be_no_sentence(self, make_rig: MakeRig) -> None:
        """Early-No-Match, while the caller speaks on."""
        rig = make_rig()
        await rig.recognize(Early_No_Match="true")
        rig.pool.say("something")
        rig.speak()
        assert await rig.speak_on() == ["START-OF-INPUT 1"]
        rig.pool.say("something else that")
        assert await rig.speak_on() == ["RECOGNITION-COMPLETE 1 (001 no-match)"]
        assert "something else that" in rig.peer.body
        # It was decided about what was seen, not about what came behind it.
        assert (rig.pool.session.asks, rig.pool.session.looks) == ([], [False, False])

    async def test_a_look_that_fails_is_no_failure(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Early_No_Match="true")
        rig.pool.error = EngineError("busy")
        rig.speak()
        assert await rig.speak_on() == ["START-OF-INPUT 1"]
        rig.pool.error = None
        assert await rig.say("sales") == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_nobody_looks_where_nothing_can_come_of_it(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.pool.say("something")
        rig.speak()
        assert await rig.speak_on() == ["START-OF-INPUT 1"]
        assert rig.pool.session.looks == []

    async def test_speech_that_matches_while_it_is_told_to_end(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Timeout="1")
        rig.pool.say("sales")
        rig.speak()
        await asyncio.sleep(0.003)
        rig.fall_silent()
        assert (await rig.settle())[-1] == "RECOGNITION-COMPLETE 1 (008 success-maxtime)"

    async def test_a_guess_that_fails_is_no_failure(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Speech_Complete_Timeout="30000")
        rig.pool.error = EngineError("busy")
        assert await rig.say("sales", ago_s=0.2) == ["START-OF-INPUT 1"]
        rig.pool.error = None
        assert await rig.say("sales", ago_s=60) == ["RECOGNITION-COMPLETE 1 (000 success)"]

    @pytest.mark.parametrize(("text", "cause"), [("the menu", "007 speech-too-early"), ("sales", "000 success")])
    async def test_who_spoke_already_spoke_too_early_when_the_rest_is_no_match(
        self, make_rig: MakeRig, text: str, cause: str
    ) -> None:
        rig = make_rig()
        await rig.recognize()
        assert await rig.say(text, is_early=True) == ["START-OF-INPUT 1", f"RECOGNITION-COMPLETE 1 ({cause})"]

    async def test_a_recognition_that_begins_anew_on_another_line_finds_nobody_early(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.channel.attach(None)
        rig.channel.attach(rig.leg)
        assert (await rig.say("the menu", is_early=True))[-1] == "RECOGNITION-COMPLETE 1 (001 no-match)"

    async def test_no_match_tells_what_was_recognized(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert await rig.say("something else") == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (001 no-match)"]
        assert "something else" in rig.peer.body
        assert "<nomatch>" in rig.peer.body

    async def test_too_little_confidence_is_no_match(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Confidence_Threshold="0.6")
        assert (await rig.say("sales", 0.5))[1] == "RECOGNITION-COMPLETE 1 (001 no-match)"
        assert await rig.request("GET-RESULT", Confidence_Threshold="0.4") == ["2 200 COMPLETE"]
        assert rig.instance == "S"

    async def test_the_beginning_of_a_sentence_is_a_partial_match(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert (await rig.say("call"))[1] == "RECOGNITION-COMPLETE 1 (013 partial-match)"

    async def test_silence_ends_in_no_input(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert await rig.later() == ["RECOGNITION-COMPLETE 1 (002 no-input-timeout)"]
        assert rig.pool.session.is_closed
        rig.push()  # on its way when the recognition ended
        assert await rig.settle() == []

    async def test_timers_wait_for_their_start(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Start_Input_Timers="false")
        assert await rig.later() == []
        assert await rig.request("START-INPUT-TIMERS") == ["2 200 COMPLETE"]
        assert await rig.later() == ["RECOGNITION-COMPLETE 1 (002 no-input-timeout)"]

    async def test_who_never_stops_is_cut_off(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.pool.say("sales")
        rig.speak()
        assert await rig.settle() == ["START-OF-INPUT 1"]
        assert await rig.later() == ["RECOGNITION-COMPLETE 1 (008 success-maxtime)"]

    async def test_open_speech(self, make_rig: MakeRig) -> None:
        rig = make_rig(transcription=("en-US",))
        await rig.builtin("speech/transcribe")
        assert rig.pool.session.spec.transcribe
        assert (await rig.say("whatever it is"))[1] == "RECOGNITION-COMPLETE 1 (000 success)"
        assert "whatever it is" in rig.peer.body

    async def test_another_codec_in_the_middle(self, make_rig: MakeRig) -> None:
        rig = make_rig(rate_hz=16000)
        await rig.recognize(Save_Waveform="true")
        assert rig.pool.session.spec.rate_hz == 16000
        rig.push(SPOKEN, 16000)
        rig.push(QUIET, 8000, silent=True)
        for _ in range(10):
            rig.push(QUIET, 8000, silent=True)
        sizes = [size for size, _ in rig.pool.session.pushed]
        assert sizes[0] == len(SPOKEN)
        assert sum(sizes[1:]) == pytest.approx(2 * 11 * len(QUIET), rel=0.1)


class TestKeys:
    """DTMF (§9.4.17-9.4.19, §9.4.31)."""

    async def test_as_many_as_there_can_be(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits?length=4")
        assert rig.calls == []  # keys come by themselves
        assert await rig.press("1234") == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "1234"
        assert 'mode="dtmf"' in rig.peer.body
        assert rig.pool.sessions == []

    async def test_until_the_terminating_key(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits", DTMF_Term_Char="#")
        assert await rig.press("12") == ["START-OF-INPUT 1"]
        assert await rig.press("#") == ["RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "12"

    async def test_until_no_more_come(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits")
        assert await rig.press("7") == ["START-OF-INPUT 1"]
        assert await rig.later() == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_keys_that_fit_nothing(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/boolean")
        assert await rig.press("9") == ["START-OF-INPUT 1"]
        assert await rig.later() == ["RECOGNITION-COMPLETE 1 (001 no-match)"]

    async def test_typed_ahead(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.press("12")
        assert await rig.builtin("dtmf/digits?length=1") == [
            "1 200 IN-PROGRESS",
            "START-OF-INPUT 1",
            "RECOGNITION-COMPLETE 1 (000 success)",
        ]
        await rig.builtin("dtmf/digits?length=1", Clear_DTMF_Buffer="true")
        assert await rig.press("3") == ["START-OF-INPUT 2", "RECOGNITION-COMPLETE 2 (000 success)"]
        assert rig.instance == "3"

    async def test_speech_and_keys_together(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("grammar/boolean")
        assert rig.machine.barges_in_on == (True, True)
        rig.speak()
        assert await rig.press("1") == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "true"

    async def test_a_recognizer_of_keys_takes_nothing_else(self, make_rig: MakeRig) -> None:
        rig = make_rig(resource="dtmfrecog")
        assert await rig.recognize() == ["1 407 COMPLETE (005 grammar-compilation-failure)"]
        await rig.builtin("grammar/boolean")
        assert await rig.press("2") == ["START-OF-INPUT 2", "RECOGNITION-COMPLETE 2 (000 success)"]

    async def test_two_recognizers_on_one_line(self, make_rig: MakeRig) -> None:
        rig, other = make_rig(), make_rig(resource="dtmfrecog")
        other.channel.attach(rig.leg)
        await rig.recognize()
        await other.builtin("dtmf/digits?length=1")
        rig.leg.on_event(KeyPressed(1, 5, rig.loop.time(), 0, 0))
        assert await other.settle() == ["START-OF-INPUT 1", "RECOGNITION-COMPLETE 1 (000 success)"]
        assert (await rig.say("sales"))[1] == "RECOGNITION-COMPLETE 1 (000 success)"


class TestHotword:
    """§9.9: what does not match is as if it had not been said."""

    async def test_the_word_ends_it_without_start_of_input(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword")
        assert rig.machine.barges_in_on == (False, False)
        assert await rig.say("sales") == ["RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.barged == []

    @pytest.mark.parametrize(("text", "confidence"), [("something else", 0.9), ("sales", 0.1), ("call", 0.9)])
    async def test_what_is_none_is_forgotten(self, make_rig: MakeRig, text: str, confidence: float) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword")
        assert await rig.say(text, confidence) == []
        session = rig.pool.session
        assert session.resets == 1
        assert await rig.say("sales") == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_what_was_said_before_a_silence_is_not_in_front_of_the_word(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword", Speech_Complete_Timeout="0")
        rig.pool.say("something else")
        rig.speak()
        rig.fall_silent(0.0)
        await rig.settle()
        assert rig.pool.session.resets == 1
        assert rig.pool.session.pushed == []

    async def test_it_is_found_while_the_caller_speaks_on(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword")
        rig.pool.say("well please sales or so")
        rig.speak()
        assert await rig.speak_on() == ["RECOGNITION-COMPLETE 1 (000 success)"]
        assert rig.instance == "S"

    async def test_a_look_at_what_was_forgotten_meanwhile_shows_nothing(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword")
        rig.pool.gate.clear()
        rig.pool.say("well please sales or so")
        rig.speak()
        for _ in range(6):
            rig.push()
        active = rig.channel._active
        assert active is not None
        await rig.settle(busy=True)
        active.forget()
        rig.pool.gate.set()
        assert await rig.settle() == []

    async def test_what_is_too_short_is_not_even_looked_at(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword", Hotword_Min_Duration="1000")
        rig.pool.say("something else")
        rig.speak()
        await asyncio.sleep(0.002)
        rig.fall_silent(0.0)
        assert await rig.settle() == []
        recognition = rig.machine._queue.active.recognition
        assert recognition is not None
        recognition._speech_began_at -= 5  # time passes
        recognition._speech_ended_at -= 5
        rig.channel.carry_out(rig.machine.handle_timer(rig.loop.time()))
        assert rig.pool.session.resets == 1
        assert rig.pool.session.asks == [False]

    async def test_who_spoke_on_while_it_was_decided_is_recognized(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Recognition_Mode="hotword")
        rig.pool.say("something else")
        rig.speak()
        rig.pool.gate.clear()
        rig.fall_silent(5.0)
        while not rig.pool.session.asks.count(True):  # noqa: ASYNC110  # the decision is being made
            await asyncio.sleep(0.001)
        rig.speak()
        rig.pool.gate.set()
        assert await rig.settle() == []
        assert not rig.machine.awaits_input
        rig.pool.say("sales")
        rig.push()
        rig.fall_silent(5.0)
        assert await rig.receive() == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_keys_before_the_hotword_are_skipped(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/boolean", Recognition_Mode="hotword")
        assert await rig.press("95") == []
        assert await rig.press("1") == ["RECOGNITION-COMPLETE 1 (000 success)"]

    async def test_a_decision_that_comes_when_all_is_over(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.channel._decode(Decode(9))  # of a request that is not active
        assert await rig.settle() == []


class TestQueue:
    """§9.4.27."""

    async def test_the_next_one_takes_input_when_the_first_has_matched(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert await rig.recognize() == ["2 200 PENDING"]
        assert len(rig.pool.sessions) == 1
        await rig.say("sales")
        assert rig.calls == ["listen", "stop_listening", "listen"]
        assert await rig.say("call sales") == ["START-OF-INPUT 2", "RECOGNITION-COMPLETE 2 (000 success)"]

    async def test_a_failure_cancels_the_rest(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        await rig.recognize()
        assert await rig.later() == [
            "RECOGNITION-COMPLETE 1 (002 no-input-timeout)",
            "RECOGNITION-COMPLETE 2 (011 cancelled)",
        ]

    async def test_a_newer_one_cancels_where_it_is_wanted(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Cancel_If_Queue="true")
        assert await rig.recognize() == ["RECOGNITION-COMPLETE 1 (011 cancelled)", "2 200 IN-PROGRESS"]
        assert rig.pool.sessions[0].is_closed
        assert not rig.pool.sessions[1].is_closed

    async def test_stop_ends_it(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.pool.gate.clear()
        rig.pool.say("sales")
        rig.speak()
        rig.fall_silent(5.0)
        await rig.settle(busy=True)
        assert await rig.request("STOP") == ["2 200 COMPLETE [1]"]
        assert rig.pool.session.is_closed
        rig.pool.gate.set()
        assert await rig.settle() == []
        assert await rig.request("STOP") == ["3 200 COMPLETE"]

    async def test_one_that_is_loading_can_be_given_up(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.machine._times = type(rig.machine._times)(load_s=0.0)

        async def never(*_: object, **__: object) -> None:
            await asyncio.Event().wait()

        rig.channel._loader.load = never  # type: ignore[assignment, method-assign]  # hangs
        assert await rig.recognize() == ["1 407 COMPLETE (004 grammar-load-failure)"]
        assert rig.channel._tasks == {}


class TestGrammarFailures:
    """§9.4.11."""

    @pytest.mark.parametrize(
        ("body", "content_type", "cause"),
        [
            ("<grammar", SRGS, "005 grammar-compilation-failure"),
            ("session:gone", "text/uri-list", "004 grammar-load-failure"),
            ("http://h/gone", "text/uri-list", "009 uri-failure"),
            ("builtin:speech/transcribe", "text/uri-list", "004 grammar-load-failure"),
            (MENU.replace("en-US", "fr-FR"), SRGS, "010 language-unsupported"),
        ],
    )
    async def test_the_cause_tells(self, make_rig: MakeRig, body: str, content_type: str, cause: str) -> None:
        rig = make_rig()
        assert await rig.recognize(body, content_type) == [f"1 407 COMPLETE ({cause})"]
        assert await rig.request("DEFINE-GRAMMAR", body, content_type, Content_ID="<a>") == [
            f"2 407 COMPLETE ({cause})"
        ]
        assert rig.peer.field("Completion-Reason")
        if cause.startswith("009"):
            assert rig.peer.field("Failed-URI") == "http://h/gone"
            assert rig.peer.field("Failed-URI-Cause") == "404 Not Found"

    async def test_a_queued_one_fails_in_its_turn(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        assert await rig.recognize("session:gone", "text/uri-list") == ["2 200 PENDING"]
        assert (await rig.say("sales"))[-1] == "RECOGNITION-COMPLETE 2 (004 grammar-load-failure)"

    async def test_defined_once_used_by_name(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        assert await rig.request("DEFINE-GRAMMAR", MENU, SRGS, Content_ID="<menu@x>") == [
            "1 200 COMPLETE (000 success)"
        ]
        await rig.recognize('<session:menu@x>;weight="0.5"', "text/grammar-ref-list")
        assert (await rig.say("sales"))[1] == "RECOGNITION-COMPLETE 2 (000 success)"
        assert 'grammar="session:menu@x"' in rig.peer.body

    async def test_new_cookies_go_to_the_client(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.fetcher.documents["http://h/menu"] = (SRGS, MENU.encode())
        rig.fetcher.new_cookies = ["a=b"]
        await rig.request("DEFINE-GRAMMAR", "http://h/menu", "text/uri-list")
        assert rig.peer.field("Set-Cookie") == "a=b"


class TestFailures:
    """Below, or our own: one request ends."""

    async def test_without_an_audio_line(self, make_rig: MakeRig) -> None:
        rig = make_rig(with_leg=False)
        assert await rig.recognize() == ["1 407 COMPLETE (006 recognizer-error)"]
        assert rig.peer.field("Completion-Reason") == '"the channel has no audio line"'
        assert await rig.request("DEFINE-GRAMMAR", MENU, SRGS, Content_ID="<menu@x>") == [
            "2 200 COMPLETE (000 success)"
        ]
        assert (await rig.request("INTERPRET", MENU, SRGS, Interpret_Text="sales"))[0] == "3 200 IN-PROGRESS"
        assert rig.instance == "S"

    async def test_the_audio_line_is_lost_while_one_waits_in_the_queue(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.channel.attach(None)
        assert await rig.recognize() == ["2 200 PENDING"]
        rig.channel.attach(rig.leg)
        assert (await rig.say("sales"))[-2:] == [
            "RECOGNITION-COMPLETE 1 (000 success)",
            "RECOGNITION-COMPLETE 2 (006 recognizer-error)",
        ]

    async def test_a_line_that_goes_while_grammars_load(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.channel.receive(
            Request(
                "RECOGNIZE",
                1,
                Headers([("Channel-Identifier", str(rig.identifier)), ("Content-Type", SRGS)]),
                MENU.encode(),
            ),
            rig.peer,
        )
        rig.channel.attach(None)
        assert await rig.settle() == ["1 200 IN-PROGRESS", "RECOGNITION-COMPLETE 1 (006 recognizer-error)"]

    @pytest.mark.parametrize(
        ("error", "cause"),
        [
            (EngineError("crashed"), "006 recognizer-error"),
            (LanguageUnsupportedError("en-US", "recognition model"), "010 language-unsupported"),
        ],
    )
    async def test_an_engine_that_cannot(self, make_rig: MakeRig, error: EngineError, cause: str) -> None:
        rig = make_rig()
        rig.pool.refuses = error
        assert (await rig.recognize())[1] == f"RECOGNITION-COMPLETE 1 ({cause})"
        rig.pool.refuses = None
        await rig.recognize()
        rig.pool.error = error
        assert (await rig.say("sales"))[1] == f"RECOGNITION-COMPLETE 2 ({cause})"
        assert rig.pool.session.is_closed

    async def test_our_own_bug(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.channel._loader.load = None  # type: ignore[assignment, method-assign]  # calling it raises TypeError
        assert await rig.recognize() == ["1 407 COMPLETE (006 recognizer-error)"]

    async def test_our_own_bug_while_it_is_decided(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits?length=1")
        rig.channel._active.read_keys = None  # type: ignore[union-attr, method-assign]  # TypeError
        assert (await rig.press("1"))[1] == "RECOGNITION-COMPLETE 1 (006 recognizer-error)"

    async def test_an_answer_that_comes_too_late(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize()
        rig.machine._times = type(rig.machine._times)(decode_s=0.0)
        rig.pool.gate.clear()
        rig.pool.say("sales")
        rig.speak()
        rig.fall_silent(60)
        await rig.settle(busy=True)
        await asyncio.sleep(0.005)
        assert (await rig.settle()) == []
        assert rig.machine.state == "recognized"
        assert rig.pool.session.is_closed


class TestRecordings:
    """Save-Waveform (§9.4.22, §9.4.8) and Input-Waveform-URI (§9.4.10)."""

    async def test_all_the_audio_is_kept(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Save_Waveform="true")
        assert rig.stream.calls == [("listen", 1, 0.5, True, True, False)]
        rig.push(QUIET, silent=True)
        assert (await rig.say("sales"))[1] == "RECOGNITION-COMPLETE 1 (000 success)"
        field = rig.peer.field("Waveform-URI")
        assert field is not None
        uri, size, duration = field.split(";")
        recording = rig.waveforms.find(uri.removeprefix("<http://me/").removesuffix(">"))
        assert recording is not None
        assert recording.body[44:] == QUIET + SPOKEN
        assert (size, duration) == (f"size={len(recording.body)}", "duration=200")
        rig.channel.close()

    async def test_of_keys_too(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.builtin("dtmf/digits?length=1", Save_Waveform="true")
        assert rig.stream.calls == [("listen", 1, 0.5, False, True, False)]
        rig.push()
        await rig.press("1")
        assert "duration=100" in (rig.peer.field("Waveform-URI") or "")

    async def test_a_newer_recognize_gets_the_line_when_the_waveform_is_stored(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Save_Waveform="true", Cancel_If_Queue="true")
        rig.speak()
        await rig.settle()
        assert await rig.recognize() == ["RECOGNITION-COMPLETE 1 (011 cancelled)", "2 200 IN-PROGRESS"]
        assert (await rig.say("sales"))[-1] == "RECOGNITION-COMPLETE 2 (000 success)"

    async def test_no_audio_is_no_waveform(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Save_Waveform="true")
        await rig.later()
        assert rig.peer.field("Waveform-URI") == ""

    async def test_a_long_one_is_cut(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Save_Waveform="true")
        for _ in range(3):
            rig.push(b"\0\0" * 8000 * 50, silent=True)
        active = rig.channel._active
        assert active is not None
        assert len(active.recording) == 2 * 8000 * 120

    @pytest.mark.parametrize(("rate_hz", "wanted_hz"), [(8000, 8000), (16000, 16000), (44100, 16000), (6000, 8000)])
    async def test_a_recording_instead_of_the_line(self, make_rig: MakeRig, rate_hz: int, wanted_hz: int) -> None:
        rig = make_rig()
        spoken = resample(np.resize(audio.speech("call the sales department"), 8000), 8000, rate_hz)
        rig.record(spoken, rate_hz)
        rig.pool.say("sales")
        assert await rig.recognize(Input_Waveform_URI="http://h/a.wav", Save_Waveform="true") == [
            "1 200 IN-PROGRESS",
            "START-OF-INPUT 1",
            "RECOGNITION-COMPLETE 1 (000 success)",
        ]
        assert rig.pool.session.spec.rate_hz == wanted_hz
        assert rig.calls == []
        assert "duration=1000" in (rig.peer.field("Waveform-URI") or "")

    async def test_it_needs_no_line(self, make_rig: MakeRig) -> None:
        rig = make_rig(with_leg=False)
        rig.record(audio.speech("yes"))
        assert (await rig.recognize(Input_Waveform_URI="http://h/a.wav"))[2] == "RECOGNITION-COMPLETE 1 (001 no-match)"

    async def test_a_silent_recording_is_no_input(self, make_rig: MakeRig) -> None:
        """§9.4.11, 002; not 001, which says that somebody said something else."""
        rig = make_rig()
        rig.record(audio.noise(2.0, 12.0))
        messages = await rig.recognize(Input_Waveform_URI="http://h/a.wav")
        assert messages == ["1 200 IN-PROGRESS", "RECOGNITION-COMPLETE 1 (002 no-input-timeout)"]

    @pytest.mark.parametrize("rate_hz", [8000, 16000])
    async def test_tones_of_keys_in_a_recording_are_keys(self, make_rig: MakeRig, rate_hz: int) -> None:
        rig = make_rig()
        tones = [part for key in "1207" for part in (audio.dtmf(key), audio.silence(0.1))]
        said = np.concatenate((audio.speech("yes"), audio.silence(0.4), *tones))
        rig.record(said if rate_hz == 8000 else resample(said, 8000, rate_hz), rate_hz)
        assert await rig.builtin("dtmf/digits?length=4", "grammar/boolean", Input_Waveform_URI="http://h/a.wav") == [
            "1 200 IN-PROGRESS",
            "START-OF-INPUT 1",
            "RECOGNITION-COMPLETE 1 (000 success)",
        ]
        assert rig.instance == "1207"
        # None is left for the next request.
        assert await rig.builtin("dtmf/digits", No_Input_Timeout="60000") == ["2 200 IN-PROGRESS"]

    async def test_speech_on_the_line_is_none_of_it(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.fetcher.fetch = lambda *_, **__: asyncio.Event().wait()  # type: ignore[assignment, method-assign]  # hangs
        await rig.builtin("grammar/boolean")
        await rig.request("STOP")
        rig.channel.receive(
            Request(
                "RECOGNIZE",
                next(rig._ids),
                Headers(
                    [
                        ("Channel-Identifier", str(rig.identifier)),
                        ("Input-Waveform-URI", "http://h/a.wav"),
                        ("No-Input-Timeout", "1"),
                        ("Content-Type", "text/uri-list"),
                    ]
                ),
                b"builtin:grammar/boolean",
            ),
            rig.peer,
        )
        await asyncio.sleep(0.02)
        assert await rig.settle(busy=True) == ["3 200 IN-PROGRESS"]
        assert rig.machine.barges_in_on == (False, True)
        rig.channel.close()

    @pytest.mark.parametrize("there", [True, False])
    async def test_one_that_cannot_be_had(self, make_rig: MakeRig, there: bool) -> None:
        rig = make_rig()
        if there:
            rig.fetcher.documents["http://h/a.wav"] = ("audio/x-wav", b"no audio")
        messages = await rig.recognize(Input_Waveform_URI="http://h/a.wav")
        assert messages == ["1 200 IN-PROGRESS", "RECOGNITION-COMPLETE 1 (009 uri-failure)"]
        assert rig.peer.field("Failed-URI") == "http://h/a.wav"

    async def test_no_recognizer_for_it(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.record(audio.speech("yes"))
        rig.pool.refuses = EngineError("all are busy")
        messages = await rig.recognize(Input_Waveform_URI="http://h/a.wav")
        assert messages[1] == "RECOGNITION-COMPLETE 1 (006 recognizer-error)"


class TestInterpret:
    """§9.20."""

    async def test_text_has_a_meaning(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        assert await rig.request("INTERPRET", MENU, SRGS, Interpret_Text="call sales") == [
            "1 200 IN-PROGRESS",
            "INTERPRETATION-COMPLETE 1 (000 success)",
        ]
        assert rig.instance == "C"

    async def test_or_none(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        messages = await rig.request("INTERPRET", MENU, SRGS, Interpret_Text="nonsense")
        assert messages[1] == "INTERPRETATION-COMPLETE 1 (001 no-match)"

    @pytest.mark.parametrize(
        ("tag_format", "tag", "cause", "reason", "logged"),
        [
            ("x/1", "out = 1", "000 success", "'x/1'", "tags dropped"),
            ("semantics/1.0", "out = no", "012 semantics-failure", "'no' is not defined", "semantics failed"),
        ],
    )
    async def test_or_another_one_than_its_tags_say(
        self, make_rig: MakeRig, tag_format: str, tag: str, cause: str, reason: str, logged: str
    ) -> None:
        """The client is told why, and the log once."""
        rig = make_rig()
        grammar = f"#ABNF 1.0;\nlanguage en;\nroot $a;\ntag-format <{tag_format}>;\n$a = sales {{{tag}}};"
        with structlog.testing.capture_logs() as lines:
            messages = await rig.request("INTERPRET", grammar, Interpret_Text="sales")
        assert messages[1] == f"INTERPRETATION-COMPLETE 1 ({cause})"
        assert reason in (rig.peer.field("Completion-Reason") or "")
        assert [line["event"] for line in lines if reason in line.get("reason", "")] == [logged]

    async def test_our_own_bug(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        rig.channel._services = RecognizerServices(rig.pool.as_pool(), rig.channel._services.store, None, rig.waveforms)  # type: ignore[arg-type]
        messages = await rig.request("INTERPRET", MENU, SRGS, Interpret_Text="sales")
        assert messages[1] == "INTERPRETATION-COMPLETE 1 (006 recognizer-error)"


class TestLines:
    """The leg comes and goes with re-INVITEs; closing ends everything."""

    async def test_input_is_taken_from_another_line_at_once(self, make_rig: MakeRig) -> None:
        rig, other = make_rig(), make_rig()
        await rig.recognize()
        rig.channel.attach(rig.leg)
        rig.channel.attach(other.leg)
        assert rig.calls == ["listen", "stop_listening"]
        assert other.calls == ["listen"]
        rig.channel.attach(None)
        assert other.calls == ["listen", "stop_listening"]
        rig.channel.attach(rig.leg)
        assert (await rig.say("sales"))[1] == "RECOGNITION-COMPLETE 1 (000 success)"
        rig.channel.attach(None)
        rig.channel.close()

    async def test_closing_says_nothing_more(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        await rig.recognize(Save_Waveform="true")
        await rig.recognize()
        rig.pool.gate.clear()
        rig.pool.say("sales")
        rig.speak()
        rig.fall_silent(5.0)
        rig.channel.close()
        rig.pool.gate.set()
        assert await rig.settle() == ["START-OF-INPUT 1"]
        assert rig.pool.session.is_closed
        assert rig.calls[-1] == "stop_listening"
        await rig.press("1")
        rig.speak()
        assert await rig.settle() == []

    async def test_what_failed_before_it_closed_is_not_told(self, make_rig: MakeRig) -> None:
        rig = make_rig(with_leg=False)
        await rig.builtin("dtmf/digits")
        rig = make_rig()
        await rig.recognize(Save_Waveform="true")
        rig.pool.say("sales")
        rig.speak()
        rig.channel._fail_soon(1, None)  # type: ignore[arg-type]  # never looked at
        rig.channel._ended = rig.channel._active
        rig.channel._store_waveform(type("Store", (), {"request_id": 1, "media_type": None})())
        rig.channel.close()
        assert await rig.settle() == ["START-OF-INPUT 1"]

    async def test_events_of_what_is_over_change_nothing(self, make_rig: MakeRig) -> None:
        rig = make_rig()
        now = rig.loop.time()
        rig.channel.on_speech_started(SpeechStarted(1, 0, now, now, 0))
        rig.channel.on_speech_ended(SpeechEnded(1, 0, now, now))
        rig.channel.on_audio(AudioReceived(1, 0, SPOKEN, 8000, now, False))
        assert await rig.settle() == []
