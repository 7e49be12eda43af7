"""Bars drawn with matplotlib, in its own styles."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, PercentFormatter, StrMethodFormatter

from tables import (
    BALANCE, CHANGE, CITIES, COSTS, DEPARTMENTS, FRUIT, LANGUAGES, RENEWABLES, REVENUE, SCORES, TRAFFIC, TIMES,
    VISITORS, YEARS, Table,
)  # fmt: skip


def bars(table: Table, path, *, style="default", size=(6.4, 4.4), dpi=100, horizontal=False, labels=None,
         rotation=0, anchor=None, formatter=None, grid=False, titles=True, font=None, legend=None, frame=True,
         limits=None, tick_size=None, **options):  # fmt: skip
    """Draws one chart; ``labels`` prints values with that format string."""
    with plt.style.context(style), plt.rc_context({"font.family": font} if font else {}):
        figure, axes = plt.subplots(figsize=size, dpi=dpi)
        draw = axes.barh if horizontal else axes.bar
        container = draw(table.names, table.values, label=legend, **options)
        names, values = (axes.yaxis, axes.xaxis) if horizontal else (axes.xaxis, axes.yaxis)
        if labels:
            axes.bar_label(container, fmt=labels, padding=2)
        if titles:
            axes.set_title(table.title)
            names.set_label_text(table.names_title)
            values.set_label_text(table.values_title)
        if formatter:
            values.set_major_formatter(formatter)
        if grid:
            axes.grid(True, axis=grid if isinstance(grid, str) else "both")
        if rotation:
            plt.setp(axes.get_xticklabels(), rotation=rotation, ha=anchor or "center",
                     rotation_mode="anchor" if anchor else None)  # fmt: skip
        if horizontal:
            axes.invert_yaxis()
        if legend:
            axes.legend()
        if limits:
            (axes.set_xlim if horizontal else axes.set_ylim)(limits)
        if tick_size:
            axes.tick_params(labelsize=tick_size)
        if not frame:
            values.set_visible(False)
            for spine in ("top", "right", "bottom" if horizontal else "left"):
                axes.spines[spine].set_visible(False)
        figure.tight_layout()
        figure.savefig(path)
        plt.close(figure)


millions = FuncFormatter(lambda v, _: f"{v / 1e6:g}M")
dollars = FuncFormatter(lambda v, _: f"${v / 1e6:.1f}M")
thousands = FuncFormatter(lambda v, _: f"{v / 1e3:g}k")
COLOURS = ["#e4572e", "#17bebb", "#ffc914", "#2e282a", "#76b041", "#8f6593"]

CHARTS = {
    "mpl_default": (FRUIT, {}),
    "mpl_default_h": (FRUIT, {"horizontal": True}),
    "mpl_ggplot": (VISITORS, {"style": "ggplot"}),
    "mpl_dark": (SCORES, {"style": "dark_background", "size": (5, 3.6)}),
    "mpl_seaborn": (TRAFFIC, {"style": "seaborn-v0_8-darkgrid", "formatter": thousands}),
    "mpl_538_h": (DEPARTMENTS, {"style": "fivethirtyeight", "horizontal": True, "size": (8, 4.5)}),
    "mpl_bmh": (YEARS, {"style": "bmh"}),
    "mpl_values": (LANGUAGES, {"labels": "%.1f%%", "frame": False, "color": "#4c78a8"}),
    "mpl_values_h": (COSTS, {"labels": "€%.2f", "frame": False, "horizontal": True, "color": "#2a9d8f"}),
    "mpl_negative": (CHANGE, {"grid": "y", "color": "#5b8def"}),
    "mpl_negative_h": (BALANCE, {"horizontal": True, "labels": "%g", "limits": (-40, 50),
                                 "color": ["#c33", "#393", "#393", "#c33", "#393"]}),
    "mpl_millions": (CITIES, {"formatter": millions, "grid": True, "edgecolor": "black", "color": "#f4a259"}),
    "mpl_commas": (CITIES, {"formatter": StrMethodFormatter("{x:,.0f}"), "size": (7, 4)}),
    "mpl_dollars": (REVENUE, {"formatter": dollars, "size": (7, 4)}),
    "mpl_percent": (RENEWABLES, {"formatter": PercentFormatter(decimals=0), "font": "Open Sans"}),
    "mpl_turned_90": (DEPARTMENTS, {"rotation": 90, "size": (5.5, 5)}),
    "mpl_turned_45": (LANGUAGES, {"rotation": 45, "anchor": "right", "labels": "%.1f"}),
    "mpl_large": (TIMES, {"dpi": 220, "size": (8, 6)}),
    "mpl_small": (SCORES, {"dpi": 70, "size": (4.2, 3), "titles": False}),
    "mpl_legend": (YEARS, {"legend": "Rainfall", "color": "#457b9d", "size": (7, 4)}),
    "mpl_colours": (FRUIT, {"color": COLOURS, "font": "Roboto"}),
    "mpl_cut_axis": (SCORES, {"limits": (2, 5), "font": "Lato"}),
}  # fmt: skip


def draw(write):
    for name, (table, options) in CHARTS.items():
        write(name, table, lambda path, t=table, o=options: bars(t, path, **o))
