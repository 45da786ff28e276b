"""Which speaking engines a configuration asks for, and the workers they live in."""

from typing import Any

from engine.registry import EngineSpec
from engine.workers.pool import PoolOptions
from mrcp_server.call.media import FINISHER, METER
from mrcp_server.config import AUTO, Config, Engine
from mrcp_server.remote_services import is_remote_voice, remote_engines
from mrcp_server.speaking.voice_folders import folder_of, has_voices

_NATURAL = "hibari"
"""The voice that comes in a package: what speaks by default where it is."""


def pool_options(config: Config, *, workers: int | None = None) -> PoolOptions:
    """The engine workers for `config`; `workers` overrides their number."""
    engine = config.engine
    if engine.synthesizer in config.remote:
        # The best there is here stands by for it.
        engine = engine.model_copy(update={"synthesizer": AUTO})
    local = [name for name in synthesizer_names(engine) if name not in config.remote]
    return PoolOptions(
        engines=tuple(
            EngineSpec(name, synthesizer_options(engine, name), optional=_is_optional(engine, name)) for name in local
        ),
        remote=remote_engines(config),
        first_engine=config.engine.synthesizer,
        workers=engine.workers if workers is None else workers,
        finisher=FINISHER,
        meter=METER,
        warm_voices=_warm_voices(config),
        call_timeout_s=engine.piece_timeout_s,
        max_waiting=engine.max_waiting,
        gains_path=engine.gains_file,
    )


def synthesizer_names(engine: Engine) -> list[str]:
    """Every speaking engine, the default one first: its first voice speaks when nobody is asked for."""
    first = _NATURAL if engine.synthesizer == AUTO else engine.synthesizer
    with_files = [name for name in ("hibari", "piper", "kokoro") if has_voices(engine, name)]
    return list(dict.fromkeys([first, "espeak", *with_files, *engine.synthesizers]))


def _is_optional(engine: Engine, name: str) -> bool:
    """Whether the server goes on without it, because nobody has named it."""
    is_named = name in engine.synthesizers or has_voices(engine, name)
    return name == _NATURAL and engine.synthesizer == AUTO and not is_named


def synthesizer_options(engine: Engine, name: str) -> dict[str, Any]:
    """What the engine `name` is made with."""
    espeak = {"library": engine.espeak_library, "data": engine.espeak_data}
    onnx = {"providers": engine.onnx_providers, "threads": engine.onnx_threads}
    built_in: dict[str, Any] = {}
    if name == "espeak":
        built_in = espeak
    elif name == "hibari":
        built_in = {"folder": str(folder_of(engine, name)) if has_voices(engine, name) else "", **onnx}
    elif name == "piper":
        built_in = {"folder": str(folder_of(engine, name)), "genders": engine.piper_genders, **espeak, **onnx}
    elif name == "kokoro":
        built_in = {"folder": str(folder_of(engine, name)), **espeak, **onnx}
    return {**built_in, **engine.synthesizer_options.get(name, {})}


def _warm_voices(config: Config) -> tuple[str, ...]:
    """Empty leaves it to the workers: the first voice of each engine. Those of services are not theirs."""
    engine = config.engine
    wanted = dict.fromkeys([*([engine.voice] if engine.voice else []), *engine.warm_voices])
    return tuple(name for name in wanted if not is_remote_voice(config, name))
