"""Exact-line accuracy of the exported recogniser, by kind of text and by size.

    python scripts/train_mini/evaluate.py --lines 8000

Fresh samples from the training generator, of a seed that training never uses.
``up to twins`` forgives what a crop alone cannot tell: letters whose capital
has the same shape (c C, o O 0, s S, ...), and I l 1 |.
"""

import argparse
import collections
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

import ink
from export import session
from model import greedy
from train import by_width, draw

TWINS = str.maketrans("OoCSVWXZUPK0Il|×", "00csvwxzupk0111x")
SIZES = (5, 7, 9, 11, 14, 18, 24, 41)


def report(name: str, groups: dict) -> None:
    print(f"\n| {name} | lines | exact | up to twins |\n|---|---|---|---|")
    for key in sorted(groups, key=str):
        hits = groups[key]
        exact, twins = np.mean(hits, axis=0)
        print(f"| {key} | {len(hits)} | {100 * exact:.1f} | {100 * twins:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/mini/recogniser.onnx"))
    parser.add_argument("--lines", type=int, default=8000)
    parser.add_argument("--misses", type=int, default=40, help="misreadings to print")
    args = parser.parse_args()
    net = session(args.model)
    kinds, sizes, every, misses = (collections.defaultdict(list) for _ in range(4))
    for lines in by_width(draw("evaluation", args.lines), 16):
        x = ink.batch([line.ink for line in lines]).astype(np.float32) / 255
        for text, line in zip(greedy(net.run(None, {"ink": x})[0]), lines, strict=True):
            hit = text == line.label, text.translate(TWINS) == line.label.translate(TWINS)
            kinds[line.kind].append(hit)
            if line.kind != "empty":
                low = max(size for size in SIZES if size <= line.size)
                sizes[f"{low:02d} to {SIZES[SIZES.index(low) + 1]} px"].append(hit)
            every["all"].append(hit)
            if not hit[0]:
                misses["all"].append((line.kind, round(line.size), line.label, text))
    report("kind of text", kinds)
    report("font size", sizes)
    report("", every)
    wrong = misses["all"]
    for miss in wrong[:: max(1, len(wrong) // max(1, args.misses))][: args.misses]:
        print(*miss, sep="\t")


if __name__ == "__main__":
    main()
