"""Values of Prosody-*."""

from __future__ import annotations

import pytest

from mrcp_server.mrcp.synthesizer import prosody


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("rate", "fast"),
        ("rate", "+10%"),
        ("rate", "-20%"),
        ("rate", "1.5"),
        ("rate", "120%"),
        ("volume", "x-loud"),
        ("volume", "80"),
        ("volume", "+10"),
        ("volume", "-6dB"),
        ("pitch", "High"),
        ("pitch", "150Hz"),
        ("pitch", "+2st"),
        ("range", "x-low"),
        ("contour", "(0%,+20Hz) (10%,+30%) (40%,+10Hz)"),
        ("duration", "250ms"),
        ("duration", "1.5s"),
    ],
)
def test_good(attribute: str, value: str) -> None:
    assert prosody.parser(attribute)(value) == value.lower()


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("rate", "quick"),
        ("rate", ""),
        ("volume", "louder"),
        ("pitch", "150"),
        ("contour", "up"),
        ("duration", "long"),
    ],
)
def test_bad(attribute: str, value: str) -> None:
    with pytest.raises(ValueError, match="not a prosody"):
        prosody.parser(attribute)(value)


def test_all_attributes_of_ssml() -> None:
    assert set(prosody.ATTRIBUTES) == {"pitch", "contour", "range", "rate", "duration", "volume"}
