"""What must be so before anything else of the server is imported or opened. It imports hardly anything itself."""

import io
import os
import sys
from pathlib import Path

OUTPUT, ERROR = 1, 2


def prepare() -> None:
    """To be called first in a process that a person or a supervisor starts."""
    leave_working_directory()
    open_standard_descriptors()


def leave_working_directory() -> None:
    """Takes the working directory, which `python -m` puts first, off the path of modules: a file that lies there and is
    called as a library would be run. It stays where our own packages come from it."""
    is_module = getattr(sys.modules["__main__"], "__spec__", None) is not None
    if not is_module or sys.flags.safe_path:
        return
    try:
        here = str(Path.cwd())
    except OSError:  # it was deleted
        here = ""
    if sys.path[:1] == [here] and here != str(Path(__file__).parents[2]):
        del sys.path[0]


def open_standard_descriptors() -> None:
    """Puts /dev/null where descriptors 0 to 2 are closed: the next socket would have such a number, and get what others
    write to standard error."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number, this one
            os.set_inheritable(number, True)
    # Python has no such streams where they were closed when it began.
    if sys.stdout is None:
        sys.stdout = _stream(OUTPUT)
    if sys.stderr is None:
        sys.stderr = _stream(ERROR)


def _stream(number: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(number, "w", closefd=False), encoding="utf-8", write_through=True)
