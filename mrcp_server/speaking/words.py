"""What will be said of a prompt, as the command `words` and `POST /v1/words` tell it: one answer for both.

`docs/wording.md` has its shape, which stays: members are added, none is taken away or changes its meaning.
"""

import json
import re
from typing import Any, Final

import msgspec

from engine.documents.errors import DocumentError
from engine.documents.word_list import SaidToken, WordList, list_words
from engine.wording.languages.registry import known_tags

FUNCTION: Final = "mrcp_server.speaking.words:answer_octets"
"""`answer` for `engine.apart.Apart`: from the octets of `encode` to those of `decode`."""
_TAG = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*+")
_LONGEST_TAG = 100
_FAILED = b"!"
"""Before the reason, in place of an answer."""


class WordsRequest(msgspec.Struct, frozen=True):
    """A prompt to be looked at."""

    text: str
    language: str
    """BCP 47 tag of the voice."""
    ssml: bool | None = None
    """Whether it is SSML, or text with elements in it; None: where it begins as a document does."""
    markdown: bool = True
    """Marks of markdown and emoji are taken off plain text."""


def is_tag(language: str) -> bool:
    """Tell whether `language` has the form of a BCP 47 tag; "_" is taken for "-"."""
    return len(language) <= _LONGEST_TAG and _TAG.fullmatch(language) is not None


def unknown_language(tag: str) -> str:
    """Say that no words are made of a language, and of which they are."""
    known = ", ".join(known_tags())
    return f"{tag}: no words are made of this language, its engine reads the text as it is; known are {known}"


def answer(request: WordsRequest) -> dict[str, Any]:
    """Return the answer as JSON has it. Raises DocumentError: it is no valid SSML, or too long."""
    found = list_words(request.text, request.language, ssml=request.ssml, markdown=request.markdown)
    return {
        "language": request.language,
        "said": found.said,
        "tokens": [_token(token, request.language) for token in found.tokens],
        "unsaid_signs": found.unsaid_signs,
        "unknown_languages": found.unknown_languages,
        "notes": _notes(found),
    }


def _token(token: SaidToken, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "class": token.kind,
        "start": token.start,
        "end": token.end,
        "text": token.written,
        "said": token.words,
        "sentence": token.sentence,
    }
    if token.language != language:
        told["language"] = token.language
    if token.ipa:
        told["ipa"] = token.ipa
    return told


def _notes(found: WordList) -> list[str]:
    notes = [*map(unknown_language, found.unknown_languages), *found.notes]
    if found.unsaid_signs:
        signs = dict.fromkeys(token.written for token in found.tokens if token.kind == "symbol")
        notes.append(f"signs without a name are said as a mere symbol: {' '.join(list(signs)[:10])}")
    return notes


# --- apart, for long texts -------------------------------------------------------------------------------------------


def encode(request: WordsRequest) -> bytes:
    """The request in octets."""
    # Not msgspec's JSON: a client may send lone surrogates, and gets them back.
    return json.dumps(msgspec.structs.asdict(request)).encode("ascii")


def answer_octets(data: bytes) -> bytes:
    """From the octets of a request to those of its answer."""
    try:
        return json.dumps(answer(WordsRequest(**json.loads(data)))).encode("ascii")
    except DocumentError as error:
        return _FAILED + str(error).encode("utf-8", "backslashreplace")


def decode(made: bytes) -> bytes:
    """The answer as JSON. Raises DocumentError where there is none."""
    if made.startswith(_FAILED):
        raise DocumentError(made[len(_FAILED) :].decode())
    return made
