"""The default installation as its operator and its callers meet it: start, first sound, memory of each process, disk.

First RTP is measured on calls to a server in processes of its own, one after the other. Sizes are those of the
packages' files. What the voice costs a worker is measured by `bench.voice`.
"""

from __future__ import annotations

import re
import statistics
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import uvloop

from bench.calls import first_rtp_ms, server
from bench.processes import cpu_s, memory_mib
from mrcp_server.client.client import MrcpClient
from mrcp_server.client.server_usage import find_server

PROBES = 40
STARTS = 7
_CACHED = "Thank you for calling us, please hold on."
_PACKAGES = ("hibari-tts", "moonshine-voice", "onnxruntime", "espeakng-loader", "pocketsphinx")
"""Those whose sizes are told by name; the sum is of all that the server depends on."""
_SIDES = ("north", "south", "east", "west")


def run() -> dict[str, float]:
    """Measure. Takes three quarters of a minute; milliseconds, MiB."""
    figures = _starts()
    with server() as (sip, http):
        figures |= uvloop.run(_processes(http))
        figures |= uvloop.run(_calls(sip, http))
    return {**figures, **_sizes()}


def _starts() -> dict[str, float]:
    """One start alone is off by half a second now and then."""
    took = []
    for _ in range(STARTS):
        began = time.monotonic()
        with server(settled=False):
            took.append(time.monotonic() - began)
    return {"start_to_ready_p50_s": statistics.median(took), "start_to_ready_max_s": max(took)}


async def _calls(sip: str, http: str) -> dict[str, float]:
    new, cached = [], []
    async with MrcpClient(sip) as client:
        await client.speak(_CACHED)
        for number in range(PROBES):
            new.append(await first_rtp_ms(client, _prompt(number)))
            cached.append(await first_rtp_ms(client, _CACHED))
    return {
        "new_prompt_first_rtp_p50_ms": statistics.median(new),
        "new_prompt_first_rtp_max_ms": max(new),
        "cached_prompt_first_rtp_p50_ms": statistics.median(cached),
        **{f"{role}_memory_mib": one for role, one in (await _memory(http)).items()},
    }


async def _processes(http: str) -> dict[str, float]:
    """What the start cost: on a busy machine it takes longer, but not more."""
    found = await find_server(http)
    assert found is not None
    return {"start_cpu_s": sum(cpu_s(pid) for pid in found.roles), "processes": len(found.roles)}


async def _memory(http: str) -> dict[str, float]:
    """The largest process of each kind."""
    found = await find_server(http)
    assert found is not None
    return {
        role: max(memory_mib(pid) for pid, other in found.roles.items() if other == role)
        for role in dict.fromkeys(found.roles.values())
    }


def _prompt(number: int) -> str:
    """Forty characters that nobody has said before."""
    text = f"Your parcel {100 + number} went {_SIDES[number % 4]} on {('Monday', 'Friday')[number % 2]}"
    return f"{text:.<40}"[:40] if len(text) < 40 else f"{text[:39]}."


def _sizes() -> dict[str, float]:
    needed = _needed("mrcp-server")
    sizes = {name: _size_mib(name) for name in needed}
    figures = {f"{name}_disk_mib": sizes[name] for name in _PACKAGES if name in sizes}
    return {**figures, "default_install_disk_mib": sum(sizes.values()), "default_install_packages": len(sizes)}


def _needed(name: str) -> set[str]:
    """The installed packages that this one depends on, directly or not, without its extras."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for requirement in distribution(waiting.pop()).requires or ():
            other = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")
            if "extra ==" in requirement or other in found or not _is_installed(other):
                continue
            found.add(other)
            waiting.append(other)
    return found


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _size_mib(name: str) -> float:
    files = (Path(str(file.locate())) for file in distribution(name).files or ())
    return sum(file.stat().st_size for file in files if file.is_file()) / (1 << 20)
