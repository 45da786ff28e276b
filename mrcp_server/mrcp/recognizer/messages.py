"""Header fields and bodies of what a recognizer sends (§9.4, §9.12, §9.14)."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Final

from mrcp_server.mrcp.recognizer import emma, nlsml
from mrcp_server.mrcp.wire.codes import RecognitionCause

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.recognition import Done
    from mrcp_server.mrcp.recognizer.recognition_result import Waveform

# Both modules have matches(), no_match(), no_input() and CONTENT_TYPE.
RESULT_FORMATS: Final[dict[str, ModuleType]] = {nlsml.CONTENT_TYPE: nlsml, emma.CONTENT_TYPE: emma}

# Somebody spoke or pressed keys, and it was no match.
_NO_MATCHES: Final = frozenset(
    {
        RecognitionCause.NO_MATCH,
        RecognitionCause.HOTWORD_MAXTIME,
        RecognitionCause.PARTIAL_MATCH,
        RecognitionCause.PARTIAL_MATCH_MAXTIME,
        RecognitionCause.NO_MATCH_MAXTIME,
    }
)


def result_body(
    done: Done,
    grammar: str,
    wall_offset_s: float,
    result_format: str,
    *,
    also_failures: bool = True,
    mode: str = "speech",
) -> bytes:
    """The result in the negotiated format; empty where the cause says it all (errors, cancelled).

    `also_failures` False leaves no-match and no-input without a body: mod_unimrcp's dial plan then sees the cause.
    `mode` is what was listened for, "dtmf" where that was nothing but keys.
    """
    form = RESULT_FORMATS[result_format]
    body = b""
    if done.accepted:
        meaning = done.cause is not RecognitionCause.SEMANTICS_FAILURE
        body = form.matches(done.accepted, wall_offset_s, meaning=meaning)
    elif not also_failures:
        pass
    elif done.cause in _NO_MATCHES:
        body = form.no_match(done.rejected, grammar, mode)
    elif done.cause is RecognitionCause.NO_INPUT_TIMEOUT:
        body = form.no_input(grammar, mode)
    return body


def waveform_uri(waveform: Waveform | None) -> tuple[str, str]:
    """§9.4.8; empty "if there was some error condition preventing the server from recording"."""
    return ("Waveform-URI", str(waveform) if waveform is not None else "")
