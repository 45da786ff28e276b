import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import structlog

from engine.interface import SENTENCE_PAUSE_MS, Break, VoiceSelection
from engine.workers.pool import Priority
from mrcp_server.config import Http
from mrcp_server.doors.web.access import Access
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Style, Turn
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.speech_service import SpeechService
from tests.fakes.speaker import WORD_MS, FakeSpeaker, fake_voices

pytestmark = pytest.mark.anyio
STYLE = Style(VoiceSelection(names=("en-us",)), OutputFormat("pcm", 8000, "wav"))


@dataclass
class _Sink(SpeechSink):
    """Keeps what happens, in words."""

    happened: list[str] = field(default_factory=list)
    portions: list[Portion] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def _note(self, what: str) -> None:
        async with self.changed:
            self.happened.append(what)
            self.changed.notify_all()

    async def begun(self, turn: Turn) -> None:
        await self._note("begun")

    async def audio(self, portion: Portion) -> None:
        self.portions.append(portion)
        await self._note("audio")

    async def flushed(self, token: object, turn: Turn | None) -> None:
        await self._note(f"flushed {token}")

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        self.interruptions.append(interruption)
        await self._note(f"interrupted {token}")

    async def finished(self) -> None:
        await self._note("finished")

    async def until(self, what: str) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: what in self.happened)


@dataclass
class _Setting:
    tokens: TokenSpeech
    sink: _Sink
    speaker: FakeSpeaker
    task: asyncio.Task[None]


@asynccontextmanager
async def _running(speaker: FakeSpeaker | None = None, http: Http | None = None) -> AsyncIterator[_Setting]:
    speaker = speaker or FakeSpeaker()
    service = SpeechService(HttpServices(http=http or Http(), speaker=speaker, voices=fake_voices))
    sink = _Sink()
    tokens = TokenSpeech(service, Access([]).admit(""), "test", STYLE, sink)
    task = asyncio.create_task(tokens.run())
    try:
        yield _Setting(tokens, sink, speaker, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_each_turn_is_a_file_of_its_own() -> None:
    async with _running() as setting:
        for token in (1, 2):
            setting.tokens.push("one two.")
            setting.tokens.flush(token)
            await setting.sink.until(f"flushed {token}")
        headers = [portion for portion in setting.sink.portions if portion.payload.startswith(b"RIFF")]
        assert len(headers) == 2
        assert [portion.start_ms for portion in setting.sink.portions] == [0, WORD_MS] * 2
        assert setting.sink.happened.count("begun") == 2
        assert not setting.tokens.busy


async def test_the_next_piece_is_made_while_this_one_is_sent() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        setting.tokens.push("One two three. Four five. Six")
        await setting.sink.until("audio")
        assert [priority for _, _, priority in setting.speaker.asked] == [Priority.FIRST, Priority.CONTINUATION]
        await asyncio.sleep(0.013)
        assert setting.speaker.speeches[0].read_chunks < 3
        assert setting.speaker.speeches[1].read_chunks == 1


async def test_a_read_ahead_that_is_interrupted_or_fails_is_nobodys_concern() -> None:
    async with _running(FakeSpeaker(delay_s=0.02)) as setting:
        setting.tokens.push("One two three. Four five. Six")
        await setting.sink.until("audio")
        setting.speaker.speeches[1]._speaker = FakeSpeaker(fail_after_words=0)
        setting.tokens.interrupt("stop")
        await setting.sink.until("interrupted stop")
        setting.tokens.push("Seven.")
        setting.tokens.flush("last")
        await setting.sink.until("flushed last")


async def test_a_stalled_text_is_spoken_without_a_flush() -> None:
    async with _running() as setting:
        setting.tokens.push("")
        setting.tokens.push("Yes.")
        await setting.sink.until("audio")


async def test_a_sentence_is_followed_by_its_natural_pause() -> None:
    async with _running() as setting:
        setting.tokens.push("one two. Three four")
        setting.tokens.flush()
        await setting.sink.until("flushed None")
        first, second = (utterance.elements for utterance, _, _ in setting.speaker.asked)
        assert not isinstance(first[0], Break)
        assert second[0] == Break(SENTENCE_PAUSE_MS)


async def test_markup_inside_running_text_is_spoken_as_markup_if_it_can_be() -> None:
    async with _running() as setting:
        setting.tokens.push("one <emphasis>two</emphasis> three. ")
        setting.tokens.push("Four <nonsense>five</nonsense> six. ")
        setting.tokens.flush()
        await setting.sink.until("flushed None")
        assert sum(portion.duration_ms for portion in setting.sink.portions) == 6 * WORD_MS


async def test_finish_ends_after_all_is_spoken() -> None:
    async with _running() as setting:
        setting.tokens.push("one two")
        setting.tokens.finish()
        async with asyncio.timeout(5):
            await setting.task
        assert len(setting.sink.portions) == 2
        assert setting.sink.happened[-2:] == ["flushed None", "finished"]


async def test_interruption_drops_what_waits_and_goes_on_with_new_text() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        with structlog.testing.capture_logs() as lines:
            setting.tokens.push("one two three. four.")
            setting.tokens.flush("lost")
            setting.tokens.push("five")
            await setting.sink.until("audio")
            setting.tokens.interrupt("stop", played_ms=WORD_MS)
            setting.tokens.push("six.")
            setting.tokens.flush("second")
            await setting.sink.until("flushed second")
        assert "flushed lost" not in setting.sink.happened
        found = setting.sink.interruptions[0]
        assert (found.text_spoken, found.text_remaining) == ("one", "two three. four. five")
        assert [line["cause"] for line in lines] == ["interrupted", "interrupted", "normal"]


async def test_interruptions_that_wait_are_told_each_and_before_the_end() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        setting.tokens.push("one two three.")
        await setting.sink.until("audio")
        setting.tokens.interrupt(1)
        setting.tokens.finish()
        setting.tokens.interrupt(2)
        setting.tokens.interrupt(3)
        async with asyncio.timeout(5):
            await setting.task
        assert setting.sink.happened[-4:] == ["interrupted 1", "interrupted 2", "interrupted 3", "finished"]


async def test_an_interrupted_finish_still_ends() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        setting.tokens.push("one two three.")
        setting.tokens.finish()
        await setting.sink.until("audio")
        setting.tokens.interrupt()
        async with asyncio.timeout(5):
            await setting.task
        assert setting.sink.happened[-2:] == ["interrupted None", "finished"]


async def test_markup_is_no_part_of_what_was_said() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        setting.tokens.push(
            "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en'>"
            "one <emphasis>two</emphasis></speak>"
        )
        await setting.sink.until("audio")
        setting.tokens.interrupt(played_ms=WORD_MS)
        await setting.sink.until("interrupted None")
        assert setting.sink.interruptions[0].text_remaining == "two"


async def test_a_failure_ends_it_and_is_in_the_turns_record() -> None:
    with structlog.testing.capture_logs() as lines:
        async with _running(FakeSpeaker(fail_after_words=1)) as setting:
            setting.tokens.push("one two. three.")
            setting.tokens.flush("first")
            with pytest.raises(RefusedError) as caught:
                await setting.task
            assert caught.value.reason is Reason.ENGINE
            assert setting.sink.happened == ["begun", "audio"]
    assert [line["cause"] for line in lines] == ["engine"]


async def test_a_following_piece_that_cannot_start_fails_when_its_time_comes() -> None:
    async with _running(FakeSpeaker(delay_s=0.01)) as setting:
        setting.tokens.push("one two.")
        setting.tokens.push("<speak>one & two</speak>")
        with pytest.raises(RefusedError) as caught:
            await setting.task
        assert caught.value.reason is Reason.DOCUMENT
        assert setting.sink.happened.count("audio") == 2


async def test_too_much_text_that_waits() -> None:
    async with _running(http=Http(max_text_characters=10)) as setting:
        setting.tokens.push("123456")
        for _ in ("held for more of the sentence", "waiting to be spoken"):
            with pytest.raises(RefusedError) as caught:
                setting.tokens.push("123456")
            assert caught.value.reason is Reason.TEXT_TOO_LONG
            setting.tokens.flush()
        await setting.sink.until("audio")
        setting.tokens.push("123456")
        setting.tokens.interrupt()
        setting.tokens.push("123456")


async def test_too_many_messages_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mrcp_server.doors.web.sockets.token_speech._MOST_WAITING", 5)
    async with _running() as setting:
        for _ in range(6):
            setting.tokens.flush()
        with pytest.raises(RefusedError) as caught:
            setting.tokens.flush()
        assert caught.value.reason is Reason.TEXT_TOO_LONG
        with pytest.raises(RefusedError):
            setting.tokens.interrupt()


async def test_when_the_socket_goes_engines_stop_and_records_are_written() -> None:
    with structlog.testing.capture_logs() as lines:
        async with _running(FakeSpeaker(delay_s=0.05)) as setting:
            setting.tokens.push("one two. three four.")
            await setting.sink.until("audio")
        assert all(speech.cancelled for speech in setting.speaker.speeches)
    assert [line["cause"] for line in lines] == ["client-gone"]
    assert {"first_audio_ms", "first_packet_ms", "text_ready_ms", "last_packet_ms"} <= set(lines[0])
