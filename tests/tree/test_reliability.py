"""Every row of docs/reliability.md has a test, and the test is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/reliability.md").read_text().partition("\n## Figures")[0]
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| fault |", "|---"))]


def test_every_row_names_a_test_or_says_which_row_has_it() -> None:
    assert len(ROWS) > 20
    assert [row for row in ROWS if ".py" not in row and not row.endswith("| the same |")] == []


def test_every_test_that_is_named_is_there() -> None:
    missing = []
    file = ""
    for named in re.findall(r"`([\w/]*\.py)?((?:::\w+)*)`", "\n".join(ROWS)):
        if not any(named):
            continue
        file = named[0] or file  # `::test` alone is of the file before
        source = (ROOT / "tests" / file).read_text()
        missing += [
            f"{file}::{one}" for one in named[1].split("::")[1:] if not re.search(rf"(def|class) {one}\b", source)
        ]
    assert missing == []
