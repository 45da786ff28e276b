"""Large grammars parsed and compiled in another process (`engine.apart`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.documents.errors import GrammarError
from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import is_builtin, parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.grammar import missing
from engine.grammars.network_octets import encode_network

if TYPE_CHECKING:
    from engine.apart import Apart
    from engine.grammars.grammar import Grammar


class Documents(msgspec.Struct, frozen=True, array_like=True):
    """A grammar document and others that it may refer to, with what its request says of it."""

    document: bytes
    base_uri: str = ""
    rule: str = ""
    language: str = ""
    others: dict[str, bytes] = {}
    """By URI."""


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """What became of them; one of the three."""

    wanted: tuple[str, ...] = ()
    """The URIs of documents without which it cannot be compiled."""
    network: list[bytes] = []
    """As of `network_octets.encode_network`."""
    lexicons: tuple[str, ...] = ()
    """Of the grammar: the URIs of lexicons that the documents name."""
    refusal: str = ""
    line: int = 0
    language: str = ""
    """Of the refusal, where it is for a language that is not known."""


async def compile_apart(apart: Apart, documents: Documents, *, source: str) -> Compiled:
    """What becomes of these documents, which `source` sent: a network, or wishes for more.

    Raises:
        GrammarError, LanguageUnsupportedError: as of the compiler.
        EngineError: as `Apart.run`.
    """
    told = await apart.run(f"{__name__}:compile_octets", msgspec.msgpack.encode(documents), source=source)
    compiled = msgspec.msgpack.decode(told, type=Compiled)
    if compiled.language:
        raise LanguageUnsupportedError(compiled.language, "built-in grammar")
    if compiled.refusal:
        raise GrammarError(compiled.refusal, line=compiled.line)
    return compiled


def compile_octets(data: bytes) -> bytes:
    """The other process's end of `compile_apart`."""
    try:
        compiled = _compiled(msgspec.msgpack.decode(data, type=Documents))
    except GrammarError as error:
        compiled = Compiled(refusal=error.reason, line=error.line)
    except LanguageUnsupportedError as error:
        compiled = Compiled(refusal=error.reason, language=error.language)
    except RecursionError:
        compiled = Compiled(refusal="the grammar is nested too deep")
    return msgspec.msgpack.encode(compiled)


def _compiled(given: Documents) -> Compiled:
    grammar = parse_grammar(given.document, base_uri=given.base_uri, language=given.language)
    others: dict[str, Grammar] = {}
    while wanted := missing(grammar, others):
        unknown = tuple(uri for uri in wanted if uri not in given.others and not is_builtin(uri))
        if unknown:
            return Compiled(wanted=unknown)
        for uri in wanted:
            others[uri] = _other(uri, grammar, given)
    network = compile_network(grammar, others, rule=given.rule)
    lexicons = dict.fromkeys(one for loaded in (grammar, *others.values()) for one in loaded.lexicons)
    return Compiled(network=encode_network(network), lexicons=tuple(lexicons))


def _other(uri: str, origin: Grammar, given: Documents) -> Grammar:
    if is_builtin(uri):
        return referred_builtin(uri, origin, given.language)
    return parse_grammar(given.others[uri], base_uri=uri, language=given.language)


def referred_builtin(uri: str, origin: Grammar, language: str) -> Grammar:
    """The built-in grammar that a document refers to, of its own mode.

    Raises:
        GrammarError: there is none; LanguageUnsupportedError: as `parse_builtin`.
    """
    # What a document says of itself goes before what its request says.
    for grammar in parse_builtin(uri, origin.language or language, speech=origin.mode == "voice").grammars:
        if grammar.mode == origin.mode:
            return grammar
    raise GrammarError(f"{uri[:80]!r} is no {origin.mode} grammar")
