"""The network that the encoder and the reader share: BERT over one text, as an int8 ONNX graph.

One text of n tokens a run, unpadded, so there is no mask; activations get their int8 scale over the whole text.
"""

from typing import Protocol

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import e5q4

ONNX_RUNTIME = "com.microsoft"
# Memory maps begin at a page; 64 KiB is the coarsest page of the systems that we run on (Windows).
PAGE = 1 << 16


class Weights(Protocol):
    """A trained body. Names are those of e5q4: `emb.pos`, `emb.type`, `emb.ln.w`, `l0.q.w`, `l0.q.b` and so on."""

    hidden: int
    layers: int
    heads: int
    epsilon: float

    def vector(self, name: str) -> np.ndarray:
        """Float32, flat."""

    def matrix(self, name: str) -> np.ndarray:
        """Float32 [out, in]."""


def quantise(matrix: np.ndarray, most: int = 127) -> tuple[np.ndarray, np.ndarray]:
    """A matrix [out, in] as int8 [in, out] with one float32 scale an output.

    Processors with AVX2 but without VNNI multiply uint8 by int8, add two neighbours' products in 16 bits and
    saturate: 2 * 255 * 127 > 32767. So no two neighbours of one sign may sum to more than 128
    (255 * 128 < 32768), and every processor computes the same integers. Of nine scales between the largest
    weight / 127 and the one at which no neighbours reach 128, each output takes the one with the least squared
    error; where neighbours still do, both give way.

    With `most` below 127 fewer values are used: the model is as fast and packs into less.
    """
    outputs, inputs = matrix.shape

    def pairs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        split = values.reshape(outputs, inputs // 2, 2)
        return split[:, :, 0], split[:, :, 1]

    first, second = pairs(np.abs(matrix))
    one_sign = np.multiply(*pairs(matrix)) > 0
    narrow = np.abs(matrix).max(axis=1) / most
    wide = np.maximum(narrow, np.where(one_sign, first + second, 0).max(axis=1) / 127)

    least = np.full(outputs, np.inf)
    weights = np.zeros((outputs, inputs))
    scale = np.zeros(outputs)
    for step in range(9):
        candidate = narrow + (wide - narrow) * (step / 8)
        rounded = np.clip(np.rint(matrix / candidate[:, None]), -most, most)
        low, high = pairs(rounded)
        excess = np.where(low * high > 0, np.maximum(np.abs(low) + np.abs(high) - 128, 0), 0)
        low = low - np.sign(low) * np.floor(excess / 2)
        high = high - np.sign(high) * np.ceil(excess / 2)
        rounded = np.stack([low, high], axis=2).reshape(outputs, inputs)
        error = ((rounded * candidate[:, None] - matrix) ** 2).sum(axis=1)
        better = error < least
        least[better] = error[better]
        weights[better] = rounded[better]
        scale[better] = candidate[better]

    low, high = pairs(weights)
    assert np.where(low * high > 0, np.abs(low) + np.abs(high), 0).max() <= 128
    return np.ascontiguousarray(weights.T.astype(np.int8)), scale.astype(np.float32)


class Graph:
    """Collects nodes and initializers; a node is named by its first output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def external(self, name: str, values: np.ndarray, file: str, offset: int) -> str:
        """An initializer whose bytes lie in a file beside the model."""
        tensor = TensorProto(
            name=name,
            data_type=helper.np_dtype_to_tensor_dtype(values.dtype),
            dims=values.shape,
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in (("location", file), ("offset", offset), ("length", values.nbytes)):
            tensor.external_data.add(key=key, value=str(value))
        self.initializers.append(tensor)
        return name

    def node(self, kind: str, inputs: list[str], *outputs: str, domain: str = "", **attributes) -> str:
        node = helper.make_node(kind, inputs, list(outputs), name=outputs[0], domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0]


def build_embeddings(model: e5q4.E5) -> tuple[bytes, list[tuple[str, np.ndarray, int]]]:
    """The word table as GatherBlockQuantized reads it: nibbles (even column low), then scales."""
    table = model.tensors["emb.word"]
    packed = table.nibbles[:, 0::2] | (table.nibbles[:, 1::2] << 4)
    parts, data = [], bytearray()
    for name, values in (("embeddings.weights", packed), ("embeddings.scales", table.scales)):
        data += bytes(-len(data) % PAGE)
        parts.append((name, values, len(data)))
        data += np.ascontiguousarray(values).tobytes()
    return bytes(data), parts


def build_body(
    graph: Graph, model: Weights, embeddings: list[tuple[str, np.ndarray, int]], file: str, most: int = 127
) -> str:
    """Adds all up to the last layer: reads `input_ids` [1, n], gives the name of the token states [n, hidden].

    `embeddings` is what build_embeddings laid out, `file` the path of those bytes from the model's folder, `most` the
    largest weight in int8.
    """
    hidden = model.hidden

    def quantised(x: str) -> list[str]:
        """Dynamic uint8: values, scale, zero point."""
        graph.node("DynamicQuantizeLinear", [x], f"{x}.u8", f"{x}.scale", f"{x}.zero")
        return [f"{x}.u8", f"{x}.scale", f"{x}.zero"]

    def linear(x: str, name: str, matrix: np.ndarray, bias: np.ndarray) -> str:
        """x matrix^T + bias in int8; onnxruntime fuses the whole to one DynamicQuantizeMatMul."""
        weights, scale = quantise(matrix, most)
        values, x_scale, x_zero = quantised(x)
        graph.node("MatMulInteger", [values, graph.constant(f"{name}.w", weights), x_zero], f"{name}.i32")
        graph.node("Cast", [f"{name}.i32"], f"{name}.f32", to=TensorProto.FLOAT)
        graph.node("Mul", [x_scale, graph.constant(f"{name}.s", scale)], f"{name}.scale")
        graph.node("Mul", [f"{name}.f32", f"{name}.scale"], f"{name}.scaled")
        return graph.node("Add", [f"{name}.scaled", graph.constant(f"{name}.b", bias)], name)

    def attention(x: str, layer: str) -> str:
        """Queries, keys and values in int8, the rest in float32. 3 to 5 % faster than standard operators."""
        weights, scale = quantise(np.concatenate([model.matrix(f"{layer}.{part}.w") for part in "qkv"]), most)
        bias = np.concatenate([model.vector(f"{layer}.{part}.b") for part in "qkv"])
        name = f"{layer}.qkv"
        values, x_scale, x_zero = quantised(x)
        inputs = [
            values,
            graph.constant(f"{name}.w", weights),
            graph.constant(f"{name}.b", bias),
            x_scale,
            graph.constant(f"{name}.s", scale),
            "",  # no mask
            x_zero,
            graph.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
        ]
        return graph.node("QAttention", inputs, f"{layer}.context", domain=ONNX_RUNTIME, num_heads=model.heads)

    def norm(x: str, name: str, output: str) -> str:
        gain = graph.constant(f"{name}.w", model.vector(f"{name}.w"))
        bias = graph.constant(f"{name}.b", model.vector(f"{name}.b"))
        return graph.node("LayerNormalization", [x, gain, bias], output, axis=-1, epsilon=model.epsilon)

    def residual(x: str, y: str, name: str, output: str) -> str:
        return norm(graph.node("Add", [x, y], f"{output}.sum"), name, output)

    tables = [graph.external(name, values, file, offset) for name, values, offset in embeddings]
    # The zero point of 4-bit values in bytes is 8 where none is given.
    words = graph.node(
        "GatherBlockQuantized", [tables[0], "input_ids", tables[1]], "words",
        domain=ONNX_RUNTIME, bits=4, block_size=e5q4.BLOCK, gather_axis=0, quantize_axis=1,
    )  # fmt: skip
    # One sentence a text: the token type is 0 everywhere, so its embedding is part of each position's.
    positions = model.vector("emb.pos").reshape(1, -1, hidden) + model.vector("emb.type")[:hidden]
    zero, one = (graph.constant(name, np.array([value], np.int64)) for name, value in (("zero", 0), ("one", 1)))
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    first = graph.node("Slice", [graph.constant("positions", positions), zero, length, one], "places")
    x = norm(graph.node("Add", [words, first], "embedded"), "emb.ln", "x0")

    for index in range(model.layers):
        layer = f"l{index}"
        context = attention(x, layer)
        attended = linear(context, f"{layer}.ao", model.matrix(f"{layer}.ao.w"), model.vector(f"{layer}.ao.b"))
        y = residual(attended, x, f"{layer}.aln", f"y{index}")
        wide = linear(y, f"{layer}.fi", model.matrix(f"{layer}.fi.w"), model.vector(f"{layer}.fi.b"))
        active = graph.node("Gelu", [wide], f"{layer}.gelu", approximate="none")
        narrow = linear(active, f"{layer}.fo", model.matrix(f"{layer}.fo.w"), model.vector(f"{layer}.fo.b"))
        x = residual(narrow, y, f"{layer}.oln", f"x{index + 1}")

    return graph.node("Squeeze", [x, zero], "token_states")


def value(name: str, kind: int, *shape: int | str) -> onnx.ValueInfoProto:
    """An input or output; a text in its shape is a length that is known at run time."""
    return helper.make_tensor_value_info(name, kind, shape)


def build_model(graph: Graph, name: str, outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
    """The graph as a model that reads `input_ids`."""
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [value("input_ids", TensorProto.INT64, 1, "n")],
            outputs,
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(ONNX_RUNTIME, 1)],
        ir_version=10,
        producer_name="recollect",
    )
