"""Whether another call can be taken without harm to those that run: by what the server has measured of itself.

A cause has to last for three readings before it keeps calls out, and to be gone for as many before it does not: one
slow moment is no overload, and a server must not take and refuse by turns.
"""

from dataclasses import dataclass

_LASTING = 3


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """Above, or below, which no call is taken; 0 leaves a limit out."""

    lag_s: float = 0.2
    """How late the control process comes to what is due."""
    late_share: float = 0.05
    """Slots of a media plane that begin more than 2 ms late."""
    engine_wait_s: float = 3.0
    """How long a piece of text waits for a synthesizer."""
    free_memory_bytes: int = 64 << 20
    """What the system, or the server's control group, has left."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was measured since the last readings."""

    lag_s: float = 0.0
    late_share: float = 0.0
    engine_wait_s: float = 0.0
    free_memory_bytes: int | None = None
    """None: the system does not tell."""
    has_plane: bool = True
    """A media plane runs."""


class Admission:
    """Give it readings; `refusal` says why no call is taken now."""

    def __init__(self, limits: AdmissionLimits) -> None:
        self.limits = limits
        """May change; a cause comes and goes by the next readings."""
        self._runs: dict[str, int] = {}
        """For how many readings each cause is there (above zero) or gone (below)."""
        self._lasting: dict[str, None] = {}

    @property
    def refusal(self) -> str:
        """Empty when calls are taken."""
        return ", ".join(self._lasting)

    @property
    def causes(self) -> tuple[str, ...]:
        """Every cause it has an eye on."""
        return tuple(self._runs)

    def is_refused_for(self, cause: str) -> bool:
        """Whether this one keeps calls out."""
        return cause in self._lasting

    def note(self, readings: Readings) -> None:
        """Takes one set of readings; a few a second."""
        limits, free = self.limits, readings.free_memory_bytes
        found = {
            "control is late": 0 < limits.lag_s < readings.lag_s,
            "the media plane is late": 0 < limits.late_share < readings.late_share,
            "no media plane": not readings.has_plane,
            "engines are busy": 0 < limits.engine_wait_s < readings.engine_wait_s,
            "little memory": free is not None and free < limits.free_memory_bytes,
        }
        for cause, is_there in found.items():
            run = self._runs.get(cause, 0)
            run = max(run, 0) + 1 if is_there else min(run, 0) - 1
            self._runs[cause] = run
            if run >= _LASTING:
                self._lasting[cause] = None
            elif run <= -_LASTING:
                self._lasting.pop(cause, None)


def wait_of(waiting: int, done: int, period_s: float) -> float:
    """How long what waits will wait, in seconds, at the pace of the last period; `done` is what ended in it."""
    if not waiting:
        return 0.0
    return waiting * period_s / done if done else waiting * period_s
