"""From the bodies of DEFINE-GRAMMAR, RECOGNIZE and INTERPRET to compiled grammars (RFC 6787 §9.5.1)."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urldefrag

from engine.documents.errors import GrammarError
from engine.errors import ClipError, DeadlyInputError, EngineError, LanguageUnsupportedError, TooMuchWorkError
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.store import GrammarStore
from engine.recognition import Abilities
from engine.workers.engine_choice import rank_engines
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.mrcp.contents import SCHEME
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
from mrcp_server.mrcp.wire.codes import RecognitionCause
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.mrcp.wire.uri import join_uri
from mrcp_server.recognizing.grammar_lists import LISTS, Listed, ListReader


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
        asker: str = "",
    ) -> None:
        """`engines` is what each recognizer can recognize; `language` what is spoken where nothing else is named.
        `asker` is the host that calls, for turns.
        `speech` False: keys are all that is taken, so built-in grammars for both mean those for keys."""
        self._store = store
        self._source = source
        self._engines = engines
        self._language = language
        self._speech = speech
        self._asker = asker

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
        except (TooMuchWorkError, DeadlyInputError) as error:
            failure = RecognitionFailure(RecognitionCause.GRAMMAR_COMPILATION_FAILURE, f"the grammar: {error.reason}")
        except EngineError as error:
            failure = RecognitionFailure(RecognitionCause.RECOGNIZER_ERROR, error.reason)
        raise GrammarLoadError(failure)

    async def _load(self, entities: Sequence[Entity], parameters: RecognizeParameters, language: str) -> GrammarSet:
        own = {f"{SCHEME}{entity.content_id}": entity for entity in entities if entity.content_id}

        async def find(document: str) -> Entity:
            return own.get(document) or await self._source.entity(document, parameters)

        reader = ListReader(find)
        lists = {
            index: await reader.read(entity, _uri_of(entity))
            for index, entity in enumerate(entities)
            if entity.content_type in LISTS
        }
        # A list may refer to what came with it (§9.5.1); that is then active where the list has it.
        listed = {urldefrag(one.uri)[0] for grammars in lists.values() for one in grammars} | reader.followed
        grammars: list[ActiveGrammar] = []
        transcribe = ""
        for index, entity in enumerate(entities):
            uri = _uri_of(entity)
            if uri in listed:
                continue
            for one in lists.get(index, ()):
                found = await self._load_listed(one, parameters, language)
                grammars += found
                transcribe = transcribe or ("" if found else one.name)
            if index not in lists:
                grammars.append(await self._compile(entity, uri, "", parameters, language))
        return await self._store.activate(grammars, transcribe=transcribe, language=language, source=self._asker)

    async def _load_listed(self, listed: Listed, parameters: RecognizeParameters, language: str) -> list[ActiveGrammar]:
        """The grammars of an entry; none for open speech."""
        if listed.entity is None:
            found = list(await self._store.builtin(listed.uri, language=language, speech=self._speech))
        else:
            rule = urldefrag(listed.uri)[1]
            found = [await self._compile(listed.entity, listed.name, rule, parameters, language)]
        return [replace(one, uri=listed.name, weight=one.weight * listed.weight) for one in found]

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
            source=self._asker,
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


def _uri_of(entity: Entity) -> str:
    """What the session will call it (§6.2.7); empty where it has no name."""
    return f"{SCHEME}{entity.content_id}" if entity.content_id else ""


def _not_found(error: ClipError) -> RecognitionFailure:
    """What this session has not defined is a grammar that cannot be loaded; what the world does not have, a URI that
    cannot be fetched."""
    if error.uri.lower().startswith((SCHEME, "cid:")):
        reason = f"{error.uri} {error.reason}"
        return RecognitionFailure(RecognitionCause.GRAMMAR_LOAD_FAILURE, reason, error.uri, error.reason)
    reason = f"cannot fetch {error.uri}"
    return RecognitionFailure(RecognitionCause.URI_FAILURE, reason, error.uri, error.reason)
