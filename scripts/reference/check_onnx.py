"""Checks a converted model against its checkpoint: `check_onnx.py CHECKPOINT CONVERTED`.

Every graph must pass the onnx checker with shape inference, whatever its precision. Those of `fp32`
must run in onnxruntime; the encoder's output may differ from transformers' by a relative error of
1e-5, the logits of forced tokens by 1e-4. Ends with status 1 and says what differs if they do not.

Needs: torch, transformers, onnx, onnxruntime.
"""

import argparse
import hashlib
import pathlib
import sys
import tomllib

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import Pix2StructForConditionalGeneration

ENCODER_TOLERANCE = 1e-5  # relative, by the norm of the difference
LOGITS_TOLERANCE = 1e-4  # absolute


def random_patches(model, count, seed):
    """Patches of a random picture, `count` of them in rows of about twice as many columns."""
    rng = np.random.default_rng(seed)
    columns = max(1, int((2 * count) ** 0.5))
    pixels = rng.standard_normal((1, count, model.config.vision_config.patch_embed_hidden_size))
    at = np.arange(count)
    ids = np.stack([at // columns + 1, at % columns + 1], axis=-1)[None]
    return np.concatenate([ids, pixels], axis=-1).astype(np.float32)


def reference(model, patches, tokens):
    """Encoder output, and the logits after each of `tokens`, by transformers."""
    patches = torch.from_numpy(patches)
    mask = torch.ones(patches.shape[:2])
    with torch.inference_mode():
        hidden = model.encoder(flattened_patches=patches, attention_mask=mask).last_hidden_state
        logits = model.decoder(
            input_ids=torch.tensor([tokens]), encoder_hidden_states=hidden, encoder_attention_mask=mask,
        ).logits
    return hidden.numpy(), logits[0].numpy()


def converted(folder, text, patches, tokens):
    """The same by onnxruntime, token by token."""
    encoder = onnxruntime.InferenceSession(folder / "encoder.onnx")
    decoder = onnxruntime.InferenceSession(folder / "decoder.onnx")
    names = [o.name for o in encoder.get_outputs()]
    encoded = dict(zip(names, encoder.run(None, {"flattened_patches": patches})))
    hidden = encoded.pop("last_hidden_state")
    binding = decoder.io_binding()
    kept = []  # A binding points into arrays that it does not keep.
    for name, value in encoded.items():
        binding.bind_cpu_input(name, value)
    shape = (1, text.num_heads, len(tokens), text.d_kv)
    for layer in range(text.num_layers):
        for part in ("key", "value"):
            kept.append(np.zeros(shape, np.float32))
            cache = onnxruntime.OrtValue.ortvalue_from_numpy(kept[-1])
            binding.bind_ortvalue_input(f"past_{part}_{layer}", cache)
            binding.bind_ortvalue_output(f"present_{part}_{layer}", cache)
    binding.bind_output("logits")
    kept += [None, None]
    logits = []
    for n, token in enumerate(tokens):
        kept[-2:] = [np.array([[token]]), np.array([n + 1])]
        binding.bind_cpu_input("input_ids", kept[-2])
        binding.bind_cpu_input("total_lengths", kept[-1])
        decoder.run_with_iobinding(binding)
        logits.append(binding.get_outputs()[-1].numpy()[0, 0].copy())
    return hidden, np.stack(logits)


def check_files(folder):
    """The onnx checker's word, the alignment of the weights, and the manifest's hashes."""
    for path in sorted(folder.glob("*.onnx")):
        onnx.checker.check_model(str(path), full_check=True)
        for weight in onnx.load(path, load_external_data=False).graph.initializer:
            for entry in weight.external_data:
                if entry.key == "offset":
                    assert int(entry.value) % 4096 == 0, f"{weight.name} begins at {entry.value}"
    for entry in tomllib.loads((folder / "manifest.toml").read_text())["files"].values():
        data = (folder / entry["path"]).read_bytes()
        assert len(data) == entry["bytes"], f"{entry['path']}: {len(data)} bytes"
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], f"{entry['path']}: hash"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("converted", type=pathlib.Path)
    parser.add_argument("--patches", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    check_files(args.converted)
    if tomllib.loads((args.converted / "manifest.toml").read_text())["precision"] != "fp32":
        print("the files are sound; `chartqa eval precision` says how well the model reads")
        return
    model = Pix2StructForConditionalGeneration.from_pretrained(
        args.checkpoint, dtype=torch.float32, attn_implementation="eager",
    ).eval()
    text = model.config.text_config
    patches = random_patches(model, args.patches, args.seed)
    tokens = np.random.default_rng(args.seed).integers(2, text.vocab_size, args.tokens).tolist()
    tokens[0] = text.decoder_start_token_id

    hidden, logits = reference(model, patches, tokens)
    hidden_onnx, logits_onnx = converted(args.converted, text, patches, tokens)
    encoder_error = np.linalg.norm(hidden_onnx - hidden) / np.linalg.norm(hidden)
    logits_error = np.abs(logits_onnx - logits).max()
    print(f"encoder: relative error {encoder_error:.2e} over {args.patches} patches")
    print(f"decoder: greatest difference {logits_error:.2e} in {args.tokens} tokens' logits (up to {np.abs(logits).max():.1f})")
    print(f"decoder: the likeliest token agrees {(logits.argmax(-1) == logits_onnx.argmax(-1)).mean():.0%}")
    if not (encoder_error < ENCODER_TOLERANCE and logits_error < LOGITS_TOLERANCE):
        sys.exit("the converted model differs from its checkpoint")


if __name__ == "__main__":
    main()
