"""`mrcp-server warm`: an IVR's prompts are spoken once, beforehand, so that the server finds them in its cache.

The prompts take the same way as those of a call (composer, speaker, workers, cache), by the server's own configuration:
only so are the keys the same. The server may run meanwhile; it looks into the folder every half minute.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.apart import InThreads
from engine.documents.errors import DocumentError
from engine.errors import EngineError
from engine.interface import AudioFormat
from engine.speaking.cache import CacheOptions, PromptCache
from engine.speaking.fallback import NOBODY
from engine.speaking.speaker import Speaker
from engine.workers.pool import Priority, WorkerPool
from mrcp_server.call.document_sources import RequestSource, SessionSource
from mrcp_server.config import Config
from mrcp_server.fetching.fetcher import Fetcher, fetch_policy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.speaking.composing import ComposeError, Composer, TextOptions
from mrcp_server.speaking.engines import pool_options, synthesizer_names

_DOCUMENT_SUFFIXES = frozenset({".ssml", ".xml"})
_LIST_SUFFIXES = frozenset({".txt", ".prompts"})
_MOST_TRIES = 3
"""For a prompt that was not kept."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt."""

    where: str
    """Names it for people."""
    entity: Entity


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    made: int = 0
    """Sentences and recordings that an engine had to make."""
    known: int = 0
    """Those that were there."""
    failures: list[str] = field(default_factory=list)


def read_prompts(paths: Iterable[Path]) -> list[Prompt]:
    """The prompts of files and folders: SSML documents (by suffix or beginning), else one a line, `#` before comments.

    Raises OSError; ValueError for what is no text.
    """
    prompts: list[Prompt] = []
    for path in paths:
        if path.is_dir():
            suffixes = _DOCUMENT_SUFFIXES | _LIST_SUFFIXES
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in suffixes and file.is_file())
            prompts += read_prompts(inside)
            continue
        body = path.read_bytes()
        if path.suffix.lower() in _DOCUMENT_SUFFIXES or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            base = path.resolve().as_uri()
            prompts.append(Prompt(str(path), Entity("application/ssml+xml", body, content_base=base)))
            continue
        for number, line in enumerate(body.decode("utf-8-sig").splitlines(), 1):
            text = line.strip()
            if text and not text.startswith("#"):
                prompts.append(Prompt(f"{path}:{number}", Entity("text/plain", text.encode())))
    return prompts


async def warm(
    config: Config,
    prompts: Sequence[Prompt],
    formats: Sequence[AudioFormat],
    *,
    voice: str = "",
    progress: Callable[[], object] = lambda: None,
) -> Outcome:
    """Speaks every prompt in every format into the cache; `progress` is called after each.

    Raises OSError when the cache's folder cannot be used, EngineError when the engines cannot be had.
    """
    cache = PromptCache(CacheOptions(config.cache.memory_bytes, config.cache.directory, config.cache.disk_bytes))
    pool = WorkerPool(pool_options(config))
    fetcher = Fetcher(fetch_policy(config), HttpCache(config.fetch.cache_bytes))
    await cache.open()
    try:
        await pool.start()
        # What a fallback says is not kept, so there is none: a voice that fails is to be told.
        nobody = dict.fromkeys([*config.remote, *synthesizer_names(config.engine)], NOBODY)
        speaker = Speaker(pool, cache=cache, default_voice=config.engine.voice, fallbacks=nobody)
        oven = _Warmer(config, speaker, fetcher, SpeakParameters.defaults(voice_name=voice or None))
        work = iter([(prompt, fmt) for prompt in prompts for fmt in formats])

        async def bake() -> None:
            for prompt, fmt in work:
                await oven.bake(prompt, fmt)
                progress()

        # Two for each worker: one is read while the next one is being made.
        await asyncio.gather(*(bake() for _ in range(2 * max(1, pool.state.ready))))
    finally:
        await cache.close()
        await pool.close()
        await fetcher.close()
    counters = cache.counters
    oven.outcome.made = counters.misses
    oven.outcome.known = counters.hits + counters.disk_hits + counters.joined
    return oven.outcome


class _Warmer:
    """Speaks prompts that nobody hears."""

    def __init__(self, config: Config, speaker: Speaker, fetcher: Fetcher, parameters: SpeakParameters) -> None:
        self.outcome = Outcome()
        self._language = config.engine.language
        self._text_options = TextOptions(config.mrcp.ssml_in_text, config.mrcp.markdown_in_text)
        self._speaker = speaker
        self._session = SessionSource(Contents(), CookieJar(), fetcher)
        self._parameters = parameters

    async def bake(self, prompt: Prompt, fmt: AudioFormat) -> None:
        try:
            for _ in range(_MOST_TRIES):
                if await self._speak(prompt.entity, fmt):
                    break
        except (ComposeError, DocumentError, EngineError) as error:
            self.outcome.failures.append(f"{prompt.where}: {error}")

    async def _speak(self, entity: Entity, fmt: AudioFormat) -> bool:
        """Whether all of it was kept. How loud a service's voice is has to be learnt from something."""
        passing = 0
        source = RequestSource(self._session, [entity], self._parameters)
        composer = Composer(
            source, language=self._language, lexicons={}, apart=InThreads(), text_options=self._text_options
        )
        async for utterance in composer.compose([entity], self._parameters):
            speech = self._speaker.with_fetch(source.recording).speak(utterance, fmt, priority=Priority.BACKGROUND)
            try:
                async for _ in speech:
                    pass
            finally:
                speech.cancel()
            passing += speech.timings.passing_pieces
        return not passing
