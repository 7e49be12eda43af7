"""Charts as web pages of statistics print them, drawn with matplotlib in pixels.

The looks are imitated from memory of their kind, not copied: statistics portals (bold values, grey bands,
legend of dots below), survey institutes (serif subtitle, values and no axis), data sites (coloured bars with
values beside them, names at line ends), news magazines.
"""

import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .chart import Chart
from .with_matplotlib import ink

PORTAL = ["#2876dd", "#0f283e", "#bababa", "#a80a0a", "#87bc24", "#e8b022"]


def canvas(chart: Chart, font: str, pixels, box):
    """A figure of ``pixels`` and axes in it; ``box`` is left, bottom, width, height in pixels."""
    width, height = pixels
    plt.rcParams.update({"font.family": [font, "DejaVu Sans"], "axes.unicode_minus": False})
    dpi = chart.options.get("dpi", 100)
    figure = plt.figure(figsize=(width / 100, height / 100), dpi=dpi, facecolor="white")
    left, bottom, wide, high = box
    axes = figure.add_axes((left / width, bottom / height, wide / width, high / height))
    return figure, axes


def draw(chart: Chart, path) -> None:
    with plt.rc_context():
        {"portal": portal, "survey": survey, "datasite": datasite, "magazine": magazine}[chart.style](chart).savefig(path)
        plt.close("all")


def clear(axes, keep=()) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side in keep)
    axes.tick_params(length=0)


def portal(chart: Chart):
    """A statistics portal: bars, lines or a pie with bold values."""
    o, data = chart.options, chart.data()
    width, height = o.get("pixels", (800, 557))
    horizontal = "horizontal" in chart.type
    colours = o.get("colors", PORTAL)
    legend = 40 if len(data.series) > 1 else 0
    left = o.get("left", 170 if horizontal else 78)
    below = o.get("below", 30) + legend + (30 if o.get("foot", True) else 10) + (22 if horizontal else 0)
    figure, axes = canvas(chart, o.get("font", "Open Sans"), (width, height), (left, below, width - left - o.get("right", 60), height - below - 22))
    bold = {"fontweight": "bold", "fontsize": o.get("label_size", 7.5), "color": "#333"}
    if chart.type == "pie":
        shares(chart, axes, data, colours)
    else:
        portal_scale(chart, axes, data, horizontal)
        if chart.type in ("line", "multi_line"):
            for n, (head, column) in enumerate(data.series.items()):
                axes.plot(range(len(column)), column, color=colours[n], marker="o", markersize=4, linewidth=2.2, label=head, zorder=3)
                for k, value in enumerate(column if chart.print else ()):
                    above = value >= max(other[k] for other in data.columns)
                    axes.annotate(chart.label.python(value), (k, value), xytext=(0, 6 if above else -13), zorder=6,
                                  textcoords="offset points", ha="center", **bold,
                                  path_effects=[patheffects.withStroke(linewidth=2, foreground="white")])  # fmt: skip
        else:
            portal_bars(chart, axes, data, colours, horizontal, bold)
    if legend:
        handles = [axes.plot([], [], "o", color=colours[n], markersize=7)[0] for n in range(len(data.series))]
        axes.legend(handles, list(data.series), loc="upper center", ncol=6, frameon=False, handletextpad=0.1, columnspacing=1.2,
                    bbox_to_anchor=((width / 2 - left) / (width - left - o.get("right", 60)),
                                    -(o.get("below", 30) + (24 if horizontal else 0)) / (height - below - 22)),
                    prop={"weight": "bold", "size": 8})  # fmt: skip
    if o.get("foot", True):
        figure.text(0.975, 26 / height, "© Numeria 2022", ha="right", fontsize=7.5, color="#555")
        figure.text(0.975, 9 / height, "Show source", ha="right", fontsize=7.5, color="#2876dd")
        figure.text(0.025, 9 / height, "Additional Information", fontsize=7.5, color="#2876dd")
    return figure


def portal_scale(chart: Chart, axes, data, horizontal: bool) -> None:
    o = chart.options
    count = len(data.names)
    for k in range(0, count, 2):
        (axes.axhspan if horizontal else axes.axvspan)(k - 0.5, k + 0.5, color="#f6f6f6", zorder=0)
    clear(axes, keep=("left",) if horizontal else ("bottom",))
    for spine in axes.spines.values():
        spine.set_color("#999")
    names = [textwrap.fill(n, o.get("wrap", 24 if horizontal else 14)) for n in data.names]
    values = axes.xaxis if horizontal else axes.yaxis
    if horizontal:
        axes.set_yticks(range(count), names)
        axes.set_ylim(count - 0.5, -0.5)
    else:
        axes.set_xticks(range(count), names, rotation=o.get("rotation", 0), **({"ha": "right", "rotation_mode": "anchor"} if o.get("rotation") == 45 else {}))
        axes.set_xlim(-0.5, count - 0.5)
    axes.tick_params(labelsize=o.get("tick_size", 7.5), colors="#444")
    values.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    values.set_major_locator(MaxNLocator(o.get("ticks", 6), steps=[1, 2, 2.5, 5, 10]))
    axes.grid(True, axis="x" if horizontal else "y", linestyle=(0, (1, 2)), color="#bbb", linewidth=0.8)
    axes.set_axisbelow(True)
    if o.get("axis_title", True):
        (axes.set_xlabel if horizontal else axes.set_ylabel)(data.topic.values_title, fontsize=7.5, color="#444", labelpad=8)


def portal_bars(chart: Chart, axes, data, colours, horizontal: bool, bold) -> None:
    at, stacked = np.arange(len(data.names)), chart.type.startswith(("stacked", "normalised"))
    count = 1 if stacked else len(data.series)
    width = chart.options.get("thick", 0.55 if count == 1 else 0.7) / count
    base = np.zeros(len(at))
    for n, (head, column) in enumerate(data.series.items()):
        place = at + width * (n - (count - 1) / 2) if count > 1 else at
        kind = axes.barh if horizontal else axes.bar
        drawn = kind(place, column, width * 0.96, **({"left" if horizontal else "bottom": base} if stacked else {}), color=colours[n], zorder=3)
        if stacked:
            base = base + np.array(column)
        if chart.print:
            texts = axes.bar_label(drawn, [chart.label.python(v) for v in column], label_type="center" if stacked else "edge",
                                   padding=0 if stacked else 3, zorder=6, **bold)  # fmt: skip
            for text in texts if stacked else ():
                text.set_color("white" if ink(colours[n]) == "white" else "#222")
                text.set_path_effects([patheffects.withStroke(linewidth=1.6, foreground=colours[n])])
    axes.margins(**{"x" if horizontal else "y": 0.1})
    if not stacked and min(min(c) for c in data.columns) >= 0:
        (axes.set_xlim if horizontal else axes.set_ylim)(0)


def shares(chart: Chart, axes, data, colours) -> None:
    """A pie with names and shares outside, and short lines to them."""
    wedges, _ = axes.pie(data.values, colors=[*colours, "#662d5f", "#4b9ba8"], startangle=90, counterclock=False, radius=0.92,
                         wedgeprops={"edgecolor": "white", "linewidth": 1})  # fmt: skip
    for wedge, name, value in zip(wedges, data.names, data.values, strict=True):
        angle = np.deg2rad((wedge.theta1 + wedge.theta2) / 2)
        x, y = np.cos(angle), np.sin(angle)
        axes.plot([0.93 * x, 1.06 * x, 1.06 * x + 0.06 * np.sign(x)], [0.93 * y, 1.06 * y, 1.06 * y], color="#888", linewidth=0.8)
        axes.text(1.06 * x + 0.09 * np.sign(x), 1.06 * y, f"{name} {chart.label.python(value)}", ha="left" if x > 0 else "right", va="center",
                  fontsize=7.5, color="#333")  # fmt: skip
    axes.set_xlim(-1.9, 1.9)
    axes.set_ylim(-1.15, 1.15)


def survey(chart: Chart):
    """A survey institute's small chart: bold title, serif subtitle, values and no axis."""
    o, data = chart.options, chart.data()
    topic = data.topic
    width, height = o.get("pixels", (420, 520))
    lines = textwrap.wrap(topic.title, o.get("title_wrap", 34))
    small = textwrap.wrap(topic.subtitle or f"% of those asked, by {topic.names_title.lower()}", o.get("title_wrap", 34) + 10)
    top = 20 + 21 * len(lines) + 17 * len(small) + (34 if len(data.series) > 1 else 12)
    figure, axes = canvas(chart, "Liberation Sans", (width, height), (o.get("left", 150), 66, width - o.get("left", 150) - 30, height - top - 66))
    figure.text(12 / width, 1 - 10 / height, "\n".join(lines), va="top", fontsize=12, fontweight="bold", linespacing=1.15)
    figure.text(12 / width, 1 - (16 + 21 * len(lines)) / height, "\n".join(small), va="top", fontsize=10, style="italic",
                family=["Liberation Serif", "DejaVu Serif"], color="#555")  # fmt: skip
    figure.text(12 / width, 36 / height, (topic.source or "Note: Survey of adults.") , fontsize=7.5, color="#666")
    figure.text(12 / width, 14 / height, "ARBOR SURVEY CENTER", fontsize=8, fontweight="bold")
    figure.add_artist(plt.Line2D([0, 1], [1 - 2 / height] * 2, color="black", linewidth=1.5))
    colours = o["colors"]
    if chart.type == "pie":
        wedges, _ = axes.pie(data.values, colors=colours, startangle=90, counterclock=False, wedgeprops={"edgecolor": "white"})
        for wedge, name, value in zip(wedges, data.names, data.values, strict=True):
            angle = np.deg2rad((wedge.theta1 + wedge.theta2) / 2)
            out = 0.62 if value > 15 else 0.72
            axes.text(out * np.cos(angle), out * np.sin(angle), f"{textwrap.fill(name, 12, break_long_words=False)}\n{chart.label.python(value)}", ha="center",
                      va="center", fontsize=9 if value > 15 else 7.5, fontweight="bold", color=ink(matplotlib.colors.to_hex(wedge.get_facecolor())))  # fmt: skip
        return figure
    at = np.arange(len(data.names))
    base = np.zeros(len(at))
    stacked = chart.type.startswith(("stacked", "normalised"))
    width_of = 0.62 if stacked or len(data.series) == 1 else 0.8 / len(data.series)
    for n, (head, column) in enumerate(data.series.items()):
        place = at if stacked or len(data.series) == 1 else at + width_of * (n - (len(data.series) - 1) / 2)
        drawn = axes.barh(place, column, width_of, left=base if stacked else 0, color=colours[n], label=head)
        texts = axes.bar_label(drawn, [chart.label.python(v) for v in column], label_type="center" if stacked else "edge",
                               padding=0 if stacked else 3, fontsize=9)  # fmt: skip
        for text in texts if stacked else ():
            text.set_color(ink(colours[n]))
        if stacked:
            base = base + np.array(column)
    axes.set_yticks(at, [textwrap.fill(n, o.get("wrap", 22)) for n in data.names], fontsize=9)
    axes.set_ylim(len(at) - 0.5, -0.5)
    axes.xaxis.set_visible(False)
    clear(axes, keep=("left",))
    axes.spines["left"].set_color("#bbb")
    if len(data.series) > 1:
        axes.legend(loc="lower left", ncol=4, frameon=False, fontsize=8.5, bbox_to_anchor=(-(o.get("left", 150) - 4) / (width - o.get("left", 150) - 30), 0.99), handlelength=0.8, handleheight=0.8,
                    columnspacing=0.9)  # fmt: skip
    return figure


def datasite(chart: Chart):
    """A data site: serif title, bars with values beside them or lines with names at their ends."""
    o, data = chart.options, chart.data()
    topic = data.topic
    width, height = o.get("pixels", (850, 600))
    lines = chart.type in ("line", "multi_line")
    left = o.get("left", 60 if lines else 150)
    figure, axes = canvas(chart, "Lato", (width, height), (left, 66, width - left - (130 if lines else 70), height - 66 - 90))
    figure.text(16 / width, 1 - 14 / height, topic.title, va="top", fontsize=17, family=["Noto Serif", "DejaVu Serif"], color="#444")
    figure.text(16 / width, 1 - 48 / height, topic.subtitle or topic.values_title, va="top", fontsize=9.5, color="#777")
    figure.text(16 / width, 12 / height, topic.source or "Source: Registry of Statistics", fontsize=8, color="#888")
    figure.text(1 - 16 / width, 12 / height, "CC BY", fontsize=8, color="#888", ha="right")
    colours = o.get("colors", ["#d62c7f", "#815aa0", "#24968f", "#5a6880", "#bf522a", "#3b6e22", "#286bbb"])
    values = axes.yaxis if lines else axes.xaxis
    if lines:
        for n, (head, column) in enumerate(data.series.items()):
            axes.plot(range(len(column)), column, color=colours[n], marker="o", markersize=3.2, linewidth=1.7)
            axes.annotate(head, (len(column) - 1, column[-1]), xytext=(7, 0), textcoords="offset points", color=colours[n], va="center", fontsize=9)
        step = o.get("skip", 1)
        axes.set_xticks(range(0, len(data.names), step), data.names[::step])
        clear(axes, keep=("bottom",))
    else:
        drawn = axes.barh(range(len(data.names)), data.values, 0.72, color=[colours[k % len(colours)] for k in range(len(data.names))])
        axes.bar_label(drawn, [chart.label.python(v) for v in data.values], padding=4, fontsize=8.5, color="#555")
        axes.set_yticks(range(len(data.names)), data.names, fontweight="bold", fontsize=8.5)
        axes.set_ylim(len(data.names) - 0.4, -0.6)
        clear(axes, keep=("left",))
    values.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    axes.grid(True, axis="y" if lines else "x", linestyle="--", color="#ddd")
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9, colors="#555")
    if o.get("limits"):
        (axes.set_ylim if lines else axes.set_xlim)(*o["limits"])
    return figure


def magazine(chart: Chart):
    """A news magazine: red tag, value axis on the right, tinted ground."""
    o, data = chart.options, chart.data()
    topic = data.topic
    width, height = o.get("pixels", (600, 480))
    figure, axes = canvas(chart, "Roboto Condensed", (width, height), (o.get("left", 24), 70, width - o.get("left", 24) - 56, height - 70 - 96))
    for part in (figure, axes):
        part.set_facecolor(o.get("ground", "#d9e7ee"))
    figure.add_artist(plt.Rectangle((0, 1 - 8 / height), 0.09, 8 / height, color="#e3120b"))
    figure.text(24 / width, 1 - 22 / height, topic.title, va="top", fontsize=14, fontweight="bold")
    figure.text(24 / width, 1 - 46 / height, topic.values_title, va="top", fontsize=10.5)
    figure.text(24 / width, 14 / height, topic.source or "Source: National statistics", fontsize=8, color="#555")
    colours = o.get("colors", ["#006ba2", "#db444b", "#3ebcd2", "#379a8b", "#ebb434"])
    at = np.arange(len(data.names))
    count = len(data.series)
    for n, (head, column) in enumerate(data.series.items()):
        if chart.type in ("line", "multi_line"):
            axes.plot(at, column, color=colours[n], linewidth=2.6, label=head)
        else:
            axes.bar(at + 0.74 / count * (n - (count - 1) / 2), column, 0.74 / count, color=colours[n], label=head, zorder=3)
    step = o.get("skip", 1)
    axes.set_xticks(at[::step], data.names[::step])
    clear(axes, keep=("bottom",))
    axes.yaxis.tick_right()
    axes.tick_params(length=0, labelsize=9.5)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    axes.grid(True, axis="y", color="#b7c6cf", zorder=0)
    axes.set_axisbelow(True)
    if min(min(c) for c in data.columns) < 0:
        axes.axhline(0, color="black", linewidth=1)
    if count > 1:
        axes.legend(loc="lower left", ncol=5, frameon=False, bbox_to_anchor=(-0.01, 1.0), fontsize=9.5, handlelength=1)
    return figure
