from engine.voices.kokoro.files import MAX_SYMBOLS
from engine.voices.kokoro.runs import divide
from engine.voices.stretches import Stretch


def stretch(*clauses: str, duration_ms: int | None = None) -> Stretch:
    """As if each clause were written as it is spoken, with a blank between."""
    placed, begin = [], 0
    for clause in clauses:
        placed.append((clause, begin))
        begin += len(clause) + 1
    return Stretch(0, begin - 1, 1.0, duration_ms, tuple(placed))


def lengths(found: list[Stretch]) -> list[int]:
    return [len(run.phonemes) for run in found]


def test_a_short_sentence_is_one_run() -> None:
    assert divide(stretch("hello there,", "how are you?")) == [stretch("hello there,", "how are you?")]


def test_a_long_one_begins_with_its_first_clause_and_grows() -> None:
    clause = "a" * 29 + ","
    found = divide(stretch(*[clause] * 12))
    assert [len(run.clauses) for run in found] == [1, 2, 5, 4]
    assert [(run.begin, run.end) for run in found] == [(0, 31), (31, 93), (93, 248), (248, 371)]
    assert " ".join(run.phonemes for run in found) == stretch(*[clause] * 12).phonemes


def test_a_clause_that_is_too_short_takes_the_next_one_along() -> None:
    found = divide(stretch("well,", "b" * 40 + ",", "c" * 40 + "."))
    assert [len(run.clauses) for run in found] == [2, 1]


def test_nothing_is_divided_where_no_pause_is() -> None:
    found = divide(stretch("a" * 40, "təˈmeɪtoʊ", "b" * 40 + ",", "c" * 30))
    assert [len(run.clauses) for run in found] == [3, 1]


def test_a_clause_beyond_the_limit_is_cut_at_blanks_and_loses_nothing() -> None:
    text = " ".join(["word"] * 300)
    found = divide(stretch(text))
    assert max(lengths(found)) <= MAX_SYMBOLS
    assert " ".join(run.phonemes for run in found) == text
    begins = [run.begin for run in found]
    assert begins[0] == 0
    assert begins == sorted(begins)
    assert found[-1].end == len(text)


def test_without_a_blank_it_is_cut_anywhere() -> None:
    found = divide(stretch("a" * 1200))
    assert lengths(found) == [510, 510, 180]


def test_what_is_to_last_a_time_is_whole_or_has_its_share() -> None:
    assert len(divide(stretch(*["a" * 29 + ","] * 5, duration_ms=3000))) == 1
    found = divide(stretch("a" * 499 + ",", "b" * 249 + ".", duration_ms=3000))
    assert [run.duration_ms for run in found] == [2000, 1000]
