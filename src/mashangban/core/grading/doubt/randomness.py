"""Random numbers by their address instead of by their turn.

Each number has an address: seed, stream (what it is used for), unit, item and draw. It is computed
from the address alone by Philox4x64-10 (Salmon, Moraes, Dror & Shaw, “Parallel random numbers: as
easy as 1, 2, 3”, SC'11), so neither threads nor the order of rows can change it, and one draw can
be had without those before it. The bits are numpy's, of which `numpy.random.Philox` promises the
same in every version:

    counter = numpy.array([draw // 4, unit, item, 0], dtype=numpy.uint64)
    Philox(key=[seed, stream], counter=counter).random_raw(4)[draw % 4]

Normal numbers are the inverse of the distribution function (Wichura, algorithm AS 241 PPND16,
Applied Statistics 37, 1988; relative error about 1e-16).
"""

from collections.abc import Callable, Iterable
from enum import IntEnum
from hashlib import blake2b
from typing import cast

import numpy as np
from numba import types
from numba.extending import intrinsic

from mashangban.core.grading.doubt.arrays import Floats, Keys
from mashangban.core.grading.doubt.compiled import compiled


class Stream(IntEnum):
    """What a number is used for; numbers of two streams have nothing to do with each other."""

    WEIGHTS = 1
    SCORES = 2
    CELLS = 3
    CHOICES = 4
    RANK_SETS = 5
    RESAMPLING = 6


# The second half of a Sobol design: the same addresses, other numbers.
OTHER_SIDE = 1 << 32

_M0, _M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_W0, _W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_ROUNDS = 10
_LANES = np.uint64(4)
_ONE, _TWO, _LAST, _TWELVE = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(12)


def unit_keys(identifiers: Iterable[str]) -> Keys:
    """Return a number for each identifier: adding or leaving out others does not change it."""
    digests = [blake2b(name.encode(), digest_size=8).digest() for name in identifiers]
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


@intrinsic
def _upper(typing, one, other):  # type: ignore[no-untyped-def]

    def generate(context, builder, _, arguments):  # type: ignore[no-untyped-def]
        wide = context.get_value_type(types.uint64).__class__(128)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        upper = builder.lshr(product, wide(64))
        return builder.trunc(upper, context.get_value_type(types.uint64))

    return types.uint64(types.uint64, types.uint64), generate


# Returns the upper 64 bits of the product of two uint64.
_high = cast(Callable[[np.uint64, np.uint64], np.uint64], _upper)


@compiled
def block(
    seed: np.uint64, stream: np.uint64, draw: np.uint64, unit: np.uint64, item: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four numbers (uint64) of the block that holds `draw`; all arguments uint64."""
    c0, c1, c2, c3 = draw // _LANES + _ONE, unit, item, np.uint64(0)
    k0, k1 = seed, stream
    for _ in range(_ROUNDS):
        high0, low0 = _high(_M0, c0), _M0 * c0
        high1, low1 = _high(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + _W0, k1 + _W1
    return c0, c1, c2, c3


@compiled
def to_uniform(bits: np.uint64) -> float:
    """Return 52 of 64 bits as a number strictly between 0 and 1."""
    return (np.float64(bits >> _TWELVE) + 0.5) * 2.0**-52


@compiled
def to_normal(p: float) -> float:
    """Return the standard normal quantile of `p`, strictly between 0 and 1."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2509.0809287301226727 * r + 33430.575583588128105
        top = ((top * r + 67265.770927008700853) * r + 45921.953931549871457) * r
        top = ((top + 13731.693765509461125) * r + 1971.5909503065514427) * r
        top = (top + 133.14166789178437745) * r + 3.387132872796366608
        low = 5226.495278852545925 * r + 28729.085735721942674
        low = ((low * r + 39307.89580009271061) * r + 21213.794301586595867) * r
        low = ((low + 5394.1960214247511077) * r + 687.1870074920579083) * r
        low = (low + 42.313330701600911252) * r + 1.0
        return q * top / low
    r = np.sqrt(-np.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        top = ((top * r + 0.24178072517745061177) * r + 1.27045825245236838258) * r
        top = ((top + 3.64784832476320460504) * r + 5.7694972214606914055) * r
        top = (top + 4.6303378461565452959) * r + 1.42343711074968357734
        low = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        low = ((low * r + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
        low = ((low + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        low = (low + 2.05319162663775882187) * r + 1.0
    else:
        r -= 5.0
        top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        top = ((top * r + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
        top = ((top + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        top = (top + 5.4637849111641143699) * r + 6.6579046435011037772
        low = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        low = ((low * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
        low = ((low + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        low = (low + 0.59983220655588793769) * r + 1.0
    return float(np.copysign(top / low, q))


@compiled
def fill_uniform(
    seed: np.uint64, stream: np.uint64, unit: np.uint64, item: np.uint64, draws: Keys, out: Floats
) -> None:
    """Write the uniform numbers of one unit and item at `draws` (uint64, ascending) into `out`."""
    at = 0
    while at < len(draws):
        first = draws[at] // _LANES * _LANES
        n0, n1, n2, n3 = block(seed, stream, first, unit, item)
        if at + 4 <= len(draws) and draws[at] == first and draws[at + 3] == first + _LAST:
            out[at], out[at + 1] = to_uniform(n0), to_uniform(n1)
            out[at + 2], out[at + 3] = to_uniform(n2), to_uniform(n3)
            at += 4
            continue
        while at < len(draws) and draws[at] // _LANES * _LANES == first:
            lane = draws[at] - first
            low, high = (n0, n1) if lane < _TWO else (n2, n3)
            out[at] = to_uniform(high if lane % _TWO else low)
            at += 1


@compiled
def _uniforms(
    seed: np.uint64, stream: np.uint64, units: Keys, item: np.uint64, draws: Keys
) -> Floats:
    out = np.empty((len(units), len(draws)))
    for row in range(len(units)):
        fill_uniform(seed, stream, units[row], item, draws, out[row])
    return out


@compiled
def _normals(
    seed: np.uint64, stream: np.uint64, units: Keys, item: np.uint64, draws: Keys
) -> Floats:
    out = _uniforms(seed, stream, units, item, draws)
    for row in range(len(units)):
        for at in range(len(draws)):
            out[row, at] = to_normal(out[row, at])
    return out


def uniforms(
    seed: int,
    stream: int,
    units: Keys,
    draws: Keys,
    *,
    item: int = 0,
) -> Floats:
    """Return numbers between 0 and 1, units × draws. `draws` ascends."""
    return np.asarray(_uniforms(np.uint64(seed), np.uint64(stream), units, np.uint64(item), draws))


def normals(
    seed: int,
    stream: int,
    units: Keys,
    draws: Keys,
    *,
    item: int = 0,
) -> Floats:
    """Return standard normal numbers, units × draws. `draws` ascends."""
    return np.asarray(_normals(np.uint64(seed), np.uint64(stream), units, np.uint64(item), draws))
