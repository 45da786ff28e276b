"""Grammars: compiled, matched and interpreted per CPU-second."""

from __future__ import annotations

import time

from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.matcher import Active, Matcher
from engine.grammars.semantics import SemanticsInterpreter

_MENU = (
    '<grammar version="1.0" xml:lang="en-US" root="menu" xmlns="http://www.w3.org/2001/06/grammar" '
    'tag-format="semantics/1.0"><rule id="menu"><item repeat="0-1">please</item><one-of>'
    + "".join(f"<item>call the department{number}<tag>out = {number};</tag></item>" for number in range(14))
    + "</one-of></rule></grammar>"
).encode()
_ROUNDS = 500


def _per_cpu_s(work: int, start: float) -> float:
    return work / (time.process_time() - start)


def run() -> dict[str, float]:
    """Return the figures; `…_per_cpu_s` higher, `…_ms` lower is better."""
    parse_grammar(_MENU)
    start = time.process_time()
    for _ in range(_ROUNDS):
        network = compile_network(parse_grammar(_MENU))
    menus = _per_cpu_s(_ROUNDS, start)
    words = ["please", "call", "the", "department7"]
    start = time.process_time()
    for _ in range(_ROUNDS):
        matcher = Matcher([Active(network)])
        for word in words:
            matcher.feed(word)
        parses = matcher.parses()
    matches = _per_cpu_s(_ROUNDS, start)
    digits = compile_network(parse_builtin("builtin:dtmf/digits?length=6").grammars[0])
    start = time.process_time()
    for _ in range(_ROUNDS):
        matcher = Matcher([Active(digits)])
        for key in "123456":
            matcher.feed(key)
    keys = _per_cpu_s(6 * _ROUNDS, start)
    with SemanticsInterpreter() as interpreter:
        interpreter.interpret(parses[0], network)
        begin = time.perf_counter()
        for _ in range(_ROUNDS):
            interpreter.interpret(parses[0], network)
        script_ms = (time.perf_counter() - begin) * 1000 / _ROUNDS
    return {
        "menu_grammars_per_cpu_s": menus,
        "menu_matches_per_cpu_s": matches,
        "dtmf_keys_per_cpu_s": keys,
        "script_ms": script_ms,
    }
