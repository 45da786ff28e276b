import pytest

from engine.interface import VoiceSelection
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Style, Turn
from mrcp_server.observability.records import SpeakRecord

STYLE = Style(VoiceSelection(), OutputFormat("pcm", 8000))


def _turn() -> Turn:
    return Turn(SpeakRecord("websocket", "u", 0.0), STYLE.format.packager(), STYLE)


def test_a_turn_knows_how_long_its_audio_is() -> None:
    turn = _turn()
    assert turn.audio_ms == 0
    turn.samples = 2000
    assert turn.audio_ms == 250


@pytest.mark.anyio
async def test_a_sink_may_leave_everything_untold() -> None:
    sink, turn = SpeechSink(), _turn()
    await sink.begun(turn)
    await sink.audio(Portion(b"", "", 0, 0, turn))
    await sink.flushed(None, turn)
    await sink.interrupted(None, Interruption(0, "", "", False), turn)
    await sink.finished()
