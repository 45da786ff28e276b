import pytest

from engine.interface import AudioFormat, Clip, Sentence, Span, VoiceInfo
from engine.speaking.pieces import PiecePlan, plan_sentence
from engine.speaking.position import START, Position
from engine.speaking.steps import PlayClip, Silence, SpeakPiece
from engine.speaking.timeline import Timeline, TimelineEntry

FMT = AudioFormat("PCMU", 8000)
VOICE = VoiceInfo("v", "x", ("en",))


def say(element: int, *spans: Span, first_word: int = 0) -> SpeakPiece:
    (plan,) = plan_sentence(Sentence(spans), lambda _: VOICE)
    assert isinstance(plan, PiecePlan)
    return SpeakPiece(element, plan._replace(first_word=first_word))


def timeline() -> Timeline:
    """0: "it costs $5 now" in 4,000 samples, 2,000 of pause, a break of 800, a clip, a sentence being made."""
    timeline = Timeline(FMT, START)
    first = say(0, Span("it costs "), Span("five dollars", source="$5"), Span(" now."))
    words = [(0, 0), (3, 800), (9, 1600), (14, 2400), (22, 3200)]
    timeline.add(TimelineEntry(first, 0, 0, 4000, words))
    timeline.add(TimelineEntry(Silence(0, 250, natural=True), 4000, 0, 2000, first_word=5))
    timeline.add(TimelineEntry(Silence(1, 100), 6000, 0, 800))
    timeline.add(TimelineEntry(PlayClip(2, Clip("a")), 6800, 0, 1200))
    timeline.add(TimelineEntry(say(3, Span("going on"), first_word=2), 8000, 0, 0, [(0, 0), (6, 500)]))
    return timeline


@pytest.mark.parametrize(
    ("played", "place"),
    [
        (0, Position(0, 0, 0)),
        (799, Position(0, 0, 100)),
        (800, Position(0, 1, 0)),
        (2480, Position(0, 3, 10)),
        (4080, Position(0, 5, 10)),
        (6400, Position(1, 0, 50)),
        (7200, Position(2, 0, 50)),
        (8508, Position(3, 3, 1)),
    ],
)
def test_places_are_found_from_samples(played: int, place: Position) -> None:
    assert timeline().position(played) == place


def test_before_anything_was_made_it_is_the_start() -> None:
    start = Position(3, 2, 50)
    assert Timeline(FMT, start).position(100) == start
    assert Timeline(FMT, start).spoken(100, ended=False).text == ""


@pytest.mark.parametrize(
    ("played", "text", "words"),
    [
        (0, "", 0),
        (799, "", 0),
        (800, "it", 1),
        (2000, "it costs", 2),
        (2400, "it costs five", 3),
        (3200, "it costs $5", 4),
        (4000, "it costs $5 now.", 5),
        (8500, "it costs $5 now. going", 6),
    ],
)
def test_words_that_were_over_are_told_as_the_document_wrote_them(played: int, text: str, words: int) -> None:
    spoken = timeline().spoken(played, ended=False)
    assert (spoken.text, spoken.words, spoken.complete) == (text, words, False)


def test_complete_is_when_all_was_made_and_played() -> None:
    timeline = Timeline(FMT, START)
    timeline.add(TimelineEntry(say(0, Span("one two")), 0, 0, 1000, [(0, 0), (4, 500)]))
    assert timeline.spoken(1000, ended=True).complete
    assert not timeline.spoken(1000, ended=False).complete
    assert not timeline.spoken(999, ended=True).complete


def test_a_skipped_beginning_counts() -> None:
    timeline = Timeline(FMT, START)
    timeline.add(TimelineEntry(say(0, Span("one two three")), 0, 500, 1500, [(0, 0), (4, 500), (8, 1000)]))
    assert timeline.position(0) == Position(0, 1, 0)
    assert timeline.position(500) == Position(0, 2, 0)
    assert timeline.spoken(500, ended=True).text == "one two"


def test_a_break_inside_a_sentence_is_resumed_behind() -> None:
    timeline = Timeline(FMT, START)
    timeline.add(TimelineEntry(Silence(4, 1000), 0, 0, 8000, first_word=2))
    assert timeline.position(400) == Position(4, 2)


def test_a_piece_without_words_is_known_by_its_place() -> None:
    timeline = Timeline(FMT, START)
    timeline.add(TimelineEntry(say(0, Span("one two")), 0, 0, 1000, []))
    assert timeline.position(80) == Position(0, 0, 10)
    assert timeline.spoken(500, ended=True).words == 0
