"""Random numbers that can be drawn again: one stream for each thing that is uncertain."""

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stream(seed: int, *keys: str) -> np.random.Generator:
    """The numbers that belong to these keys under this seed, whatever else is drawn before, after or beside them.

    Each key is hashed with its length, so that no two lists of keys share a stream. PCG64 is named, since numpy may
    change its default generator; `random()` draws 53-bit doubles from it, which numpy promises to keep (NEP 19 keeps
    bit generators' streams stable).
    """
    parts = [str(seed), *keys]
    digest = hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def triangular(uniform: Floats, low: float, mode: float, high: float) -> Floats:
    """Numbers of the triangular distribution, from uniform ones by its inverse CDF; a constant where low is high."""
    numbers = uniform.copy()
    make_triangular(numbers, np.empty_like(numbers), low, mode, high)
    return numbers


def make_triangular(uniform: Floats, spare: Floats, low: float, mode: float, high: float) -> None:
    """Turn uniform numbers into triangular ones where they stand; `spare` is as long, and is overwritten.

    With c = (mode - low) / (high - low): below c it is low + sqrt(u (high - low)(mode - low)), above it
    high - sqrt((1 - u)(high - low)(high - mode)) (Kotz and van Dorp, Beyond Beta, 2004, 1.1).
    """
    width = high - low
    if width <= 0:
        uniform.fill(low)
        return
    is_rising = uniform < (mode - low) / width
    np.multiply(uniform, width, out=spare)
    spare *= mode - low
    np.sqrt(spare, out=spare)
    spare += low
    np.subtract(1, uniform, out=uniform)
    uniform *= width
    uniform *= high - mode
    np.sqrt(uniform, out=uniform)
    np.subtract(high, uniform, out=uniform)
    np.putmask(uniform, is_rising, spare)  # three times as quick as copyto(where=)
