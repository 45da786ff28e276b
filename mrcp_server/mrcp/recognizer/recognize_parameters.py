"""What holds for one RECOGNIZE, INTERPRET or DEFINE-GRAMMAR: its own values, the session's, or defaults (§9.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from mrcp_server.mrcp import vendor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mrcp_server.mrcp.parameters import SessionParameters


class RecognizeParameters(msgspec.Struct, frozen=True):
    """Settled values. Times in milliseconds; the section of §9.4 that rules each has its name."""

    confidence_threshold: float = 0.5
    sensitivity_level: float = 0.5
    speed_vs_accuracy: float = 0.5
    n_best_list_length: int = 1
    no_input_timeout_ms: int = 5000
    recognition_timeout_ms: int = 10000
    speech_complete_timeout_ms: int = 700
    speech_incomplete_timeout_ms: int = 1500
    dtmf_interdigit_timeout_ms: int = 5000
    dtmf_term_timeout_ms: int | None = None
    """None: nobody asked for one (§9.4.18 has 10 s as default; see `dtmf_input`)."""
    dtmf_term_char: str = ""
    start_input_timers: bool = True
    hotword: bool = False
    hotword_min_duration_ms: int = 0
    hotword_max_duration_ms: int | None = None
    cancel_if_queue: bool = False
    early_no_match: bool = False
    clear_dtmf_buffer: bool = False
    new_audio_channel: bool = False
    """§9.4.23: forget what was learned about speaker and line, on every resource of this stream."""
    save_waveform: bool = False
    media_type: str | None = None
    input_waveform_uri: str | None = None
    """Recognize this instead of the stream."""
    speech_language: str | None = None
    fetch_timeout_ms: int | None = None
    cache_control: str = ""
    vendor: Mapping[str, str] = {}
    logging_tag: str | None = None


def settle(
    typed: Mapping[str, Any], vendor_pairs: Mapping[str, str], session: SessionParameters
) -> RecognizeParameters:
    """Request values over session values over defaults."""
    value = session.under(typed).get
    pairs = {**session.vendor, **vendor_pairs}
    term_timeout_given = "dtmf-term-timeout" in typed or session.was_set("dtmf-term-timeout")
    return RecognizeParameters(
        confidence_threshold=value("confidence-threshold", 0.5),
        sensitivity_level=value("sensitivity-level", 0.5),
        speed_vs_accuracy=value("speed-vs-accuracy", 0.5),
        n_best_list_length=value("n-best-list-length", 1),
        no_input_timeout_ms=value("no-input-timeout", 5000),
        recognition_timeout_ms=value("recognition-timeout", 10000),
        speech_complete_timeout_ms=value("speech-complete-timeout", 700),
        speech_incomplete_timeout_ms=value("speech-incomplete-timeout", 1500),
        dtmf_interdigit_timeout_ms=value("dtmf-interdigit-timeout", 5000),
        dtmf_term_timeout_ms=value("dtmf-term-timeout") if term_timeout_given else None,
        dtmf_term_char=value("dtmf-term-char", ""),
        start_input_timers=value("start-input-timers", True),
        hotword=value("recognition-mode") == "hotword",
        hotword_min_duration_ms=value("hotword-min-duration", 0),
        hotword_max_duration_ms=value("hotword-max-duration"),
        cancel_if_queue=value("cancel-if-queue", False),
        early_no_match=value("early-no-match", False),
        clear_dtmf_buffer=value("clear-dtmf-buffer", False),
        new_audio_channel=value("new-audio-channel", False),
        save_waveform=value("save-waveform", False),
        media_type=value("media-type"),
        input_waveform_uri=value("input-waveform-uri"),
        speech_language=value("speech-language"),
        fetch_timeout_ms=value("fetch-timeout"),
        cache_control=value("cache-control", ""),
        vendor={name: vendor.unquote(raw) for name, raw in pairs.items()} if pairs else {},
        logging_tag=value("logging-tag"),
    )
