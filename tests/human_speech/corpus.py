"""Utterances by people for measuring recognisers: what was said to which grammar, made anew from the recordings.

Two halves that share no sentence, no menu, no string of digits: thresholds are chosen on `tuning`, figures reported on
`held_out`. Of what was recorded only once (digits, letters, days, months, the spelling alphabet) `tuning` has copies
spoken faster and slower, at another pitch.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.human_speech import words
from tests.human_speech.conditions import CONDITIONS, seed_of
from tests.human_speech.recordings import beginning, recording, texts
from tests.human_speech.voices import synthetic_voices

Half = Literal["tuning", "held_out"]
_LINE_RMS = 10.0
_LEAD_S, _TAIL_S = 0.3, 0.7
_STRINGS = 24
_NUMBERS = 30
_STRANGE = 16
"""Utterances out of grammar for each grammar, and some sounds."""
_LONGEST_STRANGE_S = 5
_SPEEDS = {"tuning": (0.93, 1.08), "held_out": (1.0,)}
_SEEDS = {"tuning": 11, "held_out": 23}
_SENTENCE_WORDS, _SENTENCE_S = (4, 40), (1.0, 12.0)


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """What somebody said on a line, with pauses before and after."""

    name: str
    """Unique in its half."""
    samples: Pcm
    """int16 at 8 kHz."""
    said: str
    """In the grammar's words; a sentence as it is written; empty when nobody spoke."""
    grammar: str | None
    """An ABNF document; None: open speech."""
    group: str
    """digits_1, digits_4, digits_6, digits_10, numbers, letters, alphabet, days, months, yes_no, menu, sentences, and
    strange_… of each grammar."""
    in_grammar: bool = True
    """False: the right answer is none."""

    def under(self, condition: str) -> Utterance:
        """Return it as it arrives under one of `CONDITIONS`."""
        return replace(self, samples=CONDITIONS[condition](self.samples, seed_of(self.name)))


@functools.cache
def corpus(half: Half) -> tuple[Utterance, ...]:
    """Return all utterances of a half, clean, always the same."""
    rng = random.Random(_SEEDS[half])
    known = [
        *_digit_strings(half, rng),
        *_numbers(half, rng),
        *_words(half, "letters", words.LETTERS),
        *_words(half, "alphabet", words.ALPHABET),
        *_words(half, "days", words.DAYS),
        *_words(half, "months", words.MONTHS),
        *_yes_no(half),
        *_menu(half),
    ]
    return (*known, *_sentences(half), *_strange(half, rng))


def group(half: Half, *names: str) -> tuple[Utterance, ...]:
    """Return the utterances of some groups; a name that ends in _ stands for all that begin so."""
    return tuple(
        one
        for one in corpus(half)
        if any(one.group == name or (name.endswith("_") and one.group.startswith(name)) for name in names)
    )


@functools.cache
def digit_strings(half: Half) -> tuple[Utterance, ...]:
    """Return the English strings of digits of `corpus` alone, without the time that the rest takes."""
    return tuple(_digit_strings(half, random.Random(_SEEDS[half])))


def digits(language: str, half: Half = "held_out", count: int = 12) -> tuple[Utterance, ...]:
    """Return strings of four digits by a speaker of another language, with a grammar in it."""
    rng = random.Random(_SEEDS[half])
    names = words.DIGITS[language]
    rules = words.digits_grammar(language)
    found = []
    for number in range(count):
        drawn = [rng.randrange(10) for _ in range(4)]
        pcm = _joined([recording(f"digits/{digit}", language) for digit in drawn], rng)
        said = " ".join(names[digit] for digit in drawn)
        found.append(Utterance(f"digits_{language}_{number}", _on_line(pcm, number), said, rules, "digits_4"))
    return tuple(found)


def _on_line(pcm: Pcm, seed: int) -> Pcm:
    """Speech between pauses, in the faint noise of a line."""
    padded = np.concatenate((audio.silence(_LEAD_S), pcm, audio.silence(_TAIL_S)))
    noise = audio.noise(len(padded) / audio.RATE_HZ + 0.01, _LINE_RMS, seed)
    return audio.mix(padded, noise[: len(padded)])


@functools.cache
def _at_speed(name: str, speed: float) -> Pcm:
    pcm = recording(name)
    return pcm if speed == 1 else resample(pcm, round(audio.RATE_HZ * speed), audio.RATE_HZ)


def _joined(parts: Sequence[Pcm], rng: random.Random) -> Pcm:
    """Words as one utterance, 30 to 120 ms apart."""
    pieces: list[Pcm] = []
    for part in parts:
        pieces += [part, audio.silence(rng.uniform(0.03, 0.12))]
    return np.concatenate(pieces[:-1])


def _utterance(name: str, pcm: Pcm, said: str, grammar: str | None, group: str) -> Utterance:
    return Utterance(name, _on_line(pcm, seed_of(name)), said, grammar, group)


def _strings(half: Half, rng: random.Random, length: int) -> list[tuple[int, ...]]:
    """Strings of that length that the other half does not have: their digits' sum is even there, odd here."""
    if length == 1:
        return [(digit,) for digit in range(10)]
    wanted = 0 if half == "tuning" else 1
    found: dict[tuple[int, ...], None] = {}
    while len(found) < _STRINGS:
        drawn = tuple(rng.randrange(10) for _ in range(length))
        if sum(drawn) % 2 == wanted:
            found[drawn] = None
    return list(found)


def _digit_strings(half: Half, rng: random.Random) -> list[Utterance]:
    rules = words.digits_grammar("en-US")
    found = []
    for length in (1, 4, 6, 10):
        for number, string in enumerate(_strings(half, rng, length)):
            speed = _SPEEDS[half][number % len(_SPEEDS[half])]
            pcm = _joined([_at_speed(f"digits/{digit}", speed) for digit in string], rng)
            said = " ".join(words.DIGITS["en-US"][digit] for digit in string)
            found.append(_utterance(f"digits_{length}_{number}", pcm, said, rules, f"digits_{length}"))
    return found


def _numbers(half: Half, rng: random.Random) -> list[Utterance]:
    found = []
    wanted = 0 if half == "tuning" else 1
    for index, number in enumerate(rng.sample(range(10 + wanted, 1000, 2), _NUMBERS)):
        speed = _SPEEDS[half][index % len(_SPEEDS[half])]
        spoken = words.spoken_number(number)
        pcm = _joined([_at_speed(f"digits/{part}", speed) for _, part in spoken], rng)
        said = " ".join(word for word, _ in spoken)
        found.append(_utterance(f"number_{number}", pcm, said, words.NUMBERS, "numbers"))
    return found


def _words(half: Half, group: str, spoken: dict[str, str]) -> list[Utterance]:
    """Each word of a list alone, with the list as its grammar."""
    rules = words.list_grammar(spoken)
    return [
        _utterance(f"{group}_{word}_{speed}", _at_speed(name, speed), word, rules, group)
        for word, name in spoken.items()
        for speed in _SPEEDS[half]
    ]


def _yes_no(half: Half) -> list[Utterance]:
    found = []
    for speed in _SPEEDS[half]:
        # Nobody says "yes" alone; the "t" of "yesterday" is a silence behind it.
        yes = beginning(_at_speed("digits/yesterday", speed), 0.3 / speed, 0.5 / speed)
        found += [("yes", f"person_{speed}", yes), ("no", f"person_{speed}", _at_speed("vm-no", speed))]
    for voice, speak in synthetic_voices(half).items():
        found += [(word, voice, speak(word)) for word in ("yes", "no")]
    return [_utterance(f"{word}_{by}", pcm, word, words.YES_NO, "yes_no") for word, by, pcm in found]


def _menu(half: Half) -> list[Utterance]:
    menu = words.MENUS[half]
    found = []
    for phrase, name in menu.items():
        found += [(phrase, f"person_{speed}", _at_speed(name, speed)) for speed in _SPEEDS[half]]
        found += [(phrase, voice, speak(phrase)) for voice, speak in synthetic_voices(half).items()]
    rules = words.list_grammar(menu)
    return [_utterance(f"{phrase.replace(' ', '_')}_{by}", pcm, phrase, rules, "menu") for phrase, by, pcm in found]


def _is_of(half: Half, name: str, text: str) -> bool:
    """Recordings are dealt out by their words, so that takes of one sentence stay together."""
    return seed_of(" ".join(words.plain(text))) % 2 == (0 if half == "tuning" else 1)


def _is_spelled(name: str) -> bool:
    """Names of protocols, some of them letter by letter."""
    return name.startswith("spy-")


def _sentences(half: Half) -> list[Utterance]:
    found = []
    for name, text in sorted(texts().items()):
        fits = _SENTENCE_WORDS[0] <= len(words.plain(text)) <= _SENTENCE_WORDS[1]
        if fits and not _is_spelled(name) and _is_of(half, name, text):
            pcm = recording(name)
            if _SENTENCE_S[0] <= len(pcm) / audio.RATE_HZ <= _SENTENCE_S[1]:
                found.append(_utterance(f"sentence_{name}", pcm, text, None, "sentences"))
    return found


def _strange(half: Half, rng: random.Random) -> list[Utterance]:
    """Sentences and words to grammars that hold no word of theirs, and sounds that nobody spoke."""
    spoken = {
        name: text
        for name, text in sorted(texts().items())
        if _is_of(half, name, text) and not _is_spelled(name) and not re.search(r"/|\d", name + text)
        if len(recording(name)) <= _LONGEST_STRANGE_S * audio.RATE_HZ
    }
    menu = words.MENUS[half]
    grammars = {
        "digits": words.digits_grammar("en-US"),
        "letters": words.list_grammar(words.LETTERS),
        "alphabet": words.list_grammar(words.ALPHABET),
        "days": words.list_grammar(words.DAYS),
        "months": words.list_grammar(words.MONTHS),
        "yes_no": words.YES_NO,
        "menu": words.list_grammar(menu),
    }
    found: list[Utterance] = []
    for group, rules in grammars.items():
        taken = {*re.findall(r"[a-z']+", rules.partition("=")[2].lower()), *words.SOUND_LIKE_OTHERS}
        foreign = [name for name, text in spoken.items() if words.plain(text) and not taken & {*words.plain(text)}]
        chosen = [(name, spoken[name]) for name in rng.sample(foreign, _STRANGE)]
        chosen += [(name, "") for name in words.SOUNDS[half]]
        for name, text in chosen:
            pcm = recording(name)[: _LONGEST_STRANGE_S * audio.RATE_HZ]
            one = _utterance(f"strange_{group}_{name}", pcm, text, rules, f"strange_{group}")
            found.append(replace(one, in_grammar=False))
    return found
