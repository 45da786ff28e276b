"""Results as text for a terminal: one figure a line, names at the left, the important ones first."""

from collections.abc import Mapping, Sequence
from typing import Any

from mrcp_server.client.arrivals import HEARD_RMS
from mrcp_server.client.client import SpeakResult
from mrcp_server.client.recognize import RecognizeResult
from rtp.audio.level import active_speech_rms, dbm0

DISTRIBUTIONS = {
    "set-up (INVITE to 200)": "setup_ms",
    "SPEAK to its answer": "speak_answer_ms",
    "SPEAK to first RTP": "first_audio_ms",
    "STOP to its answer": "stop_answer_ms",
    "STOP to last RTP": "stop_to_silence_ms",
    "|interval - 20 ms|": "interval_deviation_ms",
    "departure error": "departure_error_ms",
}
NAME_WIDTH = 24


def describe_speak(result: SpeakResult, rate_hz: int) -> list[str]:
    """What `say` prints."""
    heard_s = len(result.samples) / rate_hz
    lines = [
        _line("call set up in", f"{result.setup_ms:.1f} ms"),
        _line("SPEAK answered in", f"{result.answer_ms:.1f} ms"),
        _line("first audio after", _ms(result.first_audio_ms)),
        _line("ended after", f"{result.end_ms:.0f} ms: {result.cause or 'without a cause'}"),
    ]
    level = active_speech_rms(result.samples, rate_hz) if len(result.samples) else 0.0
    sound = (
        f"{heard_s:.2f} s, speech at {dbm0(level):.1f} dBm0" if level >= HEARD_RMS else f"{heard_s:.2f} s of silence"
    )
    lines.append(_line("heard", sound))
    lost = result.order
    lines.append(_line("packets", f"{lost.packets}, {lost.lost} lost, {lost.duplicate} twice, {lost.reordered} late"))
    return lines


def describe_recognize(result: RecognizeResult) -> list[str]:
    """What `recognize` prints."""
    return [
        _line("cause", result.cause),
        _line("START-OF-INPUT after", _ms(result.start_of_input_ms)),
        _line("result after the end", f"{result.end_ms:.0f} ms"),
        *result.result.splitlines(),
    ]


def describe_load(result: Mapping[str, Any]) -> list[str]:
    """What `load` prints without `--json`."""
    packets = result["packets"]
    lines = [
        _line("calls", f"{result['calls']}, {result['succeeded']} succeeded, {result['heard']} heard"),
        *(_line("failed", f"{count} x {reason}") for reason, count in result["failures"].items()),
        *(_line("completion", f"{count} x {cause}") for cause, count in result["completion_causes"].items()),
        *(_distribution(name, result[key]) for name, key in DISTRIBUTIONS.items()),
        _line(
            "packets",
            f"{packets['packets']}, {packets['lost']} lost, {packets['duplicate']} twice, "
            f"{packets['reordered']} out of order",
        ),
    ]
    if packets["capture_dropped"]:
        lines.append(
            _line("not measured", f"{packets['capture_dropped']} packets: this machine was too busy to receive")
        )
    return lines + _cost(result["server"])


def _cost(server: Mapping[str, Any] | None) -> list[str]:
    if server is None:
        return [_line("server", "its processes are not known (give --pid or --http)")]
    cpu = server["cpu_ms_per_stream_s"]
    each = ", ".join(f"{role} {value:.3f}" for role, value in cpu.items())
    return [
        _line("CPU per stream-second", f"{server['cpu_ms_per_stream_s_total']:.3f} ms: {each}"),
        _line("memory per session", f"{server['rss_kib_per_session']:.1f} KiB"),
    ]


def _distribution(name: str, values: Mapping[str, float]) -> str:
    if not values["count"]:
        return _line(name, "nothing measured")
    return _line(name, "p50 {p50:.2f}  p99 {p99:.2f}  p99.9 {p99_9:.2f}  max {max:.2f} ms".format_map(dict(values)))


def _line(name: str, value: str) -> str:
    return f"{name:<{NAME_WIDTH}}{printable(value)}"


def _ms(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} ms"


def printable(text: str) -> str:
    """What came from the network without control characters that could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def print_lines(lines: Sequence[str]) -> None:
    """To standard output."""
    for line in lines:
        print(printable(line))
