"""A Wyoming server that hears: its transcripts and its faults are the test's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.wyoming_service import FakeWyoming, wire


class WyomingListener:
    """Answers each audio-stop with the next of `said`: a text is a transcript, "" is never answered, None closes, and
    octets go as they are."""

    def __init__(self, *said: str | bytes | None) -> None:
        self._said = list(said)
        self._service = FakeWyoming(self._reply)

    @property
    def url(self) -> str:
        return self._service.url

    @property
    def connections(self) -> int:
        return self._service.connections

    @property
    def events(self) -> list[dict[str, Any]]:
        return self._service.events

    def audio(self, utterance: int = 0) -> bytes:
        """What was sent between two events "transcribe"."""
        marks = [index for index, event in enumerate(self.events) if event["type"] == "transcribe"]
        mine = self.events[marks[utterance] : [*marks[1:], len(self.events)][utterance]]
        return b"".join(event["payload"] for event in mine if event["type"] == "audio-chunk")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[WyomingListener]:
        async with self._service.running():
            yield self

    async def _reply(self, event: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        if event["type"] != "audio-stop":
            return
        said = self._said.pop(0)
        writer.write(wire("transcript-start"))
        if isinstance(said, bytes):
            writer.write(said)
        elif said is None:
            writer.close()
        elif said:
            writer.write(wire("transcript", {"text": said}))
