"""How the loops of this package are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return `function` as machine code that lets other threads run meanwhile.

    Sums keep their order and products their rounding (no fast-math): the same bytes on every
    processor. The code is kept on disk where numba finds a folder it may write to, beside the
    module or in the user's cache; on a read-only installation without a home it is compiled at each
    start.
    """
    try:
        kept = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:  # numba's word for: no folder to keep it in
        kept = numba.njit(nogil=True, error_model="numpy")(function)
    return cast(F, kept)
