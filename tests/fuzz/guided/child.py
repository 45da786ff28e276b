"""One fuzzer as a process: `python -m tests.fuzz.guided.child TARGET PACKAGE,… [libFuzzer's arguments]`."""

import sys

import atheris


def main() -> None:
    """Watches the packages as they are imported, then fuzzes; does not return."""
    name, packages = sys.argv.pop(1), sys.argv.pop(1).split(",")
    with atheris.instrument_imports(include=packages, enable_loader_override=False):
        from tests.fuzz.guided.all_targets import target_of

        run = target_of(name).run
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
