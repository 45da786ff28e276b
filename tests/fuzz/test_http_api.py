"""The whole OpenAPI description, called with what schemathesis makes of it: nothing may be answered with 5xx."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mrcp_server.config import Http
from mrcp_server.doors.http import create_app
from mrcp_server.doors.web.services import HttpServices
from tests.fakes.listeners import fake_recognition
from tests.fakes.speaker import FakeSpeaker, fake_voices

schemathesis = pytest.importorskip("schemathesis")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

services = HttpServices(
    http=Http(max_text_characters=2000, max_upload_bytes=100_000),
    speaker=FakeSpeaker(),
    voices=fake_voices,
    recognition=fake_recognition(),
)
schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(services))


@schema.parametrize()  # type: ignore[untyped-decorator]  # the package may be absent
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_no_request_breaks_the_server(case: Any) -> None:
    response = case.call()
    assert response.status_code < 500, response.text
