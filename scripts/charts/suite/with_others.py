"""Charts drawn with bokeh (through a headless Chromium), pygal (through CairoSVG) and plotnine."""

import subprocess
import tempfile
from pathlib import Path

import cairosvg
import pandas
import plotnine as p9
import pygal
from bokeh.embed import file_html
from bokeh.models import ColumnDataSource, CustomJSTickFormatter, FactorRange
from bokeh.palettes import Category10
from bokeh.plotting import figure
from bokeh.resources import INLINE
from bokeh.themes import built_in_themes
from bokeh.transform import dodge
from PIL import Image
from pygal import style as pygal_style

from .chart import Chart


def draw(chart: Chart, path) -> None:
    {"bokeh": with_bokeh, "pygal": with_pygal, "plotnine": with_plotnine}[chart.library](chart, path)


def with_bokeh(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    topic = data.topic
    horizontal, names = "horizontal" in chart.type, list(data.names)
    colours = o.get("colors", Category10[10])
    width, height = o.get("width", 600), o.get("height", 350)
    ranges = {"y_range": FactorRange(*names[::-1])} if horizontal else {"x_range": FactorRange(*names)}
    plot = figure(width=width, height=height, title=topic.title if o.get("title", True) else None, toolbar_location=o.get("toolbar"),
                  **ranges)  # fmt: skip
    if chart.type in ("line", "multi_line"):
        for n, (head, column) in enumerate(data.series.items()):
            plot.line(names, list(column), line_width=o.get("line_width", 2), color=colours[n], legend_label=head,
                      line_dash=o.get("dashes", ["solid"])[n % len(o.get("dashes", ["solid"]))])  # fmt: skip
            if o.get("markers"):
                plot.scatter(names, list(column), size=6, color=colours[n], legend_label=head)
    else:
        bokeh_bars(chart, plot, data, names, colours, horizontal)
    if o.get("legend"):
        plot.legend.location = o["legend"]
        plot.legend.orientation = o.get("orientation", "vertical")
        if o.get("outside"):
            plot.add_layout(plot.legend[0], o["outside"])
    else:
        plot.legend.visible = False
    values, categories = (plot.xaxis, plot.yaxis) if horizontal else (plot.yaxis, plot.xaxis)
    values[0].formatter = CustomJSTickFormatter(code=f"return ({chart.tick.javascript})(tick)")
    if o.get("axis_titles", True):
        values.axis_label, categories.axis_label = topic.values_title, topic.names_title
    (plot.ygrid if horizontal else plot.xgrid).grid_line_color = None
    if "angle" in o:
        plot.xaxis.major_label_orientation = o["angle"]
    page = file_html(plot, INLINE, theme=built_in_themes[chart.style] if chart.style in built_in_themes else None)
    shoot(page.replace("<style>", "<style>body{margin:0}", 1), path, width, height)


def bokeh_bars(chart: Chart, plot, data, names, colours, horizontal) -> None:
    heads = list(data.series)
    source = ColumnDataSource({"names": names, **{f"s{n}": list(c) for n, c in enumerate(data.columns)}})
    if chart.type.startswith(("stacked", "normalised")):
        stack = [f"s{n}" for n in range(len(heads))]
        draw_stack = plot.hbar_stack if horizontal else plot.vbar_stack
        size = {"height": 0.8} if horizontal else {"width": 0.8}
        draw_stack(stack, **{"y" if horizontal else "x": "names"}, source=source, color=list(colours[: len(heads)]), legend_label=heads, **size)
    else:
        wide = 0.8 / len(heads)
        for n, head in enumerate(heads):
            off = wide * (n - (len(heads) - 1) / 2)
            if horizontal:
                plot.hbar(y=dodge("names", -off, range=plot.y_range), right=f"s{n}", height=wide * 0.95, source=source, color=colours[n], legend_label=head)
            else:
                plot.vbar(x=dodge("names", off, range=plot.x_range), top=f"s{n}", width=wide * 0.95, source=source, color=colours[n], legend_label=head)
    if min(min(c) for c in data.columns) >= 0:
        (plot.x_range if horizontal else plot.y_range).start = 0


def shoot(page: str, path, width: int, height: int) -> None:
    """A picture of a page in a headless Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=4000",
             f"--window-size={width},{height + 200}", f"--screenshot={folder}/page.png", f"file://{folder}/page.html"],
            check=True, capture_output=True, timeout=120)  # fmt: skip
        Image.open(f"{folder}/page.png").crop((0, 0, width, height)).save(path)


def with_pygal(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    kinds = {"vertical_bar": "Bar", "grouped_bar": "Bar", "horizontal_bar": "HorizontalBar", "grouped_horizontal": "HorizontalBar",
             "stacked_bar": "StackedBar", "stacked_horizontal": "HorizontalStackedBar", "normalised_bar": "StackedBar",
             "line": "Line", "multi_line": "Line", "pie": "Pie", "donut": "Pie"}  # fmt: skip
    look = getattr(pygal_style, chart.style)
    look = look(font_family="Liberation Sans", **o.get("look", {}))
    width, height = o.get("width", 620), o.get("height", 420)
    made = getattr(pygal, kinds[chart.type])(
        style=look, width=width, height=height, print_values=bool(chart.print), title=data.title if o.get("title", True) else None,
        show_legend=o.get("legend", True), legend_at_bottom=o.get("legend_bottom", False), x_label_rotation=o.get("rotation", 0), truncate_label=-1, truncate_legend=-1,
        formatter=(chart.label or chart.tick).python, **({"inner_radius": 0.5} if chart.type == "donut" else {}),
        **({"x_title": data.topic.names_title, "y_title": data.topic.values_title} if o.get("axis_titles") else {}), **o.get("config", {}))  # fmt: skip
    if chart.type in ("pie", "donut"):
        for name, value in zip(data.names, data.values, strict=True):
            made.add(name, value)
    else:
        made.x_labels = list(data.names)
        for head, column in data.series.items():
            made.add(head, list(column))
    cairosvg.svg2png(made.render(), write_to=str(path), output_width=width, output_height=height)


def with_plotnine(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    topic = data.topic
    horizontal = "horizontal" in chart.type
    heads = list(data.series)
    rows = [(name, head, column[k]) for head, column in data.series.items() for k, name in enumerate(data.names)]
    frame = pandas.DataFrame(rows, columns=["name", "series", "value"])
    frame["name"] = pandas.Categorical(frame["name"], categories=list(data.names)[:: -1 if horizontal else 1])
    stacked = chart.type.startswith(("stacked", "normalised"))
    frame["series"] = pandas.Categorical(frame["series"], categories=heads[:: -1 if stacked or horizontal else 1])
    if chart.type in ("line", "multi_line"):
        plot = p9.ggplot(frame, p9.aes("name", "value", color="series", group="series")) + p9.geom_line(size=1) + p9.geom_point(size=2)
    else:
        place = p9.position_stack() if stacked else p9.position_dodge()
        plot = p9.ggplot(frame, p9.aes("name", "value", fill="series")) + p9.geom_col(position=place, width=0.75)
    plot += p9.labs(title=topic.title, x=topic.names_title, y=topic.values_title, fill=o.get("legend_title", ""), color=o.get("legend_title", ""))
    plot += p9.scale_y_continuous(labels=lambda ticks: [chart.tick.python(t) for t in ticks])
    plot += getattr(p9, f"theme_{chart.style}")() + p9.theme(legend_position=o.get("legend", "right"))
    if horizontal:
        plot += p9.coord_flip()
    plot.save(path, width=o.get("size", (6.4, 4.2))[0], height=o.get("size", (6.4, 4.2))[1], dpi=o.get("dpi", 100), verbose=False)
