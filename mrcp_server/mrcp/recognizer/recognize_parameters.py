"""What holds for one RECOGNIZE, INTERPRET or DEFINE-GRAMMAR: its own values, the session's, or defaults (§9.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from mrcp_server.mrcp.parameters import RequestValues
from mrcp_server.mrcp.recognizer.headers import RECOGNIZER_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecognizeParameters(msgspec.Struct, frozen=True, kw_only=True):
    """Settled values. Times in milliseconds; the section of §9.4 that rules each has its name. None or empty: nobody
    asked for anything. What has a default has it in the field table: see `settle` and `defaults`."""

    confidence_threshold: float
    sensitivity_level: float
    speed_vs_accuracy: float
    n_best_list_length: int
    no_input_timeout_ms: int
    recognition_timeout_ms: int
    speech_complete_timeout_ms: int
    speech_incomplete_timeout_ms: int
    dtmf_interdigit_timeout_ms: int
    dtmf_term_timeout_ms: int
    dtmf_term_char: str = ""
    start_input_timers: bool
    hotword: bool
    hotword_min_duration_ms: int
    hotword_max_duration_ms: int | None = None
    cancel_if_queue: bool
    early_no_match: bool
    clear_dtmf_buffer: bool
    new_audio_channel: bool
    """§9.4.23: forget what was learned about speaker and line, on every resource of this stream."""
    save_waveform: bool
    media_type: str
    input_waveform_uri: str | None = None
    """Recognize this instead of the stream."""
    speech_language: str | None = None
    fetch_timeout_ms: int | None = None
    cache_control: str = ""
    vendor: Mapping[str, str] = {}
    logging_tag: str | None = None

    @classmethod
    def defaults(cls, **changes: Any) -> RecognizeParameters:
        """What holds where nobody says anything but these `changes` (names of attributes)."""
        return msgspec.structs.replace(settle(RequestValues(RECOGNIZER_DEFAULTS)), **changes)

    def constrained(self, typed: Mapping[str, Any]) -> RecognizeParameters:
        """The same with the constraints that a GET-RESULT names (§9.11), typed values by lower-case name."""
        fields = {"confidence-threshold": "confidence_threshold", "n-best-list-length": "n_best_list_length"}
        return msgspec.structs.replace(self, **{fields[name]: typed[name] for name in fields if name in typed})


def settle(values: RequestValues) -> RecognizeParameters:
    """The values that hold for a request, by their names here."""
    value, optional = values.typed.__getitem__, values.typed.get
    return RecognizeParameters(
        confidence_threshold=value("confidence-threshold"),
        sensitivity_level=value("sensitivity-level"),
        speed_vs_accuracy=value("speed-vs-accuracy"),
        n_best_list_length=value("n-best-list-length"),
        no_input_timeout_ms=value("no-input-timeout"),
        recognition_timeout_ms=value("recognition-timeout"),
        speech_complete_timeout_ms=value("speech-complete-timeout"),
        speech_incomplete_timeout_ms=value("speech-incomplete-timeout"),
        dtmf_interdigit_timeout_ms=value("dtmf-interdigit-timeout"),
        dtmf_term_timeout_ms=value("dtmf-term-timeout"),
        dtmf_term_char=optional("dtmf-term-char", ""),
        start_input_timers=value("start-input-timers"),
        hotword=value("recognition-mode") == "hotword",
        hotword_min_duration_ms=value("hotword-min-duration"),
        hotword_max_duration_ms=optional("hotword-max-duration"),
        cancel_if_queue=value("cancel-if-queue"),
        early_no_match=value("early-no-match"),
        clear_dtmf_buffer=value("clear-dtmf-buffer"),
        new_audio_channel=value("new-audio-channel"),
        save_waveform=value("save-waveform"),
        media_type=value("media-type"),
        input_waveform_uri=optional("input-waveform-uri"),
        speech_language=optional("speech-language"),
        fetch_timeout_ms=optional("fetch-timeout"),
        cache_control=optional("cache-control", ""),
        vendor=values.vendor,
        logging_tag=optional("logging-tag"),
    )
