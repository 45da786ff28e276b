"""One fuzzer as a process: `python -m tests.fuzz.guided.child TARGET PACKAGE,… [libFuzzer's arguments]`."""

import shlex
import sys

import atheris


def main() -> None:
    """Watches the packages as they are imported, then fuzzes; does not return."""
    name, packages = sys.argv[1], sys.argv[2].split(",")
    # To merge, libFuzzer starts itself anew through a shell, by the words of its own command line.
    again = [sys.executable, "-m", "tests.fuzz.guided.child", name, sys.argv[2]]
    arguments = [shlex.join(again), *sys.argv[3:]]
    with atheris.instrument_imports(include=packages, enable_loader_override=False):
        from tests.fuzz.guided.all_targets import target_of

        run = target_of(name).run
    atheris.Setup(arguments, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
