#!/usr/bin/env python3
"""Measures how long `chartqa eval score` takes: the figures that docs/figures.md states.

    scripts/eval_speed.py [--binary target/release/chartqa]

10,000 pairs of tables of 10 x 5, and pairs of 200 x 20: like ones (a fifth of the cells with one
letter wrong) and unlike ones made of the same words, the hardest there is. One core, where the
system lets a process be bound to one. Needs nothing but Python.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = "alpha beta gamma delta north south east west region sales cost profit share growth export import".split()


def table(dice, rows, columns):
    header = ["x"] + [f"{dice.choice(WORDS)} {dice.choice(WORDS)} {c}" for c in range(columns - 1)]
    body = [
        [f"{dice.choice(WORDS)} {r}"] + [f"{dice.uniform(1, 999):.1f}" for _ in range(columns - 1)]
        for r in range(rows)
    ]
    return [header, *body]


def misread(dice, cell):
    if dice.random() >= 0.2:
        return cell
    at = dice.randrange(len(cell))
    return cell[:at] + dice.choice("abc123") + cell[at + 1 :]


def text(lines):
    return "\n".join(" | ".join(line) for line in lines)


def pairs(dice, count, rows, columns, like):
    for _ in range(count):
        target = table(dice, rows, columns)
        read = [[misread(dice, cell) for cell in line] for line in target] if like else table(dice, rows, columns)
        yield json.dumps({"target": text(target), "prediction": text(read)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/chartqa")
    options = parser.parse_args()
    if not options.binary.exists():
        sys.exit(f"{options.binary} is missing: run `cargo build --release` first")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    dice = random.Random(1)
    sets = {
        "10,000 of 10 x 5": (10_000, 10, 5, True),
        "1 of 200 x 20": (1, 200, 20, True),
        "1 of 200 x 20, unlike": (1, 200, 20, False),
    }
    print("| pairs of tables | rms | rms-fixed | rnss |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, shape in sets.items():
            file = Path(folder) / "pairs.jsonl"
            file.write_text("\n".join(pairs(dice, *shape)), encoding="utf-8")
            cells = []
            for metric in ("rms", "rms-fixed", "rnss"):
                start = time.perf_counter()
                command = [str(options.binary), "-q", "eval", "score", "--metric", metric, str(file)]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                cells.append(f"{time.perf_counter() - start:.1f} s")
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
