"""Names of the arrays of this package, and how its inner loops are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return `function` compiled by numba, kept on disk where a place for it can be written."""
    try:
        made = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # neither the folder of the program nor a home can be written
        made = numba.njit(nogil=True)(function)
    return cast(Function, made)


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return `array` closed to writing."""
    array.setflags(write=False)
    return array
