import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.store import GrammarStore
from mrcp_server.evaluation.grammars import GrammarSource, file_uri
from mrcp_server.fetching.fetcher import Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache

_ABNF = "#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = sales | support;\npublic $b = billing;\n"


def _with_source(work: Callable[[GrammarSource], Awaitable[None]], root: Path) -> None:
    async def run() -> None:
        store, fetcher = GrammarStore(), Fetcher(FetchPolicy(file_roots=[root]), HttpCache(0))
        try:
            await work(GrammarSource(store, fetcher, language="en-US"))
        finally:
            await fetcher.close()
            store.close()

    asyncio.run(run())


def test_a_file_is_a_grammar_and_a_fragment_one_of_its_rules(tmp_path: Path) -> None:
    (tmp_path / "a.gram").write_text(_ABNF, encoding="utf-8")

    async def work(source: GrammarSource) -> None:
        whole = await source.load(str(tmp_path / "a.gram"))
        assert "sales" in whole.jsgf
        assert await source.load(str(tmp_path / "a.gram")) is whole
        part = await source.load(file_uri(str(tmp_path / "a.gram")) + "#b")
        assert "billing" in part.jsgf
        assert "sales" not in part.jsgf

    _with_source(work, tmp_path)


def test_a_grammar_may_refer_to_another_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.gram").write_text(_ABNF, encoding="utf-8")
    referring = "#ABNF 1.0;\nlanguage en-US;\nroot $c;\n$c = please $<a.gram#b>;\n"
    (tmp_path / "c.gram").write_text(referring, encoding="utf-8")

    async def work(source: GrammarSource) -> None:
        assert "billing" in (await source.load(str(tmp_path / "c.gram"))).jsgf

    _with_source(work, tmp_path)


def test_built_in_grammars_and_open_speech_go_by_their_names(tmp_path: Path) -> None:
    async def work(source: GrammarSource) -> None:
        assert (await source.load("builtin:speech/boolean")).speech
        assert (await source.load("")).transcribe
        assert (await source.load("builtin:speech/transcribe")).transcribe

    _with_source(work, tmp_path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent.gram", "absent.gram"),
        ("broken.gram", "line"),
        ("builtin:speech/nonsense", "nonsense"),
        ("builtin:dtmf/digits", "keys"),
        ("file:///etc/hostname", "hostname"),
        ("gopher://example.com/", "scheme"),
    ],
)
def test_what_cannot_be_used_is_told_each_time(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "broken.gram").write_text("#ABNF 1.0;\nroot $a;\n$a = (;\n", encoding="utf-8")

    async def work(source: GrammarSource) -> None:
        grammar = name if ":" in name else str(tmp_path / name)
        for _ in range(2):
            with pytest.raises(GrammarError, match=reason):
                await source.load(grammar)

    _with_source(work, tmp_path)


def test_a_language_that_nobody_hears_built_in_is_told(tmp_path: Path) -> None:
    async def run() -> None:
        store, fetcher = GrammarStore(), Fetcher(FetchPolicy(), HttpCache(0))
        try:
            with pytest.raises(GrammarError, match="ja-JP"):
                await GrammarSource(store, fetcher, language="ja-JP").load("builtin:speech/boolean")
        finally:
            await fetcher.close()
            store.close()

    asyncio.run(run())
