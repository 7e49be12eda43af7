"""Pictures of the measuring half that are no chart, or one that no table can be read from honestly."""

import json

import cairosvg
import numpy as np
import plotly.graph_objects as go
import pygal
import seaborn
import vl_convert
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ..unreadable import chance, draw, figure, listed  # noqa: F401


def hexes(axes):
    rng = chance(101)
    axes.hexbin(rng.normal(0, 1, 3000), rng.normal(0, 1.4, 3000), gridsize=24, cmap="magma")
    axes.set(xlabel="Longitude", ylabel="Latitude", title="Sightings")


def contours(axes):
    x, y = np.meshgrid(np.linspace(-3, 3, 90), np.linspace(-2, 2, 60))
    axes.contourf(x, y, np.sin(x) * np.cos(2 * y) + x / 4, levels=12, cmap="terrain")
    axes.set_title("Height of the terrain (m)")


def radar(path):
    made = pygal.Radar(width=520, height=440, title="Test of five browsers")
    made.x_labels = ["Speed", "Memory", "Start", "Scripts", "Layout", "Battery"]
    for n, name in enumerate(("Ferret", "Otter", "Stoat")):
        made.add(name, [int(v) for v in chance(102 + n).integers(20, 95, 6)])
    cairosvg.svg2png(made.render(), write_to=str(path), output_width=520, output_height=440)


def flows(path):
    made = go.Figure(go.Sankey(node={"label": ["Coal", "Gas", "Wind", "Power", "Heat", "Homes", "Industry", "Losses"], "pad": 18},
                               link={"source": [0, 0, 1, 1, 2, 3, 3, 3, 4, 4], "target": [3, 4, 3, 4, 3, 5, 6, 7, 5, 6], "value": [30, 12, 22, 18, 25, 34, 28, 15, 20, 10]}))  # fmt: skip
    made.update_layout(width=740, height=440, title="Energy flows")
    made.write_image(str(path))


def boxes(axes):
    rng = chance(105)
    rows = {"group": np.repeat(list("ABCD"), 40), "value": np.concatenate([rng.normal(30 + 5 * k, 6, 40) for k in range(4)])}
    seaborn.boxplot(x=rows["group"], y=rows["value"], ax=axes)
    axes.set_ylabel("Pressure (kPa)")


def points(path):
    rng = chance(106)
    rows = [{"power": float(rng.uniform(40, 220)), "use": float(rng.uniform(3, 14)), "origin": "ABC"[k % 3]} for k in range(120)]
    spec = {"data": {"values": rows}, "mark": "point", "width": 320, "height": 260, "background": "white",
            "encoding": {"x": {"field": "power", "type": "quantitative"}, "y": {"field": "use", "type": "quantitative"}, "color": {"field": "origin"}}}  # fmt: skip
    path.write_bytes(vl_convert.vegalite_to_png(json.dumps(spec)))


def schedule(axes):
    """Bars that start anywhere: a plan, not a chart of lengths."""
    tasks = ("Survey", "Design", "Permit", "Foundation", "Frame", "Roof", "Fitting out")
    starts, spans = (0, 2, 5, 9, 12, 16, 18), (3, 4, 5, 3, 5, 3, 6)
    axes.barh(range(len(tasks)), spans, left=starts, color="#4c956c")
    axes.set_yticks(range(len(tasks)), tasks)
    axes.invert_yaxis()
    axes.set_xlabel("Week")


def form(path):
    """A screen with fields and buttons."""
    sheet = Image.new("RGB", (600, 460), "#f3f4f6")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype("LiberationSans-Regular.ttf", 15)
    pen.rounded_rectangle((30, 24, 570, 436), 10, fill="white", outline="#d1d5db")
    for row, text in enumerate(("First name", "Last name", "Street and number", "Town", "Country")):
        pen.text((56, 48 + 62 * row), text, fill="#374151", font=font)
        pen.rounded_rectangle((56, 68 + 62 * row, 544, 98 + 62 * row), 5, outline="#9ca3af")
    pen.rounded_rectangle((56, 374, 186, 412), 6, fill="#2563eb")
    pen.text((94, 384), "Register", fill="white", font=font)
    sheet.save(path)


def log_bars(path):
    made = go.Figure(go.Bar(x=["virus", "cell", "flea", "hen", "cow", "whale"], y=[1e-7, 1e-5, 2.0, 400.0, 7000.0, 30000.0]))
    made.update_layout(width=640, height=420, yaxis_type="log", title="Length of living things (mm)")
    made.write_image(str(path))


def landscape(path):
    """Hills before a sky, soft as in a photograph."""
    rng = chance(109)
    sheet = Image.new("RGB", (480, 320), "#a9c8e8")
    pen = ImageDraw.Draw(sheet)
    for k, colour in enumerate(("#7d93a8", "#5c7a6b", "#3f5d3a", "#2b3f22")):
        ridge = [(x, 130 + 44 * k + 22 * np.sin(x / (41 + 9 * k) + 2 * k) + 9 * np.sin(x / 13 + k)) for x in range(0, 481, 4)]
        pen.polygon([*ridge, (480, 320), (0, 320)], fill=colour)
    soft = np.asarray(sheet.filter(ImageFilter.GaussianBlur(1.6)), float)
    Image.fromarray(np.clip(soft + rng.normal(0, 8, soft.shape), 0, 255).astype(np.uint8)).save(path)


CHARTS = listed("measure", [
    ("m_hexes", "hexbin", "matplotlib", "magma", figure(hexes)),
    ("m_contours", "contours", "matplotlib", "terrain", figure(contours)),
    ("m_radar", "radar", "pygal", "default", radar),
    ("m_flows", "sankey", "plotly", "default", flows),
    ("m_boxes", "box_plot", "seaborn", "default", figure(boxes)),
    ("m_scatter", "scatter", "vega", "default", points),
    ("m_schedule", "gantt", "matplotlib", "default", figure(schedule)),
    ("m_form", "screen", "pillow", "form", form),
    ("m_log_bars", "log_bars", "plotly", "default", log_bars),
    ("m_landscape", "photograph", "pillow", "hills", landscape),
])  # fmt: skip
