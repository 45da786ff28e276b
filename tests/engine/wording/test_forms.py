"""Unicode in one form, with the way back."""

import pytest

from engine.wording.forms import one_form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("plain", "plain"),
        ("１２３", "123"),
        ("①", "1"),
        ("𝟒𝟐", "42"),
        ("٣", "3"),
        ("a\u202eb", "ab"),
        ("5\u00a0km", "5 km"),
        ("it\u2019s", "it's"),
        ("e\u0301", "é"),
        ("2½ m²", "2½ m²"),
    ],
)
def test_one_form(text: str, form: str) -> None:
    assert one_form(text).text == form


def test_places_lead_back() -> None:
    form = one_form("e\u0301 １２")
    assert form.text == "é 12"
    assert [form.place(index) for index in range(4)] == [0, 2, 3, 4]
