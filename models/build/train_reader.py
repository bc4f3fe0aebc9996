"""Fine-tunes the encoder's body for extractive question answering. See models/README.md.

    python models/build/train_reader.py --data DIR --out reader-body-fp16.safetensors
        [--from reader-body-fp16.safetensors] [--examples 60000] [--rate 1.5e-4] [--seed 1] [--e5 e5-small-q4.bin]

Written for a processor: bf16 where there is hardware for it, batches by padded tokens. Every ten minutes the weights
are written and, beside them, what the run needs to go on (`<out>.state`): the same command goes on where a run was
stopped. `--evaluate` only measures.
"""

import argparse
import math
import pathlib
import random
import re
import string
import time
from collections import defaultdict

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from torch import nn
from torch.nn import functional

import e5q4
import reader_data

ROOT = pathlib.Path(__file__).resolve().parents[2]
E5 = ROOT.parent / "shared/models/multilingual-e5-small/e5-small-q4.bin"
WINDOW = 304
# The shortest that is drawn in training; a question takes up to 60 of it.
SHORTEST = 112
QUESTION = 60
LONGEST_SPAN = 64
BATCH_TOKENS = 8192
POOL = 4096
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


class Reader(nn.Module):
    """BERT's layers by Hugging Face's names over a frozen word table; token type 0 everywhere."""

    def __init__(self, base: e5q4.E5) -> None:
        super().__init__()
        hidden = base.hidden
        self.heads = base.heads
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(base.tensors["emb.word"].values()), freeze=True)
        self.positions = nn.Parameter(_copied(base.vector("emb.pos").reshape(-1, hidden)))
        self.types = nn.Parameter(_copied(base.vector("emb.type").reshape(-1, hidden)))
        self.norm = _norm(base, "emb.ln")
        self.layers = nn.ModuleList(Layer(base, f"l{index}") for index in range(base.layers))
        self.qa = nn.Linear(hidden, 2)
        nn.init.normal_(self.qa.weight, std=0.02)
        nn.init.zeros_(self.qa.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Ids [b, n], mask [b, n] true where there is a token: start and end logits [b, n, 2] in float32."""
        x = self.words(ids) + self.positions[: ids.shape[1]] + self.types[0]
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :], self.heads)
        return self.qa(x).float()


class Layer(nn.Module):
    def __init__(self, base: e5q4.E5, name: str) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao, self.fi, self.fo = (
            _linear(base, f"{name}.{part}") for part in ("q", "k", "v", "ao", "fi", "fo")
        )
        self.aln, self.oln = _norm(base, f"{name}.aln"), _norm(base, f"{name}.oln")

    def forward(self, x: torch.Tensor, mask: torch.Tensor, heads: int) -> torch.Tensor:
        batch, length, hidden = x.shape
        q, k, v = (
            part(x).view(batch, length, heads, hidden // heads).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        context = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.aln(x + self.ao(context.transpose(1, 2).reshape(batch, length, hidden)))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


def _copied(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.array(values, np.float32))


def _linear(base: e5q4.E5, name: str) -> nn.Linear:
    weight = _copied(base.matrix(f"{name}.w"))
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    linear.weight = nn.Parameter(weight)
    linear.bias = nn.Parameter(_copied(base.vector(f"{name}.b")))
    return linear


def _norm(base: e5q4.E5, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(base.hidden, eps=base.epsilon)
    norm.weight = nn.Parameter(_copied(base.vector(f"{name}.w")))
    norm.bias = nn.Parameter(_copied(base.vector(f"{name}.b")))
    return norm


NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
TABLES = {
    "positions": "embeddings.position_embeddings.weight",
    "types": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}


def published_name(name: str) -> str:
    """Hugging Face's name of a parameter."""
    if name in TABLES or name.startswith("qa."):
        return TABLES.get(name, name)
    _, layer, part, kind = name.split(".")
    return f"encoder.layer.{layer}.{NAMES[part]}.{kind}"


def save(reader: Reader, file: pathlib.Path) -> None:
    tensors = {
        published_name(name): parameter.detach().half().contiguous()
        for name, parameter in reader.named_parameters()
        if parameter.requires_grad
    }
    save_file(tensors, file, {"base": "multilingual-e5-small", "embedding_table": "e5-small-q4.bin emb.word, frozen"})


def restore(reader: Reader, weights: dict[str, torch.Tensor]) -> None:
    """Weights by our names of parameters."""
    with torch.no_grad():
        for name, parameter in reader.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(weights[name].float())


def published(reader: Reader, file: pathlib.Path) -> dict[str, torch.Tensor]:
    """The weights in a file, by our names."""
    held = load_file(file)
    names = [name for name, parameter in reader.named_parameters() if parameter.requires_grad]
    return {name: held[published_name(name)] for name in names}


def tokenizer_of(base: e5q4.E5) -> Tokenizer:
    """The tokenizer with offsets, without `<s>` and `</s>`."""
    scores = list(zip(base.pieces, map(float, base.scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(scores, base.unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


class Windows:
    """Turns examples into token ids with their target, tokens counted from `<s>`."""

    def __init__(self, base: e5q4.E5) -> None:
        self.tokenizer = tokenizer_of(base)
        self.bos, self.eos = base.bos, base.eos

    def read(self, example: reader_data.Example, draw: random.Random | None) -> dict | None:
        """
        One window of at most 304 tokens, cut around the answer; where `draw` is given at random, and every other one
        shorter, as leaves and passages come.
        """
        question = self.tokenizer.encode(example.question).ids[:QUESTION]
        encoding = self.tokenizer.encode(example.text)
        offsets = [_trimmed(example.text, start, end) for start, end in encoding.offsets]
        window = WINDOW if draw is None or draw.random() < 0.5 else draw.randint(SHORTEST, WINDOW)
        room = window - len(question) - 4
        count = len(encoding.ids)
        first, target = 0, (0, 0)
        if example.answer is not None:
            start, end = example.answer
            inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
            if not inside or inside[-1] - inside[0] >= min(LONGEST_SPAN, room):
                return None
            if count > room:
                low, high = max(0, inside[-1] + 1 - room), min(inside[0], count - room)
                first = draw.randint(low, high) if draw else max(low, min(high, inside[0] - room // 2))
            shift = len(question) + 3 - first
            target = (inside[0] + shift, inside[-1] + shift)
        elif count > room and draw:
            first = draw.randint(0, count - room)
        ids = encoding.ids[first : first + room]
        return {
            "ids": [self.bos, *question, self.eos, self.eos, *ids, self.eos],
            "from": len(question) + 3,
            "offsets": offsets[first : first + room],
            "target": target,
        }


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, end


def pools(examples: list[reader_data.Example], draw: random.Random):
    """Some thousand examples at a time, over and over, each time in another order: windows are cut anew."""
    while True:
        draw.shuffle(examples)
        for at in range(0, len(examples), POOL):
            yield examples[at : at + POOL]


def batches(windows: list[dict], draw: random.Random):
    """Windows of like length together, at most 8,192 padded tokens a batch, in random order."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i]["ids"]) + draw.random() * 24)
    groups, group = [], []
    for index in order:
        if group and (len(group) + 1) * len(windows[index]["ids"]) > BATCH_TOKENS:
            groups.append(group)
            group = []
        group.append(index)
    if group:
        groups.append(group)
    draw.shuffle(groups)
    for group in groups:
        yield [windows[index] for index in group]


def tensors(batch: list[dict]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask, where a span may begin or end (the window, and `<s>` for none), targets [b, 2]."""
    length = max(len(window["ids"]) for window in batch)
    ids = torch.ones(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    allowed = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, window in enumerate(batch):
        count = len(window["ids"])
        ids[row, :count] = torch.tensor(window["ids"])
        mask[row, :count] = True
        allowed[row, 0] = True
        allowed[row, window["from"] : count - 1] = True
    return ids, mask, allowed, torch.tensor([window["target"] for window in batch])


def loss_of(logits: torch.Tensor, allowed: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    masked = logits.masked_fill(~allowed[:, :, None], -1e4)
    return (
        functional.cross_entropy(masked[:, :, 0], targets[:, 0])
        + functional.cross_entropy(masked[:, :, 1], targets[:, 1])
    ) / 2


def words_of(text: str) -> list[str]:
    """As score.py counts them: words, and characters where a script has no spaces."""
    text = CJK.sub(lambda match: f" {match.group()} ", text.lower())
    text = "".join(" " if c in string.punctuation + "，。、！？；：“”‘’（）《》【】…—" else c for c in text)
    return [word for word in text.split() if word not in ("a", "an", "the")]


def overlap(found: str, gold: str) -> tuple[float, float]:
    """Exact match and F1."""
    a, b = words_of(found), words_of(gold)
    rest, common = list(b), 0
    for word in a:
        if word in rest:
            rest.remove(word)
            common += 1
    return float(a == b), 2 * common / (len(a) + len(b)) if common else 0.0


@torch.no_grad()
def evaluate(reader: Reader, reading: Windows, examples: list[reader_data.Example], most: int) -> None:
    """Prints EM, F1 of the answered and AUROC of the gap by source."""
    reader.eval()
    by_source = defaultdict(list)
    for example in examples:
        if len(by_source[example.source]) < most:
            by_source[example.source].append(example)
    for source, group in sorted(by_source.items()):
        scores, gaps = [], ([], [])
        for example in group:
            window = reading.read(example, None)
            if window is None:
                continue
            ids, mask, allowed, _ = tensors([window])
            with torch.autocast("cpu", torch.bfloat16):
                logits = reader(ids, mask)[0].masked_fill(~allowed[0][:, None], -1e4)
            start, end = logits[:, 0], logits[:, 1]
            pairs = (start[:, None] + end[None, :]).triu().tril(LONGEST_SPAN - 1)
            pairs = pairs.masked_fill(torch.ones_like(pairs).triu().tril(LONGEST_SPAN - 1) == 0, -1e4)
            pairs[0, :] = -1e4
            best = int(pairs.argmax())
            a, b = divmod(best, pairs.shape[1])
            gap = float(pairs[a, b] - start[0] - end[0])
            gaps[example.answer is None].append(gap)
            if example.answer is not None:
                offsets = window["offsets"]
                text = example.text[offsets[a - window["from"]][0] : offsets[b - window["from"]][1]]
                scores.append(overlap(text, example.text[slice(*example.answer)]))
        wins = [(p > n) + (p == n) / 2 for p in gaps[0] for n in gaps[1]]
        line = f"{source:16} {len(group):5}"
        if scores:
            line += f"  EM {np.mean([em for em, _ in scores]):.3f}  F1 {np.mean([f1 for _, f1 in scores]):.3f}"
        print(line + (f"  AUROC {np.mean(wins):.3f}" if wins else ""), flush=True)
    reader.train()


def train(reader: Reader, reading: Windows, examples: list[reader_data.Example], given: argparse.Namespace) -> None:
    """Linear warm-up and decay over the examples that are asked for; AdamW without decay of vectors."""
    trained = [parameter for parameter in reader.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in trained if p.ndim > 1], "weight_decay": 0.01},
            {"params": [p for p in trained if p.ndim == 1], "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
    )
    state = given.out.with_name(f"{given.out.name}.state")
    seen = 0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        restore(reader, kept["weights"])
        optimiser.load_state_dict(kept["optimiser"])
        seen = kept["seen"]

    def keep() -> None:
        save(reader, given.out)
        weights = {name: p.detach() for name, p in reader.named_parameters() if p.requires_grad}
        part = state.with_name(f"{state.name}.part")
        torch.save({"weights": weights, "optimiser": optimiser.state_dict(), "seen": seen}, part)
        part.replace(state)

    # A run that goes on draws anew: pools are so many that none is likely to be missed.
    draw = random.Random(given.seed + seen)
    began = saved = time.monotonic()
    first, losses = seen, []
    for pool in pools(examples, draw):
        windows = [window for example in pool if (window := reading.read(example, draw)) is not None]
        for step, batch in enumerate(batches(windows, draw)):
            done = seen / given.examples
            if done >= 1:
                save(reader, given.out)
                state.unlink(missing_ok=True)
                return
            rate = given.rate * min(1, done / 0.06 + 1e-3, (1 - done) / 0.94)
            for group in optimiser.param_groups:
                group["lr"] = rate
            ids, mask, allowed, targets = tensors(batch)
            with torch.autocast("cpu", torch.bfloat16):
                logits = reader(ids, mask)
            loss = loss_of(logits, allowed, targets)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1)
            optimiser.step()
            seen += len(batch)
            losses.append(float(loss.detach()))
            if step % 10 == 0:
                minutes = (time.monotonic() - began) / 60
                print(
                    f"{seen} of {given.examples} examples, {seen - first} of them in {minutes:.1f} min,"
                    f" loss {np.mean(losses[-100:]):.3f}",
                    flush=True,
                )
            if time.monotonic() - saved > 600:
                keep()
                saved = time.monotonic()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("reader-body-fp16.safetensors"))
    parser.add_argument("--from", dest="start", type=pathlib.Path)
    parser.add_argument("--e5", type=pathlib.Path, default=E5)
    parser.add_argument("--examples", type=int, default=60000)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=200, help="examples of each source that are measured")
    parser.add_argument("--evaluate", action="store_true")
    given = parser.parse_args()

    torch.manual_seed(given.seed)
    base = e5q4.read(str(given.e5))
    reader, reading = Reader(base), Windows(base)
    if given.start:
        restore(reader, published(reader, given.start))
    by_part = defaultdict(list)
    for example in reader_data.load(given.data, given.seed):
        by_part[reader_data.part_of(example.article)].append(example)
    print({part: len(group) for part, group in by_part.items()}, flush=True)
    if not given.evaluate:
        train(reader, reading, by_part["train"], given)
    evaluate(reader, reading, by_part["test"], given.most)


if __name__ == "__main__":
    main()
