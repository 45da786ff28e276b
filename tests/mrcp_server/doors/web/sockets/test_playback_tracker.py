import pytest

from engine.interface import AudioFormat
from mrcp_server.doors.web.sockets.playback_tracker import PlaybackTracker
from tests.fakes.speaker import WORD_MS, FakeSpeaker, FakeSpeech

FORMAT = AudioFormat("PCM", 8000)
WORD_SAMPLES = FORMAT.samples(WORD_MS)


def _speech(text: str) -> FakeSpeech:
    return FakeSpeech(FakeSpeaker(), text.split(), FORMAT)


def _send(playback: PlaybackTracker, text: str, now: float, words: int | None = None, turn: object = None) -> None:
    piece = playback.begin(text, _speech(text), FORMAT, turn)
    count = len(text.split())
    for _ in range(count if words is None else words):
        playback.send(piece, WORD_SAMPLES, now)
    piece.complete = words is None


def test_playing_goes_on_from_the_portion_before() -> None:
    playback = PlaybackTracker()
    playback.note_sent(200, 10.0)
    playback.note_sent(300, 10.1)
    assert playback.playing_until == pytest.approx(10.5)
    assert playback.played_ms(10.2) == pytest.approx(200)
    assert playback.played_ms(99.0) == 500
    playback.note_sent(100, 20.0)
    assert playback.played_ms(20.05) == pytest.approx(550)


def test_words_are_told_once_as_they_are_sent() -> None:
    playback = PlaybackTracker()
    piece = playback.begin("one two", _speech("one two"), FORMAT)
    assert [playback.send(piece, WORD_SAMPLES, 0.0) for _ in range(2)] == ["one", " two"]


def test_an_interruption_divides_the_text() -> None:
    playback = PlaybackTracker()
    _send(playback, "One two.", 1.0)
    _send(playback, "Three  four\nfive.", 1.0)
    found = playback.interrupt(1.0 + 3.5 * WORD_MS / 1000, None, ["Six.", " Seven"])
    assert found.active
    assert found.played_ms == 350
    assert found.text_spoken == "One two. Three"
    assert found.text_remaining == "four\nfive. Six. Seven"
    again = playback.interrupt(5.0, None, [])
    assert (again.active, again.text_spoken, again.text_remaining) == (False, "", "")


def test_a_client_that_tells_its_position_is_believed_up_to_what_was_sent() -> None:
    playback = PlaybackTracker()
    _send(playback, "One two.", 1.0)
    found = playback.interrupt(1.0, 10_000, [])
    assert (found.played_ms, found.text_spoken, found.text_remaining) == (200, "One two.", "")
    _send(playback, "Three four.", 2.0)
    assert playback.interrupt(2.0, 10**400, []).text_remaining == ""  # JSON knows no largest number


def test_a_piece_of_which_only_a_part_was_sent() -> None:
    playback = PlaybackTracker()
    _send(playback, "One two three.", 1.0, words=1)
    found = playback.interrupt(9.0, None, [])
    assert (found.text_spoken, found.text_remaining) == ("One", "two three.")


def test_nothing_heard_yet() -> None:
    playback = PlaybackTracker()
    _send(playback, "One.", 1.0)
    found = playback.interrupt(1.0, 0, [])
    assert (found.text_spoken, found.text_remaining) == ("", "One.")


def test_what_was_heard_to_its_end_is_forgotten() -> None:
    playback = PlaybackTracker()
    first, second = object(), object()
    _send(playback, "One.", 1.0, turn=first)
    playback.end_turn(first)
    _send(playback, "Two three.", 9.0, turn=second)
    found = playback.interrupt(9.1, None, [])
    assert (found.text_spoken, found.text_remaining) == ("Two", "three.")


def test_positions_go_on_from_what_was_played() -> None:
    playback = PlaybackTracker()
    _send(playback, "One two three.", 1.0)
    playback.interrupt(1.0, WORD_MS, [])
    _send(playback, "Four five.", 2.0)
    found = playback.interrupt(2.0, 2 * WORD_MS, [])
    assert (found.played_ms, found.text_spoken) == (200, "Four")


def test_a_report_that_tells_more_characters_than_the_text_has() -> None:
    playback = PlaybackTracker()
    piece = playback.begin("1", _speech("number one"), FORMAT)
    playback.send(piece, WORD_SAMPLES * 2, 1.0)
    assert piece.split(150) == ("1", "")
