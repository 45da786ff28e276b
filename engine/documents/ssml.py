"""SSML 1.0 and 1.1 → Utterance.

One walk over the tree carries what the elements around a text add up to (`Style`, `_Scope`) and pours the text into a
`Builder`. One method an element, found by name. Nothing is fetched here: `lexicon_references` names what the
document wants, and whoever may fetch hands the lexicons in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import msgspec

from engine.documents.builder import ANY_VOICE, Builder, Stretch, Style
from engine.documents.errors import DocumentError
from engine.documents.prosody import combine, parse_time_ms
from engine.documents.ssml_attributes import clip_of, join_uri, voice_of
from engine.documents.ssml_model import BASIC_ELEMENTS, check_element, check_root, element_name
from engine.documents.xml import BASE, ID, LANG, line_of, parse_xml, text_of
from engine.documents.xsampa import xsampa_to_ipa
from engine.interface import Emphasis, Utterance, VoiceSelection
from engine.normalize import say_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.etree import _Element

    from engine.documents.lexicon import Lexicon

__all__ = ["BASIC_ELEMENTS", "LexiconReference", "lexicon_references", "parse_ssml"]

# SSML 1.1 §3.2.3 leaves the times to the processor.
BREAK_STRENGTH_MS = {"none": 0, "x-weak": 100, "weak": 200, "medium": 400, "strong": 700, "x-strong": 1200}
LONGEST_BREAK_MS = 600_000


@dataclass(frozen=True, slots=True)
class LexiconReference:
    """A `lexicon` element: absolute `uri`, the id that `lookup` names it by, media type and fetch timeout."""

    uri: str
    id: str = ""
    type: str = ""
    fetch_timeout_ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What an element inherits besides the style."""

    style: Style
    base: str
    parent: str = ""


def lexicon_references(document: bytes | str, *, base_uri: str = "") -> tuple[LexiconReference, ...]:
    """Return the lexicons that an SSML document asks for, in document order; cheap when there are none.

    Raises:
        DocumentError: the document is not XML.
    """
    needle: bytes | str = "lexicon" if isinstance(document, str) else b"lexicon"
    if needle not in document and not (isinstance(document, bytes) and b"\0" in document):  # type: ignore[operator] # both are of one type
        return ()
    root = parse_xml(document)
    base = join_uri(base_uri, root.get(BASE, ""))
    return tuple(
        LexiconReference(
            join_uri(base, child.get("uri", "")),
            child.get(ID, ""),
            child.get("type", ""),
            parse_time_ms(child.get("fetchtimeout", "0s")) or None,
        )
        for child in root
        if element_name(child) == "lexicon"
    )


def parse_ssml(
    document: bytes | str,
    *,
    voice: VoiceSelection = ANY_VOICE,
    lexicons: Mapping[str, Lexicon] | None = None,
    session_lexicons: Sequence[Lexicon] = (),
    base_uri: str = "",
    allowed: frozenset[str] | None = None,
) -> Utterance:
    """Read an SSML document.

    Args:
        document: bytes as received, or text when the transport named the charset.
        voice: the session's or request's voice, over which markup has precedence (RFC 6787 §8.4.6).
        lexicons: those of `lexicon_references`, by absolute URI; one that is missing counts as empty.
        session_lexicons: apply to all of the document, behind its own (Lexicon-Search-Order, §8.4.17).
        base_uri: what relative URIs are resolved against, when the document has no xml:base.
        allowed: element names the resource knows, `BASIC_ELEMENTS` for basicsynth; None for all.

    Raises:
        DocumentError: not well-formed or not valid (Completion-Cause 002).
    """
    root = parse_xml(document)
    check_root(root)
    walker = _Walker(lexicons or {}, tuple(session_lexicons), allowed)
    return walker.document(root, voice, base_uri)


class _Walker:
    """Walks one document. `builder` is swapped while a fallback of audio is walked."""

    def __init__(
        self, lexicons: Mapping[str, Lexicon], session_lexicons: tuple[Lexicon, ...], allowed: frozenset[str] | None
    ) -> None:
        self._lexicons = lexicons
        self._session_lexicons = session_lexicons
        self._allowed = allowed
        self._by_id: dict[str, Lexicon] = {}
        self._builder = Builder()
        self._marks: set[str] = set()

    def document(self, root: _Element, voice: VoiceSelection, base_uri: str) -> Utterance:
        check_element(root, "speak", "", self._allowed)
        base = join_uri(base_uri, root.get(BASE, ""))
        style = Style(voice=_in_language(voice, root.get(LANG, "")))
        style = replace(style, lexicons=(*self._head(root, base), *self._session_lexicons))
        self._content(root, _Scope(style, base, "speak"))
        elements = self._builder.finish()
        start, end = root.get("startmark", ""), root.get("endmark", "")
        for name in (start, end):
            if name and name not in self._marks:
                raise DocumentError(f"there is no mark {name[:40]!r} to start or end at")
        return Utterance(elements, start, end)

    def _head(self, root: _Element, base: str) -> tuple[Lexicon, ...]:
        """Note the document's lexicons; return those that apply everywhere (SSML 1.0: all, 1.1: only by lookup)."""
        everywhere = []
        for child in root:
            if element_name(child) != "lexicon":
                continue
            lexicon = self._lexicons.get(join_uri(base, child.get("uri", "")))
            identifier = child.get(ID, "")
            if lexicon is not None:
                self._by_id[identifier] = lexicon
            if lexicon is not None and (root.get("version", "1.0").strip() == "1.0" or not identifier):
                everywhere.append(lexicon)
        return tuple(everywhere)

    def _content(self, element: _Element, scope: _Scope) -> None:
        builder = self._builder
        if element.text:
            builder.text(element.text, scope.style)
        for child in element:
            self._element(child, scope)
            if child.tail:
                builder.text(child.tail, scope.style)

    def _element(self, element: _Element, scope: _Scope) -> None:
        name = element_name(element)
        if not name:
            # Not ours: what it means is unknown, its text is not.
            self._content(element, scope)
            return
        check_element(element, name, scope.parent, self._allowed)
        base = element.get(BASE)
        inner = _Scope(scope.style, join_uri(scope.base, base) if base else scope.base, name)
        try:
            _HANDLERS[name](self, element, inner)
        except DocumentError as failure:
            # Say where, unless an element further in did.
            raise failure if failure.line else DocumentError(failure.reason, line=line_of(element)) from None

    # --- structure --------------------------------------------------------------------------------------------------

    def p(self, element: _Element, scope: _Scope) -> None:
        self._builder.end_paragraph()
        self._content(element, _spoken_in(element, scope))
        self._builder.end_paragraph()

    def s(self, element: _Element, scope: _Scope) -> None:
        self._builder.end_sentence()
        self._content(element, _spoken_in(element, scope))
        self._builder.end_sentence()

    def w(self, element: _Element, scope: _Scope) -> None:
        style = _with_lang(scope.style, element.get(LANG, ""))
        self._content(element, replace(scope, style=replace(style, token=True, role=element.get("role", ""))))

    def lang(self, element: _Element, scope: _Scope) -> None:
        self._content(element, replace(scope, style=_with_lang(scope.style, element.get(LANG, ""))))

    def lookup(self, element: _Element, scope: _Scope) -> None:
        lexicon = self._by_id.get(element.get("ref", ""))
        if lexicon is not None:
            # "… take precedence over any lexicons … in the surrounding" (§3.1.5.2).
            scope = replace(scope, style=replace(scope.style, lexicons=(lexicon, *scope.style.lexicons)))
        self._content(element, scope)

    def nothing(self, element: _Element, scope: _Scope) -> None:
        """lexicon, meta, metadata: not spoken. lexicon was read by `_head`."""
        if scope.parent == "meta" and "name" not in element.attrib and "http-equiv" not in element.attrib:
            raise DocumentError("meta without name or http-equiv")

    # --- words ------------------------------------------------------------------------------------------------------

    def say_as(self, element: _Element, scope: _Scope) -> None:
        text = _text_only(element)
        style = scope.style
        words = say_as(
            text,
            element.get("interpret-as", ""),
            element.get("format", ""),
            element.get("detail", ""),
            style.spoken_language or "en-US",
        )
        self._builder.reading(text, style, spoken=words)

    def sub(self, element: _Element, scope: _Scope) -> None:
        self._builder.reading(_text_only(element), scope.style, spoken=element.get("alias", ""))

    def phoneme(self, element: _Element, scope: _Scope) -> None:
        text, ph = _text_only(element), " ".join(element.get("ph", "").split())
        alphabet = element.get("alphabet", "ipa").lower()
        if alphabet in ("x-sampa", "xsampa", "sampa"):
            ph = xsampa_to_ipa(ph)
        elif alphabet != "ipa":
            # A vendor's own alphabet: say the text as it is written.
            ph = ""
        self._builder.reading(text or ph, scope.style, ipa=ph)

    # --- manner -----------------------------------------------------------------------------------------------------

    def voice(self, element: _Element, scope: _Scope) -> None:
        style = scope.style
        self._content(element, replace(scope, style=replace(style, voice=voice_of(element, style.voice), language="")))

    def prosody(self, element: _Element, scope: _Scope) -> None:
        attributes = {str(key): str(value) for key, value in element.attrib.items() if not str(key).startswith("{")}
        style, outer, stretch = scope.style, scope.style.prosody, scope.style.stretch
        if "duration" in attributes or "contour" in attributes:
            outer = msgspec.structs.replace(outer, duration_ms=None, contour=())
            stretch = Stretch(len(text_of(element)))
        style = replace(style, prosody=combine(outer, attributes), stretch=stretch)
        self._content(element, replace(scope, style=style))

    def emphasis(self, element: _Element, scope: _Scope) -> None:
        level = cast("Emphasis", element.get("level", "moderate"))
        self._content(element, replace(scope, style=replace(scope.style, emphasis=level)))

    def pause(self, element: _Element, _scope: _Scope) -> None:
        time = element.get("time")
        # "If both are given … the value of time takes precedence" (§3.2.3, as 1.0 leaves it).
        ms = parse_time_ms(time) if time is not None else BREAK_STRENGTH_MS[element.get("strength", "medium")]
        self._builder.pause(min(ms, LONGEST_BREAK_MS))

    # --- sound ------------------------------------------------------------------------------------------------------

    def mark(self, element: _Element, _scope: _Scope) -> None:
        name = element.get("name", "")
        self._marks.add(name)
        self._builder.mark(name)

    def audio(self, element: _Element, scope: _Scope) -> None:
        source = element.get("src")
        if source is None:
            # SSML 1.1: without src the content is spoken.
            self._content(element, scope)
            return
        outer = self._builder
        self._builder = Builder(outer.paragraph, outer.sentence)
        try:
            self._content(element, scope)
            fallback = self._builder.finish()
        finally:
            self._builder = outer
        outer.clip(clip_of(element, join_uri(scope.base, source.strip()), fallback, (outer.paragraph, outer.sentence)))

    def desc(self, _element: _Element, _scope: _Scope) -> None:
        """For readers of text output only (§3.3.3); `clip_of` keeps it."""


_HANDLERS: dict[str, Callable[[_Walker, _Element, _Scope], None]] = {
    "p": _Walker.p,
    "s": _Walker.s,
    "w": _Walker.w,
    "lang": _Walker.lang,
    "lookup": _Walker.lookup,
    "lexicon": _Walker.nothing,
    "meta": _Walker.nothing,
    "metadata": _Walker.nothing,
    "say-as": _Walker.say_as,
    "sub": _Walker.sub,
    "phoneme": _Walker.phoneme,
    "voice": _Walker.voice,
    "prosody": _Walker.prosody,
    "emphasis": _Walker.emphasis,
    "break": _Walker.pause,
    "mark": _Walker.mark,
    "audio": _Walker.audio,
    "desc": _Walker.desc,
}


def _text_only(element: _Element) -> str:
    for child in element:
        # Elements of other namespaces may stand anywhere; ours may not.
        name = element_name(child)
        if name:
            raise DocumentError(f"{name} is not allowed in {element_name(element)}", line=line_of(child))
    return text_of(element)


def _in_language(voice: VoiceSelection, language: str) -> VoiceSelection:
    if not language or language == voice.language:
        return voice
    return msgspec.structs.replace(voice, language=language)


def _spoken_in(element: _Element, scope: _Scope) -> _Scope:
    """Apply xml:lang of p and s: the language of the text, for which a voice is chosen."""
    language = element.get(LANG)
    if not language:
        return scope
    style = replace(scope.style, voice=_in_language(scope.style.voice, language), language="")
    return replace(scope, style=style)


def _with_lang(style: Style, language: str) -> Style:
    """Apply xml:lang of lang and w: another language in the same voice."""
    if not language:
        return style
    return replace(style, language="" if language == style.voice.language else language)
