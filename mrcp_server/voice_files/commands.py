"""`mrcp-server voices`: list them, add files, take files away."""

import sys
from dataclasses import replace
from pathlib import Path

from engine.errors import EngineError
from engine.interface import VoiceInfo
from engine.workers.pool import WorkerPool
from mrcp_server.config import Config
from mrcp_server.speaking.engines import pool_options
from mrcp_server.voice_files.adding import add_voices, remove_voice
from mrcp_server.voice_files.errors import VoiceFilesError

_MOST_NAMED = 8
"""Voices that one line names."""


async def list_voices(config: Config, language: str) -> int:
    """Print the voices of all engines, only those of `language` (BCP 47) if it is not empty; the exit status."""
    # With a default voice that is wrong, this is where to look for a right one.
    pool = WorkerPool(replace(pool_options(config, workers=1), warm_voices=()))
    try:
        await pool.start()
    except EngineError as error:
        print(f"mrcp-server: {error}", file=sys.stderr)
        return 1
    voices = pool.voices
    await pool.close()
    wanted = language.lower()
    for voice in voices:
        if not wanted or any(tag.lower() == wanted or tag.lower().startswith(wanted + "-") for tag in voice.languages):
            print(_line(voice))
    return 0


def _line(voice: VoiceInfo) -> str:
    languages = ", ".join(voice.languages)
    size = _size(voice.size_bytes) if voice.size_bytes else "-"
    return (
        f"{voice.name:28} {voice.engine:10} {languages:20} {voice.gender or '-':8} {voice.rate_hz:6} Hz "
        f"{size:>10}  {voice.licence or '-'}"
    )


def add(config: Config, sources: list[Path], *, replaces: bool) -> int:
    """Add what is in `sources` and print what it is; the exit status."""
    for source in sources:
        try:
            added = add_voices(config, source, replaces=replaces)
        except VoiceFilesError as error:
            print(f"mrcp-server: {error}", file=sys.stderr)
            return 1
        for one in added:
            names = [voice.name for voice in one.voices]
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            languages = dict.fromkeys(tag for voice in one.voices for tag in voice.languages)
            rates = dict.fromkeys(f"{voice.rate_hz} Hz" for voice in one.voices)
            print(f"{one.engine}: {', '.join(names[:_MOST_NAMED])}{more}")
            print(f"  languages {', '.join(languages)}; {', '.join(rates)}; {_size(one.size_bytes)}")
            print(f"  licence {one.licence}")
            print(f"  in {one.folder}", flush=True)
    return 0


def remove(config: Config, names: list[str]) -> int:
    """Take the files of the voices `names` away; the exit status."""
    for name in names:
        try:
            removed = remove_voice(config, name)
        except VoiceFilesError as error:
            print(f"mrcp-server: {error}", file=sys.stderr)
            return 1
        for path in removed:
            print(f"removed {path}")
    return 0


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes / 1e3:.1f} kB"
