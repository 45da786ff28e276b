"""References in comments, docstrings and documents lead somewhere."""

from __future__ import annotations

import pytest

from tests.tree.imports import CODE, ROOT
from tests.tree.names import Names
from tests.tree.references import Checker


@pytest.fixture(scope="module")
def checker(names: Names) -> Checker:
    return Checker(names)


@pytest.mark.parametrize("folder", CODE)
def test_every_reference_in_code_leads_somewhere(checker: Checker, folder: str) -> None:
    faults = []
    for file in sorted((ROOT / folder).rglob("*.py")):
        faults += checker.python(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    assert not faults, "\n".join(faults)


def test_every_reference_in_documents_leads_somewhere(checker: Checker) -> None:
    faults = []
    # The changelog names what there was before.
    for file in [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")]:
        faults += checker.markdown(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    for file in [*ROOT.glob("*.toml"), *(ROOT / "conf").glob("*.toml")]:
        faults += checker.toml(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
    assert not faults, "\n".join(faults)


MADE_UP = """
import asyncio

PATIENCE_S = 1.0


class Pool:
    size: int = 0

    def __init__(self) -> None:
        self.idle = 0

    def take(self, size): ...


class LargePool(Pool):
    pass
"""


@pytest.fixture(scope="module")
def small() -> Checker:
    """Knows `engine/workers/pool.py`, two other files and the modules of Python."""
    names = Names(paths={"engine", "engine/workers", "engine/workers/pool.py", "docs/http.md", "docs/ssml.md"})
    names.add_module("engine.workers.pool", MADE_UP)
    names.words |= {"engine", "workers", "pool", "docs", "http"}
    names.anchors = {"docs/http.md": {"access"}, "docs/ssml.md": set()}
    names.verbs = {"test"}
    return Checker(names)


@pytest.mark.parametrize(
    "reference",
    [
        "`engine.workers.pool`",
        "`engine.workers.pool.Pool.take`",
        "`workers.pool.PATIENCE_S`",
        "`pool.Pool`",
        "`Pool.size`",
        "`Pool.idle`",
        "`LargePool.take(3)`",
        "`size.take`",
        "`LargePool`",
        "`asyncio.Protocol`",
        "`engine/workers/pool.py`",
        "`workers/pool`",
        "`engine/*/pool.py`",
        "`pool.py`",
        "`docs/http.md`",
        "`text/plain`",
        "`sip.port`",
        "`sip.junk_…`",
        "`python -m engine.workers.pool FD`",
        "`mrcp-server warm`",
        "`make test`",
        "`[sip]`",
        "``double``, as in `a=rtpmap`, `SPEAK-COMPLETE`, `…_ms`",
        "as engine.workers.pool has it, and engine/workers/pool.py",
    ],
)
def test_what_leads_somewhere_is_let_be(small: Checker, reference: str) -> None:
    assert list(small.prose("engine/workers/worker.py", reference.replace("``double``", "``size``"))) == []


@pytest.mark.parametrize(
    "reference",
    [
        "`engine.pool`",
        "`engine.workers.pool.Pond`",
        "`engine.workers.pool.Pool.give`",
        "`pond.Pool`",
        "`pool.Pond`",
        "`Pool.give`",
        "`LargePool.give()`",
        "`size.give`",
        "`SmallPool`",
        "`patience_ms`",
        "`asyncio.Protocoll`",
        "`engine/pool.py`",
        "`workers/pond`",
        "`engine/*/pond.py`",
        "`pond.py`",
        "`docs/pond.md`",
        "`sip.harbour`",
        "`sip.ponds_…`",
        "`python -m engine.pool`",
        "`mrcp-server swim`",
        "`make pond`",
        "`[pond]`",
        "as engine.pool has it",
        "as engine/pool.py has it",
        "as SmallPool.take has it",
        "the field guide has it",
        "DESIGN.md has it",
        "DESIGN: it has it",
    ],
)
def test_what_leads_nowhere_is_found(small: Checker, reference: str) -> None:
    assert len(list(small.prose("engine/workers/worker.py", reference))) == 1


def test_docstrings_and_comments_are_looked_at_and_code_is_not(small: Checker) -> None:
    source = '"""See\n`pond_a`."""\nx = "`pond_b`"  # `pond_c`\n"""`pond_d`"""\ndef f():\n    """`pond_e`"""\n'
    assert small.python("engine/x.py", source) == [
        "engine/x.py:2: pond_a",
        "engine/x.py:3: pond_c",
        "engine/x.py:4: pond_d",
        "engine/x.py:6: pond_e",
    ]


def test_links_and_blocks_of_documents_are_looked_at(small: Checker) -> None:
    document = """\
[a](http.md) [b](http.md#access) [c](ssml.md#access) [d](pond.md) [e](https://example.com/pond.md)

```console
$ mrcp-server say "Hello." --out hello.wav
$ .venv/bin/mrcp-server serve --set sip.port=5060
$ mrcp-server swim
$ mrcp-server serve --set sip.harbour=1
$ mrcp-server serve --pond
mrcp-server: whatever it prints
$ make pond
```

```toml
[sip]
port = 1
harbour = 2
```

```python
import numpy
from engine.workers.pool import Pool, Pond
```
"""
    assert sorted(small.markdown("docs/http.md", document)) == [
        "docs/http.md:10: $ make pond",
        "docs/http.md:14: sip.harbour",
        "docs/http.md:1: pond.md",
        "docs/http.md:1: ssml.md#access",
        "docs/http.md:20: engine.workers.pool.Pond",
        "docs/http.md:6: $ mrcp-server swim",
        "docs/http.md:7: $ mrcp-server serve --set sip.harbour=1",
        "docs/http.md:8: $ mrcp-server serve --pond",
    ]


def test_a_name_alone_is_a_file_near_by() -> None:
    names = Names(paths={"engine/speaking/cache.py", "engine/voices/piper/voice.py", "engine/voices/espeak/voice.py"})
    assert names.has_path("cache.py", beside="rtp")
    assert names.has_path("voice.py", beside="engine/voices/piper")
    assert names.has_path("voice.py", beside="engine/voices")
    assert not names.has_path("voice.py", beside="engine/speaking")
