"""Writes the built-in reader's network in 32-bit floats, to compare the shipped one with:

    python scripts/train_mini/fp32.py OUT
    chartqa eval precision mini PICTURES --reference OUT

The weights are those of models/mini/recogniser.safetensors, which the shipped network was made of.
"""

import argparse
import hashlib
import shutil
import tomllib
from pathlib import Path

from export import to_onnx, weights

MINI = Path(__file__).parents[2] / "models/mini"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    to_onnx(weights(argparse.Namespace(weights=MINI / "recogniser.safetensors")), args.out / "recogniser.onnx")
    shutil.copy(MINI / "alphabet.txt", args.out)
    manifest = (MINI / "manifest.toml").read_text().replace('precision = "q8"', 'precision = "fp32"')
    entry = tomllib.loads(manifest)["files"]["recogniser"]
    data = (args.out / "recogniser.onnx").read_bytes()
    manifest = manifest.replace(entry["sha256"], hashlib.sha256(data).hexdigest())
    manifest = manifest.replace(f"bytes = {entry['bytes']}", f"bytes = {len(data)}")
    (args.out / "manifest.toml").write_text(manifest)


if __name__ == "__main__":
    main()
