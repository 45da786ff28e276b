"""From the bodies of DEFINE-GRAMMAR, RECOGNIZE and INTERPRET to compiled grammars (RFC 6787 §9.5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urldefrag

from engine.documents.errors import GrammarError
from engine.errors import ClipError, EngineError, LanguageUnsupportedError
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.builtin import is_builtin
from engine.grammars.store import GrammarStore
from engine.recognition import Abilities
from engine.workers.engine_choice import rank_engines
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.mrcp.contents import SCHEME
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.wire.codes import RecognitionCause
from mrcp_server.mrcp.wire.entity import (
    GRAMMAR_REF_LIST,
    URI_LIST,
    Entity,
    GrammarReference,
    parse_grammar_ref_list,
    parse_uri_list,
)
from mrcp_server.mrcp.wire.uri import join_uri

_LISTS = (URI_LIST, GRAMMAR_REF_LIST)


class GrammarLoadError(Exception):
    """The grammars cannot be used; `failure` says so in the words of the protocol."""

    def __init__(self, failure: RecognitionFailure) -> None:
        super().__init__(f"{failure.cause}: {failure.reason}")
        self.failure = failure


class GrammarLoader:
    """Loads grammars for one session."""

    def __init__(
        self,
        store: GrammarStore,
        source: SessionSource,
        *,
        engines: Sequence[Abilities],
        language: str,
        speech: bool = True,
    ) -> None:
        """`engines` is what each recognizer can recognize; `language` what is spoken where nothing else is named.
        `speech` False: keys are all that is taken, so built-in grammars for both mean those for keys."""
        self._store = store
        self._source = source
        self._engines = engines
        self._language = language
        self._speech = speech

    async def load(
        self, entities: Sequence[Entity], parameters: RecognizeParameters, *, heard: bool = True
    ) -> GrammarSet:
        """The grammars of a request, in order of precedence.

        `heard` False: they are for text, so that it does not matter who hears their language.

        Raises GrammarLoadError.
        """
        language = parameters.speech_language or self._language
        try:
            grammars = await self._load(entities, parameters, language)
            if heard:
                self._check_heard(grammars)
            return grammars
        except GrammarError as error:
            failure = RecognitionFailure(RecognitionCause.GRAMMAR_COMPILATION_FAILURE, str(error))
        except LanguageUnsupportedError as error:
            failure = RecognitionFailure(RecognitionCause.LANGUAGE_UNSUPPORTED, error.reason)
        except ClipError as error:
            failure = _not_found(error)
        raise GrammarLoadError(failure)

    async def _load(self, entities: Sequence[Entity], parameters: RecognizeParameters, language: str) -> GrammarSet:
        lists = {index: _references(entity) for index, entity in enumerate(entities) if entity.content_type in _LISTS}
        # A list may refer to grammars that came with it (§9.5.1); these are then active where the list has them.
        own = {f"{SCHEME}{entity.content_id}": entity for entity in entities if entity.content_id}
        listed = {urldefrag(one.uri)[0] for references in lists.values() for one in references}
        grammars: list[ActiveGrammar] = []
        transcribe = ""
        for index, entity in enumerate(entities):
            for reference in lists.get(index, ()):
                found = await self._load_reference(reference, entity.content_base or "", own, parameters, language)
                grammars += found
                transcribe = transcribe or ("" if found else reference.uri)
            if index not in lists and f"{SCHEME}{entity.content_id}" not in listed:
                uri = f"{SCHEME}{entity.content_id}" if entity.content_id else ""
                grammars.append(await self._compile(entity, uri, "", parameters, language))
        return await self._store.activate(grammars, transcribe=transcribe, language=language)

    async def _load_reference(
        self,
        reference: GrammarReference,
        base: str,
        own: Mapping[str, Entity],
        parameters: RecognizeParameters,
        language: str,
    ) -> list[ActiveGrammar]:
        """The grammars at a URI; none for open speech."""
        uri = join_uri(base, reference.uri)
        if is_builtin(uri):
            found = list(await self._store.builtin(uri, language=language, speech=self._speech))
        else:
            document, rule = urldefrag(uri)
            entity = own.get(document) or await self._source.entity(document, parameters)
            found = [await self._compile(entity, uri, rule, parameters, language)]
        return [replace(one, weight=one.weight * reference.weight) for one in found]

    async def _compile(
        self, entity: Entity, uri: str, rule: str, parameters: RecognizeParameters, language: str
    ) -> ActiveGrammar:
        async def fetch(other: str) -> bytes:
            return (await self._source.entity(other, parameters)).body

        return await self._store.load(
            entity.body,
            uri=uri,
            base_uri=join_uri(entity.content_base or "", entity.content_location or ""),
            rule=rule,
            language=language,
            fetch=fetch,
        )

    def _check_heard(self, grammars: GrammarSet) -> None:
        """Refuse now what no recognizer could recognize later: an IVR learns more from an answer than from silence.

        Raises LanguageUnsupportedError, or GrammarLoadError where there is no open speech at all.
        """
        if not grammars.speech:
            return
        try:
            rank_engines(
                self._engines, (grammars.language, *grammars.further_languages), transcribe=bool(grammars.transcribe)
            )
        except LanguageUnsupportedError:
            raise
        except EngineError as error:
            failure = RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, error.reason)
            raise GrammarLoadError(failure) from None


def _references(entity: Entity) -> list[GrammarReference]:
    """What a list refers to. Raises GrammarError."""
    if entity.content_type == URI_LIST:
        references = [GrammarReference(uri.strip("<>")) for uri in parse_uri_list(entity.text())]
    else:
        try:
            references = parse_grammar_ref_list(entity.text())
        except ValueError as error:
            raise GrammarError(str(error)) from None
    if not references:
        raise GrammarError("the list of grammars is empty")
    return references


def _not_found(error: ClipError) -> RecognitionFailure:
    """What this session has not defined is a grammar that cannot be loaded; what the world does not have, a URI that
    cannot be fetched."""
    if error.uri.lower().startswith((SCHEME, "cid:")):
        reason = f"{error.uri} {error.reason}"
        return RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, reason, error.uri, error.reason)
    reason = f"cannot fetch {error.uri}"
    return RecognitionFailure(RecognitionCause.URI_FAILURE, reason, error.uri, error.reason)
