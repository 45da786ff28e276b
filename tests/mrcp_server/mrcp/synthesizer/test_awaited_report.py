"""How long answers wait."""

from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes


def test_stop_waits_at_most_fifty_milliseconds() -> None:
    """STOP's answer waits for the plane's report, and no longer."""
    assert SynthesizerTimes().stop_s == 0.05
