"""From the bodies of a SPEAK to utterances (RFC 6787 §8.5): text, markup, lists of URIs, several parts.

A long text comes as several utterances, one portion at a time, so that a megabyte starts as fast as a line. Long markup
is read in another process: the loop has other calls to serve.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeVar
from urllib.parse import unquote

from engine.apart import Apart
from engine.documents.errors import DocumentError, LexiconError
from engine.documents.lexicon import Lexicon, parse_lexicon
from engine.documents.markdown import without_markdown
from engine.documents.prosody import combine
from engine.documents.reading_apart import read_document
from engine.documents.ssml import lexicon_references
from engine.documents.ssml_dialects import begins_as_ssml
from engine.documents.text import read_text
from engine.errors import ClipError
from engine.interface import PLAIN, Break, Clip, Element, Gender, Prosody, Sentence, Utterance, VoiceSelection
from engine.tokens.event_stream import EventStreamError
from engine.tokens.token_stream import spoken_stream
from engine.wording.reading.readers import reader_of
from engine.wording.reading.readiness import when_ready
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.codes import SpeakCause
from mrcp_server.mrcp.wire.entity import URI_LIST, Entity, parse_uri_list
from mrcp_server.mrcp.wire.uri import join_uri

SSML_TYPES = frozenset({"application/ssml+xml", "application/synthesis+ssml", "application/xml", "text/xml"})
TEXT_TYPE = "text/plain"

# URI lists within URI lists; a SPEAK that comes to more lists than this speaks in circles.
_MOST_NESTED = 8
_MOST_LISTS = 100

Result = TypeVar("Result")

_INLINE_CHARACTERS = 2000
"""As many of a text are read in the loop, more in a thread, a portion at a time."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    """What text/plain may hold besides words."""

    ssml: bool = True
    """A text that begins as an SSML document does is one."""
    markdown: bool = True
    """Marks of markdown and emoji are taken off."""


class ComposeError(Exception):
    """The SPEAK cannot be spoken; `failure` says so in the words of the protocol."""

    def __init__(self, failure: SpeakFailure) -> None:
        super().__init__(f"{failure.cause}: {failure.reason}")
        self.failure = failure


@dataclass(frozen=True, slots=True)
class _Lists:
    """Where a SPEAK is in URI lists that refer to each other."""

    cause: SpeakCause = SpeakCause.PARSE_FAILURE
    """Of a list that never ends."""
    path: tuple[str, ...] = ()
    opened: list[str] = field(default_factory=list)

    @property
    def at(self) -> str:
        """URI of the list that is read; empty for that of the request."""
        return self.path[-1] if self.path else ""

    def enter(self, uri: str) -> "_Lists":
        """For a list that this one refers to. Raises ComposeError for one that leads back to itself, or never ends."""
        self.opened.append(uri)
        why = ""
        if uri in self.path:
            why = f"the URI list {uri[:200]} refers to itself"
        elif len(self.path) >= _MOST_NESTED or len(self.opened) > _MOST_LISTS:
            why = f"more URI lists than {_MOST_NESTED} within each other, or {_MOST_LISTS} in all"
        if why:
            raise ComposeError(SpeakFailure(self.cause, why, uri, why))
        return replace(self, path=(*self.path, uri))


def _lexicon_lists() -> _Lists:
    return _Lists(SpeakCause.LEXICON_LOAD_FAILURE)


class Source(Protocol):
    """Gets what a document refers to: `session:` and `cid:` from the session, the rest from the network."""

    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at an absolute URI. Raises ClipError, whose reason is fit for Failed-URI-Cause."""

    async def open(self, uri: str, parameters: SpeakParameters) -> Entity | StreamedBody:
        """As `entity`, for what is to be spoken itself: events and text may still be coming. Raises ClipError."""


def _unknown() -> float:
    return float("-inf")


class Composer:
    """Makes utterances for one session."""

    def __init__(
        self,
        source: Source,
        *,
        language: str,
        lexicons: Mapping[str, Lexicon],
        apart: Apart,
        asker: str = "",
        text_options: TextOptions = TextOptions(),
    ) -> None:
        """`language` is spoken where nothing else is named; `lexicons` are those of DEFINE-LEXICON, by URI. Long
        documents are read `apart`, in turn with those of others than `asker`."""
        self._source = source
        self._language = language
        self._lexicons = lexicons
        self._apart = apart
        self._asker = asker
        self._text_options = text_options

    async def compose(
        self,
        entities: Sequence[Entity],
        parameters: SpeakParameters,
        playing_until: Callable[[], float] = _unknown,
    ) -> AsyncGenerator[Utterance]:
        """Utterances in order, each when the one before it has been taken. Close it to stop before the last.

        `playing_until` says until when the caller has audio (loop time): a streamed answer is cut by it.

        Raises ComposeError.
        """
        for entity in entities:
            if entity.content_type == URI_LIST:
                utterances = self._uri_list(entity, parameters, playing_until, _Lists())
            elif not entity.content_type.startswith("audio/"):
                utterances = self._document(entity, parameters)
            else:
                continue
            async with aclosing(utterances):
                async for utterance in utterances:
                    yield utterance

    async def _uri_list(
        self,
        entity: Entity,
        parameters: SpeakParameters,
        playing_until: Callable[[], float],
        lists: _Lists,
    ) -> AsyncGenerator[Utterance]:
        """§8.5.1: the URIs are spoken in their order; audio is played, documents are read, streams while they come.
        What is a list itself, one that the session keeps or that was fetched, is spoken likewise."""
        uris = parse_uri_list(entity.text())
        if not uris:
            raise ComposeError(SpeakFailure(SpeakCause.PARSE_FAILURE, "the URI list is empty"))
        for uri in uris:
            target = join_uri(entity.content_base or lists.at, uri)
            content = await self._open(target, parameters)
            if isinstance(content, StreamedBody):
                utterances = self._stream(content, parameters, playing_until)
            elif content.content_type.startswith("audio/"):
                yield Utterance((Clip(target, fetch_timeout_ms=parameters.fetch_timeout_ms),))
                continue
            elif content.content_type == URI_LIST:
                utterances = self._uri_list(content, parameters, playing_until, lists.enter(target))
            else:
                utterances = self._document(content, parameters)
            async with aclosing(utterances):
                async for utterance in utterances:
                    yield utterance

    async def _open(self, uri: str, parameters: SpeakParameters) -> Entity | StreamedBody:
        try:
            content = await self._source.open(uri, parameters)
            if isinstance(content, StreamedBody) and content.content_type == TEXT_TYPE and self._text_options.ssml:
                return await _whole_document(content)
        except ClipError as error:
            raise _unfetched(error) from None
        return content

    async def _stream(
        self, body: StreamedBody, parameters: SpeakParameters, playing_until: Callable[[], float]
    ) -> AsyncGenerator[Utterance]:
        """A language model's answer, spoken as its tokens come."""
        lexicons = await self._search_order(parameters)
        speaking = spoken_stream(
            body.chunks(),
            body.content_type,
            voice=select_voice(parameters, self._language),
            prosody=_prosody(parameters),
            charset=body.charset or "utf-8",
            lexicons=lexicons,
            playing_until=playing_until,
        )
        try:
            async with aclosing(speaking):
                async for utterance in speaking:
                    yield utterance
        except ClipError as error:
            raise _unfetched(error) from None
        except (EventStreamError, DocumentError) as error:
            raise ComposeError(SpeakFailure(SpeakCause.PARSE_FAILURE, str(error), body.uri)) from None

    async def _document(self, entity: Entity, parameters: SpeakParameters) -> AsyncGenerator[Utterance]:
        voice = select_voice(parameters, self._language)
        try:
            session_lexicons = await self._search_order(parameters)
            if entity.content_type in SSML_TYPES:
                yield await self._markup(entity, parameters, voice, session_lexicons)
                return
            text = entity.text()
            if self._text_options.ssml and begins_as_ssml(text):
                yield await self._markup(entity, parameters, voice, session_lexicons)
                return
            if self._text_options.markdown:
                text = await _brief(len(text), lambda: without_markdown(text))
            await when_ready(partial(reader_of, voice.language))
            elements = read_text(text, voice=voice, prosody=_prosody(parameters), lexicons=session_lexicons)
            portion = _portion(elements)
            while portion:
                yield Utterance(portion)
                # There is time while this one plays, and one of figures takes more than the loop is to be held.
                portion = await _brief(len(text), partial(_portion, elements))
        except DocumentError as error:
            raise ComposeError(SpeakFailure(SpeakCause.PARSE_FAILURE, str(error))) from None

    async def _markup(
        self, entity: Entity, parameters: SpeakParameters, voice: VoiceSelection, session_lexicons: Sequence[Lexicon]
    ) -> Utterance:
        # An XML declaration names the encoding of bytes; a declared charset goes before it (RFC 7303 §3).
        document = entity.text() if entity.charset else entity.body
        base = join_uri(entity.content_base or "", entity.content_location or "")
        lexicons: dict[str, Lexicon] = {}
        for reference in lexicon_references(document, base_uri=base):
            aged = parameters.aged(reference.max_age_s, reference.max_stale_s)
            lexicons[reference.uri] = await self._lexicon(reference.uri, aged, reference.fetch_timeout_ms)

        return await read_document(
            self._apart,
            document,
            "markup",
            voice=voice,
            prosody=_combined(parameters.markup_prosody),
            lexicons=lexicons,
            session_lexicons=session_lexicons,
            base_uri=base,
            basic=parameters.basic,
            source=self._asker,
        )

    async def load_lexicons(self, entities: Sequence[Entity], parameters: SpeakParameters) -> dict[str, Lexicon]:
        """The lexicons of a DEFINE-LEXICON (§8.14) by the URI a document calls them by; one without a body is the
        session's of that name. Raises ComposeError."""
        loaded: dict[str, Lexicon] = {}
        for entity in entities:
            if entity.content_type == URI_LIST:
                loaded.update(await self._listed_lexicons(entity, parameters, _lexicon_lists()))
                continue
            if not entity.body:
                for uri in lexicon_uris([entity]):
                    loaded[uri] = await self._lexicon(uri, parameters)
                continue
            try:
                loaded.update(dict.fromkeys(lexicon_uris([entity]), parse_lexicon(entity.body)))
            except LexiconError as error:
                raise ComposeError(SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, str(error))) from None
        return loaded

    async def _listed_lexicons(self, entity: Entity, parameters: SpeakParameters, lists: _Lists) -> dict[str, Lexicon]:
        """The lexicons a list refers to, by their URIs."""
        loaded: dict[str, Lexicon] = {}
        for uri in parse_uri_list(entity.text()):
            loaded.update(await self._lexicons_at(join_uri(entity.content_base or lists.at, uri), parameters, lists))
        return loaded

    async def _lexicons_at(self, uri: str, parameters: SpeakParameters, lists: _Lists) -> dict[str, Lexicon]:
        """The lexicon at a URI, or those of the list that it is."""
        found = self._lexicons.get(uri) or await self._fetch_lexicon(uri, parameters)
        if isinstance(found, Lexicon):
            return {uri: found}
        return await self._listed_lexicons(found, parameters, lists.enter(uri))

    async def _search_order(self, parameters: SpeakParameters) -> list[Lexicon]:
        """Lexicon-Search-Order (§8.4.17), behind what the markup names itself."""
        lexicons: list[Lexicon] = []
        for uri in parameters.lexicon_search_order:
            lexicons += (await self._lexicons_at(uri, parameters, _lexicon_lists())).values()
        return lexicons

    async def _lexicon(self, uri: str, parameters: SpeakParameters, timeout_ms: int | None = None) -> Lexicon:
        found = self._lexicons.get(uri) or await self._fetch_lexicon(uri, parameters, timeout_ms)
        if not isinstance(found, Lexicon):
            why = "a list of URIs, where a lexicon is wanted"
            raise ComposeError(SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, f"{uri} is {why}", uri, why))
        return found

    async def _fetch_lexicon(
        self, uri: str, parameters: SpeakParameters, timeout_ms: int | None = None
    ) -> Lexicon | Entity:
        """What lies at a URI: a lexicon, or a list of them as it is. Raises ComposeError."""
        try:
            entity = await self._source.entity(uri, parameters, timeout_ms=timeout_ms)
            return entity if entity.content_type == URI_LIST else parse_lexicon(entity.body)
        except ClipError as error:
            failure = SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, f"cannot fetch {uri}", uri, error.reason)
        except LexiconError as error:
            failure = SpeakFailure(SpeakCause.LEXICON_LOAD_FAILURE, str(error), uri, str(error))
        raise ComposeError(failure)


def _unfetched(error: ClipError) -> ComposeError:
    return ComposeError(SpeakFailure(SpeakCause.URI_FAILURE, f"cannot fetch {error.uri}", error.uri, error.reason))


def lexicon_uris(entities: Sequence[Entity]) -> list[str]:
    """What documents may call the lexicons of a DEFINE-LEXICON by: their URIs, or `session:` and the Content-ID."""
    uris = []
    for entity in entities:
        if entity.content_type == URI_LIST:
            uris += [join_uri(entity.content_base or "", uri) for uri in parse_uri_list(entity.text())]
        elif entity.content_id:
            uris.append(f"session:{entity.content_id}")
    return uris


_LONGEST_LEAD_BYTES = 1000


async def _whole_document(body: StreamedBody) -> Entity | StreamedBody:
    """An SSML document that comes in chunks, read to its end; any other text as it is, to be spoken while it comes.

    Raises ClipError.
    """
    parts: list[bytes] = []
    decided = False
    async with aclosing(body.chunks()) as chunks:
        async for chunk in chunks:
            parts.append(chunk)
            if decided:
                continue
            start = b"".join(parts)
            if len(start.lstrip()) > len("<speak") or len(start) > _LONGEST_LEAD_BYTES:
                if not begins_as_ssml(start.decode("utf-8", "replace")):
                    return body
                decided = True
    if not decided:
        return body
    return Entity(body.content_type, b"".join(parts), body.charset, content_location=body.uri)


async def _brief(size: int, work: Callable[[], Result]) -> Result:
    """The result of work on `size` characters or bytes, without holding the loop for long."""
    return work() if size <= _INLINE_CHARACTERS else await asyncio.to_thread(work)


def _prosody(parameters: SpeakParameters) -> Prosody:
    """Of the header fields, for text without markup (§8.4.7). Raises ComposeError."""
    return _combined(parameters.prosody)


def _combined(attributes: Mapping[str, str]) -> Prosody:
    try:
        return combine(PLAIN, attributes)
    except DocumentError as error:
        raise ComposeError(SpeakFailure(SpeakCause.ERROR, f"Prosody: {error.reason}")) from None


# A portion is enough for some seconds of speech; the next one is read while it plays.
_PORTION_CHARACTERS = 600


def _portion(elements: Iterator[Element]) -> tuple[Element, ...]:
    """The next elements of a text; between portions the natural pause is kept as a break."""
    taken: list[Element] = []
    size = 0
    for element in elements:
        taken.append(element)
        size += len(element.text) if isinstance(element, Sentence) else 0
        if size >= _PORTION_CHARACTERS:
            if isinstance(element, Sentence) and element.pause_ms:
                taken.append(Break(element.pause_ms))
            break
    return tuple(taken)


def _profiled_name(uri: str) -> str:
    """The voice that a Speaker-Profile (§8.4.3) names: the last part of the URI, without a file's suffix.

    The RFC leaves open what lies behind the URI, so nothing is fetched.
    """
    name = uri.rpartition("#")[2].rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return unquote(name.rpartition(".")[0] or name)


_GENDERS: Mapping[str, Gender] = {"male": "male", "female": "female", "neutral": "neutral"}


def select_voice(parameters: SpeakParameters, language: str) -> VoiceSelection:
    """The voice that header fields ask for (§8.4.6, §8.4.9); markup goes before it."""
    profile = _profiled_name(parameters.speaker_profile) if parameters.speaker_profile else ""
    return VoiceSelection(
        language=parameters.speech_language or language,
        names=tuple(name for name in (parameters.voice_name, profile) if name),
        gender=_GENDERS.get(parameters.voice_gender or "", ""),
        age=parameters.voice_age,
        variant=parameters.voice_variant,
    )
