"""Charts drawn with matplotlib, in its own styles and in seaborn's themes."""

import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import seaborn
from matplotlib.ticker import FuncFormatter

from .chart import Chart
from .data import Data
from .formats import FORMATS

SIDES = {
    "right": {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)},
    "right_top": {"loc": "upper left", "bbox_to_anchor": (1.01, 1)},
    "top": {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "ncol": 6},
    "bottom": {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncol": 6},
    "left": {"loc": "center right", "bbox_to_anchor": (-0.14, 0.5)},
}


def draw(chart: Chart, path) -> None:
    o = chart.options
    seaborn_theme = {"rc": {}, **o["seaborn"]} if "seaborn" in o else None
    rc = {"font.family": o["font"]} if "font" in o else {}
    with plt.style.context(chart.style if seaborn_theme is None and chart.style in plt.style.library else "default"), plt.rc_context({**rc, **o.get("rc", {})}):
        if seaborn_theme:
            seaborn.set_theme(**seaborn_theme, **({"font": o["font"]} if "font" in o else {}))
        figure, axes = plt.subplots(figsize=o.get("size", (6.4, 4.8)), dpi=o.get("dpi", 100))
        data = chart.drawn()
        colours = o.get("colors") or plt.rcParams["axes.prop_cycle"].by_key()["color"]
        if chart.type in ("pie", "donut"):
            pie(chart, axes, data, colours)
        elif chart.type in ("line", "multi_line"):
            lines(chart, axes, data, colours)
        else:
            bars(chart, axes, data, colours)
        words(chart, figure, axes, data)
        figure.tight_layout(rect=o.get("rect"))
        figure.savefig(path)
        plt.close(figure)


def words(chart: Chart, figure, axes, data: Data) -> None:
    """Title, subtitle, source, axis titles and legend."""
    o, topic = chart.options, data.topic
    horizontal, round_ = "horizontal" in chart.type or o.get("horizontal"), chart.type in ("pie", "donut")
    titles = o.get("titles", "all")
    if titles in ("all", "title"):
        extra = {"loc": o["title_loc"]} if "title_loc" in o else {}
        axes.set_title(topic.title, **{"pad": o.get("title_pad", 6), **extra, **o.get("title_style", {})})
    if o.get("subtitle"):
        axes.text(0, 1.02, topic.subtitle, transform=axes.transAxes, fontsize="small", color="#666")
    if o.get("source"):
        figure.text(0.02, 0.015, topic.source, fontsize="x-small", color="#777")
    if titles in ("all", "axes", "values") and not round_:
        names, values = (axes.set_ylabel, axes.set_xlabel) if horizontal else (axes.set_xlabel, axes.set_ylabel)
        values(topic.values_title)
        if titles != "values":
            names(topic.names_title)
    if o.get("legend"):
        handles, labels = axes.get_legend_handles_labels()
        for other in figure.axes[1:]:
            more, names = other.get_legend_handles_labels()
            handles, labels = handles + more, labels + names
        if o.get("turn_legend"):
            handles, labels = handles[::-1], labels[::-1]
        place = dict(SIDES.get(o["legend"], {"loc": o["legend"]}))
        (figure.axes[-1] if len(figure.axes) > 1 else axes).legend(handles, labels, **{**place, **o.get("legend_style", {})})


def scale(chart: Chart, axes, horizontal: bool) -> None:
    o = chart.options
    values, names = (axes.xaxis, axes.yaxis) if horizontal else (axes.yaxis, axes.xaxis)
    if chart.fmt != "plain":
        values.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    if "grid" in o:
        axes.grid(bool(o["grid"]), axis=o["grid"] if o["grid"] in ("x", "y") else "both", **o.get("grid_style", {}))
    if "rotation" in o:
        plt.setp(axes.get_xticklabels(), rotation=o["rotation"], ha=o.get("anchor", "center"),
                 rotation_mode="anchor" if "anchor" in o else None)  # fmt: skip
    if "limits" in o:
        (axes.set_xlim if horizontal else axes.set_ylim)(*o["limits"])
    if "ticks" in o:
        values.set_ticks(o["ticks"])
    if o.get("no_axis"):
        values.set_visible(False)
        for spine in ("top", "right", "bottom" if horizontal else "left"):
            axes.spines[spine].set_visible(False)
        names.set_tick_params(length=0)
    for spine in o.get("no_spines", ()):
        axes.spines[spine].set_visible(False)
    if o.get("minor"):
        values.set_minor_locator(matplotlib.ticker.AutoMinorLocator())
    if o.get("value_side"):
        values.tick_right()
        values.set_label_position("right")


def bars(chart: Chart, axes, data: Data, colours) -> None:
    """One series, groups or stacks; the last column is a line in ``bar_line``."""
    o = chart.options
    horizontal = "horizontal" in chart.type or o.get("horizontal", False)
    stacked = chart.type in ("stacked_bar", "stacked_horizontal", "normalised_bar")
    columns = list(data.series.items())
    line = columns.pop() if chart.line else None
    at = np.arange(len(data.names), dtype=float)
    thick = o.get("thick", 0.8)
    width = thick if stacked else thick / len(columns)
    above, below = np.zeros(len(at)), np.zeros(len(at))
    for n, (head, column) in enumerate(columns):
        values = np.array(column, dtype=float)
        base = np.where(values < 0, below, above) if stacked else 0
        place = at if stacked or len(columns) == 1 else at + width * (n - (len(columns) - 1) / 2)
        paint = {"color": colours[n % len(colours)]}
        if o.get("each"):
            paint["color"] = [colours[k % len(colours)] for k in range(len(at))]
        if "hatch" in o:
            paint |= {"hatch": o["hatch"][n % len(o["hatch"])], "edgecolor": o.get("edge", "black")}
        elif "edge" in o:
            paint |= {"edgecolor": o["edge"], "linewidth": o.get("edge_width", 0.8)}
        kind = axes.barh if horizontal else axes.bar
        size = {"height" if horizontal else "width": width * o.get("within", 1), "left" if horizontal else "bottom": base}
        if "errors" in o:  # their length as a share of the value
            size |= {"xerr" if horizontal else "yerr": np.abs(values) * o["errors"], "error_kw": {"capsize": 3, "elinewidth": 1, "zorder": 4}}
        drawn = kind(place, values, label=head, zorder=2, **size, **paint)
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)
        if chart.print:
            style = {"fontsize": o.get("label_size", "medium"), "padding": 2}
            style |= {"label_type": "center", "padding": 0, "color": ink(paint["color"])} if stacked else {}
            axes.bar_label(drawn, [chart.label.python(v) for v in column], **{**style, **o.get("label_style", {})})
    names = [textwrap.fill(name, o["wrap"]) if "wrap" in o else name for name in data.names]
    if horizontal:
        axes.set_yticks(at, names)
        if not chart.bottom_up:
            axes.invert_yaxis()
    else:
        axes.set_xticks(at, names)
    scale(chart, axes, horizontal)
    if chart.print and not stacked:
        axes.margins(**{"x" if horizontal else "y": 0.12})
    if line:
        other = axes.twinx() if o.get("twin", True) else axes
        other.plot(at, line[1], color=o.get("line_color", colours[len(columns) % len(colours)]), label=line[0], zorder=5,
                   marker=o.get("marker"), linewidth=o.get("linewidth", 2), linestyle=o.get("dash", "-"))  # fmt: skip
        if o.get("twin", True):
            other.set_ylabel(line[0])
            other.grid(False)
            if chart.line_fmt:
                other.yaxis.set_major_formatter(FuncFormatter(lambda v, _: FORMATS[chart.line_fmt].python(v)))
            if "line_limits" in o:
                other.set_ylim(*o["line_limits"])


def ink(colour) -> str:
    """Black or white, whichever is seen on the colour."""
    red, green, blue = matplotlib.colors.to_rgb(colour if isinstance(colour, str) else colour[0])
    return "black" if 0.3 * red + 0.59 * green + 0.11 * blue > 0.5 else "white"


def lines(chart: Chart, axes, data: Data, colours) -> None:
    o = chart.options
    at = np.arange(len(data.names))
    markers, dashes = o.get("markers", [None]), o.get("dashes", ["-"])
    for n, (head, column) in enumerate(data.series.items()):
        draw = axes.step if o.get("step") else axes.plot
        draw(at, column, label=head, color=colours[n % len(colours)], marker=markers[n % len(markers)],
             linestyle=dashes[n % len(dashes)], linewidth=o.get("linewidth", 1.8), markersize=o.get("markersize", 5))  # fmt: skip
        if "area" in o:
            axes.fill_between(at, column, o["limits"][0], color=colours[n % len(colours)], alpha=o["area"], linewidth=0)
        if o.get("ends"):
            axes.annotate(head, (at[-1], column[-1]), xytext=(6, 0), textcoords="offset points", va="center",
                          color=colours[n % len(colours)], fontsize=o.get("end_size", "medium"))  # fmt: skip
        if chart.print:
            for x, y in zip(at, column, strict=True):
                axes.annotate(chart.label.python(y), (x, y), xytext=(0, 7), textcoords="offset points", ha="center",
                              fontsize=o.get("label_size", "small"))  # fmt: skip
    skip = o.get("skip", 1)
    axes.set_xticks(at[::skip], [textwrap.fill(n, o["wrap"]) if "wrap" in o else n for n in data.names[::skip]])
    scale(chart, axes, False)


def pie(chart: Chart, axes, data: Data, colours) -> None:
    """Printed shares are inside; names are beside the sectors or in a legend."""
    o = chart.options
    shown = iter(data.values)
    out = o.get("names_in_legend")
    parts = axes.pie(
        data.values, labels=None if out else data.names, colors=[colours[k % len(colours)] for k in range(len(data.names))],
        autopct=(lambda _: chart.label.python(next(shown))) if chart.print else None, startangle=o.get("start", 0),
        counterclock=o.get("counterclock", True), pctdistance=o.get("distance", 0.6), explode=o.get("explode"),
        textprops=o.get("text"), wedgeprops={**({"width": o.get("ring", 0.45)} if chart.type == "donut" else {}),
                                             **o.get("wedge", {})})  # fmt: skip
    if chart.print and o.get("white"):
        for text, wedge in zip(parts[2], parts[0], strict=True):
            text.set_color(ink(matplotlib.colors.to_hex(wedge.get_facecolor())))
    if out:
        for wedge, name in zip(parts[0], data.names, strict=True):
            wedge.set_label(name)
    axes.set_aspect("equal")
