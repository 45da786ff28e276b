"""The last step of every float computation on audio: back to 16 bits."""

import numpy as np
from numpy.typing import NDArray


def to_int16(signal: NDArray[np.floating]) -> NDArray[np.int16]:
    """Round to nearest and hold at full scale; never wraps."""
    samples: NDArray[np.int16] = np.clip(np.rint(signal), -32768, 32767).astype(np.int16)
    return samples
