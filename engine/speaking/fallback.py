"""Who speaks when a voice cannot, as long as nothing of the piece was heard.

For that of a service it is a voice of this machine: the configured one, or whoever would speak the language if there
were no services. For a natural voice of this machine it is one that is not, which reads whatever there is. What it says
is not kept: the next time the chosen voice is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.errors import EngineError, OverloadedError, SynthesisError, WorkerLostError
from engine.interface import VoiceSelection
from engine.remote.errors import ServiceError
from engine.speaking.voice_choice import VoiceChooser
from engine.workers.rendition import Substitution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.interface import AudioFormat, Piece, VoiceInfo
    from engine.workers.pool import Priority, WorkerPool
    from engine.workers.rendition import Rendition

NOBODY = "none"
"""As the name of a fallback: the piece fails."""


class Fallback:
    """One for each speaker. `configured` are names of voices by the name of the service or engine, or `NOBODY`; where
    there is none, or it is empty, the language decides.

    Raises:
        VoiceUnavailableError: a configured voice does not exist, or is a service's, too.
    """

    def __init__(self, pool: WorkerPool, configured: Mapping[str, str]) -> None:
        self._pool = pool
        self._configured = dict(configured)
        local = [voice for voice in pool.voices if not pool.is_remote(voice.name)]
        self._chooser = VoiceChooser(local) if local and len(local) < len(pool.voices) else None
        plain = [voice for voice in local if not voice.natural]
        self._plain_chooser = VoiceChooser(plain) if plain else None
        for name in filter(None, configured.values()):
            if name != NOBODY and self._chooser is not None:
                VoiceChooser(local, name)  # says that there is none

    def stand_by(self, piece: Piece, voice: VoiceInfo, fmt: AudioFormat, priority: Priority, into: Rendition) -> None:
        """Speak `piece` in place of `voice` when `into` fails before its first audio."""
        if not self._pool.is_remote(voice.name) and not voice.natural:
            return

        def rescue(error: EngineError) -> bool:
            if not isinstance(error, ServiceError | SynthesisError | WorkerLostError | OverloadedError):
                return False  # the server ends
            substitute = self._voice_for(piece, voice)
            if substitute is None:
                return False
            into.substitution = Substitution(voice.name, substitute.name, error.reason)
            into.passing = True
            kept = tuple(pair for pair in piece.parameters if pair[0] in substitute.parameters)
            replaced = msgspec.structs.replace(piece, voice=substitute.name, parameters=kept)
            try:
                self._pool.render(replaced, fmt, priority, into=into)
            except OverloadedError:
                return False
            return True

        into.rescue = rescue

    def _voice_for(self, piece: Piece, voice: VoiceInfo) -> VoiceInfo | None:
        name = self._configured.get(voice.engine, "")
        chooser = self._chooser if self._pool.is_remote(voice.name) else self._plain_chooser
        if chooser is None or name == NOBODY:
            return None
        language = piece.language or voice.languages[0]
        wanted = VoiceSelection(language=language, names=(name,) if name else ())
        try:
            found = chooser.choose(wanted).voice
            # To sound like a person matters more than to sound like the same one.
            if not name and not found.natural and voice.gender:
                found = chooser.choose(msgspec.structs.replace(wanted, gender=voice.gender)).voice
        except EngineError:
            return None
        return found
