import asyncio

import pytest

from engine.apart import InThreads
from engine.documents.errors import GrammarError
from engine.errors import LanguageUnsupportedError
from engine.grammars.compiling_apart import Compiled, Documents, compile_apart
from engine.grammars.network_octets import decode_network

HEAD = b"#ABNF 1.0;\nlanguage en-US;\nroot $r;\n"
CITY = b"#ABNF 1.0;\nlanguage en-US;\nroot $city;\nlexicon <http://x.example/l>;\npublic $city = rome;\n"


def compiled(document: bytes, **others: bytes) -> Compiled:
    pages = {f"http://x.example/{name}": page for name, page in others.items()}
    documents = Documents(HEAD + document, "http://x.example/", others=pages)
    return asyncio.run(compile_apart(InThreads(), documents, source="x"))


def test_a_network_comes_back_with_its_lexicons() -> None:
    made = compiled(b"$r = to $<city> | $<builtin:grammar/boolean>;", city=CITY)
    assert {"to", "rome", "yes"} <= decode_network(made.network).vocabulary()
    assert made.lexicons == ("http://x.example/l",)


def test_what_is_missing_is_wanted() -> None:
    assert compiled(b"$r = to $<city> $<day>;").wanted == ("http://x.example/city", "http://x.example/day")
    assert compiled(b"$r = to $<city> $<day>;", day=CITY).wanted == ("http://x.example/city",)


@pytest.mark.parametrize(
    "document", [b"$r = $nowhere;", b"$r = $r;", b"$r = (;", b"$r = $<builtin:grammar/shoe-size>;"]
)
def test_what_is_wrong_is_told(document: bytes) -> None:
    with pytest.raises(GrammarError):
        compiled(document)


def test_languages_are_told() -> None:
    with pytest.raises(LanguageUnsupportedError):
        asyncio.run(
            compile_apart(
                InThreads(),
                Documents(b"#ABNF 1.0;\nlanguage xx;\nroot $r;\n$r = $<builtin:grammar/date>;"),
                source="",
            )
        )
