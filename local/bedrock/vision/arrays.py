"""The type of the numbers that vision computes with."""

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]
