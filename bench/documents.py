"""Documents: prompts parsed and normalised per CPU-second, and how soon a long text begins."""

from __future__ import annotations

import time

from engine.documents.ssml import parse_ssml
from engine.documents.text import parse_text, read_text

_PROMPTS = 2000
_REPEATS = 3


def _ssml(number: int) -> bytes:
    # An IVR's prompt: names, an amount, a date, a choice; each differs, so that no cache helps.
    return (
        '<?xml version="1.0"?><speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">'
        f"<p><s>Welcome back, customer {number}.</s> Your balance is ${number}.{number % 100:02d} as of "
        f'<say-as interpret-as="date" format="mdy">{number % 12 + 1}/{number % 28 + 1}/2025</say-as>.</p>'
        f'<p>For opening hours say <emphasis>hours</emphasis>. <break time="300ms"/>To pay invoice {number * 7} now, '
        f'press <prosody rate="slow">{number % 9}</prosody>, or call 555-{number % 10_000:04d}.</p></speak>'
    ).encode()


def _cpu_s(work: list[bytes]) -> float:
    start = time.process_time()
    for document in work:
        parse_ssml(document)
    return time.process_time() - start


def run() -> dict[str, float]:
    """Return the figures; higher is better for `…_per_cpu_s`, lower for `…_ms`."""
    rounds = [[_ssml(base + number) for number in range(_PROMPTS)] for base in range(0, _PROMPTS * _REPEATS, _PROMPTS)]
    parse_ssml(_ssml(0))
    seconds = min(_cpu_s(prompts) for prompts in rounds)
    megabyte = "Hello there my friend. It costs 29.99 and some more words here. " * 16_000
    start = time.perf_counter()
    next(iter(read_text(megabyte)))
    first_ms = (time.perf_counter() - start) * 1000
    start = time.perf_counter()
    parse_text(megabyte[:5000])
    page_ms = (time.perf_counter() - start) * 1000
    return {
        "ssml_prompts_per_cpu_s": _PROMPTS / seconds,
        "text_1mb_first_sentence_ms": first_ms,
        "text_5000_characters_ms": page_ms,
    }
