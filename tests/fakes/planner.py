"""A planner with one rule: a piece ends at a full stop. What stays goes at a flush, or after 50 ms."""

_STALL_S = 0.05


class FakePlanner:
    """As `mrcp_server.doors.services.Planner` says."""

    def __init__(self) -> None:
        self._text = ""
        self._timer: float | None = None
        self.playing: list[float] = []

    def push(self, text: str, now: float) -> list[str]:
        self._text += text
        *pieces, self._text = self._text.split(".")
        self._timer = now + _STALL_S if self._text.strip() else None
        return [piece + "." for piece in pieces]

    def flush(self, now: float) -> list[str]:
        left = self.clear()
        return [left] if left.strip() else []

    def clear(self) -> str:
        left, self._text, self._timer = self._text, "", None
        return left

    def playing_until(self, at: float) -> None:
        self.playing.append(at)

    def next_timer(self) -> float | None:
        return self._timer

    def handle_timer(self, now: float) -> list[str]:
        return self.flush(now)
