"""An utterance as lines that people can read and compare: the `.score` beside each document of vectors/ssml/spoken.

::

    0.1 en-US (gender=female) | One {emphasis=strong: two }<mark>[400 ms]three. ~250
    play http://h/a.wav from=1000 to=2000
        0.0 en-US | What is spoken in its place. ~250
    <mark>
    [3000 ms]

Paragraph and sentence; the language, and what else is asked of the voice; the words; the natural pause behind them.
"""

import math

from engine.interface import PLAIN, Break, Clip, Element, Mark, Part, Pitch, Prosody, Sentence, Span, VoiceSelection

_PITCH = Pitch()


def score(elements: tuple[Element, ...], indent: str = "") -> list[str]:
    lines = []
    for element in elements:
        if isinstance(element, Sentence):
            words = "".join(map(_part, element.parts))
            pause = f" ~{element.pause_ms}" if element.pause_ms else ""
            place = f"{element.paragraph}.{element.sentence}"
            lines.append(f"{indent}{place} {_voice(element.voice)} | {words}{pause}")
        elif isinstance(element, Clip):
            lines.append(f"{indent}play {_clip(element)}")
            lines += score(element.fallback, indent + "    ")
        else:
            lines.append(indent + _part(element))
    return lines


def _part(part: Part) -> str:
    if isinstance(part, Mark):
        return f"<{part.name}>"
    if isinstance(part, Break):
        return f"[{part.ms} ms]"
    return _span(part)


def _span(span: Span) -> str:
    manner = {
        "token": "yes" if span.token else "",
        "ipa": span.ipa,
        "lang": span.language,
        "failure": span.on_language_failure,
        "emphasis": span.emphasis,
        **_prosody(span.prosody),
    }
    told = " ".join(f"{name}={value}" for name, value in manner.items() if value)
    return f"{{{told}: {span.text}}}" if told else span.text


def _prosody(prosody: Prosody) -> dict[str, str]:
    if prosody == PLAIN:
        return {}
    return {
        "rate": "" if prosody.rate == 1 else f"{prosody.rate:g}",
        "pitch": _pitch(prosody.pitch),
        "range": _pitch(prosody.range),
        "volume": "silent" if prosody.volume_db == -math.inf else _unless(prosody.volume_db, 0, "{:+.1f}dB"),
        "contour": ",".join(f"{at:g}%:{_pitch(pitch)}" for at, pitch in prosody.contour),
        "duration": "" if prosody.duration_ms is None else f"{prosody.duration_ms}ms",
    }


def _pitch(pitch: Pitch) -> str:
    if pitch == _PITCH:
        return ""
    base = f"{pitch.hz:g}Hz" if pitch.hz else "own"
    return base + _unless(pitch.factor, 1, "*{:.3g}") + _unless(pitch.offset_hz, 0, "{:+g}")


def _voice(voice: VoiceSelection) -> str:
    wishes = [f"{name}={value}" for name, value in voice.wishes() if name != "language"]
    if voice.required != ("languages",):
        wishes.append(f"required={'+'.join(voice.required)}")
    if voice.on_language_failure:
        wishes.append(f"failure={voice.on_language_failure}")
    return " ".join([voice.language or "-", *([f"({', '.join(wishes)})"] if wishes else [])])


def _clip(clip: Clip) -> str:
    told = {
        "from": _unless(clip.begin_ms, 0),
        "to": _unless(clip.end_ms, None),
        "count": _unless(clip.repeat_count, 1.0),
        "for": _unless(clip.repeat_ms, None),
        "level": _unless(clip.sound_level_db, 0.0, "{:+g}dB"),
        "speed": _unless(clip.speed, 1.0),
        "shows": clip.description,
    }
    return " ".join([clip.uri, *(f"{name}={value}" for name, value in told.items() if value)])


def _unless(value: float | None, usual: float | None, form: str = "{:g}") -> str:
    return "" if value == usual else form.format(value)
