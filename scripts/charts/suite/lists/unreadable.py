"""Pictures that are no chart, or one that no table can be read from honestly."""

import io

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import plotly.graph_objects as go
import seaborn
import vl_convert
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ..chart import Picture

WORDS = ("the committee met again in spring and agreed that every office keeps its own record of repairs while costs "
         "of heating are shared by all tenants who use the hall more than twice a month").split()  # fmt: skip


def draw(picture: Picture, path) -> None:
    picture.make(path)


def figure(plot, size=(6.4, 4.4), projection=None, style="default"):
    """A maker of one matplotlib figure."""

    def make(path):
        with plt.style.context(style):
            made, axes = plt.subplots(figsize=size, dpi=100, subplot_kw={"projection": projection} if projection else None)
            plot(axes)
            made.tight_layout()
            made.savefig(path)
            plt.close(made)

    return make


def chance(seed: int):
    return np.random.default_rng(seed)


def scatter(axes):
    rng = chance(21)
    x = rng.normal(170, 9, 140)
    axes.scatter(x, 0.9 * x - 88 + rng.normal(0, 8, 140), alpha=0.6)
    axes.set(xlabel="Height (cm)", ylabel="Weight (kg)", title="Height and weight")


def clouds(axes):
    rng = chance(22)
    for n, name in enumerate(("setosa", "minor", "alba")):
        axes.scatter(rng.normal(3 + n, 0.4, 50), rng.normal(1 + 0.8 * n, 0.3, 50), label=name)
    axes.legend()
    axes.grid(True)


def bubble(path):
    rng = chance(23)
    made = go.Figure(go.Scatter(x=rng.uniform(1, 60, 24), y=rng.uniform(50, 85, 24), mode="markers",
                                marker={"size": rng.uniform(8, 60, 24), "color": rng.uniform(0, 1, 24), "showscale": True}))  # fmt: skip
    made.update_layout(width=700, height=480, title="Income and life expectancy", xaxis_title="Income (1,000 $)", yaxis_title="Years")
    made.write_image(str(path))


def regions(axes):
    rng = chance(24)
    for x in range(6):
        for y in range(4):
            angles = np.linspace(0, 2 * np.pi, 9)[:-1]
            far = rng.uniform(0.45, 0.62, 8)
            axes.fill(x + far * np.cos(angles), y + far * np.sin(angles), color=plt.cm.YlGn(rng.uniform(0.1, 0.9)), ec="white")
    axes.set_axis_off()
    axes.set_title("Forest cover by county")


def atlas(path):
    rng = chance(25)
    sheet = Image.new("RGB", (800, 520), "#cfe3ef")
    pen = ImageDraw.Draw(sheet)
    for _ in range(14):
        x, y, size = rng.uniform(80, 720), rng.uniform(60, 440), rng.uniform(40, 130)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 14))
        points = [(x + size * rng.uniform(0.7, 1.1) * np.cos(a), y + size * 0.7 * rng.uniform(0.7, 1.1) * np.sin(a)) for a in angles]
        pen.polygon(points, fill=["#fee5d9", "#fcae91", "#fb6a4a", "#cb181d"][int(rng.integers(4))], outline="#777777")
    font = ImageFont.truetype("DejaVuSans.ttf", 13)
    for k, text in enumerate(("0-10", "10-20", "20-30", "30 and more")):
        pen.rectangle((20, 420 + 22 * k, 38, 434 + 22 * k), fill=["#fee5d9", "#fcae91", "#fb6a4a", "#cb181d"][k])
        pen.text((46, 419 + 22 * k), text, fill="black", font=font)
    sheet.save(path)


def radar(axes):
    skills = ("Speed", "Strength", "Skill", "Stamina", "Tactics", "Vision")
    angles = np.linspace(0, 2 * np.pi, len(skills), endpoint=False)
    for values in ((7, 5, 8, 6, 9, 4), (4, 8, 5, 7, 6, 8)):
        axes.plot([*angles, angles[0]], [*values, values[0]])
        axes.fill(angles, values, alpha=0.2)
    axes.set_xticks(angles, skills)


def radar_dark(path):
    made = go.Figure()
    for name, values in (("Model A", [3, 5, 2, 4, 4]), ("Model B", [5, 2, 4, 3, 2])):
        made.add_trace(go.Scatterpolar(r=values, theta=["Cost", "Range", "Comfort", "Safety", "Space"], fill="toself", name=name))
    made.update_layout(width=560, height=460, template="plotly_dark")
    made.write_image(str(path))


def bars_3d(axes):
    x = np.arange(5)
    for row in range(3):
        axes.bar3d(x, np.full(5, row), np.zeros(5), 0.6, 0.6, chance(26 + row).uniform(2, 9, 5), color=f"C{row}")
    axes.set(xlabel="Quarter", zlabel="Sales")


def heat(axes):
    seaborn.heatmap(chance(29).integers(1, 99, (7, 9)), annot=True, fmt="d", ax=axes, cmap="viridis")


def heat_week(axes):
    axes.imshow(chance(30).uniform(0, 1, (7, 24)), cmap="Blues", aspect="auto")
    axes.set_yticks(range(7), "Mon Tue Wed Thu Fri Sat Sun".split())
    axes.set_xlabel("Hour")


def boxes(axes):
    axes.boxplot([chance(31 + k).normal(20 + 4 * k, 5, 60) for k in range(5)], tick_labels=list("ABCDE"))
    axes.set_ylabel("Reaction time (ms)")


def violins(axes):
    axes.violinplot([chance(41 + k).normal(50 + 7 * k, 9, 90) for k in range(4)], showmeans=True)
    axes.set_title("Scores by class")


def candles(path):
    rng = chance(51)
    close = 80 + np.cumsum(rng.normal(0, 2, 40))
    start = close + rng.normal(0, 2, 40)
    made = go.Figure(go.Candlestick(x=[f"2021-{1 + k // 28:02d}-{1 + k % 28:02d}" for k in range(40)], open=start, close=close,
                                    high=np.maximum(start, close) + 1.5, low=np.minimum(start, close) - 1.5))  # fmt: skip
    made.update_layout(width=760, height=460, xaxis_rangeslider_visible=False)
    made.write_image(str(path))


def tree(path):
    names = ["Rent", "Food", "Energy", "Travel", "Books", "Music", "Clothes", "Gifts", "Repairs"]
    made = go.Figure(go.Treemap(labels=names, parents=[""] * 9, values=[310, 240, 130, 120, 60, 45, 80, 30, 55]))
    made.update_layout(width=680, height=460, margin={"t": 10, "l": 10, "r": 10, "b": 10})
    made.write_image(str(path))


def photo(path):
    """Soft shapes with grain, as a photograph has."""
    rng = chance(61)
    small = Image.fromarray(rng.integers(30, 220, (7, 10, 3), np.uint8))
    large = np.asarray(small.resize((420, 300), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4)), float)
    buffer = io.BytesIO()
    Image.fromarray(np.clip(large + rng.normal(0, 7, large.shape), 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=60)
    Image.open(buffer).save(path)


def page(path):
    sheet = Image.new("RGB", (640, 820), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((60, 50), "Minutes of the spring meeting", fill="black", font=ImageFont.truetype("LiberationSerif-Bold.ttf", 22))
    font = ImageFont.truetype("LiberationSerif-Regular.ttf", 15)
    for row in range(30):
        pen.text((60, 100 + 22 * row), " ".join(WORDS[(row * 7 + k) % len(WORDS)] for k in range(11)), fill="#111111", font=font)
    sheet.save(path)


def grid_of_numbers(path):
    """A table as a picture."""
    rng = chance(71)
    sheet = Image.new("RGB", (620, 360), "white")
    pen = ImageDraw.Draw(sheet)
    font, bold = (ImageFont.truetype(f"LiberationSans-{kind}.ttf", 15) for kind in ("Regular", "Bold"))
    pen.rectangle((20, 20, 600, 52), fill="#dce6f1")
    for k, head in enumerate(("Region", "2019", "2020", "2021", "2022")):
        pen.text((32 + 115 * k, 28), head, fill="black", font=bold)
    for row, name in enumerate(("North", "South", "East", "West", "Islands", "Abroad", "Total")):
        pen.line((20, 88 + 36 * row, 600, 88 + 36 * row), fill="#bbbbbb")
        for k in range(5):
            pen.text((32 + 115 * k, 62 + 36 * row), name if k == 0 else f"{rng.integers(100, 9999):,}", fill="black", font=font)
    sheet.save(path)


def log_bars(axes):
    axes.bar(("ant", "mouse", "cat", "cow", "whale"), (0.004, 21, 4200, 620000, 9e7), color="#6a994e")
    axes.set_yscale("log")
    axes.set(ylabel="Mass (g)", title="Mass of animals")


def log_lines(path):
    rows = [{"year": str(1970 + 5 * k), "value": 2300 * 2 ** (2.4 * k), "maker": maker} for k in range(10) for maker in ("A", "B")]
    spec = {"data": {"values": rows}, "mark": "line", "width": 360, "height": 240, "background": "white", "title": "Transistors on a chip",
            "encoding": {"x": {"field": "year", "type": "ordinal"},
                         "y": {"field": "value", "type": "quantitative", "scale": {"type": "log"}}}}  # fmt: skip
    path.write_bytes(vl_convert.vegalite_to_png(spec, scale=1.5))


def empty(axes):
    axes.set(xlim=(0, 10), ylim=(0, 100), xlabel="Time (s)", ylabel="Signal")
    axes.grid(True)


def network(axes):
    rng = chance(81)
    points = rng.uniform(0, 1, (18, 2))
    for a, b in rng.integers(0, 18, (30, 2)):
        axes.plot(*points[[a, b]].T, color="#aaaaaa", zorder=1)
    axes.scatter(*points.T, s=180, zorder=2)
    axes.set_axis_off()


def listed(split, rows):
    return [Picture(split, f"no_{name}", kind, library, style, make) for name, kind, library, style, make in rows]


CHARTS = listed("tune", [
    ("scatter", "scatter", "matplotlib", "default", figure(scatter)),
    ("map", "map", "matplotlib", "default", figure(regions)),
    ("radar", "radar", "matplotlib", "default", figure(radar, projection="polar")),
    ("heatmap", "heatmap", "seaborn", "viridis", figure(heat)),
    ("boxes", "box_plot", "matplotlib", "default", figure(boxes)),
    ("candles", "candlestick", "plotly", "default", candles),
    ("page", "text_page", "pillow", "serif", page),
    ("log_bars", "log_bars", "matplotlib", "default", figure(log_bars)),
    ("empty", "empty_axis", "matplotlib", "default", figure(empty)),
    ("photo", "photograph", "pillow", "jpeg", photo),
]) + listed("tune", [
    ("clouds", "scatter", "matplotlib", "ggplot", figure(clouds, style="ggplot")),
    ("bubble", "bubble", "plotly", "default", bubble),
    ("atlas", "map", "pillow", "polygons", atlas),
    ("radar_dark", "radar", "plotly", "plotly_dark", radar_dark),
    ("bars_3d", "bars_3d", "matplotlib", "default", figure(bars_3d, projection="3d")),
    ("heat_week", "heatmap", "matplotlib", "Blues", figure(heat_week)),
    ("violins", "violin_plot", "matplotlib", "default", figure(violins)),
    ("treemap", "treemap", "plotly", "default", tree),
    ("table", "table_picture", "pillow", "sans", grid_of_numbers),
    ("log_lines", "log_lines", "vega", "default", log_lines),
    ("network", "network", "matplotlib", "default", figure(network)),
])  # fmt: skip
