"""The built-in grammars of VoiceXML 2.0 (appendix P) as `builtin:` URIs, by speech and by keys.

By speech they are in English; digits, phone and boolean are in other languages, too.

`builtin:grammar/digits?minlength=3` means both, `builtin:speech/…` and `builtin:dtmf/…` one of them. Results are the
strings that VoiceXML specifies: true, false; yyyymmdd; digits; UUUmm.nn; a number; digits with x; hhmm and one of
a, p, h, ?.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from engine.documents.errors import GrammarError
from engine.grammars import builtin_languages, builtin_speech
from engine.grammars.abnf import parse_abnf
from engine.grammars.tokens import KEYS
from engine.wording.normalize import is_english

if TYPE_CHECKING:
    from engine.grammars.grammar import Grammar

TYPES = ("boolean", "currency", "date", "digits", "number", "phone", "time")
TRANSCRIBE = frozenset({"transcribe", "transcription", "dictation"})
"""`builtin:speech/transcribe` and what others call it: open speech, no grammar at all."""
MAX_DIGITS = 500
_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,8}")
_DIGIT = "(0|1|2|3|4|5|6|7|8|9)"
_JOINED = '{out = meta.current().text.replace(/ /g, "");}'
_POINT = '{out = out.replace("*", ".");}'


@dataclass(frozen=True, slots=True)
class Builtin:
    """What a `builtin:` URI asks for: grammars, by speech first, or open transcription."""

    grammars: tuple[Grammar, ...] = ()
    transcribe: bool = False


def is_builtin(uri: str) -> bool:
    return uri[:8].lower() == "builtin:"


def spells_figures(uri: str) -> bool:
    """Whether `uri` is a built-in grammar in which figures stand for themselves: "805" is 8, 0 and 5."""
    return is_builtin(uri) and uri.partition("?")[0].lower().rpartition("/")[2] in ("digits", "phone")


@lru_cache(maxsize=256)
def parse_builtin(uri: str, language: str = "en-US", *, speech: bool = True) -> Builtin:
    """Return the grammars that a `builtin:` URI names.

    Parameters follow `?`, separated by `;` or `&`: y and n (boolean), length, minlength, maxlength (digits), and the
    language, which goes before that of the request. Unknown ones are ignored.

    Args:
        uri: `builtin:grammar/…` for both, `builtin:speech/…` or `builtin:dtmf/…`.
        language: that is spoken, BCP 47.
        speech: False: only keys can be heard, so those that are for both are for keys.

    Raises:
        GrammarError: an unknown grammar, or a parameter with an impossible value.
        LanguageUnsupportedError: it is for speech, and there is none in that language. One for both is not cut down to
            keys: the caller would speak and not be heard.
    """
    path, _, query = uri.partition("?")
    mode, _, name = path.partition(":")[2].strip("/").lower().partition("/")
    parameters = dict(_pair(part) for part in query.replace("&", ";").split(";") if part.strip())
    if mode == "speech" and name in TRANSCRIBE:
        return Builtin(transcribe=True)
    if mode not in ("grammar", "speech", "dtmf") or name not in TYPES:
        raise GrammarError(f"there is no built-in grammar {uri[:80]!r}")
    grammars = []
    if mode == "speech" or (mode == "grammar" and speech):
        grammars.append(_speech(name, parameters, _language(parameters) or language))
    if mode != "speech":
        grammars.append(_keys(name, parameters))
    return Builtin(tuple(grammars))


def _pair(part: str) -> tuple[str, str]:
    key, _, value = part.partition("=")
    return key.strip().lower(), unquote(value.strip())


def _language(parameters: dict[str, str]) -> str:
    language = parameters.get("language", "")
    if language and not _TAG.fullmatch(language):
        raise GrammarError(f"language={language[:40]!r} is no language")
    return language


def _count(parameters: dict[str, str], name: str) -> int | None:
    value = parameters.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value[:9]) <= MAX_DIGITS):
        raise GrammarError(f"{name}={value[:40]!r} is not a length up to {MAX_DIGITS}")
    return int(value)


def _repeat(parameters: dict[str, str]) -> str:
    """Return the ABNF repeat of digits that length, minlength and maxlength make."""
    length = _count(parameters, "length")
    least = length if length is not None else _count(parameters, "minlength")
    most = length if length is not None else _count(parameters, "maxlength")
    least = 1 if least is None else least
    if most is not None and (most < least or most == 0):
        raise GrammarError(f"no digit string has at least {least} and at most {most} digits")
    return f"<{max(least, 1)}-{'' if most is None else most}>"


def _keys(name: str, parameters: dict[str, str]) -> Grammar:
    body = {
        "boolean": lambda: _boolean_keys(parameters),
        "date": lambda: f"{_DIGIT}<8> {_JOINED}",
        "digits": lambda: f"{_DIGIT}{_repeat(parameters)} {_JOINED}",
        "currency": lambda: f"{_DIGIT}<1-> [star {_DIGIT}<0-2>] {_JOINED} {_POINT}",
        "number": lambda: f"({_DIGIT}<1-> [star {_DIGIT}<0->] | star {_DIGIT}<1->) {_JOINED} {_POINT}",
        "phone": lambda: f'{_DIGIT}<1-> [star {_DIGIT}<1->] {_JOINED} {{out = out.replace("*", "x");}}',
        "time": _time_keys,
    }[name]()
    return parse_abnf(f"#ABNF 1.0;\nmode dtmf;\ntag-format <semantics/1.0>;\nroot $key;\npublic $key = {body};\n")


def _boolean_keys(parameters: dict[str, str]) -> str:
    yes, no = parameters.get("y", "1"), parameters.get("n", "2")
    if yes == no or not {yes, no} <= KEYS:
        raise GrammarError(f"y={yes[:10]!r} and n={no[:10]!r} are not two keys")
    return f'"{yes}" {{out = true;}} | "{no}" {{out = false;}}'


def _time_keys() -> str:
    # "h" when only a 24-hour clock can be meant, "?" when it is open.
    hour = f"((0|1) {_DIGIT} | 2 (0|1|2|3))"
    mark = '{out += (out.substring(0, 2) > "12" || out.substring(0, 2) == "00") ? "h" : "?";}'
    return f"{hour} (0|1|2|3|4|5) {_DIGIT} {_JOINED} {mark}"


def _speech(name: str, parameters: dict[str, str], language: str) -> Grammar:
    if not is_english(language):
        return parse_abnf(builtin_languages.document(name, language, _repeat(parameters)))
    return replace(_english(name, _repeat(parameters) if name == "digits" else ""), language=language or "en-US")


@lru_cache(maxsize=64)
def _english(name: str, repeat: str) -> Grammar:
    """Read once: a URI that only looks new costs no reading of all rules."""
    rules = builtin_speech.RULES
    if name == "digits":
        rules = f"{builtin_speech.DIGIT}public $digits = $digit{repeat} {{out = digitsOf(meta.current().text);}};\n"
    header = "#ABNF 1.0;\nlanguage en-US;\nmode voice;\ntag-format <semantics/1.0>;\n"
    return parse_abnf(f"{header}root ${name};\n{builtin_speech.GLOBALS}\n{rules}")
