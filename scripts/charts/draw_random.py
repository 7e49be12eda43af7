"""Draws random charts of the development topics, to find what the reader fails on that no list of the suite has.

    python scripts/charts/draw_random.py OUT [--count 200] [--seed 1] [--library pygal] [--type bar_line]
    chartqa eval tables OUT/charts.jsonl --model mini --by library --html OUT/report.html

Nothing drawn here is kept in the repository; the measuring half's topics are never used.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path
from random import Random

from suite import with_matplotlib, with_others, with_plotly, with_vega
from suite.chart import PARTS, Chart, compact

TYPES = {
    "vertical_bar": 4, "horizontal_bar": 4, "grouped_bar": 4, "grouped_horizontal": 2, "stacked_bar": 3, "stacked_horizontal": 2,
    "normalised_bar": 2, "line": 4, "multi_line": 5, "bar_line": 3, "pie": 2, "donut": 1,
}  # fmt: skip
COLOURS = (
    None, None, None, ["#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#e6ab02"],
    ["#003f5c", "#7a5195", "#ef5675", "#ffa600", "#58508d", "#bc5090"], ["#0b3954", "#bfd7ea", "#ff6663", "#e0ff4f", "#7bdff2", "#b2f7ef"],
    ["#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51", "#8ab17d"], ["#444444", "#888888", "#bbbbbb", "#222222", "#666666", "#dddddd"],
)  # fmt: skip
LOOKS = ("default", "default", "ggplot", "fivethirtyeight", "bmh", "seaborn-v0_8-whitegrid", "seaborn-v0_8-darkgrid",
         "dark_background", "grayscale", "classic", "Solarize_Light2", "tableau-colorblind10")  # fmt: skip
PYGAL_STYLES = ("DefaultStyle", "LightStyle", "CleanStyle", "LightGreenStyle", "DarkStyle", "SolidColorStyle", "BlueStyle", "NeonStyle",
                "DarkColorizedStyle", "DarkGreenBlueStyle", "DarkGreenStyle", "DarkSolarizedStyle", "LightColorizedStyle",
                "LightSolarizedStyle", "RedBlueStyle", "TurquoiseStyle")  # fmt: skip
FONTS = (None, None, None, "Liberation Sans", "Open Sans", "Roboto", "Lato", "Liberation Serif", "Carlito", "Noto Sans")


def topic_for(rng: Random, kind: str, fewest: int):
    """Part, name, rows and series of a topic that a chart of this kind can show."""
    round_, shares = kind in ("pie", "donut"), kind == "normalised_bar"
    many = kind.startswith(("grouped", "stacked", "normalised", "multi"))
    while True:
        part = rng.choice(("tune", "more", "wide"))
        name, topic = rng.choice(list(PARTS[part].TOPICS.items()))
        if len(topic.names.split("|")) < fewest and rng.random() < 0.95:
            continue
        names, heads = topic.names.split("|"), [head for head in topic.series.split("|") if head]
        if (round_ or shares) != (topic.profile == "shares") and not (kind.startswith("stacked") and topic.profile == "shares" and heads):
            continue
        if many and len(heads) < 2 or topic.low < 0 and kind.startswith("stacked"):
            continue
        series = rng.randint(2, min(6, len(heads))) if many else 1
        if topic.profile == "shares" and many:
            series = len(heads)
        rows = len(names) if topic.profile == "shares" else rng.randint(min(fewest, len(names)), min(20, len(names)))
        return part, name, topic, min(rows, 8) if round_ else rows, series


def number_format(rng: Random, topic) -> str:
    """A format of ticks or values that suits the topic's numbers."""
    fits = ["plain"]
    if topic.unit == "%" or topic.profile == "shares":
        fits = ["pct", "pct", "plain"]
    elif topic.high >= 1e6:
        fits = ["comma", "M", "usdM"]
    elif topic.high >= 5000:
        fits = ["comma", "space", "k", "usd", "eur_front", "plain"]
    elif topic.step < 1:
        fits = ["plain", "plain", "decimal_comma"]
    return rng.choice(fits)


def of_matplotlib(rng: Random, kind: str, chart: dict) -> tuple[str, dict]:
    many = chart["series"] > 1 or kind == "bar_line"
    longest = max(len(name) for name in chart["names"])
    horizontal = "horizontal" in kind
    size = (rng.uniform(4.5, 11), rng.uniform(3.2, 7))
    o = {"size": size, "dpi": rng.choice((60, 72, 90, 100, 100, 120, 150)), "colors": rng.choice(COLOURS), "thick": rng.uniform(0.4, 0.95)}
    crowded = not horizontal and longest * chart["rows"] > size[0] * 6
    if crowded:
        o |= rng.choice(({"rotation": 45, "anchor": "right"}, {"rotation": 90}, {"rotation": 30, "anchor": "right"}))
    if rng.random() < 0.4:
        o["font"] = rng.choice(FONTS[3:])
    if many:
        o["legend"] = rng.choice(("best", "upper right", "right", "right_top", "top", "top") + (() if crowded else ("bottom",)))
    if rng.random() < 0.4:
        o["grid"] = rng.choice((True, False, "x" if horizontal else "y"))
    if rng.random() < 0.3:
        o["no_spines"] = ("top", "right")
    if kind in ("line", "multi_line", "bar_line"):
        marks = rng.choice((["o"], [None], [None], ["o", "s", "^", "D", "v", "x"], ["."]))
        o |= {"markers": marks, "marker": marks[0], "linewidth": rng.uniform(1, 3)}
        if kind == "multi_line" and rng.random() < 0.2:
            o["dashes"] = ["-", "--", ":", "-."]
    elif kind not in ("pie", "donut"):
        if rng.random() < 0.2:
            o |= {"edge": rng.choice(("black", "white", "#333333")), "edge_width": rng.uniform(0.5, 1.5)}
        if rng.random() < 0.12 and kind != "bar_line":
            o["hatch"] = ["//", "..", "xx", "\\\\", "--", "++"]
        if kind == "vertical_bar" and rng.random() < 0.2:
            o["each"] = True
    if kind == "bar_line":
        o |= {"line_color": rng.choice(("#d62728", "#e377c2", "#ff7f0e", "#2ca02c")), "twin": rng.random() < 0.8, "horizontal": False}
    if kind in ("pie", "donut"):
        o |= {"start": rng.choice((0, 90, 140)), "counterclock": rng.random() < 0.6, "names_in_legend": rng.random() < 0.4}
        if o["names_in_legend"]:
            o["legend"] = rng.choice(("right", "right_top"))
    if o.get("legend") == "top":
        o["titles"] = "axes"
    if not o["colors"]:
        o.pop("colors")
    if rng.random() < 0.12:
        o["jpeg"] = rng.randint(55, 90)
    # Looks with few colours show no more series than they have.
    looks = [look for look in LOOKS if look != "grayscale" or "colors" in o or chart["series"] <= 4 and kind not in ("pie", "donut")]
    return rng.choice(looks), o


def of_pygal(rng: Random, kind: str, chart: dict) -> tuple[str, dict]:
    style = rng.choice(PYGAL_STYLES)
    o = {"width": rng.randint(420, 1000), "height": rng.randint(320, 680), "legend": chart["series"] > 1 or kind in ("pie", "donut"),
         "legend_bottom": rng.random() < 0.4, "axis_titles": rng.random() < 0.3}  # fmt: skip
    longest = max(len(name) for name in chart["names"])
    if "horizontal" not in kind and longest * chart["rows"] * 7 > o["width"] * 0.7:
        o["rotation"] = rng.choice((30, 45, 60, 90))
    return style, o


def of_plotly(rng: Random, kind: str, chart: dict) -> tuple[str, dict]:
    o = {"width": rng.randint(450, 1100), "height": rng.randint(350, 700), "axis_titles": rng.random() < 0.6, "markers": rng.random() < 0.6}
    if chart["series"] > 1 or kind in ("pie", "donut", "bar_line"):
        o["legend"] = rng.choice(("right", "right", "top", "bottom"))
    colours = rng.choice(COLOURS)
    if colours:
        o["colors"] = colours
    if rng.random() < 0.3:
        o["font"] = rng.choice(FONTS[3:])
    return rng.choice(("default", "plotly_white", "plotly_dark", "simple_white", "ggplot2", "seaborn", "none")), o


def of_vega(rng: Random, kind: str, chart: dict) -> tuple[str, dict]:
    o = {"width": rng.randint(220, 700), "height": rng.randint(180, 480), "scale": rng.choice((1, 1, 1.5, 2)), "point": rng.random() < 0.5}
    if chart["series"] > 1 or kind in ("pie", "donut"):
        o["legend"] = rng.choice(("right", "right", "top", "bottom", "left"))
    if kind == "bar_line":
        o["colors"] = rng.choice((["#85c5a6", "#85a9c5"], ["#4c78a8", "#f58518"], ["lightgray", "crimson"]))
    return rng.choice(("default", "default", "excel", "ggplot2", "quartz", "vox", "fivethirtyeight", "latimes", "dark", "googlecharts", "powerbi")), o


def of_plotnine(rng: Random, kind: str, chart: dict) -> tuple[str, dict]:
    o = {"size": (rng.uniform(5, 10), rng.uniform(3.5, 6)), "dpi": rng.choice((72, 100, 130)),
         "legend": rng.choice(("right", "top", "bottom")) if chart["series"] > 1 else "none"}  # fmt: skip
    return rng.choice(("minimal", "bw", "gray", "classic", "light", "linedraw")), o


LIBRARIES = {
    "matplotlib": (8, with_matplotlib.draw, of_matplotlib, set()),
    "plotly": (4, with_plotly.draw, of_plotly, set()),
    "vega": (4, with_vega.draw, of_vega, set()),
    "pygal": (3, with_others.draw, of_pygal, {"bar_line"}),
    "plotnine": (2, with_others.draw, of_plotnine, {"bar_line", "pie", "donut"}),
}
PRINTED = {"vertical_bar": 0.4, "horizontal_bar": 0.5, "grouped_bar": 0.25, "grouped_horizontal": 0.25, "line": 0.25, "pie": 0.8, "donut": 0.8}


def random_chart(rng: Random, name: str, library: str | None, kind: str | None, fewest: int):
    """A chart and the function that draws it."""
    while True:
        chosen = library or rng.choices(list(LIBRARIES), [entry[0] for entry in LIBRARIES.values()])[0]
        _, draw, options, without = LIBRARIES[chosen]
        type_ = kind or rng.choices(list(TYPES), list(TYPES.values()))[0]
        if type_ in without:
            if kind and library:
                raise SystemExit(f"{library} draws no {kind} here: choose another --type or --library")
            continue
        part, topic_name, topic, rows, series = topic_for(rng, type_, fewest)
        line = rng.choice(list(PARTS[part].LINES)) if type_ == "bar_line" else None
        about = {"rows": rows, "series": series, "names": topic.names.split("|")[:rows]}
        style, given = options(rng, type_, about)
        fmt = number_format(rng, topic)
        fits = rows * series <= 16 or "horizontal" in type_
        printed = number_format(rng, topic) if fits and rng.random() < PRINTED.get(type_, 0) else None
        if chosen == "pygal" and printed:
            printed = fmt
        bottom_up = chosen in ("pygal", "plotly") and "horizontal" in type_ or chosen == "matplotlib" and rng.random() < 0.3 and "horizontal" in type_
        return Chart(part, name, type_, chosen, style, topic_name, rows=rows, series=series, line=line, fmt=fmt, print=printed,
                     bottom_up=bottom_up, options=given), draw  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", choices=LIBRARIES)
    parser.add_argument("--type", choices=TYPES)
    parser.add_argument("--rows", type=int, default=3, help="fewest rows, where the topic has as many")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    given.out.mkdir(parents=True, exist_ok=True)
    lines = []
    for n in range(given.count):
        name = f"r{given.seed}_{n:04d}"
        chart, draw = random_chart(Random(name), name, given.library, given.type, given.rows)
        path = (given.out / f"{name}.png").resolve()
        try:
            draw(chart, path)
        except (ValueError, KeyError, RuntimeError, IndexError) as error:
            print(f"{name}: {chart.library} cannot draw this {chart.type}: {error}", file=sys.stderr)
            continue
        compact(path, jpeg=chart.options.get("jpeg"))
        path.with_suffix(".csv").write_text(chart.gold(), encoding="utf-8")
        lines.append({"name": name, "split": "tune", "image": str(path), "table": str(path.with_suffix(".csv")), "type": chart.type,
                      "library": chart.library, "style": chart.style, "topic": chart.topic})  # fmt: skip
    (given.out / "charts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} charts: {given.out / 'charts.jsonl'}")


if __name__ == "__main__":
    main()
