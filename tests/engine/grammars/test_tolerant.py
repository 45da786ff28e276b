"""Transcripts, written as people write, against real grammars in six languages."""

import pytest

from engine.grammars.matcher import MAX_STEPS, Active, Matcher, Status
from engine.grammars.tolerant import MAX_TOKENS, match_written
from tests.engine.grammars.grammar_vectors import compiled

DIGITS = {
    "de-DE": "null eins zwei drei vier fünf sechs sieben acht neun",
    "es-ES": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr-FR": "zéro un deux trois quatre cinq six sept huit neuf",
    "it-IT": "zero uno due tre quattro cinque sei sette otto nove",
    "ru-RU": "ноль один два три четыре пять шесть семь восемь девять",
    "en-US": "zero one two three four five six seven eight nine",
}


def grammar(rule: str, language: str) -> list[Active]:
    return [Active(compiled(f"$a = {rule};", language=language))]


def heard(written: str, rule: str, language: str) -> str:
    """The nearest reading that is a sentence; "" where there is none."""
    reads = match_written(written, grammar(rule, language), language)
    return " ".join(reads[0].matcher.words) if reads and reads[0].matcher.parses() else ""


@pytest.mark.parametrize("language", DIGITS)
@pytest.mark.parametrize("written", ["4582", "45 82", "4 5 8 2.", "4-5-8-2", "4, 5, 8, 2", "4.582", "4 582"])
def test_digits_are_read_one_by_one_where_the_grammar_has_them(language: str, written: str) -> None:
    words = DIGITS[language].split()
    rule = f"({' | '.join(words)})<4>"
    assert heard(written, rule, language) == " ".join(words[digit] for digit in (4, 5, 8, 2))
    assert not heard(written + "1", rule, language)
    assert not heard("4583", " ".join(words[digit] for digit in (4, 5, 8, 2)), language)


@pytest.mark.parametrize(
    ("written", "rule", "language"),
    [
        ("42", "zweiundvierzig", "de-DE"),
        ("42", "vier zwei", "de-DE"),
        ("42", "zwei und vierzig", "de-DE"),
        ("zweiundvierzig", "zwei und vierzig", "de-DE"),
        ("zwei und vierzig", "zweiundvierzig", "de-DE"),
        ("vier zwei", "4 2", "de-DE"),
        ("zweiundvierzig", "42", "de-DE"),
        ("15:30 Uhr", "fünfzehn uhr dreißig", "de-DE"),
        ("15.30 Uhr", "fünfzehn uhr dreißig", "de-DE"),
        ("3,5", "drei komma fünf", "de-DE"),
        ("am 3. Mai", "am dritten mai", "de-DE"),
        ("Kunden-Service", "kundenservice", "de-DE"),
        ("Kundenservice", "kunden service", "de-DE"),
        ("Mueller", "Müller", "de-DE"),
        ("Grüße", "gruesse", "de-DE"),
        ("42", "cuarenta y dos", "es-ES"),
        ("Si.", "sí", "es-ES"),
        ("15:30", "quince y treinta", "es-ES"),
        ("¿Por favor?", "por favor", "es-ES"),
        ("82", "quatre-vingt-deux", "fr-FR"),
        ("2 000", "deux mille", "fr-FR"),
        ("15h30", "quinze heures trente", "fr-FR"),
        ("L' aéroport", "l'aéroport", "fr-FR"),
        ("D’accord !", "d'accord", "fr-FR"),
        ("42", "quaranta due", "it-IT"),
        ("E vero", "è vero", "it-IT"),
        ("42", "сорок два", "ru-RU"),
        ("Еще раз!", "ещё раз", "ru-RU"),
        ("O.K.", "okay", "en-US"),
        ("ok", "o k", "en-US"),
        ("p.m.", "p m", "en-US"),
        ("415", "four hundred and fifteen", "en-US"),
        ("4582", "forty five eighty two", "en-US"),
        ("$5", "five dollars", "en-US"),
        ("sales man", "salesman", "en-US"),
    ],
)
def test_writing_and_grammar_meet(written: str, rule: str, language: str) -> None:
    assert heard(written, rule, language)


@pytest.mark.parametrize(
    ("written", "rule", "language"),
    [
        ("43", "zweiundvierzig", "de-DE"),
        ("vierundzwanzig", "vierundzwanzig tausend", "de-DE"),
        ("Maler", "Müller", "de-DE"),
        ("15:31", "fünfzehn uhr dreißig", "de-DE"),
        ("now here then", "nowhere", "en-US"),
        ("ja nein", "ja", "de-DE"),
        ("", "ja", "de-DE"),
        ("?", "ja", "de-DE"),
    ],
)
def test_what_is_something_else_is_no_sentence(written: str, rule: str, language: str) -> None:
    assert not heard(written, rule, language)


@pytest.mark.parametrize(
    ("written", "rule", "language"),
    [
        ("703", "seventy three", "en-US"),
        ("1005", "one hundred five", "en-US"),
        ("60123", "sixty one hundred twenty three", "en-US"),
        ("703", "siebzig drei", "de-DE"),
    ],
)
def test_figures_of_one_run_become_no_other_number(written: str, rule: str, language: str) -> None:
    assert not heard(written, rule, language)


def test_figures_of_one_run_in_pairs() -> None:
    assert heard("4582", "forty five eighty two", "en-US") == "forty five eighty two"
    assert heard("8005", "eighty zero five", "en-US") == "eighty zero five"


def test_what_is_nearest_to_the_writing_goes_first() -> None:
    reads = match_written("42", grammar("vier zwei | zweiundvierzig | 42", "de-DE"), "de-DE", 5)
    assert [" ".join(one.matcher.words) for one in reads] == ["42", "zweiundvierzig", "vier zwei"]
    assert [one.penalty for one in reads] == sorted(one.penalty for one in reads)
    assert reads[0].penalty == 0


def test_the_beginning_of_a_sentence_is_told() -> None:
    (only,) = match_written("45", grammar("vier fünf acht zwei", "de-DE"), "de-DE")
    assert only.matcher.status is Status.PARTIAL


def test_garbage_takes_what_is_written() -> None:
    assert heard("also 42, bitte", "$GARBAGE (vier zwei) $GARBAGE", "de-DE") == "also vier zwei bitte"


def test_the_work_of_an_explosive_grammar_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every sentence of these digits has exponentially many trails.
    active = [Active(compiled("$a = ($b | $b $b)<0-40>; $b = (vier | fünf | vier fünf)<1-3>;", language="de-DE"))]
    steps = []
    feed = Matcher.feed

    def counted(matcher: Matcher, word: str) -> Status:
        before = matcher.steps
        status = feed(matcher, word)
        steps.append(matcher.steps - before)
        return status

    monkeypatch.setattr(Matcher, "feed", counted)
    tokens = 8
    match_written("4545454545 " * tokens, active, "de-DE")
    most = MAX_STEPS + len(active[0].network.nodes)
    # Ten digits a token for the nearest reading, behind what all of them together may cost.
    assert 0 < sum(steps) <= most * (2 * (tokens + 10) + 20 * tokens)


def test_a_transcript_that_is_no_utterance_is_not_read() -> None:
    assert match_written("ja " * (MAX_TOKENS + 1), grammar("ja<1->", "de-DE"), "de-DE") == []
    assert heard("ja " * MAX_TOKENS, "ja<1->", "de-DE")
