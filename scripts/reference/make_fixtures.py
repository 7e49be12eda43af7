"""Make the fixtures of tests/parity.rs: tiny Pix2Struct checkpoints, pictures, and
what transformers computes from them.

    python scripts/reference/make_fixtures.py [checkpoints|pictures|patches|models ...]

writes to tests/fixtures/pix2struct/ (layout: the README.md there). Every picture is
drawn here; nothing is downloaded. The two checkpoints have random weights that a few
hundred steps of training bend into writing small tables, so that greedy decoding
gives varied tokens and ends by itself; other pictures get arbitrary text.
"""

import json
import sys
import zlib
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import torch
from PIL import Image
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, Pix2StructConfig, Pix2StructForConditionalGeneration
from transformers.models.pix2struct import image_processing_pil_pix2struct as processing

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

RENDER_TEXT = processing.render_text
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/fixtures/pix2struct"
FONT = ROOT / "assets/fonts/LiberationSans-Regular.ttf"
# transformers draws headers in a font from the hub unless told otherwise: draw them in ours.
processing.render_text = lambda text, **_: RENDER_TEXT(text, font_path=str(FONT))
DEPLOT_HEADER = "Generate underlying data table of the figure below:"
HEADERS = {
    "deplot": DEPLOT_HEADER,
    "short": "AVATAR To.",
    "wrapped": (
        "What is the difference between the highest and the second-highest value of the "
        "year-on-year growth in Île-de-France,   and how does “Wyoming” (the\tleast populous "
        "state) compare?  Averylongwordwithoutanyspacewhatsoeverthatgoesonlongerthanonewholelineofeightycharacterscan."
    ),
    "signs": "0123456789 +-*/=%$€£ .,:;!? \"quoted\" 'single' [x] {y} <z> a&b @#^_~|\\",
}


# ---------------------------------------------------------------- pictures


def figure(draw, width, height, dpi=100):
    """An RGBA array drawn by matplotlib, `width` x `height` pixels."""
    fig, axes = plt.subplots(figsize=(width / dpi, height / dpi), dpi=dpi)
    draw(axes)
    fig.tight_layout()
    fig.canvas.draw()
    pixels = np.asarray(fig.canvas.buffer_rgba()).copy()
    plt.close(fig)
    return pixels


def bars(axes):
    axes.bar(["Germany", "UK", "Sweden", "Italy"], [35, 45, 37, 22], color="#4477aa")
    axes.set_title("Individuals responsibility")
    axes.set_ylabel("%")


def lines(axes):
    years = np.arange(2000, 2012)
    axes.plot(years, 3 + np.sin(years), marker="o", label="north")
    axes.plot(years, 4 + np.cos(years / 2), marker="s", label="south")
    axes.legend()
    axes.grid(True)


def pie(axes):
    axes.pie([40, 30, 20, 10], labels=["A", "B", "C", "D"], autopct="%1.0f%%")


def rows(axes):
    axes.barh(["wheat", "maize", "rice"], [760, 1150, 510], color=["#aa3377", "#228833", "#ccbb44"])
    axes.set_xlabel("million tonnes")


def big():
    """4000 x 3000, coarse shapes only, so that the PNG stays small."""
    pixels = np.full((3000, 4000, 3), 255, np.uint8)
    for i, value in enumerate([900, 2100, 1500, 2600, 400]):
        pixels[2800 - value : 2800, 300 + 720 * i : 800 + 720 * i] = [(40 + 40 * i), 120, (220 - 40 * i)]
    pixels[2800:2806, 200:3900] = 0
    pixels[100:2800:300, 200:3900] //= 2
    return Image.fromarray(pixels)


def draw_pictures():
    """Name -> how to save it. Sizes and colour types that break careless code."""
    noise = np.random.default_rng(5)
    ramp = np.linspace(0, 255, 2400).astype(np.uint8)
    bars_rgba = figure(bars, 640, 480)
    alpha = bars_rgba.copy()
    alpha[(alpha[..., :3] == 255).all(-1)] = [255, 0, 0, 0]  # transparent red: must come out white
    alpha[100:200, 100:200, 3] = 128
    wide = np.tile(ramp[None, :, None], (11, 1, 3))
    wide[4:7, ::97] = [255, 0, 0]
    grey16 = (np.add.outer(np.arange(90), np.arange(140)) * 65535 // 228).astype(np.uint16)
    return {
        "bars": Image.fromarray(bars_rgba).convert("RGB"),
        "lines": Image.fromarray(figure(lines, 801, 353)).convert("RGB"),
        "pie_palette": Image.fromarray(figure(pie, 420, 420)).convert("RGB").quantize(48),
        "rows_grey": Image.fromarray(figure(rows, 555, 320)).convert("L"),
        "bars_alpha": Image.fromarray(alpha, "RGBA"),
        "grey_alpha": Image.fromarray(alpha, "RGBA").convert("LA"),
        "wide": Image.fromarray(wide),
        "tall": Image.fromarray(np.ascontiguousarray(wide.transpose(1, 0, 2)[:1001, :14])),
        "tiny": Image.fromarray(noise.integers(0, 256, (2, 3, 3), dtype=np.uint8)),
        "one_pixel": Image.fromarray(np.array([[[200, 10, 90]]], np.uint8)),
        "uniform": Image.new("RGB", (40, 30), (17, 17, 17)),
        "noise": Image.fromarray(noise.integers(0, 256, (61, 97, 3), dtype=np.uint8)),
        "black_white": Image.fromarray(figure(bars, 300, 200)).convert("1"),
        "aligned": Image.fromarray(figure(pie, 128, 128)).convert("RGB"),
        "grey16": grey16,
        "big": big(),
    }


def save_pictures():
    folder = OUT / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in draw_pictures().items():
        path = folder / f"{name}.png"
        if isinstance(picture, np.ndarray):
            cv2.imwrite(str(path), picture)
        else:
            picture.save(path, optimize=True)


def load_rgb(name):
    """The picture as the reader gets it: alpha on white, 16 bits rounded to 8."""
    path = OUT / "pictures" / f"{name}.png"
    if name == "grey16":
        deep = cv2.imread(str(path), cv2.IMREAD_UNCHANGED).astype(np.uint32)
        return Image.fromarray(((deep + 128) // 257).astype(np.uint8)).convert("RGB")
    picture = Image.open(path)
    if picture.mode in ("LA", "RGBA"):
        pixels = np.asarray(picture.convert("RGBA")).astype(np.uint32)
        opacity = pixels[..., 3:]
        white = (pixels[..., :3] * opacity + 255 * (255 - opacity) + 127) // 255
        return Image.fromarray(white.astype(np.uint8))
    return picture.convert("RGB")


PICTURES = [
    "bars", "lines", "pie_palette", "rows_grey", "bars_alpha", "grey_alpha", "wide", "tall",
    "tiny", "one_pixel", "uniform", "noise", "black_white", "aligned", "grey16", "big",
]  # fmt: skip


# ---------------------------------------------------------------- patches


def flatten(name, patch_size, max_patches, header=None):
    """The patches of one of our pictures."""
    return flatten_picture(load_rgb(name), patch_size, max_patches, header)


def flatten_picture(picture, patch_size, max_patches, header=None):
    """Real patches only, [rows * columns, 2 + 3 * patch_size^2] float32."""
    made = processing.Pix2StructImageProcessorPil(
        patch_size={"height": patch_size, "width": patch_size}, max_patches=max_patches, is_vqa=header is not None
    )
    out = made(picture, header_text=header, return_tensors="pt")
    patches, mask = out["flattened_patches"][0].numpy(), out["attention_mask"][0].numpy()
    count = int(mask.sum())
    assert (patches[:, 0] > 0).sum() == count, "mask and ids disagree"
    return patches[:count]


def sample(patches, seed, keep=10):
    """What is stored of a patch tensor: its grid, the mean and deviation of every
    patch, and `keep` patches in full (first, last and some between)."""
    pick = np.random.default_rng(seed)
    chosen = {0, len(patches) - 1}
    chosen |= set(pick.integers(0, len(patches), keep - 2).tolist())
    index = np.array(sorted(chosen), np.int64)
    return {
        "grid": np.array([patches[-1, 0], patches[-1, 1]], np.int64),
        "mean": patches[:, 2:].mean(axis=1, dtype=np.float64).astype(np.float32),
        "deviation": patches[:, 2:].std(axis=1, dtype=np.float64).astype(np.float32),
        "index": index,
        "patches": patches[index],
    }


def save_patches():
    (OUT / "headers").mkdir(parents=True, exist_ok=True)
    for name, text in HEADERS.items():
        processing.render_text(text).convert("L").save(OUT / "headers" / f"{name}.png", optimize=True)
        (OUT / "headers" / f"{name}.txt").write_text(text, encoding="utf-8")
    folder = OUT / "patches"
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(PICTURES):
        # 16-pixel patches under three budgets; the largest for two pictures only.
        stored = {}
        budgets = [64, 225] + ([2048] if name in ("bars", "big") else [])
        for budget in budgets:
            for kind, header in (("plain", None), ("header", DEPLOT_HEADER)):
                patches = flatten(name, 16, budget, header)
                for key, value in sample(patches, number * 7 + budget, keep=6).items():
                    stored[f"{kind}_{budget}_{key}"] = value
        np.savez_compressed(folder / f"{name}.npz", **stored)


# ---------------------------------------------------------------- checkpoints

TABLES = {
    "bars": "TITLE | Individuals responsibility <0x0A> Entity | share <0x0A> Germany | 35 <0x0A> UK | 45 <0x0A> Sweden | 37 <0x0A> Italy | 22",
    "lines": "TITLE | <0x0A> Year | north | south <0x0A> 2000 | 3.91 | 4.86 <0x0A> 2001 | 3.84 | 4.45 <0x0A> 2002 | 2.98 | nan",
    "pie_palette": "Characteristic | Share <0x0A> A | 40% <0x0A> B | 30% <0x0A> C | 20% <0x0A> D | 10%",
    "rows_grey": " | million tonnes <0x0A> wheat | 760 <0x0A> maize | 1,150 <0x0A> rice | 510",
    "wide": "TITLE | ramp",
    "tall": "a | b <0x0A> 1 | 2 <0x0A> 3 | 4 <0x0A> 5 | 6",
    "noise": "x | é",
    "big": "Entity | value <0x0A> one | 900 <0x0A> two | 2100 <0x0A> three | 1500 <0x0A> four | 2600 <0x0A> five | 400",
}
SHAPES = {
    # As DePlot: a header, patches of 16.
    "header": {
        "patch_size": 16,
        "max_patches": 64,
        "is_vqa": True,
        "seq_len": 256,
        "text": dict(hidden_size=32, d_kv=16, num_heads=2, num_layers=2, d_ff=64),
        "vision": dict(hidden_size=32, d_kv=16, num_attention_heads=2, num_hidden_layers=2, d_ff=64),
    },
    # Everything that can differ from DePlot's proportions does.
    "plain": {
        "patch_size": 8,
        "max_patches": 96,
        "is_vqa": False,
        "seq_len": 512,
        "text": dict(
            hidden_size=48, d_kv=16, num_heads=3, num_layers=3, d_ff=40,
            relative_attention_num_buckets=16, relative_attention_max_distance=40,
        ),
        "vision": dict(hidden_size=48, d_kv=20, num_attention_heads=3, num_hidden_layers=2, d_ff=72),
    },
}  # fmt: skip


def make_tokenizer():
    """A sentence-piece-like unigram tokenizer whose byte tokens decode to their names,
    as DePlot's do (`<0x0A>` stays text)."""
    trained = Tokenizer(models.Unigram())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    text = [line.replace("<0x0A>", " ") for line in TABLES.values()] + list(HEADERS.values())
    trained.train_from_iterator(
        text * 3, trainers.UnigramTrainer(vocab_size=150, special_tokens=[], unk_token="<unk>", show_progress=False)
    )
    learnt = [tuple(piece) for piece in json.loads(trained.to_str())["model"]["vocab"] if piece[0] != "<unk>"]
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocab += [(f"<0x{byte:02X}>", -20.0) for byte in range(256)] + learnt
    made = Tokenizer(models.Unigram(vocab, unk_id=2, byte_fallback=True))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" {2,}", " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in ("<pad>", "</s>", "<unk>")])
    return made


def encode(tokenizer, text):
    """Token ids of a linearised table, `<0x0A>` as its byte token, end token last."""
    newline = tokenizer.token_to_id("<0x0A>")
    ids = []
    for number, row in enumerate(text.split("<0x0A>")):
        ids += [newline] if number else []
        ids += tokenizer.encode(row.strip(), add_special_tokens=False).ids
    return ids + [1]


def build_model(shape, vocab_size):
    torch.manual_seed(zlib.crc32(str(sorted(shape)).encode()))
    config = Pix2StructConfig(
        text_config=dict(vocab_size=vocab_size, **shape["text"]),
        vision_config=dict(
            patch_embed_hidden_size=3 * shape["patch_size"] ** 2,
            seq_len=shape["seq_len"],
            initializer_range=0.05,
            **shape["vision"],
        ),
        is_vqa=shape["is_vqa"],
        tie_word_embeddings=False,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    return Pix2StructForConditionalGeneration(config)


def batch_of(shape, names, header):
    size = shape["max_patches"]
    flat = np.zeros((len(names), size, 2 + 3 * shape["patch_size"] ** 2), np.float32)
    for i, name in enumerate(names):
        patches = flatten(name, shape["patch_size"], size, header)
        flat[i, : len(patches)] = patches
    flat = torch.from_numpy(flat)
    return flat, (flat[..., 0] > 0).float()


def train(model, tokenizer, shape, steps=700):
    """Bends random weights until the pictures of TABLES give those tables."""
    names = list(TABLES)
    header = DEPLOT_HEADER if shape["is_vqa"] else None
    flat, mask = batch_of(shape, names, header)
    targets = [encode(tokenizer, TABLES[name]) for name in names]
    longest = max(map(len, targets))
    labels = torch.full((len(names), longest), -100)
    inputs = torch.zeros((len(names), longest), dtype=torch.long)
    for i, ids in enumerate(targets):
        labels[i, : len(ids)] = torch.tensor(ids)
        inputs[i, 1 : len(ids)] = torch.tensor(ids[:-1])
    model.train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, total_steps=steps)
    for step in range(steps):
        logits = model(flattened_patches=flat, attention_mask=mask, decoder_input_ids=inputs).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            print(f"  step {step + 1}: loss {loss.item():.4f}", flush=True)
        if loss.item() < 3e-3:
            break
    model.eval()


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def save_checkpoints():
    tokenizer = make_tokenizer()
    # More logits than the tokenizer has tokens, as in real checkpoints.
    vocab_size = (tokenizer.get_vocab_size() + 20) // 16 * 16
    for name, shape in SHAPES.items():
        print(name, "vocabulary", vocab_size)
        model = build_model(shape, vocab_size)
        train(model, tokenizer, shape)
        folder = OUT / name / "checkpoint"
        folder.mkdir(parents=True, exist_ok=True)
        model.save_pretrained(folder)
        tokenizer.save(str(folder / "tokenizer.json"))
        write_json(
            folder / "preprocessor_config.json",
            {
                "do_convert_rgb": True,
                "do_normalize": True,
                "image_processor_type": "Pix2StructImageProcessor",
                "is_vqa": shape["is_vqa"],
                "max_patches": shape["max_patches"],
                "patch_size": {"height": shape["patch_size"], "width": shape["patch_size"]},
                "processor_class": "Pix2StructProcessor",
            },
        )
        special = {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
        write_json(folder / "special_tokens_map.json", special)
        write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **special})


# ---------------------------------------------------------------- what the models give

# Pictures run through the models; those of TABLES were trained on, the rest were not.
MODEL_PICTURES = ["bars", "lines", "rows_grey", "wide", "tall", "tiny", "noise", "bars_alpha", "big"]
# These keep all their patches and their encoder output, for a comparison without preprocessing.
STAGE_PICTURES = ["bars", "lines", "tall"]
MAX_NEW_TOKENS = 96


def save_models():
    for name, shape in SHAPES.items():
        folder = OUT / name
        model = Pix2StructForConditionalGeneration.from_pretrained(folder / "checkpoint").eval()
        tokenizer = AutoTokenizer.from_pretrained(folder / "checkpoint")
        vocab_size = model.config.text_config.vocab_size
        pick = np.random.default_rng(11)
        forced = np.concatenate([[0], pick.integers(2, vocab_size, 63)]).astype(np.int64)
        columns = np.sort(pick.choice(vocab_size, 48, replace=False)).astype(np.int64)
        stored = {"forced": forced, "columns": columns}
        texts = {}
        for kind, header in (("plain", None), ("header", DEPLOT_HEADER)):
            for picture in MODEL_PICTURES:
                patches = flatten(picture, shape["patch_size"], shape["max_patches"], header)
                flat = torch.from_numpy(patches)[None]
                mask = torch.ones(1, len(patches))
                key = f"{kind}_{picture}"
                with torch.inference_mode():
                    hidden = model.encoder(flattened_patches=flat, attention_mask=mask).last_hidden_state
                    logits = model(
                        flattened_patches=flat, attention_mask=mask, decoder_input_ids=torch.from_numpy(forced)[None]
                    ).logits[0]
                    made = model.generate(
                        flattened_patches=flat, attention_mask=mask, max_new_tokens=MAX_NEW_TOKENS,
                        do_sample=False, num_beams=1, output_logits=True, return_dict_in_generate=True,
                    )  # fmt: skip
                ids = made.sequences[0, 1:].numpy().astype(np.int64)
                steps = torch.stack([step[0] for step in made.logits])
                best = steps.topk(2).values
                stored[f"{key}_ids"] = ids
                stored[f"{key}_margin"] = (best[:, 0] - best[:, 1]).numpy()
                stored[f"{key}_log_prob"] = steps.log_softmax(-1).max(-1).values.numpy()
                texts[key] = tokenizer.decode(ids, skip_special_tokens=True)
                if picture in STAGE_PICTURES:
                    stored[f"{key}_patches"] = patches
                    stored[f"{key}_hidden"] = hidden[0].numpy()
                    stored[f"{key}_logits"] = logits[:, columns].numpy()
                print(
                    f"{name} {key}: {len(ids)} tokens, {len(set(ids.tolist()))} distinct, "
                    f"{'ends' if ids[-1] == 1 else 'runs on'}, smallest margin {stored[f'{key}_margin'].min():.4f}: {texts[key][:60]}"
                )
        np.savez_compressed(folder / "reference.npz", **stored)
        write_json(folder / "texts.json", texts)


STAGES = {
    "pictures": save_pictures,
    "patches": save_patches,
    "checkpoints": save_checkpoints,
    "models": save_models,
}


def main():
    torch.set_num_threads(1)
    for stage in sys.argv[1:] or STAGES:
        print("==", stage, flush=True)
        STAGES[stage]()


if __name__ == "__main__":
    main()
