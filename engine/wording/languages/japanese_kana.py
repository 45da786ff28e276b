"""The numbers of Japanese, and the words that are said for signs and figures, in kana: for voices that read no kanji.

What a prompt is written in is its author's; but where it is written in kana, its figures have to be read as well. Other
kanji stay.
"""

from __future__ import annotations

import re

_DIGITS = {
    "零": "れい", "〇": "ゼロ", "一": "いち", "二": "に", "三": "さん", "四": "よん", "五": "ご", "六": "ろく",
    "七": "なな",
    "八": "はち", "九": "きゅう",
}  # fmt: skip
_POWERS = {"十": "じゅう", "百": "ひゃく", "千": "せん", "万": "まん", "億": "おく", "兆": "ちょう", "京": "けい"}
_JOINED = {
    "三百": "さんびゃく", "六百": "ろっぴゃく", "八百": "はっぴゃく", "三千": "さんぜん", "八千": "はっせん",
    "一千": "いっせん",
    "一兆": "いっちょう", "八兆": "はっちょう", "十兆": "じゅっちょう", "一京": "いっけい",
}  # fmt: skip
_COUNTERS = {
    "分の": "ぶんの", "時間": "じかん", "分間": "ふんかん", "秒間": "びょうかん", "週間": "しゅうかん",
    "日間": "にちかん",
    "年間": "ねんかん", "か月": "かげつ", "ヶ月": "かげつ", "カ月": "かげつ", "年代": "ねんだい", "年度": "ねんど",
    "番目": "ばんめ", "回目": "かいめ", "号室": "ごうしつ", "号": "ごう", "丁目": "ちょうめ", "番地": "ばんち",
    "年": "ねん", "月": "がつ", "日": "にち", "時": "じ", "分": "ふん", "秒": "びょう", "円": "えん", "度": "ど",
    "人": "にん",
    "名": "めい", "番": "ばん", "件": "けん", "回": "かい", "階": "かい", "個": "こ", "枚": "まい", "本": "ほん",
    "台": "だい",
    "歳": "さい", "倍": "ばい", "点": "てん", "泊": "はく", "元": "げん", "割": "わり", "位": "い", "代": "だい",
    "世": "せい",
    "章": "しょう", "対": "たい", "つ": "つ",
}  # fmt: skip
_SOFT = {"分": "ぷん", "分間": "ぷんかん", "本": "ぽん", "泊": "ぱく"}
"""Behind a shortened sound."""
_SHORTENING = frozenset(
    {"分", "分間", "本", "泊", "回", "回目", "階", "個", "件", "か月", "ヶ月", "カ月", "歳", "週間", "章", "世", "丁目"}
)
_SHORTENED = (("いち", "いっ"), ("ろく", "ろっ"), ("はち", "はっ"), ("じゅう", "じゅっ"), ("ひゃく", "ひゃっ"))
_NOT_SIX = frozenset({"歳", "週間", "章", "世", "丁目"})
_WHOLE = {
    ("日", "一"): "ついたち", ("日", "二"): "ふつか", ("日", "三"): "みっか", ("日", "四"): "よっか",
    ("日", "五"): "いつか",
    ("日", "六"): "むいか", ("日", "七"): "なのか", ("日", "八"): "ようか", ("日", "九"): "ここのか",
    ("日", "十"): "とおか",
    ("日", "十四"): "じゅうよっか", ("日", "二十"): "はつか", ("日", "二十四"): "にじゅうよっか",
    ("人", "一"): "ひとり", ("人", "二"): "ふたり", ("つ", "一"): "ひとつ", ("つ", "二"): "ふたつ",
    ("つ", "三"): "みっつ",
    ("つ", "四"): "よっつ", ("つ", "五"): "いつつ", ("つ", "六"): "むっつ", ("つ", "七"): "ななつ",
    ("つ", "八"): "やっつ",
    ("つ", "九"): "ここのつ", ("歳", "二十"): "はたち",
}  # fmt: skip
_LAST = {
    ("月", "四"): "し", ("月", "七"): "しち", ("月", "九"): "く", ("時", "四"): "よ", ("時", "七"): "しち",
    ("時", "九"): "く",
    ("時間", "四"): "よ", ("時間", "九"): "く", ("円", "四"): "よ", ("人", "四"): "よ", ("年", "四"): "よ",
    ("年間", "四"): "よ",
}  # fmt: skip
"""The last digit of a number before a counter, where it is another word than in counting."""
_VOICED = {
    ("分", "三"): "ぷん", ("分", "四"): "ぷん", ("本", "三"): "ぼん", ("階", "三"): "がい", ("泊", "三"): "ぱく",
}  # fmt: skip
_WORDS = {
    "月曜日": "げつようび", "火曜日": "かようび", "水曜日": "すいようび", "木曜日": "もくようび",
    "金曜日": "きんようび",
    "土曜日": "どようび", "日曜日": "にちようび", "祝日": "しゅくじつ", "休日": "きゅうじつ", "午前": "ごぜん",
    "午後": "ごご",
    "日本時間": "にほんじかん", "時速": "じそく", "秒速": "びょうそく", "毎分": "まいふん", "毎秒": "まいびょう",
    "毎時": "まいじ", "華氏": "かし", "平方": "へいほう", "立方": "りっぽう", "月額": "げつがく", "年額": "ねんがく",
    "日額": "にちがく", "時給": "じきゅう", "郵便番号": "ゆうびんばんごう", "内線": "ないせん", "電話": "でんわ",
    "地下": "ちか",
    "明治": "めいじ", "大正": "たいしょう", "昭和": "しょうわ", "平成": "へいせい", "令和": "れいわ",
    "元年": "がんねん",
    "米印": "こめじるし", "大文字": "おおもじ", "以上": "いじょう", "以下": "いか", "最大": "さいだい",
    "最小": "さいしょう",
    "割る": "わる", "引く": "ひく", "の二乗": "のにじょう", "の三乗": "のさんじょう", "小なり": "しょうなり",
    "大なり": "だいなり",
    "無限大": "むげんだい", "馬力": "ばりき", "水銀柱": "すいぎんちゅう", "株式会社": "かぶしきがいしゃ",
    "有限会社": "ゆうげんがいしゃ", "香港": "ほんこん", "台湾": "たいわん",
}  # fmt: skip
_NUMERALS = "".join([*_DIGITS, *_POWERS])
_counters = "|".join(sorted(_COUNTERS, key=len, reverse=True))
_FOUND = re.compile(
    rf"(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"|(?P<before>[約第])?(?P<number>(?![万億兆京])[{_NUMERALS}]{{1,60}}+)"
    rf"(?:(?P<point>点)(?P<decimals>[{_NUMERALS}ゼロ]{{1,60}}+))?(?P<counter>{_counters})?"
)
_IN_PARTS = re.compile("|".join([*_JOINED, *_DIGITS, *_POWERS]))


def kana(text: str) -> str:
    """`text` with its numbers and what belongs to them in kana."""
    return _FOUND.sub(_read, text)


def _read(match: re.Match[str]) -> str:
    if match["word"]:
        return _WORDS[match["word"]]
    before = {"約": "やく", "第": "だい"}.get(match["before"] or "", "")
    number, counter = match["number"], match["counter"] or ""
    if match["point"]:
        return f"{before}{_said(number)}てん{_said(match['decimals'])}{_COUNTERS.get(counter, '')}"
    if not counter:
        return before + _said(number)
    if (counter, number) in _WHOLE:
        return before + _WHOLE[counter, number]
    last = number[-1]
    if (counter, last) in _LAST:
        return f"{before}{_said(number[:-1])}{_LAST[counter, last]}{_COUNTERS[counter]}"
    return before + _counted(_said(number), counter, last)


def _counted(said: str, counter: str, last: str) -> str:
    counter_said = _COUNTERS[counter]
    if counter in _SHORTENING:
        for full, short in _SHORTENED:
            if said.endswith(full) and not (full in ("ろく", "ひゃく") and counter in _NOT_SIX):
                return said.removesuffix(full) + short + _SOFT.get(counter, counter_said)
    return said + _VOICED.get((counter, last), counter_said)


def _said(number: str) -> str:
    """Digits one by one, or a number with its powers."""
    return _IN_PARTS.sub(lambda part: _JOINED.get(part[0]) or _DIGITS.get(part[0]) or _POWERS[part[0]], number)
