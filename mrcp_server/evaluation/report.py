"""The comparison as text for a terminal, and as JSON."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mrcp_server.evaluation.recordings import Problem
from mrcp_server.evaluation.trials import Rates, Summary

_NAME_WIDTH = 34
_LONGEST_TEXT = 80


@dataclass(slots=True)
class Report:
    """What came of a folder."""

    folder: Path
    threshold: float
    summaries: list[Summary] = field(default_factory=list)
    """An engine each, in the order in which they were asked for."""
    problems: list[Problem] = field(default_factory=list)
    """Recordings, grammars and engines that could not be used."""


def describe(report: Report, *, wrong: bool = False) -> list[str]:
    """Return the lines of the table; with `wrong` also each recording that did not come right."""
    summaries = report.summaries
    width = max([10, *(len(one.engine) for one in summaries)])
    lines = [_row("", [one.engine for one in summaries], width)]
    for name, values in _figures(summaries):
        lines.append(_row(name, values, width))
    for one in summaries:
        lines += ["", f"{one.engine}, by confidence threshold"]
        lines.append(_row("", ["right", "wrong", "refused", "accepted out of grammar"], width))
        lines += [_row(f"  {rates.threshold:.2f}", _shown_rates(rates), width) for rates in one.curve]
        if wrong:
            lines += ["", *_not_right(one)]
    return lines


def _figures(summaries: Sequence[Summary]) -> Iterator[tuple[str, list[str]]]:
    def row(name: str, values: Sequence[float], form: str = "{:.1f}") -> tuple[str, list[str]]:
        return name, [_shown(value, form) for value in values]

    yield row("recordings", [one.recordings for one in summaries], "{:d}")
    yield row("of these in grammar", [one.in_grammar for one in summaries], "{:d}")
    yield row("no speech detected", [one.no_speech for one in summaries], "{:d}")
    yield row("failed", [one.failures for one in summaries], "{:d}")
    yield row("word error, %", [one.word_error_percent for one in summaries])
    yield row("sentence right, %", [one.sentence_right_percent for one in summaries])
    yield row("meaning right, %", [one.meaning_right_percent for one in summaries])
    yield row("accepted and right, %", [one.rates.right for one in summaries])
    yield row("accepted and wrong, %", [one.rates.wrong for one in summaries])
    yield row("false reject, %", [one.rates.refused for one in summaries])
    yield row("false accept (out of grammar), %", [one.rates.false_accepted for one in summaries])
    yield row("answer after, median ms", [one.answer_p50_ms for one in summaries])
    yield row("answer after, 95th percentile ms", [one.answer_p95_ms for one in summaries])
    yield row("answer after, longest ms", [one.answer_max_ms for one in summaries])
    yield row("real-time factor", [one.real_time_factor for one in summaries], "{:.3f}")


def _shown(value: float, form: str) -> str:
    return "–" if isinstance(value, float) and math.isnan(value) else form.format(value)


def _shown_rates(rates: Rates) -> list[str]:
    return [_shown(value, "{:.1f}") for value in (rates.right, rates.wrong, rates.refused, rates.false_accepted)]


def _row(name: str, values: Sequence[str], width: int) -> str:
    return f"{name:{_NAME_WIDTH}}" + "".join(f"  {value:>{width}}" for value in values)


def _not_right(summary: Summary) -> Iterator[str]:
    """What should have come and did not, and what should not have been accepted and was."""
    for one in summary.trials:
        if one.failure:
            yield f"{one.name}: {one.failure}"
        elif one.is_served if one.in_grammar else not one.is_accepted(summary.rates.threshold):
            continue
        else:
            wanted = f"“{_short(one.said)}”" if one.in_grammar else f"out of grammar (“{_short(one.said)}”)"
            yield f"{one.name}: {wanted} heard as “{_short(one.heard)}”, confidence {one.confidence:.2f}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def as_json(report: Report) -> dict[str, Any]:
    """Return all figures, and each recording's outcome, in JSON's kinds; null where nothing was measured."""
    return {
        "folder": str(report.folder),
        "threshold": report.threshold,
        "engines": [_without_nan(asdict(one)) for one in report.summaries],
        "problems": [asdict(one) for one in report.problems],
    }


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
