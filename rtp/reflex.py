"""Barge-in without a round trip: which prompt falls silent when a caller speaks or presses a key."""

from rtp.messages import SetReflex


class Reflexes:
    """Armed reflexes, one for each stream that a caller speaks on. Each works once."""

    def __init__(self) -> None:
        self._armed: dict[int, SetReflex] = {}

    def set(self, command: SetReflex) -> None:
        """Arm, change or disarm."""
        if command.speech or command.keys:
            self._armed[command.stream] = command
        else:
            self._armed.pop(command.stream, None)

    def forget(self, stream: int) -> None:
        """The stream of a caller was closed. A reflex whose prompt was closed finds nothing to silence."""
        self._armed.pop(stream, None)

    def take(self, stream: int, *, is_key: bool) -> int | None:
        """The caller on `stream` spoke, or pressed a key: the stream to silence, None when nothing is armed for it.

        Disarms, be there something to silence or not: what is spoken later is another prompt, and control arms anew.
        """
        armed = self._armed.get(stream)
        if armed is None or not (armed.keys if is_key else armed.speech):
            return None
        del self._armed[stream]
        return armed.prompt
