from engine.recognition import RecognizedWord
from mrcp_server.doors.web.requests.transcripts import Transcript, srt, verbose, vtt
from mrcp_server.doors.web.utterances import UtteranceRecognized

WORDS = (RecognizedWord("hello", 1500, 1900, 0.9), RecognizedWord("there", 1900, 2250, 0.8))
TRANSCRIPT = Transcript(
    "en-US",
    3723.456,
    (
        UtteranceRecognized(1500, 2250, "hello there", 0.85, WORDS),
        UtteranceRecognized(2500, 2700, "", 0.0, ()),
        UtteranceRecognized(3_722_004, 3_723_000, "goodbye", 0.7, ()),
    ),
)


def test_text_is_everything_that_was_understood() -> None:
    assert TRANSCRIPT.text == "hello there goodbye"


def test_subtitles() -> None:
    assert srt(TRANSCRIPT) == (
        "1\n00:00:01,500 --> 00:00:02,250\nhello there\n\n2\n01:02:02,004 --> 01:02:03,000\ngoodbye\n"
    )
    assert vtt(TRANSCRIPT).startswith("WEBVTT\n\n00:00:01.500 --> 00:00:02.250\nhello there\n")


def test_verbose_has_segments_unless_only_words_are_wanted() -> None:
    whole = verbose(TRANSCRIPT, [])
    assert (whole["duration"], whole["language"], len(whole["segments"])) == (3723.46, "en-US", 3)
    assert whole["segments"][0]["start"] == 1.5
    assert "words" not in whole
    words = verbose(TRANSCRIPT, ["word"])
    assert words["words"][0] == {"word": "hello", "start": 1.5, "end": 1.9}
    assert "segments" not in words
    assert {"words", "segments"} <= set(verbose(TRANSCRIPT, ["word", "segment"]))
