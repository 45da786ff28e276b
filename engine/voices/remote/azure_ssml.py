"""A piece as the SSML that Azure understands (its dialect of SSML 1.0): what the document wanted, span by span."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from engine.emphasis import effective_prosody

if TYPE_CHECKING:
    from engine.interface import Piece, Pitch, Prosody, Span
    from engine.remote.settings import RemoteVoice

_SLOWEST, _FASTEST = 0.5, 2.0
_PITCH_FACTORS = (0.5, 1.5)
"""What the service takes; beyond that it refuses the whole text."""


def to_ssml(piece: Piece, voice: RemoteVoice, *, character_ms: float) -> str:
    """The document for `piece`. Volume is left out: it is made here, for every engine alike. `character_ms` is how
    long a character lasts with this voice, for spans that should last so long."""
    language = piece.language or voice.languages[0]
    spoken = "".join(_span(span, language, character_ms) for span in piece.spans)
    return (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" '
        f"xml:lang={_attribute(language)}><voice name={_attribute(voice.id)}>{spoken}</voice></speak>"
    )


def _span(span: Span, language: str, character_ms: float) -> str:
    text = escape(_clean(span.text))
    if not text.strip():
        return text
    if span.ipa:
        text = f'<phoneme alphabet="ipa" ph={_attribute(span.ipa)}>{text}</phoneme>'
    if span.language and span.language.lower() != language.lower():
        text = f"<lang xml:lang={_attribute(span.language)}>{text}</lang>"
    prosody = effective_prosody(span)
    rate = prosody.rate
    if prosody.duration_ms:
        rate = len(span.text.strip()) * character_ms / prosody.duration_ms
    return _in_prosody(text, prosody, rate)


def _in_prosody(text: str, prosody: Prosody, rate: float) -> str:
    attributes = []
    if rate != 1.0:
        attributes.append(("rate", f"{(min(max(rate, _SLOWEST), _FASTEST) - 1) * 100:+.0f}%"))
    attributes += [(name, value) for name in ("pitch", "range") if (value := _pitch(getattr(prosody, name)))]
    contour = " ".join(f"({place:g}%,{_pitch(pitch) or '+0%'})" for place, pitch in prosody.contour)
    if contour:
        attributes.append(("contour", contour))
    if not attributes:
        return text
    return f"<prosody{''.join(f' {name}={_attribute(value)}' for name, value in attributes)}>{text}</prosody>"


def _pitch(pitch: Pitch) -> str:
    """As an attribute; empty: the voice's own."""
    if pitch.hz:
        return f"{pitch.resolve(0.0):.0f}Hz"
    if pitch.factor != 1.0:
        low, high = _PITCH_FACTORS
        return f"{(min(max(pitch.factor, low), high) - 1) * 100:+.0f}%"
    return f"{pitch.offset_hz:+.0f}Hz" if pitch.offset_hz else ""


def _clean(text: str) -> str:
    """Without what XML cannot hold (XML 1.0 §2.2)."""
    return "".join(one for one in text if one >= " " and one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff")


def _attribute(value: str) -> str:
    return quoteattr(_clean(value))
