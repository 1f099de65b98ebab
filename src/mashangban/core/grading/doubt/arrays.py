"""Names for the kinds of arrays."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Keys = NDArray[np.uint64]  # of units, leaves, draws: what a random number is addressed by
Truths = NDArray[np.bool_]
Ranks = NDArray[np.int64] | NDArray[np.uint16] | NDArray[np.uint32]
