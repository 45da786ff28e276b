"""Where the files of voices are: a folder for each engine, configured or in one place for all that were added."""

import os
from collections.abc import Mapping
from pathlib import Path

from mrcp_server.config import Engine

_SYSTEM = Path("/var/lib/mrcp-server")
"""Where root puts them; a service finds them there by its STATE_DIRECTORY."""


def voices_folder(engine: Engine, environment: Mapping[str, str] = os.environ, *, is_root: bool | None = None) -> Path:
    """Where voices are added: as configured, else in the place for data of a service (systemd), of root, or of a user
    (XDG)."""
    if engine.voices_folder:
        return Path(engine.voices_folder).expanduser()
    if state := environment.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(state, "voices")
    if os.geteuid() == 0 if is_root is None else is_root:
        return _SYSTEM / "voices"
    data = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or "~", ".local", "share")
    return Path(data).expanduser() / "mrcp-server" / "voices"


def folder_of(engine: Engine, name: str) -> Path:
    """Where the engine `name` finds its voices, and where new ones go."""
    configured: str = getattr(engine, f"{name}_folder", "")
    return Path(configured).expanduser() if configured else voices_folder(engine) / name


def has_voices(engine: Engine, name: str) -> bool:
    """Whether the engine `name` was given a folder, or voices were added for it."""
    if getattr(engine, f"{name}_folder", ""):
        return True
    folder = folder_of(engine, name)
    try:
        return any(folder.glob("*.onnx"))
    except OSError:
        return False  # what may not be read is not there for this user
