"""Bars drawn with pygal (SVG through CairoSVG) and with plotnine."""

import cairosvg
import pandas
import plotnine as p9
import pygal
from pygal.style import CleanStyle, DarkStyle, DefaultStyle

from tables import CHANGE, FRUIT, LANGUAGES, SCORES, TIMES, YEARS, Table


def with_pygal(table: Table, path, *, horizontal=False, style=DefaultStyle, values=False, width=620, height=420):
    """One series, so its legend has one entry."""
    kind = pygal.HorizontalBar if horizontal else pygal.Bar
    chart = kind(style=style, width=width, height=height, print_values=values, show_legend=not values,
                 title=table.title)  # fmt: skip
    # The first category of a horizontal chart is at the bottom.
    rows = list(table.rows())[::-1] if horizontal else list(table.rows())
    chart.x_labels = [name for name, _ in rows]
    chart.add(table.values_title, [value for _, value in rows])
    cairosvg.svg2png(chart.render(), write_to=str(path), output_width=width, output_height=height)


def with_plotnine(table: Table, path, *, horizontal=False, theme=None, labels=None, dpi=100, size=(6, 4)):
    """The grammar of R's ggplot2."""
    frame = pandas.DataFrame(table.rows(), columns=["name", "value"])
    order = list(table.names)[::-1] if horizontal else list(table.names)
    frame["name"] = pandas.Categorical(frame["name"], categories=order)
    plot = (
        p9.ggplot(frame, p9.aes("name", "value"))
        + p9.geom_col(fill="#31708e", width=0.7)
        + p9.labs(title=table.title, x=table.names_title, y=table.values_title)
        + (theme or p9.theme_gray())
    )
    if labels:
        plot += p9.geom_text(p9.aes(label="value"), format_string=labels, va="bottom", size=9)
    if horizontal:
        plot += p9.coord_flip()
    plot.save(path, width=size[0], height=size[1], dpi=dpi, verbose=False)


CHARTS = {
    "pygal_default": (with_pygal, FRUIT, {}),
    "pygal_clean_h": (with_pygal, TIMES, {"style": CleanStyle, "horizontal": True}),
    "pygal_dark_values": (with_pygal, YEARS, {"style": DarkStyle, "values": True}),
    "plotnine_gray": (with_plotnine, LANGUAGES, {}),
    "plotnine_bw_h": (with_plotnine, FRUIT, {"horizontal": True, "theme": p9.theme_bw()}),
    "plotnine_minimal": (with_plotnine, SCORES, {"theme": p9.theme_minimal(), "labels": "{:.1f}"}),
    "plotnine_negative": (with_plotnine, CHANGE, {"theme": p9.theme_light()}),
}


def draw(write):
    for name, (how, table, options) in CHARTS.items():
        write(name, table, lambda path, h=how, t=table, o=options: h(t, path, **o))
