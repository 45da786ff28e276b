"""Written text → words: the time of a prompt of 100 characters in every language, new and repeated, and what it takes.

The prompts are made of the lists that the tests read (tests/vectors/wording), so that every class of tokens is in them,
one in every thirty characters or so. What a process grows by and the time until the first prompt are measured in
processes of their own, and told as the difference to one that imports the rest of what a worker does.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.wording import normalize
from engine.wording.languages.registry import known_tags, language_of
from engine.wording.reading.reader import Reader

_LISTS = Path(__file__).parent.parent / "tests" / "vectors" / "wording"
_PROMPT_CHARACTERS = 100
_STARTS = 5
_MEGABYTE = 1_000_000
_LONG = {"digits": "1234567890", "amounts": "$1,234.50 ", "separators": "1,1.1-1/", "letters_and_digits": "a1"}
_STATM = """
import resource, sys, time
from engine.workers import worker  # what a worker has anyway
import engine.interface
def resident(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
before, began = resident(), time.perf_counter()
from engine.wording.normalize import normalize
imported = time.perf_counter() - began
normalize("You have 2 messages from +1 555 123 4567.", sys.argv[1])
print(resident() - before, imported, time.perf_counter() - began)
for tag in sys.argv[2:]:
    for row in open(f"tests/vectors/wording/{tag}.tsv", encoding="utf-8"):
        if not row.startswith("# "):
            normalize(row.split("\\t")[1], tag)
print(resident() - before)
"""


def run() -> dict[str, float]:
    """The figures, by name."""
    figures: dict[str, float] = {}
    medians = []
    for tag in known_tags():
        language = language_of(tag)
        assert language
        reader = Reader(language)
        prompts = list(_prompts(tag))
        for prompt in prompts:
            reader.words(prompt)
        figures[f"prompt_{tag}_ms"] = statistics.median([_ms(reader.words, prompt) for prompt in prompts])
        medians.append(figures[f"prompt_{tag}_ms"])
    figures["prompt_ms"] = statistics.median(medians)
    figures["prompt_of_the_slowest_language_ms"] = max(medians)
    prompt = next(iter(_prompts("en-US")))
    normalize.normalize(prompt)
    figures["repeated_prompt_ms"] = _ms(normalize.normalize, prompt)
    for name, pump in _LONG.items():
        text = (pump * (_MEGABYTE // len(pump) + 1))[:_MEGABYTE]
        began = time.process_time()
        normalize.normalize(text)
        figures[f"megabyte_of_{name}_s"] = time.process_time() - began
    starts = [_started("en-US") for _ in range(_STARTS)]
    figures["import_ms"] = 1000 * statistics.median([imported for _, imported, _, _ in starts])
    figures["first_prompt_ms"] = 1000 * statistics.median([seconds for _, _, seconds, _ in starts])
    figures["memory_of_one_language_mb"] = statistics.median([octets for octets, _, _, _ in starts]) / 1e6
    figures["memory_of_all_languages_mb"] = _started("en-US", *known_tags())[3] / 1e6
    return figures


def _prompts(tag: str) -> Iterator[str]:
    rows = (_LISTS / f"{tag}.tsv").read_text(encoding="utf-8").splitlines()
    text = ""
    for row in rows:
        if row.startswith("# "):
            continue
        text = f"{text} {row.split(chr(9))[1]}".strip()
        if len(text) >= _PROMPT_CHARACTERS:
            yield text[:_PROMPT_CHARACTERS]
            text = ""


def _ms(work: Callable[[str], object], text: str) -> float:
    """The best of three: what the machine does beside counts for nothing."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work(text)
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def _started(*arguments: str) -> tuple[float, float, float, float]:
    """(octets, seconds of the import, seconds until the first prompt is ready), and the octets after all lists."""
    done = subprocess.run(
        [sys.executable, "-c", _STATM, *arguments], capture_output=True, text=True, check=True, cwd=_LISTS.parents[2]
    )
    first, whole = done.stdout.splitlines()
    octets, imported, seconds = first.split()
    return float(octets), float(imported), float(seconds), float(whole)
