"""The built-in grammars of VoiceXML 2.0, appendix P."""

from collections.abc import Iterator

import pytest

from engine.documents.errors import GrammarError
from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import MAX_DIGITS, TYPES, is_builtin, parse_builtin, spells_figures
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active, Matcher, Status
from engine.grammars.semantics import SemanticsInterpreter
from tests.fakes.spoken_answers import answers


@pytest.fixture(scope="module")
def interpreter() -> Iterator[SemanticsInterpreter]:
    with SemanticsInterpreter() as interpreter:
        yield interpreter


def fed(uri: str, words: str) -> tuple[Matcher, list[Active]]:
    actives = [Active(compile_network(grammar)) for grammar in parse_builtin(uri).grammars]
    matcher = Matcher(actives)
    for word in words.split():
        matcher.feed(word)
    return matcher, actives


@pytest.mark.parametrize(
    ("uri", "words", "value"),
    [
        ("builtin:grammar/boolean", "yes", True),
        ("builtin:grammar/boolean", "2", False),
        ("builtin:speech/boolean", "that is wrong", False),
        ("builtin:dtmf/boolean?y=7;n=9", "7", True),
        ("builtin:dtmf/boolean?y=7&n=9", "9", False),
        ("builtin:speech/digits?length=3", "one oh three", "103"),
        ("builtin:dtmf/digits", "1 2 3", "123"),
        ("BUILTIN:DTMF/digits?minlength=2;maxlength=4;unknown=x", "0 0 7", "007"),
        ("builtin:speech/number", "two million one hundred and five point three oh", "2000105.30"),
        ("builtin:speech/number", "minus a thousand and one", "-1001"),
        ("builtin:speech/number", "twenty three thousand four hundred fifty six", "23456"),
        ("builtin:speech/number", "point five", "0.5"),
        ("builtin:speech/number", "zero", "0"),
        ("builtin:dtmf/number", "1 2 * 5", "12.5"),
        ("builtin:speech/currency", "twenty dollars and five cents", "USD20.05"),
        ("builtin:speech/currency", "ninety nine cents", "USD0.99"),
        ("builtin:speech/currency", "two euros", "EUR2.00"),
        ("builtin:dtmf/currency", "1 2 * 5 0", "12.50"),
        ("builtin:speech/date", "march third twenty twenty five", "20250303"),
        ("builtin:speech/date", "the thirty first of december", "????1231"),
        ("builtin:speech/date", "may twenty second nineteen oh five", "19050522"),
        ("builtin:speech/date", "july four two thousand", "20000704"),
        ("builtin:dtmf/date", "2 0 2 5 1 2 3 1", "20251231"),
        ("builtin:speech/time", "quarter to one p m", "1245p"),
        ("builtin:speech/time", "half past three", "0330?"),
        ("builtin:speech/time", "three oh five in the morning", "0305a"),
        ("builtin:speech/time", "noon", "1200p"),
        ("builtin:dtmf/time", "1 5 3 0", "1530h"),
        ("builtin:dtmf/time", "0 3 3 0", "0330?"),
        ("builtin:speech/phone", "five five five one two extension nine", "55512x9"),
        ("builtin:dtmf/phone", "5 5 5 * 1", "555x1"),
        ("builtin:speech/phone", "area code eight five eight seven oh five one two three four", "8587051234"),
        ("builtin:speech/phone", "one area code eight five eight", "1858"),
        ("builtin:speech/phone", "eight hundred five five five one two one two", "8005551212"),
        ("builtin:speech/phone", "plus one eight hundred fifty eight oh six", "185806"),
        ("builtin:speech/phone", "eight hundred and five", "805"),
        ("builtin:speech/phone", "double five one triple oh", "551000"),
        ("builtin:speech/phone", "twenty five twenty twenty five", "252025"),
        ("builtin:speech/phone", "sixty one hundred", "6100"),
        ("builtin:speech/phone", "forty five hundred extension twelve hundred", "4500x1200"),
        ("builtin:speech/phone", "five five five five thousand five hundred fifty one", "5555551"),
        ("builtin:speech/phone", "sixty thousand two hundred eighteen", "60218"),
        ("builtin:speech/boolean", "yes please", True),
        ("builtin:speech/boolean", "yes that's right", True),
        ("builtin:speech/boolean", "no thank you", False),
        ("builtin:speech/boolean", "that is not right", False),
    ],
)
def test_results(uri: str, words: str, value: object, interpreter: SemanticsInterpreter) -> None:
    matcher, actives = fed(uri, words)
    (parse,) = matcher.parses()
    assert interpreter.interpret(parse, actives[parse.grammar].network).value == value


@pytest.mark.parametrize("kind", TYPES)
def test_what_callers_say_means_what_they_say(kind: str, interpreter: SemanticsInterpreter) -> None:
    """Made without the grammars: by a rule for the words and one for the value."""
    (grammar,) = parse_builtin(f"builtin:speech/{kind}").grammars
    active = Active(compile_network(grammar))
    said = answers(kind, 120)
    assert len(said) > 20
    for answer in said:
        matcher = Matcher([active])
        for word in answer.said.split():
            matcher.feed(word)
        assert [interpreter.interpret(parse, active.network).value for parse in matcher.parses()] == [answer.value], (
            answer
        )


@pytest.mark.parametrize(
    "words",
    [
        "date march thirty two",
        "date march ninety nine",
        "time three ninety",
        "phone extension five",
        "phone eight hundred eight hundred",
        "boolean please",
        "boolean yes no",
        "boolean thank you",
    ],
)
def test_what_is_nothing_of_the_kind_is_not_taken(words: str) -> None:
    kind, _, said = words.partition(" ")
    assert fed(f"builtin:speech/{kind}", said)[0].parses() == ()


@pytest.mark.parametrize(
    ("uri", "spells"),
    [
        ("builtin:speech/phone", True),
        ("Builtin:grammar/Digits?length=4", True),
        ("builtin:speech/number", False),
        ("http://h/speech/phone", False),
    ],
)
def test_in_which_figures_stand_for_themselves(uri: str, spells: bool) -> None:
    assert spells_figures(uri) is spells


def test_lengths_decide_when_no_more_is_possible() -> None:
    assert fed("builtin:dtmf/digits?minlength=2;maxlength=3", "1")[0].status is Status.PARTIAL
    assert fed("builtin:dtmf/digits?minlength=2;maxlength=3", "1 2")[0].status is Status.COMPLETE
    assert fed("builtin:dtmf/digits?minlength=2;maxlength=3", "1 2 3")[0].status is Status.COMPLETE_NO_MORE
    assert fed("builtin:dtmf/number?minlength=10", "1 2 3")[0].status is Status.COMPLETE
    assert fed("builtin:dtmf/digits?maxlength=2", "1 2")[0].status is Status.COMPLETE_NO_MORE


def test_modes() -> None:
    assert [grammar.mode for grammar in parse_builtin("builtin:grammar/date").grammars] == ["voice", "dtmf"]
    assert [grammar.mode for grammar in parse_builtin("builtin:grammar/date", speech=False).grammars] == ["dtmf"]
    assert [grammar.mode for grammar in parse_builtin("builtin:grammar/date", "de", speech=False).grammars] == ["dtmf"]
    # The caller would speak and not be heard.
    with pytest.raises(LanguageUnsupportedError):
        parse_builtin("builtin:grammar/date", "de")
    with pytest.raises(LanguageUnsupportedError):
        parse_builtin("builtin:speech/date", "de")


def test_the_language_of_a_uri_goes_before_that_of_the_request() -> None:
    """As Nuance's clients name it."""
    (german,) = parse_builtin("builtin:speech/boolean?language=de-DE", "en-US").grammars
    assert german.language == "de-DE"
    assert parse_builtin("builtin:grammar/date?y=1;language=en-GB", "de").grammars[0].language == "en-GB"
    assert [one.mode for one in parse_builtin("builtin:dtmf/date?language=de").grammars] == ["dtmf"]
    with pytest.raises(LanguageUnsupportedError):
        parse_builtin("builtin:grammar/date?language=de-DE")
    with pytest.raises(GrammarError, match="no language"):
        parse_builtin("builtin:speech/date?language=en%0aroot")


def test_transcription_is_no_grammar() -> None:
    builtin = parse_builtin("builtin:speech/transcribe")
    assert builtin.transcribe
    assert builtin.grammars == ()


@pytest.mark.parametrize(
    "uri",
    [
        "builtin:dtmf/transcribe",
        "builtin:grammar/astrology",
        "builtin:smell/digits",
        "builtin:digits",
        "builtin:dtmf/digits?length=x",
        f"builtin:dtmf/digits?length={MAX_DIGITS + 1}",
        "builtin:dtmf/digits?minlength=3;maxlength=2",
        "builtin:dtmf/digits?length=0",
        "builtin:dtmf/boolean?y=2",
        "builtin:dtmf/boolean?y=yes",
    ],
)
def test_impossible_ones_are_refused(uri: str) -> None:
    with pytest.raises(GrammarError):
        parse_builtin(uri)


def test_is_builtin() -> None:
    assert is_builtin("builtin:x")
    assert is_builtin("Builtin:x")
    assert not is_builtin("http://h/builtin:x")
