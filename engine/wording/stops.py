"""Full stops that an abbreviation and a sentence share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.wording.language import Place

_ENDS = re.compile(r"[ ]{0,20}+(?:[\"')\]]{0,3}+[ ]{0,20}+\Z|\n)")
_STARTS = re.compile(r"[ ]{1,3}[\"'(]?([^\W\d_]{1,30})")


def closing_stop(written: str, place: Place) -> str:
    """The full stop of an abbreviation where it also ends the sentence, else nothing."""
    if not written.endswith("."):
        return ""
    if _ENDS.match(place.text, place.end) or place.language.ends_sentence(place):
        return "."
    following = _STARTS.match(place.text, place.end)
    if following is None or not following[1][0].isupper() or written in place.language.stop_abbreviations:
        return ""
    return "." if following[1].lower() in place.language.sentence_starts else ""
