"""Before anything else: no module comes from the working directory, and descriptors 0 to 2 are what they seem."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CLOSED = """
import os, sys
from mrcp_server.process.start import open_standard_descriptors
for number in range(3):
    os.close(number)
sys.stdout = sys.stderr = None
open_standard_descriptors()
print("lost", file=sys.stderr, flush=True)
print("lost", flush=True)
own = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT)
os.write(own, b"%d" % own)
"""


def test_no_other_file_gets_the_number_of_a_closed_standard_error(tmp_path: Path) -> None:
    file = tmp_path / "own"
    done = subprocess.run([sys.executable, "-c", CLOSED, str(file)], check=False, timeout=60)
    assert (done.returncode, file.read_text()) == (0, "3")


def test_the_working_directory_is_not_where_modules_come_from(tmp_path: Path) -> None:
    (tmp_path / "argparse.py").write_text("raise SystemExit('a file of the working directory was run')")
    done = subprocess.run(
        [sys.executable, "-m", "mrcp_server", "check-config", "--defaults"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_folder_of_our_own_packages_stays(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mrcp_server", "check-config", "--defaults"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
