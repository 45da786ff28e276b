"""RFC 3261 §20.43 and §21."""

import pytest

from sip.status import phrase, warning


@pytest.mark.parametrize(
    ("status", "text"), [(200, "OK"), (481, "Call/Transaction Does Not Exist"), (499, "Refused"), (299, "OK")]
)
def test_every_code_has_a_phrase(status: int, text: str) -> None:
    assert phrase(status) == text


def test_warning_text_is_quoted_and_cannot_break_out() -> None:
    assert warning(304, 'no "x" \\ here\r\nX: y') == '304 mrcp-server "no \\"x\\" \\\\ here??X: y"'
