"""Text for a terminal."""

import numpy as np
import pytest

from mrcp_server.client import report
from mrcp_server.client.arrivals import PacketOrder
from mrcp_server.client.client import SpeakResult
from mrcp_server.client.recognize import RecognizeResult

TONE = (2500 * np.sin(np.arange(16000) * 2 * np.pi / 20)).astype(np.int16)
EVEN = {"count": 3, "p50": 1.0, "p90": 2.0, "p99": 3.0, "p99_9": 4.0, "max": 5.0}


def speak_result(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]", first_ms: float | None) -> SpeakResult:
    return SpeakResult("000 normal", 2.0, 1.0, first_ms, 2100.0, samples, PacketOrder(1, 100, 0, 0, 0))


def test_speech_is_described() -> None:
    lines = "\n".join(report.describe_speak(speak_result(TONE, 8.25), 8000))
    assert "first audio after       8.2 ms" in lines
    assert "000 normal" in lines
    assert "2.00 s, speech at" in lines
    assert "dBm0" in lines


@pytest.mark.parametrize("samples", [np.zeros(800, np.int16), np.zeros(0, np.int16)])
def test_silence_is_called_silence(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> None:
    lines = "\n".join(report.describe_speak(speak_result(samples, None), 8000))
    assert "of silence" in lines
    assert "never" in lines


def test_recognition_is_described() -> None:
    lines = report.describe_recognize(RecognizeResult("000 success", "<result>\n</result>", 110.0, -19.0))
    assert lines[-2:] == ["<result>", "</result>"]
    assert lines[0].endswith("000 success")


def load_result(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "calls": 3,
        "succeeded": 2,
        "heard": 2,
        "failures": {"the server refused the call: 503": 1},
        "completion_causes": {"stopped": 2},
        "packets": {"packets": 9, "lost": 1, "duplicate": 0, "reordered": 0, "capture_dropped": 0},
        "server": None,
    }
    return base | dict.fromkeys(report.DISTRIBUTIONS.values(), EVEN) | changes


def test_a_load_test_is_described() -> None:
    lines = "\n".join(report.describe_load(load_result(setup_ms={"count": 0})))
    assert "3, 2 succeeded, 2 heard" in lines
    assert "1 x the server refused the call: 503" in lines
    assert "SPEAK to first RTP      p50 1.00  p99 3.00  p99.9 4.00  max 5.00 ms" in lines
    assert "set-up (INVITE to 200)  nothing measured" in lines
    assert "--pid" in lines
    assert "not measured" not in lines


def test_what_the_capture_lost_is_not_hidden() -> None:
    packets = {"packets": 9, "lost": 1, "duplicate": 0, "reordered": 0, "capture_dropped": 4}
    assert "4 packets" in "\n".join(report.describe_load(load_result(packets=packets)))


def test_the_servers_cost_is_described() -> None:
    server = {
        "cpu_ms_per_stream_s": {"control": 0.1, "plane": 0.2},
        "cpu_ms_per_stream_s_total": 0.3,
        "rss_kib_per_session": 59.96,
    }
    lines = "\n".join(report.describe_load(load_result(server=server)))
    assert "0.300 ms: control 0.100, plane 0.200" in lines
    assert "60.0 KiB" in lines


def test_nothing_from_the_network_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    report.print_lines(["red \x1b[31m and\rback"])
    assert capsys.readouterr().out == "red ?[31m and?back\n"
