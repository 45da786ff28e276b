"""What figures and signs are called, in every usual way: for hearing them, where saying them needs one way only.

English is known here; the digits and signs of some other languages, too. Larger numbers of those are num2words'.
"""

from __future__ import annotations

import re
from functools import lru_cache

from engine.wording import numbers

LONGEST_NUMBER_DIGITS = 15
"""Longer figures are said digit by digit."""

_DIGITS = {
    "en": "zero|oh|o one two three four five six seven eight nine",
    "de": "null eins|ein|eine zwei|zwo drei vier fünf sechs sieben acht neun",
    "es": "cero uno|un|una dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un|une deux trois quatre cinq six sept huit neuf",
    "it": "zero uno|un|una due tre quattro cinque sei sette otto nove",
    "ru": "ноль|нуль один|одна|одно два|две три четыре пять шесть семь восемь девять",
    "pt": "zero um|uma dois|duas três quatro cinco seis|meia sete oito nove",
    "nl": "nul een|één twee drie vier vijf zes zeven acht negen",
    "pl": "zero jeden|jedna dwa|dwie trzy cztery pięć sześć siedem osiem dziewięć",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    "sv": "noll ett|en två tre fyra fem sex sju åtta nio",
    "uk": "нуль один|одна два|дві три чотири п'ять шість сім вісім дев'ять",
}
_SIGNS = {
    "en": {"%": "percent", "&": "and", "+": "plus", "€": "euros|euro", "$": "dollars|dollar", "£": "pounds|pound"},
    "de": {"%": "prozent", "&": "und", "+": "plus", "€": "euro", "$": "dollar", "£": "pfund"},
    "es": {"%": "por ciento", "&": "y", "+": "más", "€": "euros|euro", "$": "dólares|dólar", "£": "libras|libra"},
    "fr": {"%": "pour cent", "&": "et", "+": "plus", "€": "euros|euro", "$": "dollars|dollar", "£": "livres|livre"},
    "it": {"%": "per cento", "&": "e", "+": "più", "€": "euro", "$": "dollari|dollaro", "£": "sterline|sterlina"},
    "ru": {
        "%": "процентов|процента|процент", "&": "и", "+": "плюс", "€": "евро", "$": "долларов|доллара|доллар",
        "£": "фунтов|фунта|фунт",
    },
}  # fmt: skip
_COMMAS = {"de": "komma", "es": "coma|punto|con", "fr": "virgule", "it": "virgola", "ru": "запятая|целых|целая"}
_HOURS = {
    "en": "o'clock", "de": "uhr", "es": "horas|y", "fr": "heures|heure", "it": "e", "ru": "часов|часа|час",
}  # fmt: skip
_VARIANTS = {
    "en": (),
    "de": ((r"^ein(?=hundert|tausend)", ""), (r"zwei", "zwo"), (r"eins$", "ein")),
    "es": ((r"uno$", "un"), (r"uno$", "una")),
    "fr": ((r"un$", "une"),),
    "it": ((r"uno$", "un"),),
    "ru": ((r"^одна тысяча", "тысяча"), (r"один$", "одна"), (r"два$", "две"), (r"ноль", "нуль")),
}
_ORDINAL_ENDINGS = {"de": ("e", ("", "r", "n", "s", "m")), "es": ("o", ("o", "a")), "it": ("o", ("o", "a"))}


@lru_cache(maxsize=512)
def digit_names(digit: str, language: str) -> tuple[str, ...]:
    """What one of the digits "0" to "9" is called, one word each; () where the language is not known."""
    names = _DIGITS.get(_primary(language))
    if names:
        return tuple(names.split()[int(digit)].split("|"))
    word = number_words(digit, language)
    return (word.casefold(),) if word and " " not in word else ()


@lru_cache(maxsize=4096)
def number_names(figures: str, language: str) -> tuple[str, ...]:
    """What a whole number, written in ASCII digits, is called: words with blanks between them, the most usual first."""
    if len(figures) > LONGEST_NUMBER_DIGITS or (figures[0] == "0" and len(figures) > 1):
        return ()
    primary = _primary(language)
    if primary == "en":
        return _english(int(figures))
    word = number_words(str(int(figures)), language)
    if not word:
        return digit_names(figures, language) if len(figures) == 1 else ()
    return _varied(word.casefold(), _VARIANTS.get(primary, ()))


@lru_cache(maxsize=1024)
def ordinal_names(figures: str, language: str) -> tuple[str, ...]:
    """What the rank of that number is called, in the genders and cases of the language."""
    if len(figures) > LONGEST_NUMBER_DIGITS:
        return ()
    primary = _primary(language)
    if primary == "en":
        return (numbers.ordinal(int(figures)),)
    word = number_words(str(int(figures)), language, "ordinal").casefold()
    last, endings = _ORDINAL_ENDINGS.get(primary, ("", ()))
    if not word or not word.endswith(last) or not endings:
        return (word,) if word else ()
    stem = word if primary == "de" else word.removesuffix(last)
    return tuple(stem + ending for ending in endings)


def sign_names(sign: str, language: str) -> tuple[str, ...]:
    """What `%`, `&`, `+` or a currency's sign is called; () where that is not known."""
    names = _SIGNS.get(_primary(language), {}).get(sign, "")
    return tuple(names.split("|")) if names else ()


def comma_names(language: str) -> tuple[str, ...]:
    """What stands between a whole number and its decimals."""
    return tuple(_COMMAS.get(_primary(language), "point").split("|"))


def hour_names(language: str) -> tuple[str, ...]:
    """What may stand between an hour and its minutes, or behind a full hour."""
    names = _HOURS.get(_primary(language), "")
    return tuple(names.split("|")) if names else ()


def _english(value: int) -> tuple[str, ...]:
    plain = numbers.cardinal(value)
    spoken = [plain]
    # British, and in cheques: "four hundred and fifteen".
    spoken.append(re.sub(r"\b(hundred|thousand) (?=\w++(?: \w++)? ?$)", r"\1 and ", plain))
    spoken.append(re.sub(r"\bhundred (?!and|thousand|million|billion)", "hundred and ", plain))
    if 1000 <= value <= 2099:
        spoken.append(numbers.year(value))
    spoken += [re.sub(r"^one (?=hundred|thousand|million)", "a ", one) for one in spoken]
    return tuple(dict.fromkeys(spoken))


def _varied(word: str, variants: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    found = [word]
    for pattern, replacement in variants:
        found += [re.sub(pattern, replacement, one) for one in found]
    return tuple(one for one in dict.fromkeys(found) if one)


def _primary(language: str) -> str:
    return language[:2].casefold() or "en"


def number_words(figures: str, language: str, to: str = "cardinal") -> str:
    """A whole number, written in ASCII digits, in words by num2words; "" where it does not know the language."""
    if len(figures) > LONGEST_NUMBER_DIGITS:
        return ""
    from num2words import num2words

    for tag in (language.replace("-", "_"), language[:2]):
        try:
            return str(num2words(int(figures), lang=tag, to=to)).replace("-", " ")
        except (NotImplementedError, TypeError, ValueError, KeyError, OverflowError, AttributeError, IndexError):
            # The package raises all of these for a language or a size it does not know.
            continue
    return ""
