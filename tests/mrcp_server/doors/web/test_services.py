from mrcp_server.config import Log
from mrcp_server.doors.web.services import HttpServices, SessionRow


def test_a_server_without_anything_is_ready_and_empty() -> None:
    services = HttpServices()
    assert services.readiness() == ""
    assert services.processes() == {}
    assert list(services.sessions()) == []
    assert list(services.voices()) == []
    assert services.speaker is None


def test_the_text_policy_is_that_of_the_log() -> None:
    assert HttpServices(log=Log(text="off")).text_policy.fields("abc") == {"characters": 3}


def test_a_session_row_has_no_figures_unless_given() -> None:
    assert dict(SessionRow("s", "peer", 1.0, "idle").figures) == {}
