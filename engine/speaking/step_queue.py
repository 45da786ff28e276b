"""The steps of one speech in their order, with a view of what comes."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.speaking.steps import PassMark, PlayClip, SpeakPiece, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class StepQueue:
    """An error in planning a step is raised when its turn comes, not when somebody looks ahead."""

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self._seen: deque[Step | EngineError] = deque()

    def next(self) -> Step | None:
        """The next step, taken off; None at the end. Raises the EngineError that planning it met."""
        if not self._seen and not self._pull():
            return None
        step = self._seen.popleft()
        if isinstance(step, EngineError):
            raise step
        return step

    def next_sound(self) -> SpeakPiece | PlayClip | None:
        """The next step that needs a worker, if there is one; nothing is taken off."""
        index = 0
        while index < len(self._seen) or self._pull():
            step = self._seen[index]
            if isinstance(step, EngineError):
                return None
            if isinstance(step, SpeakPiece | PlayClip):
                return step
            index += 1
        return None

    def take_closing_marks(self) -> list[str] | None:
        """When nothing but marks is left: their names, taken off. Otherwise None."""
        index = 0
        while index < len(self._seen) or self._pull():
            if not isinstance(self._seen[index], PassMark):
                return None
            index += 1
        names = [step.name for step in self._seen if isinstance(step, PassMark)]
        self._seen.clear()
        return names

    def insert(self, steps: Iterable[Step]) -> None:
        """Put `steps` before everything else."""
        self._seen.extendleft(reversed(list(steps)))

    def _pull(self) -> bool:
        try:
            self._seen.append(next(self._steps))
        except StopIteration:
            return False
        except EngineError as error:
            self._seen.append(error)
            self._steps = iter(())
        return True
