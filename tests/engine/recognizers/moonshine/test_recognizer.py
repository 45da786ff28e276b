"""The packaged model on recordings of people, and on what is no speech."""

import numpy as np
import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.grammars.builtin_speech import RULES
from engine.recognition import RecognitionSpec
from engine.recognizers.moonshine.recognizer import MoonshineRecognizer
from rtp.audio.resample import resample
from tests.engine.recognizers.moonshine.speaking import abnf, heard, listener
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech.corpus import Utterance, group
from tests.human_speech.recordings import missing, recording

people = pytest.mark.skipif(bool(missing()), reason=missing())
YES_NO = abnf("$a = yes | no;")
DIGITS = abnf("$a = (zero | one | two | three | four | five | six | seven | eight | nine)<1->;")


def utterances(*groups: str) -> tuple[Utterance, ...]:
    return group("held_out", *groups)


def test_it_takes_grammars_and_open_speech_in_its_language(recognizer: MoonshineRecognizer) -> None:
    abilities = recognizer.abilities()
    assert abilities.grammars == abilities.transcription == abilities.networks == ("en-US",)
    assert not recognizer.work()
    with pytest.raises(LanguageUnsupportedError):
        recognizer.open(RecognitionSpec("de-DE", transcribe=True))
    with pytest.raises(EngineError, match="neither a grammar nor open speech"):
        recognizer.open(RecognitionSpec("en-US"))
    recognizer.open(RecognitionSpec("en-GB", transcribe=True)).close()


@people
@pytest.mark.parametrize("length", [4, 10])
@pytest.mark.parametrize("condition", ["clean", "mu_law", "noise_20_db", "quiet"])
def test_strings_of_digits_by_a_human_voice(recognizer: MoonshineRecognizer, length: int, condition: str) -> None:
    for one in utterances(f"digits_{length}")[:3]:
        best = heard(recognizer, one.grammar or "", one.under(condition).samples).best
        assert best is not None
        assert best.text == one.said
        assert best.confidence >= 0.5


@people
@pytest.mark.parametrize("group", ["days", "months", "yes_no"])
def test_single_words_by_human_voices(recognizer: MoonshineRecognizer, group: str) -> None:
    for one in utterances(group)[::3]:
        best = heard(recognizer, one.grammar or "", one.samples).best
        assert best is not None
        assert best.text == one.said


@people
def test_what_is_in_no_grammar_is_not_accepted(recognizer: MoonshineRecognizer) -> None:
    strange = utterances("strange_digits", "strange_menu", "strange_yes_no")[::4]
    assert len(strange) >= 10
    accepted = [
        one.said
        for one in strange
        if (best := heard(recognizer, one.grammar or "", one.samples).best) is not None and best.confidence >= 0.5
    ]
    assert len(accepted) <= 1, accepted


@people
@pytest.mark.parametrize("condition", ["clean", "noise_20_db"])
def test_too_few_digits_are_the_beginning_of_enough(recognizer: MoonshineRecognizer, condition: str) -> None:
    digits = "(zero | one | two | three | four | five | six | seven | eight | nine)"
    for one in utterances("digits_4")[:4]:
        for length in (4, 6):
            best = heard(recognizer, abnf(f"$a = {digits}<{length}>;"), one.under(condition).samples).best
            assert best is not None
            assert (best.text, best.confidence >= 0.5) == (one.said, True)


@people
def test_words_have_times_in_order_within_the_speech(recognizer: MoonshineRecognizer) -> None:
    one = utterances("digits_4")[0]
    best = heard(recognizer, DIGITS, one.samples).best
    assert best is not None
    times = [(word.start_ms, word.end_ms) for word in best.words]
    assert times == sorted(times)
    assert all(start < end for start, end in times)
    assert 200 <= times[0][0] <= 500
    assert times[-1][1] <= len(one.samples) // 8
    assert all(0 < word.confidence <= 1 for word in best.words)


@people
def test_n_best_are_different_sentences_with_falling_confidence(recognizer: MoonshineRecognizer) -> None:
    one = next(one for one in utterances("letters") if one.said == "s")
    result = heard(recognizer, one.grammar or "", one.samples, n_best=4)
    texts = [hypothesis.text for hypothesis in result.hypotheses]
    sure = [hypothesis.confidence for hypothesis in result.hypotheses]
    assert len(texts) == len(set(texts)) >= 3
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(sure)


@people
def test_the_same_speech_is_heard_once(recognizer: MoonshineRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = utterances("digits_4")[0]
    listening = listener(recognizer, DIGITS)
    listening.push(one.samples)
    guess = listening.ask(final=False)
    assert guess.final
    monkeypatch.setattr(recognizer.model, "hear", None)
    listening.push(audio.silence(0.5))
    answer = listening.ask(final=True)
    assert answer.hypotheses is guess.hypotheses
    assert answer.audio_ms == guess.audio_ms + 500


@people
def test_who_goes_on_speaking_is_not_heard_again_and_again(recognizer: MoonshineRecognizer) -> None:
    pcm = np.concatenate([one.samples[2400:-5600] for one in utterances("sentences")[:3]])
    listening = recognizer.open(RecognitionSpec("en-US", transcribe=True))
    answers = []
    for start in range(0, len(pcm), 160):
        listening.push(pcm[start : start + 160])
        answers.append(listening.ask(final=False))
    different = {answer.hypotheses for answer in answers}
    assert 2 < len(different) < len(answers) / 8
    assert not all(answer.final for answer in answers)


@people
def test_where_hotwords_are_looked_for_all_words_are_told(recognizer: MoonshineRecognizer) -> None:
    """While somebody speaks on, the last ones as they are written; at a pause what it is by the grammar as well."""
    one = next(one for one in utterances("menu") if one.said == "do not disturb")
    before = recording("vm-enter-num-to-call")
    listening = listener(recognizer, one.grammar or "", spot=True)
    pcm = np.concatenate((audio.silence(0.4), before, before, before, one.samples[2000:-5600]))
    listening.push(pcm)
    (goes_on,) = listening.ask(final=False).hypotheses
    assert goes_on.text.endswith("do not disturb")
    assert goes_on.words[0].start_ms > len(pcm) // 8 - 5_500
    assert goes_on.words[-1].end_ms <= len(pcm) // 8
    listening.push(audio.silence(0.5))
    assert "do not disturb" in listening.ask(final=False).hypotheses[-1].text
    listening.reset()
    listening.push(one.samples)
    alone = listening.ask(final=True).hypotheses
    assert alone[0].text == alone[-1].text == one.said
    assert alone[0].confidence > 0.5


@people
def test_wide_band_audio(recognizer: MoonshineRecognizer) -> None:
    one = utterances("digits_4")[1]
    listening = listener(recognizer, DIGITS, rate_hz=16000)
    listening.push(resample(one.samples, 8000, 16000))
    best = listening.ask(final=True).best
    assert best is not None
    assert best.text == one.said


@people
def test_open_speech_is_written_as_people_write(recognizer: MoonshineRecognizer) -> None:
    one = next(one for one in utterances("sentences") if len(one.said.split()) == 8)
    listening = recognizer.open(RecognitionSpec("en-US", transcribe=True))
    listening.push(one.samples)
    best = listening.ask(final=True).best
    assert best is not None
    assert best.written[0].isupper()
    assert best.written[-1] in ".,?!"
    assert best.text == best.text.lower().strip(".,")
    assert best.words[0].written


@people
def test_a_minute_of_speech_is_heard_in_windows(recognizer: MoonshineRecognizer) -> None:
    spoken = utterances("sentences")
    pcm = np.concatenate([one.samples for one in spoken])[: 60 * 8000]
    listening = recognizer.open(RecognitionSpec("en-US", transcribe=True))
    listening.push(pcm)
    best = listening.ask(final=True).best
    assert best is not None
    assert len(best.words) > 60
    starts = [word.start_ms for word in best.words]
    assert starts == sorted(starts)
    assert starts[-1] > 45_000


@people
def test_a_grammar_beside_open_speech_goes_first(recognizer: MoonshineRecognizer) -> None:
    four = utterances("digits_4")[0]
    sentence = utterances("sentences")[0]
    spec = RecognitionSpec("en-US", transcribe=True, networks=listener(recognizer, DIGITS)._spec.networks)
    for one, said in ((four, four.said), (sentence, None)):
        listening = recognizer.open(spec)
        listening.push(one.samples)
        best = listening.ask(final=True).best
        assert best is not None
        assert (best.text == said) == (said is not None)


@pytest.mark.parametrize(
    ("name", "pcm"),
    [
        ("nothing", np.zeros(0, np.int16)),
        ("a moment", np.ones(30, np.int16)),
        ("silence", audio.silence(2)),
        ("faint noise", audio.noise(3, 15)),
    ],
)
def test_silence_has_no_words(recognizer: MoonshineRecognizer, name: str, pcm: Pcm) -> None:
    assert heard(recognizer, YES_NO, pcm).hypotheses == ()


@pytest.mark.parametrize(
    ("name", "pcm"),
    [
        ("loud noise", audio.noise(4, 2000)),
        ("brown noise", audio.noise(4, 2000, colour="brown")),
        ("music", audio.mix(*(audio.tone((note,), 6, 600) for note in (262, 330, 392, 523)))),
        ("ringing", audio.ringback(6)),
        ("clicks", np.tile(np.concatenate((np.full(8, 20_000, np.int16), np.zeros(2000, np.int16))), 16)),
        ("overload", np.tile(np.array([32767, -32768], np.int16), 16_000)),
    ],
)
def test_what_is_no_speech_is_no_word_of_a_grammar(recognizer: MoonshineRecognizer, name: str, pcm: Pcm) -> None:
    best = heard(recognizer, YES_NO, pcm).best
    assert best is None or best.confidence < 0.5
    listening = recognizer.open(RecognitionSpec("en-US", transcribe=True))
    listening.push(pcm)
    written = listening.ask(final=True).best
    assert written is None or len(written.words) < 12


@people
def test_two_who_speak_at_once_and_a_minute_by_a_grammar(recognizer: MoonshineRecognizer) -> None:
    spoken = utterances("sentences")
    heard(recognizer, DIGITS, audio.mix(spoken[0].samples, spoken[1].samples))
    result = heard(recognizer, DIGITS, np.tile(spoken[0].samples, 30)[: 60 * 8000])
    assert result.audio_ms == 60_000
    assert result.best is None or result.best.confidence < 0.5


@people
def test_another_utterance_after_a_reset(recognizer: MoonshineRecognizer) -> None:
    first, second = utterances("digits_4")[:2]
    listening = listener(recognizer, DIGITS)
    listening.push(first.samples)
    assert listening.ask(final=True).hypotheses[0].text == first.said
    listening.reset()
    assert listening.ask(final=True).hypotheses == ()
    listening.push(second.samples)
    assert listening.ask(final=True).hypotheses[0].text == second.said
    listening.close()


def test_a_grammar_too_ambiguous_is_refused_in_time(recognizer: MoonshineRecognizer) -> None:
    optional = " ".join("[$b]" for _ in range(40))
    rules = f"$a = {optional};\n$b = ($c | $d | $e)<0-20>;\n$c = [one] [two]; $d = [two] [three]; $e = [one] [three];"
    pcm = np.concatenate((audio.silence(0.4), audio.speech("one two three one two three"), audio.silence(0.6)))
    try:
        heard(recognizer, abnf(rules), pcm)
    except EngineError as error:
        assert "too ambiguous" in error.reason  # noqa: PT017  # both outcomes are right, a hang is not


def test_the_built_in_rules_are_followed(recognizer: MoonshineRecognizer) -> None:
    document = f"#ABNF 1.0;\nlanguage en-US;\nroot $time;\ntag-format <semantics/1.0>;\n{RULES}"
    pcm = np.concatenate((audio.silence(0.4), audio.speech("half past ten"), audio.silence(0.6)))
    best = heard(recognizer, document, pcm).best
    assert best is not None
    assert best.text == "half past ten"
