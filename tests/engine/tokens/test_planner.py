"""The utterance planner, fed with what language models write: figures in pieces, Markdown, links, tool calls."""

import random
import re

import pytest

from engine.tokens.planner import Planner, PlannerOptions, Speakable

TOKEN_S = 0.03


def tokens(text: str) -> list[str]:
    """Cut text as a language model's tokenizer would: blanks lead, figures and signs stand alone."""
    return re.findall(r"\s?[^\W\d_]{1,7}|\s?\d{1,3}|\s?[^\w\s]|\s", text)


class Stream:
    """Drives a planner by a clock of its own and notes what leaves when."""

    def __init__(self, planner: Planner | None = None) -> None:
        self.planner = planner or Planner()
        self.now = 0.0
        self.left: list[tuple[float, Speakable]] = []

    def _note(self, pieces: tuple[Speakable, ...]) -> None:
        self.left.extend((self.now, piece) for piece in pieces)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.planner.next_timer()) is not None and due <= end:
            self.now = max(self.now, due)
            self._note(self.planner.handle_timer(self.now))
        self.now = end

    def send(self, *parts: str, gap: float = TOKEN_S) -> None:
        for part in parts:
            self.wait(gap)
            self._note(self.planner.push(part, self.now))

    def finish(self) -> list[str]:
        self._note(self.planner.flush(self.now))
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [piece.text for _, piece in self.left]


def planned(*parts: str) -> list[str]:
    stream = Stream()
    stream.send(*parts)
    return stream.finish()


class TestEndsOfSentences:
    """Pieces are whole sentences where the stream is fast enough."""

    @pytest.mark.parametrize(
        "sentences",
        [
            ["Sure, I can help you with that.", "What is your name?", "Thanks!"],
            ["It costs $29.99 per month.", "That is 1,234.50 a year."],
            ["I met Albert I. Douglas and Dr. Smith.", "They left."],
            ["The U.S. Army came at 5 p.m. yesterday.", "It left."],
            ["Visit www.example.com or mail a@b.com.", "Bye."],
            ["Call 555-123-4567 now.", "It is open."],
            ["1. Open the door.", "2. Close it."],
            [['He said "Stop."', " he left."][0], "Then he left."],
            ["Really?!", "Yes!!", "Good."],
            ["Wait... what is that?", "I see."],
            ["It is e.g. blue.", "Fine."],
        ],
    )
    def test_sentences_leave_whole(self, sentences: list[str]) -> None:
        assert planned(*tokens(" ".join(sentences))) == sentences

    @pytest.mark.parametrize(
        "sentences",
        [
            ["今日は。", "元気ですか？"],
            ["नमस्ते।", "आप कैसे हैं।"],
            ["مرحبا؟", "نعم."],
            ["ជំរាបសួរ។", "អរគុណ។"],
        ],
    )
    def test_terminators_of_other_scripts(self, sentences: list[str]) -> None:
        assert planned(*" ".join(sentences)) == sentences

    def test_decimals_over_tokens(self) -> None:
        assert planned("It", " is", " 29", ".", "99", ".", " OK", ".") == ["It is 29.99.", "OK."]

    def test_tokens_that_begin_or_end_with_blanks(self) -> None:
        assert planned(" Hello", ". ", " World", ".") == ["Hello.", "World."]

    def test_one_token_may_hold_several_sentences(self) -> None:
        assert planned("One. Two. Three", " four.") == ["One.", "Two.", "Three four."]

    def test_lines_end_pieces(self) -> None:
        assert planned("A list", ":\n", "- one", "\n", "- two", "\n\n", "Done", ".") == [
            "A list:",
            "one",
            "two",
            "Done.",
        ]

    def test_nothing_to_say_is_nothing(self) -> None:
        assert planned() == []
        assert planned("", " ", "...", "!?", " ") == []
        assert planned("\n", "—", "\n") == []
        assert planned(",", " ", "so", ",", " yes") == [", so, yes"]
        assert Planner().flush(0.0) == ()
        assert Planner().handle_timer(0.0) == ()
        assert Planner().next_timer() is None


class TestStalls:
    """A stalled stream is spoken as far as it makes sense."""

    def test_a_sentence_does_not_wait_for_the_next_word(self) -> None:
        stream = Stream()
        stream.send("Yes", ".")
        end = stream.now
        stream.wait(1.0)
        ((at, piece),) = stream.left
        assert (piece.text, piece.reason, piece.closes) == ("Yes.", "stall", True)
        assert at - end <= 0.25

    @pytest.mark.parametrize(
        "text", ["Well,", "Let me see, I", "Sure:", "It is 29.", "Hello!", "One, two, thr", "See a.com."]
    )
    def test_the_first_piece_is_never_later_than_250_ms_after_a_clause(self, text: str) -> None:
        stream = Stream()
        stream.send(*tokens(text))
        end = stream.now
        stream.wait(2.0)
        assert stream.left
        assert stream.left[0][0] - end <= 0.25

    def test_any_stream_that_stalls_anywhere(self) -> None:
        text = "Well, the price is $29.99, Dr. Smith said; it may rise. Is that fine? Yes, or no."
        parts = tokens(text)
        for count in range(1, len(parts)):
            stream = Stream()
            stream.send(*parts[:count])
            said = "".join(parts[:count])
            # The first clause ends at the first comma.
            if "," in said:
                comma = next(index for index, part in enumerate(parts) if "," in part)
                stream.wait(2.0)
                assert stream.left[0][0] <= (comma + 1) * TOKEN_S + max(count - comma - 1, 0) * TOKEN_S + 0.25

    def test_a_figure_waits_longer_than_a_word(self) -> None:
        stream = Stream()
        stream.send("It", " is", " 29", ".")
        stream.wait(0.15)
        stream.send("99", " now", ".", gap=0.0)
        assert stream.finish() == ["It is 29.99 now."]

    def test_words_without_a_clause_are_spoken_at_last(self) -> None:
        stream = Stream()
        stream.send(*tokens("The quick brown fox jumps over the lazy dog while it sle"))
        stream.wait(2.0)
        assert stream.texts[0] == "The quick brown fox jumps over the lazy dog"
        assert stream.left[0][1].reason == "words"
        assert stream.left[0][0] <= 1.0
        assert not stream.left[0][1].closes

    def test_the_last_word_may_go_on(self) -> None:
        stream = Stream()
        stream.send(*tokens("Congratulations everybody wonderful achieve"))
        stream.wait(2.0)
        assert stream.finish() == ["Congratulations everybody wonderful", "achieve"]

    def test_an_abbreviation_is_no_reason(self) -> None:
        stream = Stream()
        stream.send("Ask", " Dr", ".")
        stream.wait(1.0)
        stream.send(" Smith", ".")
        assert stream.finish() == ["Ask Dr. Smith."]


class TestPlayout:
    """What is playing decides how long text may wait."""

    def test_a_clause_leaves_when_nothing_plays(self) -> None:
        stream = Stream()
        stream.send(*tokens("If you want to change your plan, you can do that at any time of the"), gap=0.05)
        assert stream.texts == ["If you want to change your plan,"]
        assert stream.left[0][1].reason == "clause"
        assert not stream.left[0][1].closes

    def test_a_sentence_that_ends_soon_is_not_cut(self) -> None:
        stream = Stream()
        stream.send(*tokens("If you want it, do it. Next"))
        assert stream.texts == ["If you want it, do it."]

    def test_a_clause_waits_while_enough_plays(self) -> None:
        stream = Stream()
        stream.planner.playing(10.0, 0.0)
        stream.send(*tokens("If you want to change your plan, you can do that at any time of the day. Next"), gap=0.05)
        assert stream.texts == ["If you want to change your plan, you can do that at any time of the day."]

    def test_a_clause_leaves_before_the_audio_ends(self) -> None:
        stream = Stream()
        stream.planner.playing(1.0, 0.0)
        stream.send(*tokens("If you want to change, you"))
        stream.wait(2.0)
        ((at, piece),) = stream.left
        assert piece.text == "If you want to change,"
        assert at == pytest.approx(0.7)

    def test_playing_may_say_that_more_is_wanted_now(self) -> None:
        planner = Planner()
        planner.playing(60.0, 0.0)
        stream = Stream(planner)
        stream.send(*tokens("If you want to change, you"))
        stream.wait(1.0)
        assert stream.texts == []
        assert [piece.text for piece in planner.playing(stream.now, stream.now)] == ["If you want to change,"]

    def test_the_estimate_grows_with_what_left(self) -> None:
        planner = Planner(options=PlannerOptions(characters_per_s=10))
        stream = Stream(planner)
        stream.send(*tokens("This is a sentence of forty characters!! Then, there"))
        assert len(stream.left) == 1
        due = planner.next_timer()
        assert due is not None
        assert due > stream.now + 2.0


class TestLength:
    """Sentences without end are cut before an engine must."""

    def test_cut_at_clauses_then_words(self) -> None:
        stream = Stream()
        stream.planner.playing(1e9, 0.0)
        stream.send(*tokens("this is a clause of a very long sentence, " * 12 + "and so on " * 60))
        pieces = stream.finish()
        assert all(len(piece) <= 250 for piece in pieces)
        assert pieces[0].endswith("sentence,")
        assert " ".join(pieces) == ("this is a clause of a very long sentence, " * 12 + "and so on " * 60).strip()

    def test_a_flush_cuts_too(self) -> None:
        planner = Planner()
        assert [piece.reason for piece in planner.flush(0.0)] == []
        planner.push("word " * 40, 0.0)
        planner._tail.append("word " * 60)
        pieces = planner.flush(0.0)
        assert all(len(piece.text) <= 250 for piece in pieces)
        assert [piece.closes for piece in pieces][-1]

    def test_a_long_sentence_that_comes_at_once(self) -> None:
        """One token is half a document, where no language model writes it."""
        text = "this is a clause of a very long sentence, " * 12 + "and so on. "
        pieces = Planner().push(text + "Is it?", 0.0)
        assert all(len(piece.text) <= 250 for piece in pieces)
        assert [piece.closes for piece in pieces] == [False, False, True]
        assert " ".join(piece.text for piece in pieces) == text.strip()

    def test_one_endless_word(self) -> None:
        assert "".join(planned("x" * 100, "x" * 900)) == "x" * 1000


class TestMarkup:
    """Markdown, emoji, tags and leaked tool calls."""

    def test_markdown_over_tokens(self) -> None:
        assert planned("**Im", "portant", ":**", " do", " *it*", ".", " Now", ".") == ["Important: do it.", "Now."]

    def test_emoji(self) -> None:
        assert planned("Great", " 😀", "!", " Bye", " 👋", ".") == ["Great !", "Bye ."]
        assert planned("👍", "\n") == []

    def test_links(self) -> None:
        assert planned("See [", "the. Page", "](http://x.y/", "z). ", "Ok.") == ["See the. Page.", "Ok."]

    def test_elements_are_never_cut(self) -> None:
        stream = Stream()
        stream.send("Say ", "<spell>St", ". Louis</", "spell>", " now. ", "Bye.")
        pieces = stream.finish()
        assert pieces == ["Say <spell>St. Louis</spell> now.", "Bye."]
        assert [piece.marked_up for _, piece in stream.left] == [True, False]

    def test_a_tag_that_never_closes_is_dropped(self) -> None:
        assert planned("Say <spell>St", " Louis", " now") == ["Say St Louis now"]

    def test_tool_calls_are_dropped(self) -> None:
        assert planned('{"name": "look', 'up", "arguments": {"a": "}"}}', " Okay", ".") == ["Okay."]
        assert planned("<tool_call>", '{"a": 1}', "</tool_call>", "Done", ".") == ["Done."]
        assert planned('[{"name": "lookup", ') == []
        assert planned("```py", "\nprint(1)\n", "```", " Fine", ".") == ["Fine."]

    def test_curly_brackets_are_text(self) -> None:
        assert planned("{name}", " is", " here", ".") == ["{name} is here."]


class TestInterruption:
    """Clear."""

    def test_what_was_held_comes_back(self) -> None:
        planner = Planner()
        planner.push("One. Two", 0.0)
        assert planner.held == " Two"
        assert planner.clear() == " Two"
        assert planner.held == ""
        assert planner.next_timer() is None

    def test_afterwards_nothing_plays(self) -> None:
        planner = Planner()
        planner.playing(100.0, 0.0)
        planner.clear()
        stream = Stream(planner)
        stream.send("Yes", ".")
        stream.wait(0.5)
        assert stream.texts == ["Yes."]


def words(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_no_text_is_lost_or_doubled() -> None:
    text = "Well, it is $29.99 (Dr. Smith said so). And 3 < 4; e.g. the U.S. one! Really?! Yes… of course. " * 3
    rng = random.Random(7)
    for _ in range(200):
        stream = Stream()
        position = 0
        while position < len(text):
            size = rng.randint(1, 12)
            stream.send(text[position : position + size], gap=rng.choice([0.0, 0.01, 0.05, 0.3, 1.5]))
            position += size
        # Of signs, one that comes alone after a stall is nothing to say.
        assert words("".join(stream.finish())) == words(text)
