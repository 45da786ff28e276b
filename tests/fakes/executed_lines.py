"""How much Python a piece of work takes, in lines: the same on a slow machine and on a busy one."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

_ROOT = Path(__file__).parents[2]
_OURS = tuple(f"{_ROOT / name}/" for name in ("mrcp_server", "sip", "rtp", "engine"))
_CLIENT = f"{_ROOT / 'mrcp_server' / 'client'}/"


@contextmanager
def executed_lines() -> Iterator[Counter[str]]:
    """Counts the lines that this thread runs of the project's packages but the client, by file and function. A
    generator or comprehension counts each of its steps."""
    counted: Counter[str] = Counter()

    def local(frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            code = frame.f_code
            counted[f"{code.co_filename.removeprefix(f'{_ROOT}/')}:{code.co_qualname}"] += 1
        return local

    def entered(frame: FrameType, _event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(_OURS) or name.startswith(_CLIENT):
            return None
        return local(frame, "line", None)

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield counted
    finally:
        sys.settrace(before)
