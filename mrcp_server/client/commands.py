"""What the commands `say`, `recognize` and `load` do: plain parameters in, text on standard output, exit status out.

Exit status 0: done; 1: the server was not reached, refused, or did not do what was asked (one line on standard error).
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.errors import FAILURE_STATUS, ClientError
from mrcp_server.client.load import LoadPlan, run_load
from mrcp_server.client.load_result import has_passed
from mrcp_server.client.recognize import Grammar
from mrcp_server.client.report import describe_load, describe_recognize, describe_speak, print_lines, printable
from mrcp_server.client.security import ClientTls
from mrcp_server.client.wav import read_wav, write_wav

Parameters = ParamSpec("Parameters")
Header = tuple[str, str]

TELEPHONE_HZ = 8000
"""Sampling rate of every codec the client offers."""


def _reports_errors(
    command: Callable[Parameters, Awaitable[int]],
) -> Callable[Parameters, Awaitable[int]]:
    """A ClientError becomes one line and status 1."""

    @wraps(command)
    async def reporting(*arguments: Parameters.args, **options: Parameters.kwargs) -> int:
        try:
            return await command(*arguments, **options)
        except ClientError as error:
            print(f"mrcp-server: {printable(str(error))}", file=sys.stderr)
            return FAILURE_STATUS

    return reporting


@_reports_errors
async def say(
    text: str,
    *,
    server: str,
    out: Path | None = None,
    headers: Sequence[Header] = (),
    codec: str = "PCMU",
    transport: str | None = None,
    srtp: str | None = None,
    timeout_s: float = 10.0,
    tls: ClientTls | None = None,
    as_json: bool = False,
) -> int:
    """Place a call, have `text` (plain, or SSML) spoken, write what was heard to `out`, print the latencies.

    `headers` are added to SPEAK, such as ("Voice-Name", "…"). Status 0 when it was spoken to its end and audio came.
    """
    async with MrcpClient(server, codec=codec, transport=transport, timeout_s=timeout_s, tls=tls, srtp=srtp) as client:
        result = await client.speak(text, headers=headers)
        rate_hz = client.call.answer.codec.sample_rate_hz
    if out is not None:
        write_wav(out, result.samples, rate_hz)
    if as_json:
        figures = {
            "cause": result.cause,
            "setup_ms": result.setup_ms,
            "answer_ms": result.answer_ms,
            "first_audio_ms": result.first_audio_ms,
            "end_ms": result.end_ms,
            "heard_s": len(result.samples) / rate_hz,
            "packets": result.order.packets,
            "lost": result.order.lost,
        }
        print(json.dumps(figures))
    else:
        print_lines(describe_speak(result, rate_hz))
    return 0 if result.is_normal and len(result.samples) else FAILURE_STATUS


@_reports_errors
async def recognize(
    audio: Path,
    *,
    server: str,
    grammar: Path | None = None,
    builtin: str | None = None,
    headers: Sequence[Header] = (),
    codec: str = "PCMU",
    transport: str | None = None,
    srtp: str | None = None,
    timeout_s: float = 10.0,
    tls: ClientTls | None = None,
) -> int:
    """Place a call, stream a WAV file in real time against a grammar, print the result and the latencies.

    Exactly one of `grammar` (a file) and `builtin` (`digits`, `dtmf/digits`, …) names the grammar. Status 0 on a match.
    """
    if (grammar is None) == (builtin is None):
        raise ClientError("give either a grammar file or the name of a built-in grammar")
    chosen = Grammar.read(grammar) if grammar is not None else Grammar.builtin(builtin or "")
    samples = await asyncio.to_thread(read_wav, audio, TELEPHONE_HZ)
    # The keys of a recording are tones in it, which the server looks for when no telephone-event is offered.
    async with MrcpClient(
        server,
        resources=(RECOGNIZER,),
        codec=codec,
        transport=transport,
        timeout_s=timeout_s,
        offers_keys=False,
        tls=tls,
        srtp=srtp,
    ) as client:
        result = await client.recognize(samples, chosen, headers=headers)
    print_lines(describe_recognize(result))
    return 0 if result.is_success else FAILURE_STATUS


@_reports_errors
async def load(plan: LoadPlan, *, as_json: bool = False, show_progress: bool = True) -> int:
    """Run a load test and print its result. Status 0 when every call succeeded, was heard, and lost nothing."""
    result: dict[str, Any] = await run_load(plan, show_progress=show_progress)
    if as_json:
        print(json.dumps(result, indent=2))
    else:
        print_lines(describe_load(result))
    return 0 if has_passed(result) else FAILURE_STATUS
