"""What encryption costs the media plane: processor time a packet, sent and received, beside the same streams in clear.

One plane sends to another: what the one has sealed the other opens. `seal`/`open` are the transforms alone, in a loop,
beside libsrtp through `pylibsrtp` on the same packets; `dropped` is the cost of a forged packet.
"""

import asyncio
import secrets
import time
from collections.abc import Callable

import pylibsrtp

from rtp.messages import AnyEvent, LowWater, SrtpKeys, StreamSpec
from rtp.process.handle import Stream
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.wire.srtp import Transform, make_transform
from rtp.wire.srtp_suites import SUITES

STREAMS = 500
MEASURED_S = 4.0
LOOPS = 20_000
ROUNDS = 3
SPEECH = bytes(range(256)) * 64
HEADER = bytes.fromhex("8000123400000000cafebabe")
MEASURED_SUITES = ("AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM")


def run(streams: int = STREAMS) -> dict[str, float]:
    """Times in µs a packet of 20 ms G.711; a ratio compares a plane with SRTP with the same in clear."""
    figures = _transforms()
    for suite, values in asyncio.run(_planes(streams)).items():
        # The middle one of several rounds, which alternate: a virtual machine's speed drifts.
        sent, received = (sorted(side)[ROUNDS // 2] for side in zip(*values, strict=True))
        figures[f"sent_{suite}"], figures[f"received_{suite}"] = sent, received
    for suite in MEASURED_SUITES:
        for side in ("sent", "received"):
            figures[f"{side}_{suite}_ratio"] = figures[f"{side}_{suite}"] / figures[f"{side}_clear"]
        both, clear = (sum(figures[f"{side}_{name}"] for side in ("sent", "received")) for name in (suite, "clear"))
        figures[f"both_{suite}_ratio"] = both / clear
    return figures


def _transforms() -> dict[str, float]:
    policy = pylibsrtp.Policy
    profiles = {
        "AES_CM_128_HMAC_SHA1_80": policy.SRTP_PROFILE_AES128_CM_SHA1_80,
        "AEAD_AES_128_GCM": policy.SRTP_PROFILE_AEAD_AES_128_GCM,
        "AEAD_AES_256_GCM": policy.SRTP_PROFILE_AEAD_AES_256_GCM,
    }
    figures: dict[str, float] = {}
    for name, profile in profiles.items():
        master = secrets.token_bytes(SUITES[name].master_bytes)
        figures |= {f"{what}_{name}": cost for what, cost in _ours(make_transform(name, master)).items()}
        out = policy(key=master, ssrc_type=policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
        into = policy(key=master, ssrc_type=policy.SSRC_ANY_INBOUND, srtp_profile=profile)
        figures |= {f"{what}_{name}": cost for what, cost in _theirs(out, into).items()}
    return figures


def _ours(transform: Transform) -> dict[str, float]:
    payload = SPEECH[:160]
    sealed, forged = transform.seal(HEADER, payload, 7), bytes(160 + transform.suite.tag_bytes)
    return {
        "seal": _each(lambda number: transform.seal(HEADER, payload, number)),
        "open": _each(lambda _number: transform.open(HEADER, sealed, 7)),
        "dropped": _each(lambda _number: transform.open(HEADER, forged, 7)),
    }


def _theirs(out: pylibsrtp.Policy, into: pylibsrtp.Policy) -> dict[str, float]:
    packets = [HEADER[:2] + number.to_bytes(2, "big") + HEADER[4:] + SPEECH[:160] for number in range(LOOPS)]
    session = pylibsrtp.Session(out)
    protected = [session.protect(packet) for packet in packets]
    sending, receiving = pylibsrtp.Session(out), pylibsrtp.Session(into)
    return {
        "libsrtp_protect": _each(lambda number: sending.protect(packets[number])),
        "libsrtp_unprotect": _each(lambda number: receiving.unprotect(protected[number])),
    }


def _each(work: Callable[[int], object]) -> float:
    began = time.process_time()
    for number in range(LOOPS):
        work(number)
    return (time.process_time() - began) / LOOPS * 1e6


async def _planes(streams: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for suite in ("clear", *MEASURED_SUITES):
            found.setdefault(suite, []).append(await _pair(streams, suite))
    return found


async def _pair(streams: int, suite: str) -> tuple[float, float]:
    """µs a packet of the plane that sends and of the one that receives."""
    sender, receiver = (MediaPlane(PlaneOptions(host="127.0.0.1", host_ipv6=None)) for _ in range(2))
    await sender.start()
    await receiver.start()
    talkers: list[Talker] = []
    try:
        for _ in range(streams):
            talkers.append(Talker(sender, receiver, suite))
            await asyncio.sleep(0.0011)  # as calls come: spread over the slots
        await asyncio.sleep(0.5)
        before = await sender.statistics(), await receiver.statistics()
        await asyncio.sleep(MEASURED_S)
        after = await sender.statistics(), await receiver.statistics()
    finally:
        await sender.close()
        await receiver.close()
    assert not after[1].unauthentic
    sent = after[0].packets_sent - before[0].packets_sent
    received = after[1].packets_received - before[1].packets_received
    assert received > 0.95 * sent
    return (after[0].cpu_s - before[0].cpu_s) / sent * 1e6, (after[1].cpu_s - before[1].cpu_s) / received * 1e6


class Talker:
    """A stream from one plane to the other that never ends."""

    def __init__(self, sender: MediaPlane, receiver: MediaPlane, suite: str) -> None:
        there = back = None
        if suite != "clear":
            master = secrets.token_bytes(SUITES[suite].master_bytes)
            there, back = SrtpKeys(suite, master, master), SrtpKeys(suite, master, master)
        self._stream: Stream = sender.open_stream(StreamSpec(remote=None, receive=False, srtp=there), self._on_event)
        heard = StreamSpec(remote=("127.0.0.1", self._stream.local_port), send=False, srtp=back)
        other = receiver.open_stream(heard, lambda _event: None)
        remote = ("127.0.0.1", other.local_port)
        self._stream.update(StreamSpec(remote=remote, receive=False, srtp=there))
        self._stream.begin(1)
        self._stream.write(1, SPEECH)

    def _on_event(self, event: AnyEvent) -> None:
        wanted = event.wanted_bytes if isinstance(event, LowWater) else 0
        while wanted > 0:
            wanted = self._stream.write(1, SPEECH[:wanted])


if __name__ == "__main__":
    for figure, value in run().items():
        print(f"{figure:44} {value:8.3f}")
