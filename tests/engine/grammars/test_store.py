import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from engine.apart import InThreads
from engine.documents.errors import GrammarError
from engine.errors import LanguageUnsupportedError
from engine.grammars import compiler
from engine.grammars import store as grammar_store
from engine.grammars.store import GrammarStore

MENU = b"#ABNF 1.0;\nlanguage en-US;\nroot $menu;\npublic $menu = sales | support;\n"
CITY = b"#ABNF 1.0;\nlanguage en-US;\nroot $city;\npublic $city = paris | rome;\n$hidden = oslo;\n"
REFERRING = b"#ABNF 1.0;\nlanguage en-US;\nroot $trip;\n$trip = to $<http://x.example/city>;\n"
LEXICON = (
    b'<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">'
    b"<lexeme><grapheme>Rome</grapheme><phoneme>ro\xca\x8am</phoneme></lexeme>"
    b"<lexeme><grapheme>New York</grapheme><phoneme>nu</phoneme></lexeme>"
    b"<lexeme><grapheme>NYC</grapheme><alias>New York City</alias></lexeme></lexicon>"
)


class Web:
    def __init__(self, **pages: bytes) -> None:
        self.pages = {f"http://x.example/{name}": page for name, page in pages.items()}
        self.fetched: list[str] = []

    async def __call__(self, uri: str) -> bytes:
        self.fetched.append(uri)
        await asyncio.sleep(0)
        return self.pages[uri]


def run(work: Callable[[GrammarStore], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def whole() -> None:
        store = GrammarStore(**options)
        try:
            await work(store)
        finally:
            store.close()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_the_same_content_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = compiler.compile_network

    def counting(*arguments: Any, **options: Any) -> Any:
        compiled.append("")
        return real(*arguments, **options)

    monkeypatch.setattr(grammar_store, "compile_network", counting)

    async def work(store: GrammarStore) -> None:
        first, second = await asyncio.gather(store.load(MENU, uri="a"), store.load(MENU, uri="b"))
        assert first.network is second.network
        assert (first.uri, second.uri) == ("a", "b")
        assert (await store.load(MENU)).network is first.network
        assert len(compiled) == 1
        assert (await store.load(MENU, language="en-GB")).network is not first.network

    run(work)


def test_what_a_grammar_refers_to_is_fetched_and_counts_as_content() -> None:
    async def work(store: GrammarStore) -> None:
        web = Web(city=CITY)
        first = await store.load(REFERRING, fetch=web)
        assert first.network.vocabulary() == {"to", "paris", "rome"}
        assert web.fetched == ["http://x.example/city"]
        assert (await store.load(REFERRING, fetch=web)).network is first.network
        web.pages["http://x.example/city"] = CITY.replace(b"rome", b"bonn")
        assert (await store.load(REFERRING, fetch=web)).network.vocabulary() == {"to", "paris", "bonn"}

    run(work)


def test_builtins_may_be_referred_to() -> None:
    async def work(store: GrammarStore) -> None:
        text = REFERRING.replace(b"http://x.example/city", b"builtin:speech/boolean")
        assert "yes" in (await store.load(text)).network.vocabulary()
        with pytest.raises(GrammarError, match="no voice grammar"):
            await store.load(text.replace(b"speech", b"dtmf"))

    run(work)


def test_a_fragment_names_a_rule() -> None:
    async def work(store: GrammarStore) -> None:
        assert (await store.load(CITY, rule="city")).network.vocabulary() == {"paris", "rome"}
        with pytest.raises(GrammarError, match="hidden"):
            await store.load(CITY, rule="hidden")

    run(work)


def test_lexicons_are_fetched() -> None:
    async def work(store: GrammarStore) -> None:
        text = CITY.replace(b"root", b"lexicon <http://x.example/names>;\nroot")
        web = Web(names=LEXICON)
        assert (await store.load(text, fetch=web)).pronunciations == (("rome", "roʊm"),)
        web.pages["http://x.example/names"] = b"<nonsense/>"
        with pytest.raises(GrammarError, match="lexicon"):
            await store.load(text, fetch=web)

    run(work)


def test_what_fetch_raises_comes_through() -> None:
    async def work(store: GrammarStore) -> None:
        with pytest.raises(KeyError):
            await store.load(REFERRING, fetch=Web())
        with pytest.raises(GrammarError, match="nothing can be fetched"):
            await store.load(REFERRING)

    run(work)


def test_wrong_and_large_documents_are_refused() -> None:
    async def work(store: GrammarStore) -> None:
        for _ in range(2):  # a failure is not kept
            with pytest.raises(GrammarError):
                await store.load(b"#ABNF 1.0;\nnonsense")
        with pytest.raises(GrammarError, match="octets"):
            await store.load(MENU + b" " * 1000)

    run(work, max_document_bytes=500)


def test_a_web_of_grammars_is_bounded() -> None:
    pages = {
        f"p{n}": f"#ABNF 1.0;\nlanguage en;\nroot $a;\npublic $a = x $<http://x.example/p{n + 1}>;\n".encode()
        for n in range(9)
    }

    async def work(store: GrammarStore) -> None:
        with pytest.raises(GrammarError, match="more than 3 others"):
            await store.load(pages["p0"], fetch=Web(**pages))

    run(work, max_documents=3)


def test_builtin_grammars() -> None:
    async def work(store: GrammarStore) -> None:
        speech, keys = await store.builtin("builtin:grammar/boolean")
        assert (speech.network.grammar.mode, keys.network.grammar.mode) == ("voice", "dtmf")
        assert (await store.builtin("builtin:grammar/boolean"))[0].network is speech.network
        assert await store.builtin("builtin:speech/transcribe") == ()
        with pytest.raises(GrammarError):
            await store.builtin("builtin:speech/nonsense")
        with pytest.raises(LanguageUnsupportedError):
            await store.builtin("builtin:speech/date", language="de")

    run(work)


def test_grammars_are_put_together_for_a_recognizer() -> None:
    async def work(store: GrammarStore) -> None:
        menu = await store.load(MENU, uri="session:menu")
        speech, keys = await store.builtin("builtin:grammar/boolean")
        both = await store.activate([menu, speech, keys], language="de")
        assert both.language == "en-US"
        assert "sales" in both.jsgf
        assert (await store.activate([menu, speech, keys])).jsgf is both.jsgf
        assert (await store.activate([keys], language="de")).language == "de"
        assert (await store.activate([keys])).jsgf == ""
        open_speech = await store.activate([menu], transcribe="builtin:speech/transcribe")
        assert open_speech.jsgf == ""
        assert open_speech.speech

    run(work)


def test_a_grammar_that_speech_cannot_follow_is_refused() -> None:
    async def work(store: GrammarStore) -> None:
        nested = await store.load(b"#ABNF 1.0;\nlanguage en;\nroot $a;\n$a = left $a right | middle;\n")
        with pytest.raises(GrammarError, match="recurses"):
            await store.activate([nested])
        await store.activate([nested], transcribe="builtin:speech/transcribe")

    run(work)


def test_who_stops_waiting_does_not_stop_the_others() -> None:
    async def work(store: GrammarStore) -> None:
        impatient = asyncio.create_task(store.load(MENU))
        patient = asyncio.create_task(store.load(MENU))
        await asyncio.sleep(0)
        impatient.cancel()
        assert (await patient).network.vocabulary() == {"sales", "support"}

    run(work)


LARGE = (
    b"#ABNF 1.0;\nlanguage en-US;\nroot $r;\npublic $r = " + b" | ".join(b"name%d" % n for n in range(6000)) + b";\n"
)


class Apart(InThreads):
    """Counts."""

    def __init__(self) -> None:
        self.sources: list[str] = []

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        self.sources.append(source)
        return await super().run(function, data, source=source)


def test_what_is_large_or_becomes_so_is_compiled_apart_and_once() -> None:
    apart = Apart()
    blown_up = b"#ABNF 1.0;\nlanguage en-US;\nroot $r;\n$r = (a b c d)<0-5000>;\n"

    async def work(store: GrammarStore) -> None:
        await store.load(MENU, source="menu")
        assert apart.sources == []
        first, second = await asyncio.gather(store.load(LARGE, source="a"), store.load(LARGE, source="b"))
        assert first.network is second.network
        assert "name5999" in first.network.vocabulary()
        assert (await store.load(LARGE, source="c")).network is first.network
        assert apart.sources == ["a"]
        assert len((await store.load(blown_up, source="d")).network.nodes) > 20_000
        assert apart.sources == ["a", "d"]
        with pytest.raises(GrammarError, match="more than 200000 states"):
            await store.load(blown_up.replace(b"5000", b"50000"), source="e")

    run(work, apart=apart)


def test_what_refers_to_something_large_is_compiled_apart_with_it() -> None:
    apart = Apart()
    web = Web(city=LARGE.replace(b"root $r", b"root $city").replace(b"$r =", b"$city ="))

    async def work(store: GrammarStore) -> None:
        first = await store.load(REFERRING, fetch=web)
        assert {"to", "name7"} <= first.network.vocabulary()
        assert (await store.load(REFERRING, fetch=web)).network is first.network
        assert len(apart.sources) == 2  # what it refers to was learnt by the first
        web.pages["http://x.example/city"] = CITY
        assert (await store.load(REFERRING, fetch=web)).network.vocabulary() == {"to", "paris", "rome"}

    run(work, apart=apart)


def test_large_documents_have_a_limit_together() -> None:
    web = Web(city=LARGE.replace(b"root $r", b"root $city").replace(b"$r =", b"$city ="))

    async def work(store: GrammarStore) -> None:
        with pytest.raises(GrammarError, match="octets together"):
            await store.load(REFERRING, fetch=web)

    run(work, max_document_bytes=len(LARGE) + 10)


def test_grammars_for_keys_have_a_limit_of_their_own() -> None:
    keys = b"#ABNF 1.0;\nmode dtmf;\nroot $r;\n$r = (1 2 3 4)<0-12000>;\n"

    async def work(store: GrammarStore) -> None:
        with pytest.raises(GrammarError, match="for keys"):
            await store.activate([await store.load(keys)])

    run(work)


def test_memory_is_bounded_by_what_grammars_take_and_not_by_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_store, "_MAX_KEPT_BYTES", 8 << 20)

    async def work(store: GrammarStore) -> None:
        for number in range(12):
            blown_up = f"#ABNF 1.0;\nlanguage en-US;\nroot $r;\n$r = (a b c{number} d)<0-1000>;\n"
            await store.load(blown_up.encode())
        kept = [kept.size_bytes for kept, _ in store._networks._values.values()]
        assert sum(kept) <= 8 << 20
        assert 1 < len(kept) < 12

    run(work)
