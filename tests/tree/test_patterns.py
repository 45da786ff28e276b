"""No regular expression of the packages costs more than linear time, whatever the text.

Most of them read what strangers send, and while one runs nothing else of its process does. A pattern is linear when no
two of its neighbouring repeats can share out the same characters, and when a search does not read a run of characters
anew from each of them: possessive repeats, a look at the character before, or an end that is always found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import pytest

from engine.wording import number_names
from engine.wording.classes.all import all_shapes
from engine.wording.languages.polish import Polish
from engine.wording.languages.registry import known_tags, language_of
from engine.wording.languages.russian import Russian
from engine.wording.reading.reader import _unspaced_unit
from mrcp_server.mrcp.synthesizer import prosody
from tests.tree.backtracking import StepCounter, flags_of, parse
from tests.tree.growth import faster_than_linear
from tests.tree.imports import PACKAGES, ROOT
from tests.tree.patterns import Written, all_patterns, borrowed_names
from tests.tree.worst_cases import worst_cases

KNOWN_USES: Final[Mapping[str, frozenset[str]]] = {
    "engine.grammars.abnf:_LEXEME": frozenset({"read"}),
    "engine.grammars.jsgf_documents:_LEXEME": frozenset({"read"}),
    "mrcp_server.mrcp.wire.vendor:_PAIR": frozenset({"read"}),
    "mrcp_server.mrcp.synthesizer.prosody:parser": frozenset({"fullmatch"}),
}
"""Where the source itself does not show that a text is refused at the first place without a match, or taken whole."""
MADE_WHEN_CALLED: Final[Mapping[str, Callable[[], list[re.Pattern[Any]]]]] = {
    "mrcp_server.mrcp.synthesizer.prosody:parser": lambda: [re.compile(one) for one in prosody._VALUES.values()],
    # As in the source, with a boundary in it.
    "mrcp_server.mrcp.wire.entity:_parts": lambda: [re.compile(rb"(?:^|\r?\n)--a(--)?[ \t]*(?:\r?\n|$)")],
    "engine.wording.number_names:_varied": lambda: [
        re.compile(pattern) for variants in number_names._VARIANTS.values() for pattern, _ in variants
    ],
    "engine.wording.reading.reader:_unspaced_unit": lambda: [_unspaced_unit("月午")],
    # Those of the shapes, which are looked at as shapes.
    "engine.wording.classes.all:_of_ascii_words": list,
    "engine.wording.languages.polish:Polish.unit_next": lambda: [Polish().unit_next],
    "engine.wording.languages.russian:Russian.unit_next": lambda: [Russian().unit_next],
    # Alternatives of fixed sounds, and of file names of a model's folder: neither repeats anything.
    "engine.voices.kokoro.alphabet:Alphabet.__init__": list,
    "engine.recognizers.sherpa.model_folder:": list,
}
"""Patterns that are made from what is known at run time only."""


@cache
def shapes() -> Mapping[str, list[re.Pattern[Any]]]:
    """The patterns of all languages' shapes, by the module that reads them."""
    found: dict[str, dict[tuple[str, int], re.Pattern[Any]]] = {}
    for tag in known_tags():
        language = language_of(tag)
        assert language
        for shape in all_shapes(language):
            found.setdefault(shape.read.__module__, {})[shape.pattern.pattern, shape.pattern.flags] = shape.pattern
    return {module: list(by_text.values()) for module, by_text in found.items()}


@cache
def shape_patterns() -> frozenset[re.Pattern[Any]]:
    return frozenset(pattern for several in shapes().values() for pattern in several)


def made(written: Written) -> list[re.Pattern[Any]]:
    """What a call makes: one pattern, or those that are made when it is called."""
    if written.pattern is not None:
        return [written.pattern]
    if written.scope in MADE_WHEN_CALLED:
        return MADE_WHEN_CALLED[written.scope]()
    return shapes()[written.scope.partition(":")[0]]


@cache
def patterns() -> dict[str, list[Written]]:
    """All of the tree, by package and folder."""
    found: dict[str, list[Written]] = {}
    for written in all_patterns():
        found.setdefault(written.scope.partition(":")[0], []).append(written)
    return found


@pytest.mark.timeout(400)  # half a minute of steps for the largest, on an idle machine
@pytest.mark.parametrize("module", sorted(patterns()))
def test_patterns_are_linear(module: str) -> None:
    # Where a module's functions make its shapes, each of them stands for all.
    places: dict[tuple[re.Pattern[Any], frozenset[str]], str] = {}
    for written in patterns()[module]:
        for one in made(written):
            places.setdefault((one, _uses(written, one)), written.place)
    found = [f"{place}: {slow}" for (one, uses), place in places.items() if (slow := faster_than_linear(one, uses))]
    assert not found, "\n".join(found)


def _uses(written: Written, pattern: re.Pattern[Any]) -> frozenset[str]:
    # A reader matches a shape at one place, and so do those that read a piece of one anew.
    if pattern in shape_patterns():
        return frozenset({"match"})
    return KNOWN_USES.get(written.scope, KNOWN_USES.get(f"{written.scope}{written.name}", written.uses))


def test_patterns_made_when_called_are_the_ones_listed() -> None:
    unknown = {written.scope for written in all_of_them() if written.pattern is None}
    assert {scope for scope in unknown if scope.partition(":")[0] not in shapes()} == set(MADE_WHEN_CALLED)
    named = {f"{written.scope}{written.name}" for written in all_of_them()} | {one.scope for one in all_of_them()}
    assert set(KNOWN_USES) <= named


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_pattern_is_made_by_the_module_itself(folder: str) -> None:
    """`from re import compile` would hide one from here."""
    found = [
        f"{file.relative_to(ROOT)}: {line}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line in borrowed_names(file.read_text(encoding="utf-8"))
    ]
    assert not found
    assert list(borrowed_names("from re import compile\nimport re as r\nimport regex"))


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        (r"[ \t]*\r\n[ \t]+", "scan"),  # SIP's folded lines, once
        (r"\s*([^=;\s][^=;]*?)?\s*(=\s*([^;]*))?\s*(?:;|$)", "match"),  # vendor parameters, once
        (r"\s*a?\s*b?\s*c", "match"),
        (r"[.!?]+(?=\s|$)", "scan"),
        (r"(\*\*|\*)(?=\S)(.+?)(?<=\S)\1", "scan"),  # emphasis, once
        (r"<([a-z]+)>.*?</\1>", "scan"),
        (r"<[^>]*>", "scan"),
        (r"(?:a|b|ab)*c", "fullmatch"),
        (r"(?:a+)+b", "match"),
        (r"\s+\Z", "scan"),
        (rb"\r*\n", "scan"),
        (r"(?i:x)\d+x*\d*;", "match"),
        (r'"(?:[^"\\]|\\.)*"', "scan"),
    ],
)
def test_a_pattern_of_more_than_linear_cost_is_found(pattern: str, use: str) -> None:
    assert faster_than_linear(re.compile(pattern, re.DOTALL), [use])


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        (r"(?:(?<![ \t])[ \t]++)?\r\n[ \t]++", "scan"),
        (r"\s*+a?\s*+b?\s*+c", "match"),
        (r"\s+\Z", "fullmatch"),
        (r"<[^<>]*>", "scan"),
        (r"<[^>]*>", "read"),
        (r"(?:ab|a)*+c", "fullmatch"),
        (r"[a-z]{1,40}", "scan"),
    ],
)
def test_one_of_linear_cost_is_left_alone(pattern: str, use: str) -> None:
    assert faster_than_linear(re.compile(pattern), [use]) is None


def all_of_them() -> list[Written]:
    return [one for several in patterns().values() for one in several]


@pytest.mark.parametrize("folder", PACKAGES)
def test_steps_are_counted_on_the_way_that_the_library_takes(folder: str) -> None:
    """What the counter matches is what `re` does; on short texts, of every pattern in the tree."""
    for written in all_of_them():
        if written.pattern is None or not written.place.startswith(folder):
            continue
        pattern, tree = written.pattern, parse(written.pattern)
        is_text = isinstance(pattern.pattern, str)
        counter = StepCounter(tree, flags_of(pattern))
        cases = list(worst_cases(tree, flags_of(pattern), is_text=is_text))
        for prefix, pump, suffix in cases[:: len(cases) // 40 + 1]:
            text = prefix + pump * 3 + suffix
            subject: Any = text if is_text else text.encode("latin-1")
            assert counter.spans(text, "scan") == [found.span() for found in pattern.finditer(subject)], written.place
            whole = pattern.fullmatch(subject)
            assert counter.spans(text, "fullmatch") == ([] if whole is None else [whole.span()]), written.place
