"""Audio that comes by a socket, recognised while it comes.

`push`, `finalize` and `finish` put in what the client sends, `run` recognises it, tells a `RecognitionSink`, and must
run beside the socket's reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.sockets.incoming_audio import IncomingAudio, InputQueue, StreamFormat
from mrcp_server.doors.web.utterances import UtteranceBegan, UtteranceRecognized, UtteranceSegmenter, open_segmenter

_FINALIZE, _FINISH = "finalize", "finish"


class RecognitionSink:
    """Says nothing; a dialect overrides what its vendor tells. All methods may raise what ends the socket."""

    async def began(self, began: UtteranceBegan) -> None:
        """Speech begins."""

    async def recognized(self, said: UtteranceRecognized) -> None:
        """An utterance has ended, by silence or because it is too long."""

    async def finalized(self, said: UtteranceRecognized) -> None:
        """What a `finalize` ended, or an utterance without words where there was nothing to end."""

    async def advanced(self, segmenter: UtteranceSegmenter) -> None:
        """More audio was taken, and what it brought has been told. May raise EngineError too."""

    async def finished(self, said: Sequence[UtteranceRecognized], audio_ms: int) -> None:
        """The stream has ended after so much audio, and with it an utterance that went on, if one did."""


@dataclass(slots=True, frozen=True)
class RecognitionParameters:
    """How a stream is recognised."""

    format: StreamFormat
    language: str
    silence_ms: int
    """So much silence ends an utterance."""


class StreamRecognition:
    """One socket's audio. The methods that put in wait while much is waiting: then the client is not read."""

    def __init__(
        self, recognition: RecognitionServices, parameters: RecognitionParameters, sink: RecognitionSink
    ) -> None:
        self._recognition = recognition
        self._parameters = parameters
        self._sink = sink
        self._stream = IncomingAudio(parameters.format)
        self._queue = InputQueue()

    async def push(self, audio: bytes) -> None:
        """More audio, in the stream's format."""
        await self._queue.put(audio)

    async def finalize(self) -> None:
        """Ends the utterance that goes on, once all audio before is recognised."""
        await self._queue.put(_FINALIZE)

    async def finish(self) -> None:
        """Ends the stream, once all audio before is recognised; `run` returns then."""
        await self._queue.put(_FINISH)

    async def run(self) -> None:
        """Recognises until `finish`; cancel it when the socket closes. Raises RefusedError and what the sink raises."""
        parameters = self._parameters
        async with open_segmenter(
            self._recognition, parameters.language, self._stream.rate_hz, silence_ms=parameters.silence_ms
        ) as segmenter:
            while (message := await self._queue.get()) != _FINISH:
                if isinstance(message, bytes):
                    await self._recognize(message, segmenter)
                else:
                    await self._finalize(segmenter)
            said = await segmenter.finish()
        await self._sink.finished(said, segmenter.audio_ms)

    async def _recognize(self, audio: bytes, segmenter: UtteranceSegmenter) -> None:
        for found in await segmenter.push(self._stream.samples(audio)):
            if isinstance(found, UtteranceRecognized):
                await self._sink.recognized(found)
            else:
                await self._sink.began(found)
        await self._sink.advanced(segmenter)

    async def _finalize(self, segmenter: UtteranceSegmenter) -> None:
        nothing = UtteranceRecognized(segmenter.audio_ms, segmenter.audio_ms, "", 0.0, (), asked=True)
        for said in await segmenter.finish() or [nothing]:
            await self._sink.finalized(said)
