"""Kanji and hanzi need a voice that reads them: others would say "Chinese letter" for each.

The numbers of Japanese, which the words of figures bring with them, are put into kana for such voices. What is left in
Han characters is refused, as a language that nobody speaks is, where the text is Japanese or Chinese or has hardly
anything else in it; a word or a name within another language is not worth a prompt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from engine.errors import LanguageUnsupportedError
from engine.interface import HAN, Mark, Span
from engine.wording.languages.japanese_kana import kana

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import LanguageFailure, VoiceInfo

_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WRITTEN_IN_HAN = frozenset({"ja", "zh", "cmn", "yue", "nan", "hak", "wuu", "lzh"})
_LACKING = "voice that reads kanji and hanzi"


def has_han(spans: Sequence[Span | Mark]) -> bool:
    """Whether a character of the Han script is to be read, not pronounced as the document says."""
    return any(isinstance(span, Span) and not span.ipa and _HAN.search(span.text) is not None for span in spans)


def readable(
    group: list[Span | Mark], voice: VoiceInfo, language: str, policy: LanguageFailure = ""
) -> list[Span | Mark]:
    """What `voice` reads for the parts of a text in `language`; nothing where the document wants it ignored.

    Raises:
        LanguageUnsupportedError: it cannot read them, and the document does not say what else to do (onlangfailure).
    """
    if HAN not in voice.unread or not has_han(group):
        return group
    primary = language.partition("-")[0].lower()
    if primary == "ja":
        group = [_in_kana(part) for part in group]
    letters = "".join([part.text for part in group if isinstance(part, Span) and not part.ipa])
    han = len(_HAN.findall(letters))
    if not han or policy == "ignorelang":
        return group
    if primary in _WRITTEN_IN_HAN or 2 * han > sum(map(str.isalpha, letters)):
        if policy == "ignoretext":
            return [part for part in group if isinstance(part, Mark)]
        raise LanguageUnsupportedError(language, _LACKING)
    return group


def _in_kana(part: Span | Mark) -> Span | Mark:
    if isinstance(part, Mark) or part.ipa or not _HAN.search(part.text):
        return part
    return msgspec.structs.replace(part, text=kana(part.text), source=part.source or part.text)
