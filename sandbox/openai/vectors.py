"""Vectors in which texts of like words lie near each other, the same at every start.

Each word, and each run of three letters in it, is a feature; its CRC says which number of the
vector it adds to or takes from. A word counts twice a run, and the second of a kind less than the
first. Then the vector is brought to length one.
"""

import base64
import math
import re
import struct
import unicodedata
import zlib
from collections import Counter
from functools import lru_cache

WORD_WEIGHT, RUN_WEIGHT = 1.0, 0.5
_WORD = re.compile(r"\w+")


def vector_of(text: str, dimensions: int) -> list[float]:
    """Of length one; a text without words has a direction of its own too."""
    vector = [0.0] * dimensions
    for word, times in Counter(_words(text) or [text]).items():
        for feature, weight in _features(word):
            sign = 1.0 if feature & 1 else -1.0
            vector[(feature >> 1) % dimensions] += sign * weight * math.sqrt(times)
    length = math.sqrt(math.fsum(number * number for number in vector)) or 1.0
    return [number / length for number in vector]


def packed(vector: list[float]) -> str:
    """As OpenAI packs it for `base64`: floats of four bytes, the least byte first."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(each for each in plain if not "\u0300" <= each <= "\u036f"))


@lru_cache(maxsize=10_000)
def _features(word: str) -> tuple[tuple[int, float], ...]:
    marked = f" {word} "
    runs = [marked[at : at + 3] for at in range(len(marked) - 2)]
    whole = (_hash(f"word {word}"), WORD_WEIGHT)
    return (whole, *((_hash(f"run {run}"), RUN_WEIGHT) for run in runs))


def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode(errors="replace"))
