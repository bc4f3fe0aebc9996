"""Takes the mean of trained bodies of the reader, weight by weight. See models/README.md for how to run it.

    python models/build/mean_readers.py OUT BODY BODY...

Bodies that were trained on from the same first one lie in one valley: their mean reads better than any of them, at the
cost of one ("model soups", Wortsman et al. 2022, arXiv:2203.05482).
"""

import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file


def mean(paths: list[str]) -> dict[str, torch.Tensor]:
    """The mean of the weights of files that hold the same tensors, summed in float32 and kept in float16."""
    bodies = [load_file(path) for path in paths]
    names = bodies[0].keys()
    if any(body.keys() != names for body in bodies):
        raise SystemExit("The bodies do not hold the same weights, so they have no mean: name files of one recipe.")
    return {
        name: torch.stack([body[name].float() for body in bodies]).mean(dim=0).half().contiguous() for name in names
    }


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    out, *paths = sys.argv[1:]
    with safe_open(paths[0], "pt") as first:
        metadata = first.metadata()
    save_file(mean(paths), out, metadata)
