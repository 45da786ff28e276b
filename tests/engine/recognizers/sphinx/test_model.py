from pathlib import Path

import msgspec
import numpy as np
import pytest
import soxr

from engine.errors import EngineError
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active
from engine.recognition import RecognitionSpec
from engine.recognizers.sphinx.model import Decoded, ModelFiles, Segment, SphinxModel
from engine.recognizers.sphinx.recognizer import packaged_files
from tests.engine.grammars.grammar_vectors import compiled
from tests.fakes import telephone_audio as audio


def spec(rules: str, **options: object) -> RecognitionSpec:
    network = compiled(rules)
    words = tuple(sorted(network.vocabulary()))
    return RecognitionSpec(grammar=to_jsgf([Active(network)]), words=words, **options)  # type: ignore[arg-type]  # fields


@pytest.fixture(scope="module")
def model() -> SphinxModel:
    return SphinxModel(packaged_files(), max_grammars=3)


def wide(text: str) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    line = np.concatenate((audio.silence(0.4), audio.speech(text), audio.silence(0.4)))
    line = audio.mix(line, audio.noise(len(line) / 8000 + 0.1, 60)[: len(line)])
    resampled: np.ndarray[tuple[int], np.dtype[np.int16]] = soxr.resample(line, 8000, 16000)
    return resampled


def test_it_hears_the_words_of_a_grammar_with_their_times(model: SphinxModel) -> None:
    decoded = model.decode(model.compile(spec("$a = yes please | no thank you;")), wide("yes please"), 1)
    assert [segment.word for segment in decoded.segments] == ["yes", "please"]
    first, second = decoded.segments
    assert 30 <= first.start < first.end < second.start < second.end <= decoded.frames
    assert first.score < 0
    assert decoded.others == ()


def test_further_hypotheses_are_different(model: SphinxModel) -> None:
    decoded = model.decode(model.compile(spec("$a = call (mary | larry | barry | harry);")), wide("call mary"), 3)
    assert all(words[0] == "call" for words, _ in decoded.others)
    assert 1 < len(decoded.others) <= 3
    assert len({words for words, _ in decoded.others}) == len(decoded.others)
    scores = [score for _, score in decoded.others]
    assert scores == sorted(scores, reverse=True)


def test_long_audio_is_heard_without_a_lattice(model: SphinxModel) -> None:
    digits = spec("$a = (zero | one | two | three | four)<1->;")
    said = "one two four three zero one four two two three"
    short, long = wide(said[:16]), wide(f"{said} {said}")
    assert len(short) < 5 * 16000 < len(long)
    short_decoded, decoded = (model.decode(model.compile(digits), audio, 3) for audio in (short, long))
    assert 15 < len(decoded.segments) < 25
    assert decoded.others == ()
    # On the same scale as in a lattice, or confidences would mean something else.
    assert _likeness(decoded.segments) == pytest.approx(_likeness(short_decoded.segments), abs=1)


def _likeness(segments: tuple[Segment, ...]) -> float:
    return sum(one.score for one in segments) / sum(one.end - one.start + 1 for one in segments)


def test_a_large_grammar_is_heard_for_as_long_as_the_audio_is_worth(
    model: SphinxModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = " | ".join(f"{first}{last}" for first in _FIRST for last in _LAST)
    large = spec(f"$a = call the sales department | {names};")
    assert len(large.words) > 1000
    audio = wide("call the sales department")
    whole = model.decode(model.compile(large), audio, 2)
    assert [one.word for one in whole.segments] == ["call", "the", "sales", "department"]
    monkeypatch.setattr("engine.recognizers.sphinx.model._LEAST_WORK_S", 0.0)
    monkeypatch.setattr("engine.recognizers.sphinx.model._WORK_PER_SECOND", 0.0)
    cut = model.decode(model.compile(large), audio, 2)
    assert 40 <= cut.frames <= 60 < whole.frames


def test_noise_in_which_nothing_leads_to_an_end_has_no_alternatives(model: SphinxModel) -> None:
    noise = (3000 * np.random.default_rng(0).standard_normal(16000)).astype(np.int16)
    for rules in ("$a = (zero | one)<1->;", "$a = alpha bravo charlie delta;", "$a = alpha<20>;"):
        assert len(model.decode(model.compile(spec(rules)), noise, 3).others) <= 3


def test_too_little_audio_holds_no_words(model: SphinxModel) -> None:
    name = model.compile(spec("$a = yes;"))
    assert model.decode(name, np.zeros(0, np.int16), 1) == Decoded((), (), 0)


@pytest.mark.parametrize("is_large", [False, True])
def test_what_only_begins_a_sentence_is_its_beginning(model: SphinxModel, is_large: bool) -> None:
    names = " | ".join(f"{first}{last}" for first in _FIRST for last in _LAST) if is_large else "leave a message"
    name = model.compile(spec(f"$a = call the (sales | support) department | {names};"))
    cut, whole = (model.decode(name, wide(text), 2) for text in ("call the sales", "call the sales department"))
    assert cut.segments == () or [one.word for one in cut.segments] != [one.word for one in cut.beginning]
    assert [one.word for one in cut.beginning] == ["call", "the", "sales"]
    assert [one.word for one in whole.segments] == [one.word for one in whole.beginning]
    # On the same scale, whether it ends a sentence or not.
    assert _likeness(cut.beginning) == pytest.approx(_likeness(whole.beginning), abs=1.5)


def test_a_grammar_is_compiled_once_and_the_oldest_goes(model: SphinxModel) -> None:
    first = spec("$a = one;")
    name = model.compile(first)
    assert model.compile(first) == name
    for word in ("two", "three", "four"):
        model.compile(spec(f"$a = {word};"))
    assert name not in model._grammars
    assert model.compile(first) == name
    assert model.decode(name, wide("one"), 1).segments


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ("$a = vodafone | blorptastic;", "blorptastic"),  # in no dictionary
        ("$a = public transport | grammar school | import this;", "public transport"),  # words of JSGF itself
        ("$a = o'reilly | \"'C++'\";", "o'reilly"),  # signs that mean something there
    ],
)
def test_words_of_all_kinds(model: SphinxModel, rules: str, text: str) -> None:
    decoded = model.decode(model.compile(spec(rules)), wide(text), 1)
    assert " ".join(segment.word for segment in decoded.segments) == text


def test_a_lexicon_says_how_a_word_is_said(model: SphinxModel) -> None:
    said = spec("$a = xqz | yes;", pronunciations=(("xqz", "bəˈnænə"),))
    decoded = model.decode(model.compile(said), wide("banana"), 1)
    assert [segment.word for segment in decoded.segments] == ["xqz"]


def test_what_cannot_be_compiled_is_refused_and_leaves_nothing(model: SphinxModel) -> None:
    with pytest.raises(EngineError, match="compiled"):
        model.compile(RecognitionSpec(grammar="nonsense", words=("yes",)))
    with pytest.raises(EngineError):
        model.compile(RecognitionSpec(grammar="#JSGF V1.0;\ngrammar a;\npublic <root> = unheardof;\n"))
    assert model.decode(model.compile(spec("$a = yes;")), wide("yes"), 1).segments


def test_phones_that_the_model_does_not_have_are_refused(tmp_path: Path) -> None:
    files = packaged_files()
    path = tmp_path / "words.dict"
    path.write_text("yes QQ ZZ\n", "utf-8")
    model = SphinxModel(ModelFiles(files.acoustic_model, str(path)))
    with pytest.raises(EngineError, match="cannot say 'yes'"):
        model.compile(spec("$a = yes;"))


@pytest.mark.parametrize("field", ["acoustic_model", "dictionary"])
def test_files_that_are_not_there_are_named(tmp_path: Path, field: str) -> None:
    files = msgspec.structs.replace(packaged_files(), **{field: str(tmp_path / "no")})
    with pytest.raises(EngineError, match="no"):
        SphinxModel(files)


def test_a_directory_of_names_is_compiled_and_still_hears(model: SphinxModel) -> None:
    names = " | ".join(f"{first} {last}" for first in _FIRST for last in _LAST)
    name = model.compile(spec(f"$a = {names};"))
    decoded = model.decode(name, wide("call the sales department"), 1)
    assert decoded.frames


_FIRST = [f"{start}{vowel}{end}" for start in "bcdfghjklm" for vowel in "aeiou" for end in "nt"]
_LAST = [f"{start}{vowel}ston" for start in ("har", "pres", "wins", "dun") for vowel in "aeiou"]
