import pytest

from engine.errors import LanguageUnsupportedError
from engine.interface import HAN, LanguageFailure, Mark, Span, VoiceInfo
from engine.speaking.scripts import has_han, readable

KANA = VoiceInfo("ja", "x", ("ja",), unread=(HAN,))
ALL = VoiceInfo("zh", "x", ("cmn", "zh"))


def texts(parts: list[Span | Mark]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Span)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("東京です", "ja-JP"),
        ("ごよやくの三月", "ja"),
        ("你好", "zh-CN"),
        ("您好，欢迎", "en-US"),
        ("第一回", "ja-JP"),
    ],
)
def test_what_a_voice_cannot_read_is_refused(text: str, language: str) -> None:
    parts: list[Span | Mark] = [Span(text + "会議")]
    with pytest.raises(LanguageUnsupportedError, match="no voice that reads kanji and hanzi for language"):
        readable(parts, KANA, language)
    assert readable(parts, ALL, language) == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("さん、四番です", "さん、よんばんです"),
        ("ごよやくは五月三日の九時十五分です。", "ごよやくはごがつみっかのくじじゅうごふんです。"),
        ("カタカナ", "カタカナ"),
    ],
)
def test_numbers_are_read_in_kana(text: str, said: str) -> None:
    assert texts(readable([Mark("m"), Span(text)], KANA, "ja-JP")) == [said]


def test_a_word_in_another_language_and_a_pronunciation_are_let_through() -> None:
    parts: list[Span | Mark] = [Span("Hello and welcome to 東京.")]
    assert readable(parts, KANA, "en-US") == parts
    spoken: list[Span | Mark] = [Span("東京", ipa="toːkjoː")]
    assert readable(spoken, KANA, "ja-JP") == spoken
    assert not has_han(spoken)


@pytest.mark.parametrize(("policy", "left"), [("ignorelang", ["東京"]), ("ignoretext", [])])
def test_the_document_may_say_what_else_to_do(policy: LanguageFailure, left: list[str]) -> None:
    assert texts(readable([Span("東京"), Mark("m")], KANA, "ja-JP", policy)) == left
