"""The stock names: written so that a look-up finds them."""

import pytest

from mrcp_server.stock_names import STOCK_RECOGNIZERS, STOCK_SYNTHESIZERS, STOCK_VOICES


@pytest.mark.parametrize("table", [STOCK_VOICES, STOCK_SYNTHESIZERS, STOCK_RECOGNIZERS])
def test_names_are_lower_case(table: dict[str, str]) -> None:
    assert [name for name in table if name != name.lower()] == []


def test_the_names_of_every_vendor_are_there() -> None:
    assert {"alloy", "nova", "aura-*", "21m00tcm4tlvdq8ikwam", "magnus"} <= STOCK_VOICES.keys()
    assert {"tts-1", "gpt-4o-mini-tts*", "eleven_*", "lightning*"} <= STOCK_SYNTHESIZERS.keys()
    assert {"whisper*", "nova*"} <= STOCK_RECOGNIZERS.keys()
