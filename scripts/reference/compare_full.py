"""What transformers decodes with a full-size checkpoint, for `examples/compare_full.rs`.

    python scripts/reference/compare_full.py CHECKPOINT OUT PICTURE...

writes OUT/<picture>.<plain|header>.npz for every picture: its path, the flattened patches (2048
at most), the greedy ids of up to 64 tokens, their log probabilities and by how much each led the
next best. See docs/parity.md.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import Pix2StructForConditionalGeneration

from make_fixtures import DEPLOT_HEADER, flatten_picture


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("pictures", type=Path, nargs="+")
    parser.add_argument("--max-patches", type=int, default=2048)
    parser.add_argument("--max-new-tokens", type=int, default=64)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = Pix2StructForConditionalGeneration.from_pretrained(args.checkpoint, dtype=torch.float32).eval()
    for path in args.pictures:
        picture = Image.open(path)
        if picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
        picture = picture.convert("RGB")
        for kind, header in (("plain", None), ("header", DEPLOT_HEADER)):
            patches = flatten_picture(picture, 16, args.max_patches, header)
            flat = torch.from_numpy(patches)[None]
            with torch.inference_mode():
                made = model.generate(
                    flattened_patches=flat, attention_mask=torch.ones(1, len(patches)),
                    max_new_tokens=args.max_new_tokens, do_sample=False, num_beams=1,
                    output_logits=True, return_dict_in_generate=True,
                )  # fmt: skip
            ids = made.sequences[0, 1:].numpy().astype(np.int64)
            steps = torch.stack([step[0] for step in made.logits])
            best = steps.topk(2).values
            np.savez(
                args.out / f"{path.stem}.{kind}.npz",
                patches=patches,
                ids=ids,
                log_prob=steps.log_softmax(-1).max(-1).values.numpy(),
                margin=(best[:, 0] - best[:, 1]).numpy(),
            )
            (args.out / f"{path.stem}.path").write_text(str(path.resolve()))
            print(path.name, kind, len(patches), "patches:", *ids[:16], flush=True)


if __name__ == "__main__":
    main()
