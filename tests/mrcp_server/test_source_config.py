"""The section about sources."""

import pytest
from pydantic import ValidationError

from mrcp_server.source_config import Sources


def test_everything_is_open_and_a_source_leaves_something_to_others() -> None:
    sources = Sources()
    assert sources.sip_networks == sources.mrcp_networks == sources.http_networks == []
    assert 0 < sources.share_of_sessions < 1
    assert 0 < sources.share_of_connections < 1


@pytest.mark.parametrize(
    "values",
    [
        {"sip_networks": ["10.0.0.0/33"]},
        {"mrcp_networks": ["ivr.example.com"]},
        {"http_networks": ["10.0.0.1/8"]},
        {"share_of_sessions": 0},
        {"share_of_connections": 1.5},
        {"calls_per_s": -1},
        {"calls_per_minute": 1},
    ],
)
def test_what_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Sources.model_validate(values)
