"""Whether the configured engines can work: each one is loaded alone, in a process of its own, which may crash or hang.

No engine has to offer anything for it: what one raises while it loads or says its first word is what is told, and what
takes its process down is told as that.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from engine.audio.loudness import measured_text
from engine.errors import EngineError
from engine.interface import AudioFormat, Piece, Span, VoiceInfo
from engine.workers.listener_pool import ListenerOptions, ListenerPool
from engine.workers.pool import PoolOptions, WorkerPool
from mrcp_server.config import Config
from mrcp_server.recognizing.engines import choose_recognizers
from mrcp_server.speaking.engines import pool_options

_LOAD_S = 30.0
"""The largest models take 2 s; a hang is tried three times."""
_MAX_VOICES = 20
"""Voices of one engine that say a word; there is one for each of their models, or nearly."""


async def engine_faults(config: Config, progress: Callable[[str], None] = lambda _: None) -> list[str]:
    """What is wrong with the engines of `config`, a line each that names the engine; none: all of them work.

    `progress` is told what is tried next. To be called in the main thread.
    """
    # Services elsewhere are not asked: to find out whether they speak costs money.
    speaking = replace(pool_options(config, workers=1), remote=(), gains_path="", start_timeout_s=_LOAD_S)
    faults = []
    voices: list[VoiceInfo] = []
    for spec in speaking.engines:
        title = f"voice engine {spec.name!r}"
        progress(title)
        # The server would go on without an optional one; here its fault is what is asked for.
        required = msgspec.structs.replace(spec, optional=False)
        found, wrong = await _voices(replace(speaking, engines=(required,), warm_voices=()))
        voices += found
        faults += [f"{title}: {fault}" for fault in wrong]
    if not faults:
        faults += _missing(speaking.warm_voices, voices)
    if not {"speechrecog", "dtmfrecog"} & set(config.mrcp.resources):
        return faults
    choice = await asyncio.to_thread(choose_recognizers, config)
    if choice.missing:
        faults.append(f"recognition engine 'moonshine': {choice.missing}")
    hearing = replace(choice.options, start_timeout_s=_LOAD_S)
    for engine in hearing.engines:
        if engine.remote:
            continue  # a service elsewhere is not asked
        progress(engine.title)
        wrong = await _recognizer_faults(replace(hearing, engines=(replace(engine, workers=1),)))
        faults += [f"{engine.title}: {fault}" for fault in wrong]
    return faults


async def _voices(options: PoolOptions) -> tuple[Sequence[VoiceInfo], list[str]]:
    """The voices of the engine, and what is wrong with it."""
    pool = WorkerPool(options)
    try:
        await pool.start()
    except EngineError as error:
        return (), [error.reason.removeprefix("no engine worker: ")]
    try:
        one_each = {voice.model or voice.revision: voice for voice in reversed(pool.voices)}
        faults = [await _spoken(pool, voice) for voice in list(one_each.values())[:_MAX_VOICES]]
        return pool.voices, [fault for fault in faults if fault]
    finally:
        await pool.close()


async def _spoken(pool: WorkerPool, voice: VoiceInfo) -> str:
    """Why the voice cannot speak; empty: it can."""
    language = voice.languages[0]
    rendition = pool.render(Piece((Span(measured_text(language)),), voice.name, language), AudioFormat())
    while not rendition.done:
        await rendition.changed(asyncio.get_running_loop())
    return f"voice {voice.name!r}: {rendition.error.reason}" if rendition.error else ""


def _missing(names: Sequence[str], voices: Sequence[VoiceInfo]) -> list[str]:
    known = {name.casefold() for voice in voices for name in (voice.name, *voice.aliases)}
    return [f"there is no voice {name!r}" for name in names if name.casefold() not in known]


async def _recognizer_faults(options: ListenerOptions) -> list[str]:
    pool = ListenerPool(options)
    try:
        await pool.start()
    except EngineError as error:
        return [error.reason.removeprefix(f"{options.engines[0].title}: ")]
    await pool.close()
    return []
