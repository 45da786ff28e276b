"""The built-in grammars of VoiceXML 2.0, appendix P."""

from collections.abc import Iterator

import pytest

from engine.documents.errors import GrammarError
from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import MAX_DIGITS, is_builtin, parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active, Matcher, Status
from engine.grammars.semantics import SemanticsInterpreter


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
    ],
)
def test_results(uri: str, words: str, value: object, interpreter: SemanticsInterpreter) -> None:
    matcher, actives = fed(uri, words)
    (parse,) = matcher.parses()
    assert interpreter.interpret(parse, actives[parse.grammar].network).value == value


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
