"""Reads charts with transformers, for ../bench_peers.py: one JSON object a line on stdout.

Runs in either environment, so it knows transformers 4 and 5. The first line says when the model
was ready to read, one line follows for every chart or batch of charts, with times in milliseconds.
"""

import argparse
import itertools
import json
import sys
import time
from pathlib import Path

import torch
import transformers
from PIL import Image
from transformers import Pix2StructForConditionalGeneration

HEADER = "Generate underlying data table of the figure below:"


def image_processor(args):
    """transformers' own preprocessing; the header in our font, since its own would be fetched from the hub."""
    try:
        from transformers.models.pix2struct import image_processing_pil_pix2struct as processing

        kind = processing.Pix2StructImageProcessorPil
    except ImportError:
        from transformers.models.pix2struct import image_processing_pix2struct as processing

        kind = processing.Pix2StructImageProcessor
    render_text = processing.render_text
    processing.render_text = lambda text, **_: render_text(text, font_path=args.font)
    return kind(is_vqa=True, max_patches=args.patches)


def text(pieces):
    """What the tokenizer of the random checkpoint makes of pieces; transformers 4.39's cannot load it."""
    made = ""
    for is_byte, run in itertools.groupby(pieces, lambda piece: piece.startswith("<0x")):
        run = list(run)
        if not is_byte:
            made += "".join(run).replace("\u2581", " ")
            continue
        try:
            made += bytes(int(piece[3:5], 16) for piece in run).decode()
        except UnicodeDecodeError:
            made += "\ufffd" * len(run)
    return made.removeprefix(" ")


class Stopwatch:
    """Milliseconds that a module's calls took since it was last reset."""

    def __init__(self, module):
        self.spent = 0.0
        module.register_forward_pre_hook(self.start)
        module.register_forward_hook(self.stop)

    def start(self, *_):
        self.began = time.perf_counter()

    def stop(self, *_):
        self.spent += (time.perf_counter() - self.began) * 1000


def say(**fields):
    print(json.dumps(fields), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--font", required=True)
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--use-cache", choices=("yes", "no"), required=True)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--patches", type=int, required=True)
    parser.add_argument("--batch", type=int, default=1, help="charts read together")
    parser.add_argument("pictures", nargs="+")
    args = parser.parse_args()

    dtype = getattr(torch, args.dtype)
    name = "torch_dtype" if int(transformers.__version__.split(".")[0]) < 5 else "dtype"
    model = Pix2StructForConditionalGeneration.from_pretrained(args.checkpoint, **{name: dtype}).eval()
    processor = image_processor(args)
    vocabulary = json.loads((Path(args.checkpoint) / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = [piece for piece, _ in vocabulary]
    encoder = Stopwatch(model.encoder)
    say(
        ready=time.time(), threads=torch.get_num_threads(),
        versions=f"transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}",
    )  # fmt: skip

    for first in range(0, len(args.pictures), args.batch):
        pictures = args.pictures[first : first + args.batch]
        began = time.perf_counter()
        opened = [Image.open(picture).convert("RGB") for picture in pictures]
        decoded = time.perf_counter()
        inputs = processor(opened, header_text=HEADER, return_tensors="pt")
        prepared = time.perf_counter()
        encoder.spent = 0.0
        with torch.inference_mode():
            ids = model.generate(
                flattened_patches=inputs["flattened_patches"].to(dtype), attention_mask=inputs["attention_mask"],
                max_new_tokens=args.tokens, use_cache=args.use_cache == "yes", do_sample=False, num_beams=1,
            )  # fmt: skip
        total = (time.perf_counter() - prepared) * 1000
        ids = [[i for i in row[1:] if i > 1] for row in ids.tolist()]
        say(
            pictures=pictures, open=(decoded - began) * 1000, preprocess=(prepared - decoded) * 1000,
            encode=encoder.spent, decode=total - encoder.spent, tokens=[len(row) for row in ids],
            texts=[text([pieces[i] for i in row]) for row in ids], ended=time.time(),
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
