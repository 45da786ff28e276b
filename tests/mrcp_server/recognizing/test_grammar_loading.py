"""From bodies to compiled grammars, with the real store; what cannot be used is refused with its cause (§9.4.11)."""

from collections.abc import Iterator

import pytest

from engine.grammars.active import GrammarSet
from engine.grammars.store import GrammarStore
from engine.recognition import Abilities
from mrcp_server.call.document_sources import SessionSource
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
from mrcp_server.mrcp.wire.entity import GRAMMAR_REF_LIST, URI_LIST, Entity
from mrcp_server.recognizing.grammar_loading import GrammarLoader, GrammarLoadError
from tests.fakes.recognition_pool import FakeFetcher

pytestmark = pytest.mark.anyio

SRGS = "application/srgs+xml"
ABNF = "application/srgs"
SALES = b"#ABNF 1.0;\nlanguage en-US;\nroot $menu;\npublic $menu = sales | support;\npublic $other = help;\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def store() -> Iterator[GrammarStore]:
    store = GrammarStore()
    yield store
    store.close()


class GrammarLoading:
    """One session's loader."""

    def __init__(self, store: GrammarStore, abilities: Abilities | None = None, *, speech: bool = True) -> None:
        self.contents = Contents()
        self.fetcher = FakeFetcher()
        source = SessionSource(self.contents, CookieJar(), self.fetcher.as_fetcher())
        self.loader = GrammarLoader(
            store, source, engines=(abilities or Abilities(("en-US",)),), language="en-US", speech=speech
        )

    async def load(self, *entities: Entity, **parameters: str) -> GrammarSet:
        return await self.loader.load(entities, RecognizeParameters.defaults(**parameters))

    async def refused(self, *entities: Entity, **parameters: str) -> tuple[str, str, str | None]:
        """Number of the cause, reason, Failed-URI."""
        with pytest.raises(GrammarLoadError) as caught:
            await self.load(*entities, **parameters)
        failure = caught.value.failure
        assert failure.reason in str(caught.value)
        return str(failure.cause)[:3], failure.reason, failure.failed_uri


def uris(grammars: GrammarSet) -> list[tuple[str, float]]:
    return [(one.uri, one.weight) for one in grammars.grammars]


async def test_an_inline_grammar_is_called_by_its_content_id(store: GrammarStore) -> None:
    grammars = await GrammarLoading(store).load(Entity(ABNF, SALES, content_id="menu@x"))
    assert uris(grammars) == [("session:menu@x", 1.0)]
    assert grammars.speech
    assert not grammars.dtmf
    assert "sales" in grammars.jsgf


async def test_an_inline_grammar_without_a_name_has_none(store: GrammarStore) -> None:
    assert uris(await GrammarLoading(store).load(Entity(ABNF, SALES))) == [("", 1.0)]


async def test_a_list_finds_what_the_session_defined_and_a_rule_of_it(store: GrammarStore) -> None:
    loading = GrammarLoading(store)
    loading.contents.put(Entity(ABNF, SALES, content_id="menu@x"))
    grammars = await loading.load(Entity(URI_LIST, b"# grammars\r\n<session:menu@x#other>\r\nbuiltin:dtmf/digits\r\n"))
    assert uris(grammars) == [("session:menu@x#other", 1.0), ("builtin:dtmf/digits", 1.0)]
    assert grammars.grammars[0].network.vocabulary() >= {"help"}
    assert grammars.dtmf


async def test_weights_are_those_of_the_list(store: GrammarStore) -> None:
    body = b'<builtin:grammar/boolean>;weight="0.25"\r\n<builtin:speech/digits>\r\n'
    grammars = await GrammarLoading(store).load(Entity(GRAMMAR_REF_LIST, body))
    assert uris(grammars) == [
        ("builtin:grammar/boolean", 0.25),
        ("builtin:grammar/boolean", 0.25),
        ("builtin:speech/digits", 1.0),
    ]


async def test_a_list_may_refer_to_grammars_that_came_with_it(store: GrammarStore) -> None:
    """§9.5.1: they are active once, where and as the list has them."""
    entities = (
        Entity(ABNF, SALES, content_id="menu"),
        Entity(ABNF, SALES.replace(b"sales", b"service"), content_id="alone"),
        Entity(GRAMMAR_REF_LIST, b'<session:menu>;weight="0.5"'),
    )
    assert uris(await GrammarLoading(store).load(*entities)) == [("session:alone", 1.0), ("session:menu", 0.5)]


async def test_a_list_that_came_with_another_one_is_active_where_that_has_it(store: GrammarStore) -> None:
    entities = (
        Entity(URI_LIST, b"builtin:dtmf/digits", content_id="keys"),
        Entity(URI_LIST, b"session:menu\r\nsession:keys"),
        Entity(ABNF, SALES, content_id="menu"),
    )
    assert uris(await GrammarLoading(store).load(*entities)) == [("session:menu", 1.0), ("session:keys", 1.0)]


async def test_a_stored_list_names_its_grammars(store: GrammarStore) -> None:
    """What FreeSWITCH's `define-grammar=true` and res_speech store, and then refer to."""
    loading = GrammarLoading(store, Abilities(("en-US",), ("en-US",)))
    loading.contents.put(Entity(URI_LIST, b"builtin:grammar/boolean\r\n", content_id="yesno"))
    loading.contents.put(Entity(URI_LIST, b"builtin:speech/transcribe\r\n", content_id="open"))
    grammars = await loading.load(Entity(URI_LIST, b"session:yesno"))
    assert uris(grammars) == [("session:yesno", 1.0), ("session:yesno", 1.0)]
    assert grammars.speech
    assert grammars.dtmf
    assert (await loading.load(Entity(URI_LIST, b"session:open"))).transcribe == "session:open"


async def test_lists_in_a_circle_are_no_grammar(store: GrammarStore) -> None:
    loading = GrammarLoading(store)
    loading.contents.put(Entity(URI_LIST, b"session:b", content_id="a"))
    loading.contents.put(Entity(URI_LIST, b"session:a", content_id="b"))
    cause, reason, _ = await loading.refused(Entity(URI_LIST, b"session:a"))
    assert (cause, reason) == ("005", "the list 'session:a' refers to itself")


async def test_relative_uris_are_resolved_in_the_list_and_in_the_grammar(store: GrammarStore) -> None:
    loading = GrammarLoading(store)
    loading.fetcher.documents = {
        "http://h/g/top.gram": (ABNF, b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = $<sub.gram>;\n"),
        "http://h/g/sub.gram": (ABNF, SALES),
    }
    grammars = await loading.load(Entity(URI_LIST, b"top.gram", content_base="http://h/g/"))
    assert uris(grammars) == [("http://h/g/top.gram", 1.0)]
    assert "sales" in grammars.grammars[0].network.vocabulary()
    inline = Entity(ABNF, loading.fetcher.documents["http://h/g/top.gram"][1], content_location="http://h/g/here")
    assert uris(await loading.load(inline)) == [("", 1.0)]


@pytest.mark.parametrize("body", [b"", b"# nothing\r\n"])
async def test_an_empty_list_is_no_grammar(store: GrammarStore, body: bytes) -> None:
    assert (await GrammarLoading(store).refused(Entity(URI_LIST, body)))[0] == "005"


async def test_a_broken_list_is_no_grammar(store: GrammarStore) -> None:
    assert (await GrammarLoading(store).refused(Entity(GRAMMAR_REF_LIST, b"<a>;weight=x")))[0] == "005"


async def test_what_does_not_parse_says_where(store: GrammarStore) -> None:
    cause, reason, _ = await GrammarLoading(store).refused(Entity(SRGS, b"<grammar"))
    assert cause == "005"
    assert "line 1" in reason


async def test_what_the_session_does_not_have_is_a_load_failure(store: GrammarStore) -> None:
    cause, reason, uri = await GrammarLoading(store).refused(Entity(URI_LIST, b"session:gone"))
    assert (cause, uri) == ("004", "session:gone")
    assert "not defined" in reason
    inner = Entity(ABNF, b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = $<session:gone>;\n")
    cause, _, uri = await GrammarLoading(store).refused(inner)
    assert (cause, uri) == ("004", "session:gone")


async def test_what_cannot_be_fetched_is_named(store: GrammarStore) -> None:
    loading = GrammarLoading(store)
    cause, reason, uri = await loading.refused(Entity(URI_LIST, b"http://h/gone.grxml"))
    assert (cause, uri) == ("009", "http://h/gone.grxml")
    assert "gone.grxml" in reason


class TestLanguages:
    """What no recognizer can recognize is refused at once."""

    async def test_no_model_for_the_language_of_the_grammar(self, store: GrammarStore) -> None:
        grammar = Entity(ABNF, SALES.replace(b"en-US", b"fr-FR"))
        cause, reason, _ = await GrammarLoading(store).refused(grammar)
        assert cause == "010"
        assert "model" in reason
        assert "fr-FR" in reason

    async def test_the_language_of_the_request_is_for_grammars_that_name_none(self, store: GrammarStore) -> None:
        grammar = Entity(ABNF, b"#ABNF 1.0;\nroot $a;\npublic $a = oui;\n")
        assert (await GrammarLoading(store).refused(grammar, speech_language="fr-FR"))[0] == "010"
        loading = GrammarLoading(store, Abilities(("en-US", "fr-FR")))
        assert (await loading.load(grammar, speech_language="fr-FR")).language == "fr-FR"

    async def test_a_built_in_for_speech_that_is_not_there(self, store: GrammarStore) -> None:
        cause, reason, _ = await GrammarLoading(store).refused(
            Entity(URI_LIST, b"builtin:speech/digits"), speech_language="de"
        )
        assert cause == "010"
        assert "'de'" in reason

    async def test_keys_have_no_language(self, store: GrammarStore) -> None:
        grammars = await GrammarLoading(store, Abilities()).load(
            Entity(URI_LIST, b"builtin:dtmf/digits"), speech_language="de"
        )
        assert not grammars.speech

    async def test_transcripts_can_be_matched_against_a_grammar(self, store: GrammarStore) -> None:
        loading = GrammarLoading(store, Abilities((), ("en-US",)))
        assert (await loading.load(Entity(ABNF, SALES))).speech


class TestOpenSpeech:
    """`builtin:speech/transcribe`."""

    LIST = Entity(URI_LIST, b"builtin:speech/transcribe\r\nbuiltin:dtmf/digits\r\n")

    async def test_with_a_model(self, store: GrammarStore) -> None:
        grammars = await GrammarLoading(store, Abilities(("en-US",), ("en-US",))).load(self.LIST)
        assert grammars.transcribe == "builtin:speech/transcribe"
        assert uris(grammars) == [("builtin:dtmf/digits", 1.0)]

    async def test_without_one_it_is_said_what_to_install(self, store: GrammarStore) -> None:
        cause, reason, _ = await GrammarLoading(store).refused(self.LIST)
        assert cause == "004"
        assert "pip install moonshine-voice" in reason
        assert "engine.models" in reason

    async def test_in_another_language(self, store: GrammarStore) -> None:
        loading = GrammarLoading(store, Abilities(("en-US", "de-DE"), ("en-US",)))
        assert (await loading.refused(self.LIST, speech_language="de-DE"))[0] == "010"


async def test_where_only_keys_are_taken_a_built_in_for_both_means_keys(store: GrammarStore) -> None:
    loading = GrammarLoading(store, speech=False)
    assert not (await loading.load(Entity(URI_LIST, b"builtin:grammar/digits"))).speech
    assert (await loading.load(Entity(URI_LIST, b"builtin:speech/digits"))).speech  # the machine refuses it
