"""`mrcp-server evaluate`: the comparison with its progress, its table and its file.

Exit status 0: everything was evaluated; 1: something was not, and is named.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Never, Self

from tqdm import tqdm

from mrcp_server.config import Config
from mrcp_server.evaluation.evaluate import EvaluationPlan, engines_of, evaluate
from mrcp_server.evaluation.report import Report, as_json, describe

EVALUATED, INCOMPLETE = 0, 1
MOST_AT_ONCE = 1000


async def run_evaluation(
    config: Config, plan: EvaluationPlan, *, engines: Sequence[str] = (), json_file: Path | None, wrong: bool
) -> int:
    """Evaluate with the engines of these names, or all that the configuration starts; return the exit status."""
    with _Progress() as progress:
        report = await evaluate(config, plan, engines_of(config, engines), progress.show)
    for problem in report.problems:
        _complain(str(problem))
    if not report.summaries:
        _complain(f"{plan.folder}: nothing was evaluated")
        return INCOMPLETE
    print("\n".join(describe(report, wrong=wrong)), flush=True)
    is_written = json_file is None or _write(json_file, report)
    return EVALUATED if is_written and not report.problems else INCOMPLETE


def _write(file: Path, report: Report) -> bool:
    try:
        file.write_text(json.dumps(as_json(report), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        _complain(f"{file}: {error.strerror}")
        return False
    return True


def _complain(text: str) -> None:
    print(f"mrcp-server: {text}", file=sys.stderr)


class _Progress:
    """A bar for each thing that is worked at; none where nobody watches."""

    def __init__(self) -> None:
        self._bar: tqdm[Never] | None = None
        self._work = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, work: str, total: int) -> None:
        bar = self._bar
        if bar is None or work != self._work:
            self.__exit__()
            bar = self._bar = tqdm(total=total, desc=work, unit="recording", disable=None)
            self._work = work
        bar.update()
