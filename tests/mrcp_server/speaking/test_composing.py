"""Bodies of a SPEAK become utterances: types, charsets, lists, lexicons, and what goes wrong with them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing

import pytest

from engine.apart import InThreads
from engine.documents.lexicon import Lexicon
from engine.errors import ClipError
from engine.interface import Clip, Sentence, Span, Utterance, walk
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.codes import SpeakCause
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.speaking.composing import ComposeError, Composer, TextOptions, lexicon_uris, select_voice

SSML = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">{}</speak>'
PLS = (
    '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">'
    "<lexeme><grapheme>BBC</grapheme><alias>radio</alias></lexeme></lexicon>"
)


class World:
    """URIs and what they lead to."""

    def __init__(self, **entities: Entity) -> None:
        self.entities = entities
        self.asked: list[tuple[str, int | None]] = []
        self.cache_controls: list[str] = []
        self.streams: dict[str, StreamedBody] = {}

    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        self.asked.append((uri, timeout_ms))
        self.cache_controls.append(parameters.cache_control)
        name = uri.replace(":", "/").rpartition("/")[2].partition(".")[0]
        if name not in self.entities:
            raise ClipError(uri, "404 Not Found")
        return self.entities[name]

    async def open(self, uri: str, parameters: SpeakParameters) -> Entity | StreamedBody:
        return self.streams[uri] if uri in self.streams else await self.entity(uri, parameters)

    def stream(self, uri: str, content_type: str, *parts: bytes | ClipError) -> Callable[[], None]:
        """A body that is still coming; its end comes when what is returned is called."""
        end = asyncio.Event()

        async def coming() -> AsyncIterator[bytes]:
            for part in parts:
                if isinstance(part, ClipError):
                    raise part
                yield part
            await end.wait()

        async def release() -> None:
            """Nothing to give back."""

        self.streams[uri] = StreamedBody(uri, content_type, coming(), max_bytes=1000, idle_s=5, release=release)
        return end.set


def compose(
    *entities: Entity,
    world: World | None = None,
    parameters: SpeakParameters | None = None,
    lexicons: dict[str, Lexicon] | None = None,
    text_options: TextOptions | None = None,
) -> list[Utterance]:
    composer = Composer(
        world or World(),
        language="en-US",
        lexicons=lexicons or {},
        apart=InThreads(),
        text_options=text_options or TextOptions(),
    )

    async def run() -> list[Utterance]:
        return [one async for one in composer.compose(entities, parameters or SpeakParameters.defaults())]

    return asyncio.run(run())


def text_of(utterances: Sequence[Utterance]) -> str:
    return " ".join(
        element.text for one in utterances for element in walk(one.elements) if isinstance(element, Sentence)
    )


def failure_of(
    *entities: Entity, world: World | None = None, parameters: SpeakParameters | None = None
) -> ComposeError:
    with pytest.raises(ComposeError) as caught:
        compose(*entities, world=world, parameters=parameters)
    return caught.value


def test_text_and_markup_in_order() -> None:
    parts = (
        Entity("text/plain", b"First."),
        Entity("application/ssml+xml", SSML.format("second").encode()),
        Entity("audio/basic", b"\xff", content_id="a"),
    )
    assert text_of(compose(*parts)) == "First. second"


@pytest.mark.parametrize(
    ("body", "charset"),
    [("Grüße".encode(), None), ("Grüße".encode("latin-1"), "iso-8859-1"), ("Grüße".encode("cp1252"), None)],
)
def test_charsets_are_honoured(body: bytes, charset: str | None) -> None:
    assert text_of(compose(Entity("text/plain", body, charset=charset))) == "Grüße"


def test_a_declared_charset_goes_before_the_xml_declaration() -> None:
    document = ('<?xml version="1.0" encoding="utf-8"?>' + SSML.format("Grüße")).encode("latin-1")
    assert text_of(compose(Entity("application/ssml+xml", document, charset="latin-1"))) == "Grüße"


def test_a_long_text_comes_in_portions_with_its_pauses() -> None:
    utterances = compose(Entity("text/plain", b"A sentence of some words. " * 100))
    assert len(utterances) > 3
    assert text_of(utterances).split() == ("A sentence of some words. " * 100).split()


def test_large_markup_is_parsed_too() -> None:
    document = SSML.format("word " * 2000).encode()
    assert text_of(compose(Entity("application/ssml+xml", document))).count("word") == 2000


def test_prosody_headers_apply_to_plain_text_only() -> None:
    parameters = SpeakParameters.defaults(prosody={"rate": "200%"})
    plain = compose(Entity("text/plain", b"one"), parameters=parameters)[0].elements[0]
    markup = compose(Entity("application/ssml+xml", SSML.format("one").encode()), parameters=parameters)[0].elements[0]
    assert isinstance(plain, Sentence)
    assert isinstance(markup, Sentence)
    assert plain.parts[0].prosody.rate == 2.0  # type: ignore[union-attr]  # the first part of this text is a span
    assert markup.parts[0].prosody.rate == 1.0  # type: ignore[union-attr]


@pytest.mark.parametrize("charset", [None, "utf-8"])
def test_a_plain_text_that_begins_as_ssml_is_ssml(charset: str | None) -> None:
    body = b"\xef\xbb\xbf <speak>One <sub alias='two'>b</sub>.</speak>"
    assert text_of(compose(Entity("text/plain", body, charset=charset))) == "One two."
    assert failure_of(Entity("text/plain", b"<speak>One")).failure.cause is SpeakCause.PARSE_FAILURE
    basic = SpeakParameters.defaults(basic=True)
    assert failure_of(Entity("text/plain", b"<speak><p>1</p></speak>"), parameters=basic)
    assert text_of(compose(Entity("text/plain", b"<speaker> one"))) == "less than speaker greater than one"
    assert compose(Entity("text/plain", b"")) == []


def test_markdown_is_taken_off_plain_text() -> None:
    assert text_of(compose(Entity("text/plain", b"**One** _two_, press *."))) == "One two, press star."
    long = b"**One** _two_ three. " * 300
    assert text_of(compose(Entity("text/plain", long))).split() == ["One", "two", "three."] * 300


def test_plain_text_may_be_taken_as_it_is() -> None:
    options = TextOptions(ssml=False, markdown=False)
    assert text_of(compose(Entity("text/plain", b"<speak> One"), text_options=options)) == (
        "less than speak greater than One"
    )


def test_notes_on_a_document_come_with_it() -> None:
    (utterance,) = compose(Entity("application/ssml+xml", b"<speak><x:y>One</x:y></speak>"))
    assert len(utterance.notes) == 1


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((b" \r\n<spe", b"ak>One <sub alias='two'>", b"b</sub>.</speak>"), "One two."),
        ((b" " * 900, b"<speak>One</speak>"), "One"),
        ((b"One. ", b"Two"), "One. Two"),
        ((b"<sp",), "less than sp"),
        ((), ""),
    ],
)
def test_a_document_that_comes_in_chunks_as_text(parts: tuple[bytes, ...], said: str) -> None:
    async def run() -> None:
        world = World()
        world.stream(STREAM, "text/plain", *parts)()
        composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())
        list_ = Entity("text/uri-list", STREAM.encode())
        utterances = [one async for one in composer.compose([list_], SpeakParameters.defaults())]
        assert text_of(utterances) == said

    asyncio.run(run())


def test_prosody_that_was_set_on_the_fly_is_around_markup() -> None:
    """RFC 6787 §8.4.7, §8.6: what the markup says itself goes before it."""
    parameters = SpeakParameters.defaults(markup_prosody={"rate": "200%"})
    content = "one <prosody rate='+50%'>two</prosody> <prosody rate='slow'>three</prosody>"
    [markup] = compose(Entity("application/ssml+xml", SSML.format(content).encode()), parameters=parameters)
    assert isinstance(markup.elements[0], Sentence)
    rates = {part.text.strip(): part.prosody.rate for part in markup.elements[0].parts if isinstance(part, Span)}
    assert rates == {"one": 2.0, "two": 3.0, "three": 0.75}


def test_a_uri_list_is_spoken_in_order() -> None:
    world = World(a=Entity("text/plain", b"from a"), b=Entity("audio/wav", b"RIFF"))
    entity = Entity("text/uri-list", b"a.txt\r\nhttp://h/b.wav\r\n", content_base="http://h/x/")
    first, second = compose(entity, world=world)
    assert text_of([first]) == "from a"
    assert isinstance(second.elements[0], Clip)
    assert second.elements[0].uri == "http://h/b.wav"
    assert [uri for uri, _ in world.asked] == ["http://h/x/a.txt", "http://h/b.wav"]


def test_a_list_that_is_stored_or_fetched_is_spoken_as_a_list() -> None:
    world = World(
        stored=Entity("text/uri-list", b"http://h/y/a.txt"),
        fetched=Entity("text/uri-list", b"a.txt\r\nb.txt"),
        a=Entity("text/plain", b"from a"),
        b=Entity("text/plain", b"from b"),
    )
    entity = Entity("text/uri-list", b"session:stored\r\nhttp://h/x/fetched\r\nhttp://h/b.txt")
    assert text_of(compose(entity, world=world)) == "from a from a from b from b"
    assert "http://h/x/a.txt" in dict(world.asked)


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        ({"a": b"http://h/a"}, "refers to itself"),
        ({"a": b"http://h/b", "b": b"http://h/a"}, "refers to itself"),
        ({f"a{n or ''}": f"http://h/a{n + 1}".encode() for n in range(20)}, "within each other"),
        ({"a": b"http://h/b\r\n" * 200, "b": b"http://h/t"}, "100 in all"),
    ],
)
def test_lists_in_circles_and_without_end_are_002(lists: dict[str, bytes], reason: str) -> None:
    world = World(**{name: Entity("text/uri-list", body) for name, body in lists.items()})
    world.entities["t"] = Entity("text/plain", b"text")
    failure = failure_of(Entity("text/uri-list", b"http://h/a"), world=world).failure
    assert failure.cause == SpeakCause.PARSE_FAILURE
    assert reason in failure.reason


def test_lists_of_lexicons_are_followed() -> None:
    world = World(
        lex=Entity("application/pls+xml", PLS.encode()),
        all=Entity("text/uri-list", b"http://h/lex.pls"),
        circle=Entity("text/uri-list", b"session:circle"),
    )
    parameters = SpeakParameters.defaults(lexicon_search_order=("session:all",))
    assert text_of(compose(Entity("text/plain", b"The BBC"), world=world, parameters=parameters)) == "The radio"
    composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())
    defined = asyncio.run(composer.load_lexicons([Entity("text/uri-list", b"session:all")], parameters))
    assert set(defined) == {"http://h/lex.pls"}
    with pytest.raises(ComposeError, match="refers to itself") as caught:
        asyncio.run(composer.load_lexicons([Entity("text/uri-list", b"session:circle")], parameters))
    assert caught.value.failure.cause == SpeakCause.LEXICON_LOAD_FAILURE
    document = SSML.format('<lexicon uri="session:all"/>The BBC').encode()
    failure = failure_of(Entity("application/ssml+xml", document), world=world).failure
    assert failure.cause == SpeakCause.LEXICON_LOAD_FAILURE
    assert "list of URIs" in failure.reason


STREAM = "http://h/answer"
LIST = Entity("text/uri-list", b"http://h/answer\r\nhttp://h/a.txt")


def test_an_answer_that_is_still_coming_is_spoken_before_its_end() -> None:
    async def run() -> None:
        world = World(a=Entity("text/plain", b"from a"))
        end = world.stream(STREAM, "text/event-stream", b"data: Yes, indeed.\n\n", b"data:  Goodbye\n\n")
        composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())
        parameters = SpeakParameters.defaults(prosody={"rate": "200%"})
        async with asyncio.timeout(5), aclosing(composer.compose([LIST], parameters)) as utterances:
            first = await anext(utterances)
            assert text_of([first]) == "Yes, indeed."
            assert first.elements[0].parts[0].prosody.rate == 2.0  # type: ignore[union-attr]  # a sentence of one span
            end()
            rest = [utterance async for utterance in utterances]
        assert text_of(rest) == "Goodbye from a"
        assert text_of([one async for one in composer.compose([LIST], parameters)]) == "Yes, indeed. Goodbye from a"

    asyncio.run(run())


def test_lexicons_count_in_a_stream_too() -> None:
    async def run() -> None:
        world = World(lex=Entity("application/pls+xml", PLS.encode()))
        world.stream(STREAM, "text/plain", b"The BBC. And")()
        composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())
        parameters = SpeakParameters.defaults(lexicon_search_order=("http://h/lex.pls",))
        list_ = Entity("text/uri-list", STREAM.encode())
        assert text_of([one async for one in composer.compose([list_], parameters)]) == "The radio. And"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("part", "cause"),
    [
        (ClipError(STREAM, "connection lost"), SpeakCause.URI_FAILURE),
        (b"data: " + b"x" * 900, SpeakCause.PARSE_FAILURE),
    ],
)
def test_a_stream_that_goes_wrong_has_spoken_what_came(
    part: ClipError | bytes, cause: SpeakCause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.tokens.event_stream.MAX_EVENT_CHARACTERS", 800)

    async def run() -> None:
        world, spoken = World(), []
        world.stream(STREAM, "text/event-stream", b"data: One. Two\n\n", part)
        composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())

        async def speak() -> None:
            async for utterance in composer.compose([LIST], SpeakParameters.defaults()):
                spoken.append(utterance)  # noqa: PERF401  # a comprehension would lose them

        with pytest.raises(ComposeError) as caught:
            await speak()
        assert text_of(spoken) == "One. Two"
        assert (caught.value.failure.cause, caught.value.failure.failed_uri) == (cause, STREAM)

    asyncio.run(run())


def test_what_cannot_be_fetched_is_named() -> None:
    error = failure_of(Entity("text/uri-list", b"http://h/none.txt"))
    assert error.failure.cause is SpeakCause.URI_FAILURE
    assert (error.failure.failed_uri, error.failure.failed_uri_cause) == ("http://h/none.txt", "404 Not Found")


@pytest.mark.parametrize(
    "entity",
    [
        Entity("application/ssml+xml", b"<speak"),
        Entity("application/ssml+xml", SSML.format("<break time='soon'/>").encode()),
        Entity("text/uri-list", b"#\r\n"),
    ],
    ids=["not well-formed", "not valid", "empty list"],
)
def test_documents_that_cannot_be_read_are_parse_failures(entity: Entity) -> None:
    assert failure_of(entity).failure.cause is SpeakCause.PARSE_FAILURE


def test_a_bad_prosody_header_is_an_error() -> None:
    error = failure_of(Entity("text/plain", b"x"), parameters=SpeakParameters.defaults(prosody={"rate": "quick"}))
    assert error.failure.cause is SpeakCause.ERROR


def test_a_lexicon_of_the_document_is_fetched_and_applied() -> None:
    world = World(lex=Entity("application/pls+xml", PLS.encode()))
    document = SSML.format('<lexicon uri="http://h/lex.pls"/>The BBC').encode()
    assert text_of(compose(Entity("application/ssml+xml", document), world=world)) == "The radio"


def test_a_lexicon_is_fetched_as_the_document_wants() -> None:
    """SSML 1.1 §3.1.5.1: fetchtimeout, maxage, maxstale."""
    world = World(lex=Entity("application/pls+xml", PLS.encode()))
    lexicon = '<lexicon uri="http://h/lex.pls" fetchtimeout="250ms" maxage="30" maxstale="5"/>The BBC'
    compose(Entity("application/ssml+xml", SSML.format(lexicon).encode()), world=world)
    assert world.asked == [("http://h/lex.pls", 250)]
    assert world.cache_controls == ["max-age=30, max-stale=5"]


def test_lexicon_search_order_applies_to_text_too() -> None:
    world = World(lex=Entity("application/pls+xml", PLS.encode()))
    parameters = SpeakParameters.defaults(lexicon_search_order=("http://h/lex.pls",))
    assert text_of(compose(Entity("text/plain", b"The BBC"), world=world, parameters=parameters)) == "The radio"


@pytest.mark.parametrize("world", [World(), World(lex=Entity("application/pls+xml", b"<lexicon"))])
def test_a_lexicon_that_cannot_be_had_is_006(world: World) -> None:
    document = SSML.format('<lexicon uri="http://h/lex.pls"/>The BBC').encode()
    error = failure_of(Entity("application/ssml+xml", document), world=world)
    assert error.failure.cause is SpeakCause.LEXICON_LOAD_FAILURE
    assert error.failure.failed_uri == "http://h/lex.pls"


def test_lexicons_are_loaded_all_or_none() -> None:
    world = World(lex=Entity("application/pls+xml", PLS.encode()))
    composer = Composer(world, language="en-US", lexicons={}, apart=InThreads())
    parameters = SpeakParameters.defaults()
    both = [
        Entity("application/pls+xml", PLS.encode(), content_id="inline"),
        Entity("text/uri-list", b"http://h/lex.pls"),
    ]
    assert set(asyncio.run(composer.load_lexicons(both, parameters))) == {"session:inline", "http://h/lex.pls"}
    assert lexicon_uris(both) == ["session:inline", "http://h/lex.pls"]
    with pytest.raises(ComposeError):
        asyncio.run(composer.load_lexicons([Entity("application/pls+xml", b"<", content_id="x")], parameters))


def test_the_voice_is_what_the_headers_ask_for() -> None:
    parameters = SpeakParameters.defaults(
        voice_name="ann", voice_gender="female", voice_age=30, voice_variant=2, speech_language="de"
    )
    voice = select_voice(parameters, "en-US")
    assert (voice.names, voice.gender, voice.age, voice.variant, voice.language) == (("ann",), "female", 30, 2, "de")
    assert select_voice(SpeakParameters.defaults(), "en-US").language == "en-US"


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://profiles/of/en_US-amy-medium.xml", "en_US-amy-medium"),
        ("https://h/people#kate", "kate"),
        ("urn:voice:en-us+f2", "en-us+f2"),
        ("file:///profiles/J%C3%BCrgen/", "Jürgen"),
    ],
)
def test_a_speaker_profile_names_a_voice_behind_voice_name(uri: str, name: str) -> None:
    assert select_voice(SpeakParameters.defaults(speaker_profile=uri), "en").names == (name,)
    assert select_voice(SpeakParameters.defaults(speaker_profile=uri, voice_name="ann"), "en").names == ("ann", name)


def test_basicsynth_knows_few_elements() -> None:
    document = Entity("application/ssml+xml", SSML.format("<prosody rate='fast'>x</prosody>").encode())
    error = failure_of(document, parameters=SpeakParameters.defaults(basic=True))
    assert error.failure.cause is SpeakCause.PARSE_FAILURE
