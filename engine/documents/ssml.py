"""SSML 1.0 and 1.1 → Utterance.

One walk over the tree carries what the elements around a text add up to (`Style`, `_Scope`) and pours the text into a
`Builder`. One method an element, found by name. Nothing is fetched here: `lexicon_references` names what the
document wants, and whoever may fetch hands the lexicons in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import msgspec

from engine.documents.builder import ANY_VOICE, Builder, Stretch, Style
from engine.documents.errors import DocumentError
from engine.documents.lexicon import find
from engine.documents.prosody import combine, parse_time_ms
from engine.documents.ssml_attributes import bleep_of, clip_of, join_uri, seconds_of, voice_of
from engine.documents.ssml_dialects import parse_dialect
from engine.documents.ssml_media import hand_down, one_after_another
from engine.documents.ssml_model import BASIC_ELEMENTS, check_element, check_root, element_name
from engine.documents.ssml_origins import origins_of
from engine.documents.xml import BASE, ID, LANG, expanded_names, inline, line_of, local_name, text_of
from engine.documents.xsampa import xsampa_to_ipa
from engine.interface import (
    MAX_PRONUNCIATION_CHARACTERS,
    PLAIN,
    Emphasis,
    LanguageFailure,
    Mark,
    Prosody,
    Sentence,
    Utterance,
    VoiceSelection,
)
from engine.wording.normalize import is_bleeped, normalize, say_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.etree import _Element

    from engine.documents.builder import Origin
    from engine.documents.lexicon import Lexicon

__all__ = ["BASIC_ELEMENTS", "LexiconReference", "lexicon_references", "parse_ssml"]

# SSML 1.1 §3.2.3 leaves the times to the processor.
BREAK_STRENGTH_MS = {"none": 0, "x-weak": 100, "weak": 200, "medium": 400, "strong": 700, "x-strong": 1200}
LONGEST_BREAK_MS = 600_000
XHTML = "http://www.w3.org/1999/xhtml"
_LEXICON = re.compile("lexicon", re.IGNORECASE)
_LEXICON_BYTES = re.compile(b"lexicon", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LexiconReference:
    """A `lexicon` element, and how its document may be fetched."""

    uri: str
    """Absolute."""
    id: str = ""
    """What `lookup` names it by."""
    type: str = ""
    """Media type."""
    fetch_timeout_ms: int | None = None
    max_age_s: int | None = None
    max_stale_s: int | None = None


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
    if isinstance(document, str):
        found = _LEXICON.search(document) is not None
    else:
        found = _LEXICON_BYTES.search(document) is not None or b"\0" in document
    if not found:
        return ()
    root, _ = parse_dialect(document)
    element = root
    try:
        base = join_uri(base_uri, root.get(BASE, ""))
        references = []
        for element in root:
            if element_name(element) == "lexicon":
                references.append(_lexicon_reference(element, base))
    except DocumentError as failure:
        raise _placed(failure, element) from None
    return tuple(references)


def _lexicon_reference(element: _Element, base: str) -> LexiconReference:
    return LexiconReference(
        join_uri(base, element.get("uri", "")),
        element.get(ID, ""),
        element.get("type", ""),
        parse_time_ms(element.get("fetchtimeout", "0s")) or None,
        seconds_of(element, "maxage"),
        seconds_of(element, "maxstale"),
    )


def _placed(failure: DocumentError, element: _Element) -> DocumentError:
    """The failure with the line of `element`, unless an element further in has told its own."""
    return failure if failure.line else DocumentError(failure.reason, line=line_of(element))


def parse_ssml(
    document: bytes | str,
    *,
    voice: VoiceSelection = ANY_VOICE,
    prosody: Prosody = PLAIN,
    lexicons: Mapping[str, Lexicon] | None = None,
    session_lexicons: Sequence[Lexicon] = (),
    base_uri: str = "",
    allowed: frozenset[str] | None = None,
    builder: Builder | None = None,
) -> Utterance:
    """Read an SSML document.

    Args:
        document: bytes as received, or text when the transport named the charset.
        voice: the session's or request's voice, over which markup has precedence (RFC 6787 §8.4.6).
        prosody: what holds around the document, as of an element around all of it.
        lexicons: those of `lexicon_references`, by absolute URI; one that is missing counts as empty.
        session_lexicons: apply to all of the document, behind its own (Lexicon-Search-Order, §8.4.17).
        base_uri: what relative URIs are resolved against, when the document has no xml:base.
        allowed: element names the resource knows, `BASIC_ELEMENTS` for basicsynth; None for all.
        builder: takes the text, in place of one that only builds.

    Raises:
        DocumentError: not well-formed or not valid (Completion-Cause 002).
    """
    root, notes = parse_dialect(document)
    check_root(root)
    walker = _Walker(lexicons or {}, tuple(session_lexicons), allowed, builder or Builder())
    try:
        utterance = walker.document(root, Style(voice=voice, prosody=prosody), base_uri)
    except DocumentError as failure:
        raise _placed(failure, root) from None
    return msgspec.structs.replace(utterance, notes=notes) if notes else utterance


class _Walker:
    """Walks one document. `builder` is swapped while a fallback of audio is walked."""

    def __init__(
        self,
        lexicons: Mapping[str, Lexicon],
        session_lexicons: tuple[Lexicon, ...],
        allowed: frozenset[str] | None,
        builder: Builder,
    ) -> None:
        self._lexicons = lexicons
        self._session_lexicons = session_lexicons
        self._allowed = allowed
        self._by_id: dict[str, Lexicon] = {}
        self._builder = builder
        self._origins: Mapping[_Element, tuple[Origin, Origin]] = {}
        """Of the text inside each element, and of that behind it; only for a builder that traces."""
        self._marks: Counter[str] = Counter()

    def document(self, root: _Element, around: Style, base_uri: str) -> Utterance:
        if self._builder.traces:
            self._origins = origins_of(root)
        check_element(root, "speak", "", self._allowed)
        base = join_uri(base_uri, root.get(BASE, ""))
        scope = _with_policy(root, _Scope(around, base, "speak"))
        # The voice to begin with is chosen for the document's language.
        style = replace(scope.style, voice=_in_language(scope.style, root.get(LANG, ""), None))
        style = replace(style, lexicons=(*self._head(root, base), *self._session_lexicons))
        self._content(root, _Scope(style, base, "speak"))
        elements = self._builder.finish()
        start, end = root.get("startmark", ""), root.get("endmark", "")
        for name in (start, end):
            # "Only markers defined once in the document … are permitted" (§3.1.1.1).
            if name and self._marks[name] != 1:
                times = "twice" if self._marks[name] else "nowhere"
                raise DocumentError(f"the mark {name[:40]!r} to start or end at is there {times}")
        return Utterance(elements, start, end)

    def _head(self, root: _Element, base: str) -> tuple[Lexicon, ...]:
        """Note the document's lexicons; return those that apply everywhere (SSML 1.0: all, 1.1: only by lookup)."""
        everywhere: list[Lexicon] = []
        identifiers: set[str] = set()
        for child in root:
            if element_name(child) != "lexicon":
                continue
            lexicon = self._lexicons.get(join_uri(base, child.get("uri", "")))
            identifier = child.get(ID, "")
            if identifier and identifier in identifiers:
                raise DocumentError(f"two lexicons are called {identifier[:40]!r}", line=line_of(child))
            identifiers.add(identifier)
            if lexicon is not None:
                self._by_id[identifier] = lexicon
            if lexicon is not None and (root.get("version", "1.0").strip() == "1.0" or not identifier):
                everywhere.append(lexicon)
        # "Their precedence goes from lower to higher with document order" (1.0 §3.1.4).
        return tuple(reversed(everywhere))

    def _content(self, element: _Element, scope: _Scope) -> None:
        builder = self._builder
        if element.text:
            builder.text(inline(element.text), scope.style, self._inside(element))
        for child in element:
            self._element(child, scope)
            if child.tail:
                builder.text(inline(child.tail), scope.style, self._behind(child))

    def _inside(self, element: _Element, by: str = "") -> Origin | None:
        origin = self._origins.get(element)
        return None if origin is None else origin[0]._replace(by=by)

    def _behind(self, element: _Element) -> Origin | None:
        origin = self._origins.get(element)
        return None if origin is None else origin[1]

    def _element(self, element: _Element, scope: _Scope) -> None:
        name = element_name(element)
        if not name:
            self._foreign(element, scope)
            return
        check_element(element, name, scope.parent, self._allowed)
        base = element.get(BASE)
        inner = _with_policy(element, _Scope(scope.style, join_uri(scope.base, base) if base else scope.base, name))
        try:
            _HANDLERS[name](self, element, inner)
        except DocumentError as failure:
            raise _placed(failure, element) from None

    def _foreign(self, element: _Element, scope: _Scope) -> None:
        """Of another namespace: what it means is unknown, its text is not. Ruby is known: the reading goes before."""
        if local_name(element) != (XHTML, "ruby"):
            self._content(element, scope)
            return
        texts = {"rb": "", "rt": ""}
        for child in element:
            name = local_name(child)[1]
            texts[name] = texts.get(name, "") + text_of(child)
        written = texts["rb"] or (element.text or "")
        origin = self._inside(element, "ruby")
        self._builder.reading(written, scope.style, spoken=texts["rt"].strip() or written, origin=origin)

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
        style = replace(_with_lang(scope.style, element.get(LANG, "")), token=True)
        written = " ".join(text_of(element).split())
        found = find(written, style.lexicons, expanded_names(element, element.get("role", "")))
        # It is looked up as a whole or not at all (§3.1.8.2).
        inner = replace(scope, style=replace(style, lexicons=()))
        if found is None or found.entry is None or found.lexicon is None:
            self._content(element, inner)
            return
        for mark in self._marks_apart(element, inner):
            self._builder.mark(mark.name)
        if found.entry.ipa:
            self._builder.reading(text_of(element), style, ipa=found.entry.ipa, origin=self._inside(element, "lexicon"))
            return
        # Only the phonemes of that lexicon are for the words of its alias (PLS §4.7).
        origin = self._inside(element, "lexicon")
        for part, ipa in found.lexicon.said(found.entry.alias):
            said = part if ipa else _words(part, style)
            self._builder.reading(part, style, spoken=said, ipa=ipa, origin=origin)

    def _marks_apart(self, element: _Element, scope: _Scope) -> list[Mark]:
        """Walk an element without saying it; return its marks."""
        elements = self._aside(element, scope).finish()
        parts = [part for one in elements for part in (one.parts if isinstance(one, Sentence) else (one,))]
        return [part for part in parts if isinstance(part, Mark)]

    def _aside(self, element: _Element, scope: _Scope) -> Builder:
        """Walk an element into a builder of its own, which goes on where ours is."""
        outer = self._builder
        self._builder = aside = Builder(outer.paragraph, outer.sentence)
        try:
            self._content(element, scope)
        finally:
            self._builder = outer
        return aside

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
        if scope.parent == "meta" and ("name" in element.attrib) == ("http-equiv" in element.attrib):
            raise DocumentError("meta has either name or http-equiv")

    # --- words ------------------------------------------------------------------------------------------------------

    def say_as(self, element: _Element, scope: _Scope) -> None:
        text = _text_only(element)
        style = scope.style
        kind = element.get("interpret-as", "")
        if is_bleeped(kind):
            if text.strip():
                bleep = bleep_of(text, (self._builder.paragraph, self._builder.sentence))
                self._builder.clip(bleep, self._inside(element, "bleep"))
            return
        words = say_as(
            text,
            kind,
            element.get("format", ""),
            element.get("detail", ""),
            style.spoken_language or "en-US",
        )
        self._builder.reading(text, style, spoken=words, origin=self._inside(element, "say-as"))

    def sub(self, element: _Element, scope: _Scope) -> None:
        # "The processor SHOULD apply text normalization to the alias value" (§3.1.11).
        text, words = _text_only(element), _words(element.get("alias", ""), scope.style)
        if words:
            self._builder.reading(text, scope.style, spoken=words, origin=self._inside(element, "sub"))

    def phoneme(self, element: _Element, scope: _Scope) -> None:
        text, ph = _text_only(element), " ".join(element.get("ph", "").split())
        alphabet = element.get("alphabet", "ipa").lower()
        if alphabet in ("x-sampa", "xsampa", "sampa"):
            ph = xsampa_to_ipa(ph)
        elif alphabet != "ipa":
            # A vendor's own alphabet: say the text as it is written.
            ph = ""
        if len(ph) > MAX_PRONUNCIATION_CHARACTERS:
            raise DocumentError(
                f"a pronunciation of {len(ph)} characters, at most {MAX_PRONUNCIATION_CHARACTERS} are taken"
            )
        self._builder.reading(text or ph, scope.style, ipa=ph, origin=self._inside(element, "phoneme"))

    # --- manner -----------------------------------------------------------------------------------------------------

    def voice(self, element: _Element, scope: _Scope) -> None:
        style = scope.style
        voice = voice_of(element, msgspec.structs.replace(style.voice, on_language_failure=style.on_language_failure))
        self._content(element, replace(scope, style=replace(style, voice=voice, language="")))

    def prosody(self, element: _Element, scope: _Scope) -> None:
        attributes = {str(key): str(value) for key, value in element.attrib.items() if not str(key).startswith("{")}
        style, outer, stretch = scope.style, scope.style.prosody, scope.style.stretch
        if "duration" in attributes or "contour" in attributes:
            outer = msgspec.structs.replace(outer, duration_ms=None, contour=())
            stretch = Stretch(text_of(element))
        style = replace(style, prosody=combine(outer, attributes), stretch=stretch)
        self._content(element, replace(scope, style=style))

    def emphasis(self, element: _Element, scope: _Scope) -> None:
        level = cast("Emphasis", element.get("level", "moderate"))
        self._content(element, replace(scope, style=replace(scope.style, emphasis=level)))

    def pause(self, element: _Element, _scope: _Scope) -> None:
        time, strength = element.get("time"), element.get("strength")
        if time is not None:
            # "If both … are supplied, the processor will insert a break with a duration as specified" (§3.2.3).
            self._builder.pause(min(parse_time_ms(time), LONGEST_BREAK_MS))
        elif strength is not None:
            self._builder.pause(BREAK_STRENGTH_MS[strength])
        else:
            self._builder.stronger_pause()

    # --- sound ------------------------------------------------------------------------------------------------------

    def mark(self, element: _Element, _scope: _Scope) -> None:
        name = element.get("name", "")
        self._marks[name] += 1
        self._builder.mark(name)

    def bookmark(self, element: _Element, scope: _Scope) -> None:
        """Azure's and SAPI's name of mark, with its name in `mark`. What it holds is spoken behind it."""
        name = element.get("mark", element.get("name", ""))
        if name:
            self._marks[name] += 1
            self._builder.mark(name)
        self._content(element, scope)

    def par(self, element: _Element, scope: _Scope) -> None:
        """par and seq of Google's: what cannot overlap here is played one after another."""
        for child, pause_ms in one_after_another(element):
            self._builder.end_sentence()
            if pause_ms:
                self._builder.pause(pause_ms)
            self._element(child, scope)
        self._builder.end_sentence()

    def media(self, element: _Element, scope: _Scope) -> None:
        hand_down(element)
        level, style = element.get("soundLevel"), scope.style
        if level is not None:
            style = replace(style, prosody=combine(style.prosody, {"volume": level}))
        self._content(element, replace(scope, style=style))
        self._builder.end_sentence()

    def speak(self, element: _Element, scope: _Scope) -> None:
        """A document inside of media."""
        self._content(element, _spoken_in(element, scope))
        self._builder.end_sentence()

    def audio(self, element: _Element, scope: _Scope) -> None:
        source = element.get("src")
        if source is None:
            # SSML 1.1: without src the content is spoken.
            self._content(element, scope)
            return
        outer = self._builder
        fallback = self._aside(element, scope).finish()
        clip = clip_of(element, join_uri(scope.base, source.strip()), fallback, (outer.paragraph, outer.sentence))
        outer.clip(clip, self._inside(element, "recording"))

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
    "bookmark": _Walker.bookmark,
    "par": _Walker.par,
    "seq": _Walker.par,
    "media": _Walker.media,
    "speak": _Walker.speak,
    "audio": _Walker.audio,
    "desc": _Walker.desc,
}


def _words(text: str, style: Style) -> str:
    return normalize(" ".join(text.split()), style.spoken_language or "en-US")


def _text_only(element: _Element) -> str:
    for child in element:
        # Elements of other namespaces may stand anywhere; ours may not.
        name = element_name(child)
        if name:
            raise DocumentError(f"{name} is not allowed in {element_name(element)}", line=line_of(child))
    return text_of(element)


def _with_policy(element: _Element, scope: _Scope) -> _Scope:
    """Apply onlangfailure, which is inherited (§3.1.13)."""
    policy = cast("LanguageFailure", element.get("onlangfailure", ""))
    return replace(scope, style=replace(scope.style, on_language_failure=policy)) if policy else scope


def _in_language(style: Style, language: str, around: VoiceSelection | None) -> VoiceSelection:
    voice = style.voice
    if not language or language == voice.language:
        return voice
    policy = style.on_language_failure
    return msgspec.structs.replace(voice, language=language, around=around, on_language_failure=policy)


def _spoken_in(element: _Element, scope: _Scope) -> _Scope:
    """Apply xml:lang of p and s: the language of the text, for which a voice is chosen."""
    language = element.get(LANG)
    if not language:
        return scope
    style = scope.style
    return replace(scope, style=replace(style, voice=_in_language(style, language, style.voice), language=""))


def _with_lang(style: Style, language: str) -> Style:
    """Apply xml:lang of lang and w: another language in the same voice."""
    if not language:
        return style
    return replace(style, language="" if language == style.voice.language else language)
