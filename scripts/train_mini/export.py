"""Writes models/mini from a training run: weights, ONNX, alphabet, curve, samples.

    python scripts/train_mini/export.py --run run/mini

The ONNX file holds f32, f16-stored or int8 weights: the smallest that loses no
more than TOLERATED of exact lines and is not slower. All are measured, and
the choice is printed.
"""

import argparse
import csv
import json
import os
import tempfile
import time
from pathlib import Path
from random import Random

os.environ.setdefault("OMP_NUM_THREADS", "1")

import matplotlib
import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file, save_file

import ink
from alphabet import ALPHABET
from lines import sample
from model import Recogniser, greedy
from train import by_width, draw

matplotlib.use("Agg")
import matplotlib.pyplot as plt

OPSET = 17
TOLERATED = 0.002  # of exact lines
JUDGED = 6000  # fresh lines on which the candidates are compared


class Exported(torch.nn.Module):
    """The network as the reader runs it: log-probabilities instead of logits."""

    def __init__(self, model: Recogniser):
        super().__init__()
        self.model = model

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        return self.model(ink).log_softmax(-1)


def weights(args: argparse.Namespace) -> Recogniser:
    """Averaged weights of the run, or those of a safetensors file."""
    model = Recogniser().eval()
    if args.weights:
        state = {name: value.float() for name, value in load_file(args.weights).items()}
    else:
        state = torch.load(args.run / "checkpoint.pt", weights_only=True)["average"]
        state = {name: value.half().float() for name, value in state.items()}
    model.load_state_dict(state)
    return model


def to_onnx(model: Recogniser, path: Path) -> None:
    example = torch.rand(2, 1, ink.HEIGHT, 64)
    torch.onnx.export(
        Exported(model), (example,), str(path), dynamo=False, opset_version=OPSET,
        input_names=["ink"], output_names=["log_probs"],
        dynamic_axes={"ink": {0: "batch", 3: "width"}, "log_probs": {0: "batch", 1: "time"}},
    )  # fmt: skip
    graph = onnx.load(path)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, path)


def store_as_f16(source: Path, target: Path) -> None:
    """Weights stored in half precision, cast back when the session is made."""
    graph = onnx.load(source)
    kept, casts = [], []
    for tensor in graph.graph.initializer:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < 64:
            kept.append(tensor)
            continue
        small = onnx.numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}.f16")
        kept.append(small)
        casts.append(onnx.helper.make_node("Cast", [small.name], [tensor.name], to=onnx.TensorProto.FLOAT))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.checker.check_model(graph)
    onnx.save(graph, target)


def session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def judge(path: Path, batches: list) -> tuple[float, float]:
    """Share of exact lines and milliseconds a line."""
    net, right, total, seconds = session(path), 0, 0, 0.0
    for lines in batches:
        x = ink.batch([line.ink for line in lines]).astype(np.float32) / 255
        began = time.perf_counter()
        scores = net.run(None, {"ink": x})[0]
        seconds += time.perf_counter() - began
        right += sum(text == line.label for text, line in zip(greedy(scores), lines, strict=True))
        total += len(lines)
    return right / total, 1000 * seconds / total


def parity(path: Path, target: Path) -> None:
    """A few crops with what each step makes of them, for the reader's tests."""
    net, rng, cases = session(path), Random("parity 2"), []
    for kind, size in (("value", 12.0), ("category", 14.0), ("letter", 16.0), ("date", 30.0)):
        line = sample(rng, kind, size)
        distance = np.rint(line.distance)
        scaled = ink.ink(distance)
        x = ink.batch([scaled]).astype(np.float32) / 255
        scores = net.run(None, {"ink": x})[0]
        best = scores[0].argmax(-1)
        cases.append({
            "label": line.label, "rows": distance.shape[0], "columns": distance.shape[1],
            "distance": distance.astype(int).ravel().tolist(),
            "ink_columns": scaled.shape[1], "ink": scaled.ravel().tolist(),
            "padded_width": x.shape[3], "best_class": best.tolist(),
            "best_log_prob": [round(float(v), 3) for v in scores[0].max(-1)],
            "text": greedy(scores)[0],
        })  # fmt: skip
    target.write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print("parity", [(case["label"], case["text"]) for case in cases])


def curve(source: Path, target: Path) -> None:
    with source.open(newline="") as file:
        rows = [[float(cell) for cell in row] for row in csv.reader(file)]
    seen = [row[0] / 1e6 for row in rows]
    figure, left = plt.subplots(figsize=(6, 3.4), dpi=90)
    left.plot(seen, [100 * row[4] for row in rows], color="tab:blue")
    left.set(xlabel="million lines seen", ylabel="exact lines, %", ylim=(0, 100))
    right = left.twinx()
    right.plot(seen, [row[2] for row in rows], color="tab:grey", linewidth=0.8)
    right.set(ylabel="loss a character", yscale="log")
    left.set_title(f"mini's recogniser, {rows[-1][1]:.2f} h", fontsize=10)
    figure.tight_layout()
    figure.savefig(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("run/mini"))
    parser.add_argument("--weights", type=Path, help="export these weights (.safetensors) instead of the run's")
    parser.add_argument("--out", type=Path, default=Path("models/mini"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = weights(args)
    batches = by_width(draw("export", JUDGED), 16)
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.onnx" for name in ("f32", "f16", "int8")}
        to_onnx(model, paths["f32"])
        store_as_f16(paths["f32"], paths["f16"])
        quantize_dynamic(paths["f32"], paths["int8"], weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        figures = {name: (path.stat().st_size, *judge(path, batches)) for name, path in paths.items()}
        for name, (size, exact, ms) in figures.items():
            print(f"{name}\t{size / 1e6:.2f} MB\t{100 * exact:.2f} % exact\t{ms:.3f} ms a line")
        _, full, time_full = figures["f32"]
        good = [n for n, (_, exact, ms) in figures.items() if exact >= full - TOLERATED and ms <= 1.1 * time_full]
        chosen = min(good, key=lambda name: figures[name][0])
        print("chosen:", chosen)
        part = args.out / "recogniser.onnx.part"
        part.write_bytes(paths[chosen].read_bytes())
        part.replace(args.out / "recogniser.onnx")
    (args.out / "alphabet.txt").write_text(ALPHABET, encoding="utf-8")
    if not args.weights:
        half = {name: value.half().contiguous() for name, value in model.state_dict().items()}
        save_file(half, args.out / "recogniser.safetensors")
        (args.out / "recogniser.safetensors").chmod(0o644)
        curve(args.run / "curve.csv", args.out / "recogniser_curve.png")
        (args.out / "recogniser_curve.csv").write_bytes((args.run / "curve.csv").read_bytes())
    parity(args.out / "recogniser.onnx", args.out / "recogniser_parity.json")


if __name__ == "__main__":
    main()
