"""Ending a run of a neural network from another thread."""

from __future__ import annotations

import threading
from typing import Any


class Stopper:
    """Ends the runs of one piece from another thread: `RunOptions.terminate`, effective within about 2 ms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Any = None
        self.stopped = False
        """It was told to stop; what fails from now on fails for that."""

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            if self._running is not None:
                self._running.terminate = True

    def begin(self, options: Any) -> bool:
        """A run with `options`, an `onnxruntime.RunOptions`, begins; False: it is not to begin any more."""
        with self._lock:
            self._running = options
            return not self.stopped

    def end(self) -> None:
        with self._lock:
            self._running = None
