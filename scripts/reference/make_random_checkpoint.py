"""Makes a Pix2Struct checkpoint with random weights: `make_random_checkpoint.py OUT [--size S] [--seed N]`.

The weights are scaled so that activations stay of order one and the greedily decoded text does
not fall into one repeated token: a new token's embedding is large beside what the layers add, so
each token leads to another. `base` has the architecture of google/deplot (282 M parameters).

Needs: torch, transformers, tokenizers.
"""

import argparse
import json
import pathlib

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import Pix2StructConfig, Pix2StructForConditionalGeneration

SIZES = {
    # hidden, heads, d_ff, layers, vocabulary, patch side
    "tiny": (32, 4, 48, 2, 600, 4),
    "base": (768, 12, 2048, 12, 50244, 16),
    "large": (1536, 24, 3968, 18, 50244, 16),
}


def config(size):
    hidden, heads, d_ff, layers, vocabulary, patch = SIZES[size]
    d_kv = hidden // heads
    return Pix2StructConfig(
        text_config=dict(
            vocab_size=vocabulary, hidden_size=hidden, d_kv=d_kv, d_ff=d_ff, num_layers=layers,
            num_heads=heads, is_decoder=True, tie_word_embeddings=False,
        ),
        vision_config=dict(
            hidden_size=hidden, patch_embed_hidden_size=3 * patch * patch, d_ff=d_ff, d_kv=d_kv,
            num_hidden_layers=layers, num_attention_heads=heads, seq_len=4096,
        ),
        is_vqa=True,
        tie_word_embeddings=False,
    ), patch


def fill(model):
    """Draws all weights."""
    text = model.config.text_config
    for name, p in model.named_parameters():
        if "norm" in name:
            p.normal_(1.0, 0.1)
        elif "embed_tokens" in name:
            p.normal_(0.0, 3.0)
        elif "embedder" in name:
            p.normal_(0.0, 0.5)
        elif name.endswith("bias") or "relative_attention_bias" in name:
            p.normal_(0.0, 0.5)
        elif ".query." in name:
            p.normal_(0.0, (p.shape[1] * text.d_kv) ** -0.5)
        else:
            p.normal_(0.0, p.shape[1] ** -0.5)


def tokenizer(vocabulary):
    """A piece for each id: the special ones, all bytes, then numbered words."""
    pieces = ["<pad>", "</s>", "<unk>"] + [f"<0x{b:02X}>" for b in range(256)]
    pieces += [f"\u2581w{i}" for i in range(vocabulary - len(pieces))]
    t = Tokenizer(models.Unigram([(p, -1.0) for p in pieces], unk_id=2, byte_fallback=True))
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    t.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    t.add_special_tokens(pieces[:3])
    return t


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--size", choices=SIZES, default="base")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    cfg, patch = config(args.size)
    model = Pix2StructForConditionalGeneration(cfg).eval()
    with torch.no_grad():
        fill(model)
    model.save_pretrained(args.out)
    tokenizer(cfg.text_config.vocab_size).save(str(args.out / "tokenizer.json"))
    preprocessor = {
        "do_convert_rgb": True, "do_normalize": True, "image_processor_type": "Pix2StructImageProcessor",
        "is_vqa": True, "max_patches": 2048, "patch_size": {"height": patch, "width": patch},
    }
    (args.out / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2) + "\n")
    print(f"{args.out}: {sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters")


if __name__ == "__main__":
    main()
