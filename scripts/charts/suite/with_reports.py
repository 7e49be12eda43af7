"""Charts as reports and dashboards print them.

"bank" and "bureau" are drawn with matplotlib (framed panels with the unit at the top, plain panels with a bold title
on the left); "card" and "poll" are pages of HTML and CSS alone, whose bars are boxes, shot in Chromium.
"""

import html
import textwrap

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

from .chart import Chart
from .with_others import shoot
from .with_pages import canvas, clear
from .with_pages import draw as draw_page


def draw(chart: Chart, path) -> None:
    made = {"bank": bank, "bureau": bureau}.get(chart.style)
    if chart.style in ("card", "poll"):
        page, width, height = {"card": card, "poll": poll}[chart.style](chart)
        shoot(page, path, width, height)
    elif made:
        with plt.rc_context():
            made(chart).savefig(path)
            plt.close("all")
    else:
        draw_page(chart, path)


def marks(chart: Chart, axes, data, colours) -> None:
    """Bars or lines of all series, without words."""
    o, count, at = chart.options, len(data.series), np.arange(len(data.names))
    stacked, base = chart.type.startswith(("stacked", "normalised")), np.zeros(len(data.names))
    for n, (head, column) in enumerate(data.series.items()):
        if "line" in chart.type:
            axes.plot(at, column, color=colours[n], linewidth=1.8, label=head, linestyle=o.get("dashes", ["-"])[n % len(o.get("dashes", ["-"]))])
            continue
        wide = 0.66 if stacked else 0.76 / count
        place = at if stacked else at + wide * (n - (count - 1) / 2)
        if "horizontal" in chart.type:
            drawn = axes.barh(place, column, wide, left=base if stacked else 0, color=colours[n], label=head, zorder=3)
        else:
            drawn = axes.bar(place, column, wide, bottom=base if stacked else 0, color=colours[n], label=head, zorder=3)
        if chart.print:
            axes.bar_label(drawn, [chart.label.python(v) for v in column], padding=3, fontsize=8.5, color="#333")
        base = base + np.array(column) * stacked


def bank(chart: Chart):
    """A central bank's report: a framed panel, ticks inside on both sides, the unit at the top left."""
    o, data = chart.options, chart.data()
    width, height = o.get("pixels", (520, 400))
    figure, axes = canvas(chart, o.get("font", "Liberation Sans"), (width, height), (52, 60, width - 104, height - 150))
    colours = o.get("colors", ["#003299", "#ffb400", "#ff4b00", "#65b800", "#00b1ea"])
    marks(chart, axes, data, colours)
    figure.text(14 / width, 1 - 12 / height, data.title, va="top", fontsize=12, fontweight="bold", color="#003299")
    figure.text(14 / width, 1 - 36 / height, f"({data.topic.values_title.lower()})", va="top", fontsize=9, color="#444")
    if len(data.series) > 1:
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.02, 1 - 50 / height), ncol=4, frameon=False, fontsize=9, handlelength=1.6)
    axes.set_xticks(range(len(data.names)), data.names, fontsize=8.5, rotation=o.get("rotation", 0))
    axes.tick_params(direction="in", right=True, labelright=True, labelsize=8.5)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    if min(min(c) for c in data.columns) < 0:
        axes.axhline(0, color="black", linewidth=0.8)
    return figure


def bureau(chart: Chart):
    """A statistics bureau's release: bold title on the left, legend below it, thin lines, source at the foot."""
    o, data = chart.options, chart.data()
    topic, horizontal = data.topic, "horizontal" in chart.type
    width, height = o.get("pixels", (760, 520))
    left = o.get("left", 70)
    figure, axes = canvas(chart, o.get("font", "Open Sans"), (width, height), (left, 76, width - left - 40, height - 186))
    colours = o.get("colors", ["#206095", "#a8bd3a", "#871a5b", "#f66068"])
    marks(chart, axes, data, colours)
    figure.text(16 / width, 1 - 14 / height, topic.title, va="top", fontsize=13, fontweight="bold", color="#222")
    figure.text(16 / width, 1 - 44 / height, topic.subtitle or "Selected areas, annual data", va="top", fontsize=9.5, color="#555")
    figure.text(16 / width, 12 / height, topic.source or "Source: Office of Statistics, annual survey", fontsize=8, color="#666")
    if len(data.series) > 1:
        figure.legend(*axes.get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(10 / width, 1 - 62 / height), ncol=5, frameon=False, fontsize=9, handlelength=1, handleheight=1)
    names = [textwrap.fill(n, o.get("wrap", 28)) for n in data.names]
    values = axes.xaxis if horizontal else axes.yaxis
    if horizontal:
        axes.set_yticks(range(len(names)), names, fontsize=9)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlabel(topic.values_title, fontsize=9, loc="right")
    else:
        axes.set_xticks(range(len(names)), names, fontsize=9)
        axes.set_title(topic.values_title, fontsize=9, loc="left", color="#555")
    clear(axes, keep=("left",) if horizontal else ("bottom",))
    axes.tick_params(labelsize=9, colors="#333")
    axes.grid(True, axis="x" if horizontal else "y", color="#d9d9d9", linewidth=0.8, zorder=0)
    values.set_major_formatter(FuncFormatter(lambda v, _: chart.tick.python(v)))
    return figure


def page_of(body: str, style: str) -> str:
    return f"<!doctype html><meta charset='utf-8'><style>body{{margin:0}}{style}</style>{body}"


def card(chart: Chart):
    """A dashboard's card: a name, a bar on a track, a value a row."""
    o, data = chart.options, chart.data()
    width = o.get("width", 460)
    ink, ground, track, colour = o.get("paint", ("#1f2937", "#ffffff", "#e5e7eb", "#6366f1"))
    most = max(data.values)
    rows = "".join(
        f"<div class='row'><span class='name'>{html.escape(name)}</span><span class='track'><i style='width:{100 * value / most:.2f}%'></i></span>"
        f"<b>{chart.label.python(value)}</b></div>" for name, value in zip(data.names, data.values, strict=True))  # fmt: skip
    style = (f"body{{background:{ground};color:{ink};font:14px '{o.get('font', 'Inter')}',sans-serif}}h3{{margin:0 0 4px;font-size:18px}}p{{margin:0 0 14px;opacity:.7}}"
             f".card{{padding:20px}}.row{{display:flex;align-items:center;height:32px}}.name{{width:{o.get('names', 130)}px}}"
             f".track{{flex:1;height:{o.get('thick', 14)}px;background:{track};border-radius:{o.get('radius', 7)}px;overflow:hidden}}"
             f"i{{display:block;height:100%;background:{colour};border-radius:{o.get('radius', 7)}px}}b{{width:72px;text-align:right}}")  # fmt: skip
    body = f"<div class='card'><h3>{html.escape(data.title)}</h3><p>{html.escape(data.topic.values_title)}</p>{rows}</div>"
    return page_of(body, style), width, 100 + 32 * len(data.names)


def poll(chart: Chart):
    """A poll's page: one bar of answers a row, values inside, a legend above."""
    o, data = chart.options, chart.data()
    width, left = o.get("width", 640), o.get("left", 210)
    colours = o.get("colors", ["#0f766e", "#5eead4", "#fdba74", "#c2410c", "#d6d3d1"])
    inks = o.get("inks", ["#fff", "#111", "#111", "#fff", "#111"])
    legend = "".join(f"<span class='key'><i style='background:{colours[n]}'></i>{html.escape(head)}</span>" for n, head in enumerate(data.series))
    rows = "".join(
        f"<div class='row'><span class='name'>{html.escape(name)}</span><div class='bar'>"
        + "".join(f"<span style='width:{column[k]}%;background:{colours[n]};color:{inks[n]}'>{chart.label.python(column[k])}</span>" for n, column in enumerate(data.columns))
        + "</div></div>" for k, name in enumerate(data.names))  # fmt: skip
    style = (f"body{{font:14px '{o.get('font', 'Lato')}',sans-serif;color:#222}}.page{{padding:18px}}h3{{margin:0 0 10px;font:bold 20px 'Noto Serif',serif}}"
             f".key{{margin-right:18px}}.key i{{display:inline-block;width:12px;height:12px;border-radius:6px;margin-right:6px}}.row{{display:flex;align-items:center;height:44px}}"
             f".name{{width:{left}px;text-align:right;padding-right:12px;box-sizing:border-box}}.bar{{flex:1;display:flex;height:28px}}.bar span{{line-height:28px;text-align:center;font-size:13px}}")  # fmt: skip
    body = f"<div class='page'><h3>{html.escape(data.title)}</h3><div style='margin:0 0 10px'>{legend}</div>{rows}</div>"
    return page_of(body, style), width, 110 + 44 * len(data.names)
