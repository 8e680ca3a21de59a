"""The array type of the vision code."""

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.float64]
