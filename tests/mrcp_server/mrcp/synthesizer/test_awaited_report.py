"""How long answers wait."""

from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes


def test_stop_waits_at_most_fifty_milliseconds() -> None:
    """DESIGN: "STOP's answer waits for the plane's report (at most 50 ms)"."""
    assert SynthesizerTimes().stop_s == 0.05
