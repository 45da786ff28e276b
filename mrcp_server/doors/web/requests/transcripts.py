"""What was said in an upload, and the forms in which it is told: text, JSON with times, SRT and WebVTT subtitles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mrcp_server.doors.web.utterances import UtteranceRecognized


@dataclass(slots=True, frozen=True)
class Transcript:
    """All utterances of one upload."""

    language: str
    duration_s: float
    said: tuple[UtteranceRecognized, ...]

    @property
    def text(self) -> str:
        """Everything, in order."""
        return " ".join(one.text for one in self.said if one.text)


def verbose(transcript: Transcript, granularities: Sequence[str]) -> dict[str, Any]:
    """OpenAI's `verbose_json`. What a Whisper model would know of itself and ours does not is neutral."""
    content: dict[str, Any] = {
        "task": "transcribe",
        "language": transcript.language,
        "duration": round(transcript.duration_s, 2),
        "text": transcript.text,
    }
    if "word" in granularities:
        content["words"] = [
            {"word": word.text, "start": _seconds(word.start_ms), "end": _seconds(word.end_ms)}
            for one in transcript.said
            for word in one.words
        ]
    if "segment" in granularities or not granularities:
        content["segments"] = [_segment(index, one) for index, one in enumerate(transcript.said)]
    return content


def _segment(index: int, said: UtteranceRecognized) -> dict[str, Any]:
    return {
        "id": index,
        "seek": 0,
        "start": _seconds(said.start_ms),
        "end": _seconds(said.end_ms),
        "text": said.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": 0.0,
        "compression_ratio": 1.0,
        "no_speech_prob": round(1.0 - said.confidence, 3),
    }


def srt(transcript: Transcript) -> str:
    """SubRip subtitles, one an utterance."""
    blocks = [
        f"{number}\n{_clock(one.start_ms, ',')} --> {_clock(one.end_ms, ',')}\n{one.text}\n"
        for number, one in enumerate(_spoken(transcript), 1)
    ]
    return "\n".join(blocks)


def vtt(transcript: Transcript) -> str:
    """WebVTT subtitles, one an utterance."""
    blocks = [f"{_clock(one.start_ms, '.')} --> {_clock(one.end_ms, '.')}\n{one.text}\n" for one in _spoken(transcript)]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _spoken(transcript: Transcript) -> list[UtteranceRecognized]:
    return [one for one in transcript.said if one.text]


def _seconds(ms: int) -> float:
    return round(ms / 1000, 3)


def _clock(ms: int, point: str) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
