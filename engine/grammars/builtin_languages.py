"""Built-in speech grammars in other languages than English: digits, phone, and yes and no."""

from __future__ import annotations

from engine.errors import LanguageUnsupportedError
from engine.wording.number_names import digit_names

_BOOLEAN = {
    "de": (("ja", "jawohl", "richtig", "stimmt", "genau", "okay"), ("nein", "nö", "falsch", "stimmt nicht")),
    "es": (("sí", "claro", "correcto", "vale", "de acuerdo"), ("no", "incorrecto")),
    "fr": (("oui", "ouais", "d'accord", "exact", "c'est ça"), ("non", "pas du tout")),
    "it": (("sì", "certo", "esatto", "va bene"), ("no", "sbagliato")),
    "ru": (("да", "верно", "правильно", "конечно"), ("нет", "неверно", "неправильно")),
    "pt": (("sim", "certo", "correto", "está bem"), ("não", "errado")),
    "nl": (("ja", "jawel", "klopt", "goed"), ("nee", "neen", "klopt niet")),
    "pl": (("tak", "zgadza się", "dobrze"), ("nie", "nie zgadza się")),
    "tr": (("evet", "doğru", "tamam"), ("hayır", "yanlış")),
    "sv": (("ja", "jo", "stämmer"), ("nej", "fel")),
    "uk": (("так", "вірно", "правильно"), ("ні", "невірно", "неправильно")),
}
_POLITE = {
    "de": ("bitte", "danke", "danke schön"),
    "es": ("por favor", "gracias", "señor", "señora"),
    "fr": ("s'il vous plaît", "merci", "monsieur", "madame"),
    "it": ("per favore", "grazie"),
    "ru": ("пожалуйста", "спасибо"),
    "pt": ("por favor", "obrigado", "obrigada"),
    "nl": ("graag", "alstublieft", "dank u", "dank je"),
    "pl": ("proszę", "dziękuję"),
    "tr": ("lütfen", "teşekkürler", "teşekkür ederim"),
    "sv": ("tack", "tack så mycket"),
    "uk": ("будь ласка", "дякую"),
}
"""What may be said behind either."""


def document(name: str, language: str, repeat: str) -> str:
    """The ABNF document of the built-in grammar `name`; `repeat` is how many digits it takes.

    Raises:
        LanguageUnsupportedError: it does not exist in that language.
    """
    rules = None
    if name in ("digits", "phone"):
        rules = _digits(name, language, repeat if name == "digits" else "<1->")
    elif name == "boolean":
        rules = _boolean(language)
    if rules is None:
        raise LanguageUnsupportedError(language, f"built-in grammar {name!r}", ("en-US",))
    header = f"#ABNF 1.0 UTF-8;\nlanguage {language};\nmode voice;\ntag-format <semantics/1.0>;\nroot ${name};\n"
    return header + rules


def _digits(name: str, language: str, repeat: str) -> str | None:
    named = [digit_names(digit, language) for digit in "0123456789"]
    if not all(named):
        return None
    options = [f'"{word}" {{out = "{digit}";}}' for digit, words in enumerate(named) for word in words]
    return (
        f'public ${name} = {{out = "";}} ($digit {{out += rules.digit;}}){repeat};\n$digit = {" | ".join(options)};\n'
    )


def _boolean(language: str) -> str | None:
    words = _BOOLEAN.get(language[:2].casefold())
    if words is None:
        return None
    polite = _POLITE[language[:2].casefold()]
    yes, no, after = (" | ".join(f'"{word}"' for word in some) for some in (*words, polite))
    return (
        f"public $boolean = ({yes}) [$polite] {{out = true;}} | ({no}) [$polite] {{out = false;}};\n"
        f"$polite = {after};\n"
    )
