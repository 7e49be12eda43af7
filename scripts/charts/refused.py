"""Pictures that the built-in reader must refuse, with what it should see."""

import io

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tables import FRUIT, LANGUAGES, RENEWABLES, SCORES


def figure(path, plot, size=(6, 4), dpi=90):
    canvas, axes = plt.subplots(figsize=size, dpi=dpi)
    plot(axes)
    canvas.tight_layout()
    canvas.savefig(path)
    plt.close(canvas)


def scatter(axes):
    rng = np.random.default_rng(5)
    axes.scatter(rng.normal(50, 12, 80), rng.normal(20, 6, 80))
    axes.set_xlabel("Weight")
    axes.set_ylabel("Height")


def logarithmic(axes):
    axes.bar(("bacteria", "yeast", "fly", "mouse"), (8, 95, 1400, 26000))
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.set_ylim(1, 100000)


def powers(axes):
    """matplotlib's own labels of a logarithmic axis: tens with raised exponents."""
    axes.bar(("bacteria", "yeast", "fly", "mouse"), (8, 95, 1400, 26000))
    axes.set_yscale("log")


def two_scales(axes):
    axes.bar(FRUIT.names, FRUIT.values, color="#8ecae6")
    other = axes.twinx()
    other.plot(FRUIT.names, [3.1, 4.4, 2.2, 2.9, 5.0, 1.8], "o", color="#d62828")
    other.set_ylim(0, 6)


def histogram(axes):
    axes.hist(np.random.default_rng(3).normal(0, 1, 500), bins=18)


def no_scale(axes):
    axes.bar(SCORES.names, SCORES.values)
    axes.set_yticks([])


def no_names(axes):
    axes.bar(RENEWABLES.names, RENEWABLES.values)
    axes.set_xticks([])


def blank(path):
    Image.new("RGB", (480, 320), "white").save(path)


def page(path):
    """A page of text without any chart."""
    sheet = Image.new("RGB", (620, 760), "white")
    pen = ImageDraw.Draw(sheet)
    words = "the reader of this page will find words in rows and nothing that one could measure".split()
    for row in range(32):
        line = " ".join(words[(row * 5 + k) % len(words)] for k in range(11))
        pen.text((50, 50 + 20 * row), line, fill="black", font_size=13)
    sheet.save(path)


def photo(path):
    """Clouds of colour with grain, as a photograph has."""
    rng = np.random.default_rng(11)
    small = Image.fromarray(rng.integers(0, 255, (9, 12, 3), np.uint8))
    large = np.asarray(small.resize((320, 240), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3)), float)
    grain = np.clip(large + rng.normal(0, 9, large.shape), 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grain).save(buffer, "JPEG", quality=70)
    Image.open(buffer).save(path)


PLOTS = (scatter, logarithmic, powers, two_scales, histogram, no_scale, no_names)
PICTURES = (blank, page, photo)


def draw(write):
    for plot in PLOTS:
        write(plot.__name__, lambda path, p=plot: figure(path, p))
    for picture in PICTURES:
        write(picture.__name__, picture)
