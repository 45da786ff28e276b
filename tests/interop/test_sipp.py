"""SIPp as the caller: MRCPv2 sessions over UDP and TCP, one by one and by the thousand."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.interop.running import HOST, RunningServer, free_port

SCENARIOS = Path(__file__).parent / "sipp"
TRANSPORTS = {"udp": "u1", "tcp": "t1"}
SINGLE = (
    "synth_call",
    "options",
    "add_resource",
    "add_unknown_resource",
    "remove_resource",
    "hold",
    "unknown_resource",
    "only_unknown_resource",
    "no_common_codec",
    "cisco_call",
    "rejected_garbage",
)

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="SIPp is not installed (Debian: sip-tester)"),
]


def run_sipp(
    server: RunningServer, scenario: str, transport: str, folder: Path, *options: str, limit_s: int = 30
) -> dict[str, str]:
    """Run a scenario to its end. Returns SIPp's last statistics; fails when it could not be run at all."""
    statistics = folder / "statistics.csv"
    command = [
        "sipp", f"{server.host}:{server.sip_port}", "-sf", str(SCENARIOS / f"{scenario}.xml"),
        "-t", TRANSPORTS[transport], "-i", HOST, "-p", str(free_port()), "-mp", str(free_port() // 2 * 2),
        "-timeout", str(limit_s), "-timeout_error", "-nostdin", "-trace_err", "-error_file", "errors.log",
        "-trace_stat", "-stf", str(statistics), "-fd", "1", *options,
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=limit_s + 10, check=False)
    except subprocess.TimeoutExpired as error:
        raise AssertionError(f"SIPp did not end: {(error.stdout or b'')[-2000:]!r}") from None
    errors = folder / "errors.log"
    detail = errors.read_text(errors="replace")[-3000:] if errors.exists() else ""
    assert statistics.exists(), f"SIPp {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}"
    with statistics.open(newline="") as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    assert last["FailedCall(C)"] == "0", f"{last['FailedCall(C)']} calls failed\n{detail}"
    assert done.returncode == 0, f"SIPp {done.returncode}\n{detail}"
    return last


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("scenario", SINGLE)
def test_scenario(server: RunningServer, scenario: str, transport: str, tmp_path: Path) -> None:
    if scenario == "add_resource" and not server.offers("basicsynth"):
        pytest.skip("this server has no basicsynth")
    last = run_sipp(server, scenario, transport, tmp_path, "-m", "5", "-r", "20", "-d", "100")
    assert last["SuccessfulCall(C)"] == "5"


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_two_thousand_calls_at_a_hundred_a_second(server: RunningServer, transport: str, tmp_path: Path) -> None:
    before = server.metrics()
    last = run_sipp(
        server, "synth_call", transport, tmp_path, "-m", "2000", "-r", "100", "-d", "500", "-l", "2000", limit_s=60
    )
    assert last["SuccessfulCall(C)"] == "2000"
    # SIPp repeats what is not answered in 500 ms: rare even on a machine that runs other tests meanwhile.
    assert int(last["Retransmissions(C)"]) <= 20
    after = server.metrics()
    assert after["mrcp_sessions_active"] == before["mrcp_sessions_active"]
