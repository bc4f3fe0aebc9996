"""Exports the encoder's weights the way everybody does, for `npm run bench:speed` to compare with. Not shipped.

    python3 -m venv .venv
    .venv/bin/pip install -r models/build/requirements-stock.txt
    .venv/bin/python models/build/stock.py [folder of e5-small-q4.bin] [folder to write]

The float32 values of the same 4-bit weights go into transformers' BertModel, which PyTorch exports; onnxruntime's
own quantize_dynamic, with nothing set, makes the int8 graph of it. Laid out as hub repositories are, for
@huggingface/transformers: config.json, tokenizer.json, onnx/model.onnx and onnx/model_quantized.onnx. 600 MB; a
minute.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import onnx
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic

import e5q4
from encoder import ROOT, SOURCE, TARGET

DEFAULT = ROOT / "bench/.cache/stock-e5-small"


def state_of(model: e5q4.E5) -> dict[str, torch.Tensor]:
    """The weights under the names of BertModel's parameters."""

    def vector(name: str) -> torch.Tensor:
        return torch.from_numpy(model.vector(name).copy())

    def matrix(name: str) -> torch.Tensor:
        return torch.from_numpy(model.matrix(name).copy())

    def table(name: str) -> torch.Tensor:
        return vector(name).reshape(-1, model.hidden)

    state = {
        "embeddings.word_embeddings.weight": matrix("emb.word"),
        "embeddings.position_embeddings.weight": table("emb.pos"),
        "embeddings.token_type_embeddings.weight": table("emb.type"),
        "embeddings.LayerNorm.weight": vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": vector("emb.ln.b"),
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "fi": "intermediate.dense",
        "fo": "output.dense",
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(model.layers):
        for ours, theirs in parts.items():
            state[f"encoder.layer.{layer}.{theirs}.weight"] = matrix(f"l{layer}.{ours}.w")
            state[f"encoder.layer.{layer}.{theirs}.bias"] = vector(f"l{layer}.{ours}.b")
        for ours, theirs in norms.items():
            state[f"encoder.layer.{layer}.{theirs}.weight"] = vector(f"l{layer}.{ours}.w")
            state[f"encoder.layer.{layer}.{theirs}.bias"] = vector(f"l{layer}.{ours}.b")
    return state


class LastHiddenState(torch.nn.Module):
    """The body with plain tensors in and out, which is what exports hold."""

    def __init__(self, body: transformers.BertModel) -> None:
        super().__init__()
        self.body = body

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        return self.body(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


def main() -> None:
    source = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else DEFAULT
    model = e5q4.read(str(source / "e5-small-q4.bin"))
    config = transformers.BertConfig(
        vocab_size=model.vocabulary,
        hidden_size=model.hidden,
        num_hidden_layers=model.layers,
        num_attention_heads=model.heads,
        intermediate_size=model.feed_forward,
        max_position_embeddings=model.positions,
        layer_norm_eps=model.epsilon,
        attn_implementation="eager",
    )
    body = transformers.BertModel(config, add_pooling_layer=False)
    missing, unexpected = body.load_state_dict(state_of(model), strict=False)
    assert not unexpected and all("position_ids" in name or "token_type_ids" in name for name in missing), missing
    body.eval()

    (target / "onnx").mkdir(parents=True, exist_ok=True)
    sample = torch.randint(4, 1000, (2, 16))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {0: "batch_size", 1: "sequence_length"}
    plain = target / "onnx" / "model.onnx"
    with tempfile.TemporaryDirectory() as folder:
        raw = pathlib.Path(folder) / "model.onnx"
        torch.onnx.export(
            LastHiddenState(body),
            (sample, torch.ones_like(sample), torch.zeros_like(sample)),
            str(raw),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: axes for name in [*names, "last_hidden_state"]},
            opset_version=17,
            dynamo=False,
        )
        # One file, as hub repositories have it.
        onnx.save(onnx.load(str(raw)), str(plain))
        quantize_dynamic(str(plain), str(target / "onnx" / "model_quantized.onnx"), weight_type=QuantType.QInt8)

    (target / "config.json").write_text(json.dumps({**config.to_dict(), "model_type": "bert"}, indent=2) + "\n")
    shutil.copy(TARGET / "tokenizer.json", target / "tokenizer.json")
    tokenizer = {"tokenizer_class": "XLMRobertaTokenizer", "model_max_length": model.positions}
    for name, token in (("bos", "<s>"), ("eos", "</s>"), ("cls", "<s>"), ("sep", "</s>"), ("pad", "<pad>"), ("unk", "<unk>")):
        tokenizer[f"{name}_token"] = token
    (target / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2) + "\n")
    for file in sorted(target.rglob("*.onnx")):
        print(file.stat().st_size, file.relative_to(target))


if __name__ == "__main__":
    main()
