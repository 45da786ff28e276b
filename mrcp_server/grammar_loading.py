"""From the bodies of DEFINE-GRAMMAR, RECOGNIZE and INTERPRET to compiled grammars (RFC 6787 §9.5.1)."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from engine.documents.errors import GrammarError
from engine.errors import ClipError, LanguageUnsupportedError
from engine.grammar_set import ActiveGrammar, GrammarSet
from engine.grammar_store import GrammarStore
from engine.hearing import Abilities, matching_language
from mrcp_server.mrcp.codes import RecognitionCause
from mrcp_server.mrcp.entity import (
    GRAMMAR_REF_LIST,
    URI_LIST,
    Entity,
    GrammarReference,
    parse_grammar_ref_list,
    parse_uri_list,
)
from mrcp_server.mrcp.listening_reports import RecognitionFailure
from mrcp_server.mrcp.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.speak_parameters import SpeakParameters
from mrcp_server.sources import SessionSource

_NO_TRANSCRIPTION = "open speech needs a transcription model: put one into the folder engine.transcription_model names"


class GrammarLoadError(Exception):
    """The grammars cannot be used; `failure` says so in the words of the protocol."""

    def __init__(self, failure: RecognitionFailure) -> None:
        super().__init__(f"{failure.cause}: {failure.reason}")
        self.failure = failure


class GrammarLoader:
    """Loads grammars for one session."""

    def __init__(self, store: GrammarStore, source: SessionSource, *, abilities: Abilities, language: str) -> None:
        """`abilities` is what the recognizers can hear; `language` what is spoken where nothing else is named."""
        self._store = store
        self._source = source
        self._abilities = abilities
        self._language = language

    async def load(self, entities: Sequence[Entity], parameters: RecognizeParameters) -> GrammarSet:
        """The grammars of a request, in order of precedence.

        Raises GrammarLoadError.
        """
        language = parameters.speech_language or self._language
        try:
            return await self._load(entities, parameters, language)
        except GrammarError as error:
            failure = RecognitionFailure(RecognitionCause.GRAMMAR_COMPILATION_FAILURE, str(error))
        except LanguageUnsupportedError as error:
            failure = RecognitionFailure(RecognitionCause.LANGUAGE_UNSUPPORTED, error.reason)
        except ClipError as error:
            failure = RecognitionFailure(
                RecognitionCause.URI_FAILURE, f"cannot fetch {error.uri}", error.uri, error.reason
            )
        raise GrammarLoadError(failure)

    async def _load(self, entities: Sequence[Entity], parameters: RecognizeParameters, language: str) -> GrammarSet:
        grammars: list[ActiveGrammar] = []
        transcribe = ""
        for entity in entities:
            for reference in _references(entity):
                found = await self._reference(reference, entity.content_base or "", parameters, language)
                grammars += found
                transcribe = transcribe or ("" if found else reference.uri)
            if entity.content_type not in (URI_LIST, GRAMMAR_REF_LIST):
                grammars.append(await self._inline(entity, parameters, language))
        result = await self._store.activate(grammars, transcribe=transcribe, language=_language_of(grammars, language))
        self._check_abilities(result)
        return result

    async def _inline(self, entity: Entity, parameters: RecognizeParameters, language: str) -> ActiveGrammar:
        uri = f"session:{entity.content_id}" if entity.content_id else ""
        return await self._compile(entity, uri, "", parameters, language)

    async def _reference(
        self, reference: GrammarReference, base: str, parameters: RecognizeParameters, language: str
    ) -> list[ActiveGrammar]:
        """The grammars at a URI; none for open speech."""
        uri = urljoin(base, reference.uri)
        if uri.lower().startswith("builtin:"):
            found = list(await self._store.builtin(uri, language=language))
        else:
            document, rule = urldefrag(uri)
            try:
                entity = await self._source.entity(document, _fetching(parameters))
            except ClipError as error:
                if document.lower().startswith("session:"):
                    reason = f"{document} {error.reason}"
                    failure = RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, reason, uri, error.reason)
                    raise GrammarLoadError(failure) from None
                raise
            found = [await self._compile(entity, uri, rule, parameters, language)]
        return [replace(one, weight=one.weight * reference.weight) for one in found]

    async def _compile(
        self, entity: Entity, uri: str, rule: str, parameters: RecognizeParameters, language: str
    ) -> ActiveGrammar:
        async def fetch(other: str) -> bytes:
            return (await self._source.entity(other, _fetching(parameters))).body

        return await self._store.load(
            entity.body,
            uri=uri,
            base_uri=urljoin(entity.content_base or "", entity.content_location or ""),
            rule=rule,
            language=language,
            fetch=fetch,
        )

    def _check_abilities(self, grammars: GrammarSet) -> None:
        """Refuse now what no recognizer could hear later: an IVR learns more from an answer than from silence."""
        if grammars.transcribe and not self._abilities.transcription:
            raise GrammarLoadError(RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, _NO_TRANSCRIPTION))
        hears = self._abilities.transcription if grammars.transcribe else self._abilities.grammars
        if grammars.speech and matching_language(grammars.language, hears) is None:
            raise LanguageUnsupportedError(grammars.language)


def _references(entity: Entity) -> list[GrammarReference]:
    """What a list refers to; nothing for a grammar itself. Raises GrammarError."""
    if entity.content_type == URI_LIST:
        references = [GrammarReference(uri) for uri in parse_uri_list(entity.text())]
    elif entity.content_type == GRAMMAR_REF_LIST:
        try:
            references = parse_grammar_ref_list(entity.text())
        except ValueError as error:
            raise GrammarError(str(error)) from None
    else:
        return []
    if not references:
        raise GrammarError("the list of grammars is empty")
    return references


def _language_of(grammars: Sequence[ActiveGrammar], language: str) -> str:
    """The language of the first speech grammar that names one goes before the request's (SRGS §4.5)."""
    for one in grammars:
        if one.network.grammar.mode == "voice" and one.network.grammar.language:
            return one.network.grammar.language
    return language


def _fetching(parameters: RecognizeParameters) -> SpeakParameters:
    return SpeakParameters(fetch_timeout_ms=parameters.fetch_timeout_ms, cache_control=parameters.cache_control)
