"""Charts drawn with plotly (kaleido)."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .chart import Chart

LEGENDS = {
    "right": {},
    "top": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "right", "x": 1},
    "bottom": {"orientation": "h", "yanchor": "top", "y": -0.16, "xanchor": "center", "x": 0.5},
    "inside": {"yanchor": "top", "y": 0.98, "xanchor": "left", "x": 0.02, "bgcolor": "rgba(255,255,255,0.6)"},
    "left": {"x": -0.12, "xanchor": "right", "y": 0.5},
}


def draw(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    topic = data.topic
    figure = make_subplots(specs=[[{"secondary_y": True}]]) if chart.line else go.Figure()
    for trace, second in traces(chart, data):
        figure.add_trace(trace, **({"secondary_y": second} if chart.line else {}))
    names, values = ("yaxis", "xaxis") if horizontal(chart) else ("xaxis", "yaxis")
    suffix, prefix, ticks = affixes(chart.fmt)
    layout = {
        "template": chart.style if chart.style != "default" else "plotly",
        "width": o.get("width", 700), "height": o.get("height", 500), "showlegend": bool(o.get("legend")),
        "title": {"text": topic.title, **o.get("title_style", {})} if o.get("title", True) else None,
        "margin": o.get("margin"),
        values: {"ticksuffix": suffix, "tickprefix": prefix, "tickformat": ticks, **o.get("values_axis", {})},
        names: {"type": "category", **({"tickangle": o["angle"]} if "angle" in o else {}), **o.get("names_axis", {})},
        **o.get("layout", {}),
    }  # fmt: skip
    if o.get("axis_titles", True):
        layout[values]["title"] = {"text": topic.values_title}
        layout[names]["title"] = {"text": topic.names_title}
    if horizontal(chart) and not chart.bottom_up:
        layout[names]["autorange"] = "reversed"
    if "colors" in o:
        layout["colorway"] = o["colors"]
    if o.get("legend"):
        layout["legend"] = {"traceorder": "normal", **LEGENDS[o["legend"]], **o.get("legend_style", {})}
    if chart.type in ("stacked_bar", "stacked_horizontal", "normalised_bar"):
        layout["barmode"] = "stack"
    if "font" in o:
        layout["font"] = {"family": o["font"], **o.get("font_style", {})}
    figure.update_layout(**layout)
    if chart.line:
        figure.update_yaxes(title_text=list(data.series)[-1], secondary_y=True, showgrid=False,
                            ticksuffix=affixes(chart.line_fmt or "plain")[0], **o.get("line_axis", {}))  # fmt: skip
    figure.write_image(str(path), scale=o.get("scale", 1))


def horizontal(chart: Chart) -> bool:
    return "horizontal" in chart.type or chart.options.get("horizontal", False)


def affixes(fmt: str) -> tuple[str, str, str | None]:
    """What stands after and before tick labels, and their d3 format."""
    return {
        "pct": ("%", "", None), "pct1": ("%", "", ".1f"), "usd": ("", "$", ","), "usdM": ("", "$", "~s"),
        "eur": (" €", "", ","), "eur_front": ("", "€", ","), "gbp": ("", "£", ","), "comma": ("", "", ","),
        "k": ("", "", "~s"), "M": ("", "", "~s"), "degree": ("°C", "", None), "one": ("", "", ".1f"),
    }.get(fmt, ("", "", None))  # fmt: skip


def traces(chart: Chart, data):
    """Pairs of a trace and whether it belongs to the second axis."""
    o = chart.options
    names = list(data.names)
    label = chart.label.python if chart.print else None
    if chart.type in ("pie", "donut"):
        yield go.Pie(
            labels=names, values=data.values, sort=o.get("sort", False), direction=o.get("direction", "clockwise"),
            hole=o.get("hole", 0.5) if chart.type == "donut" else 0, rotation=o.get("rotation", 0), pull=o.get("pull"),
            text=[label(v) for v in data.values] if label else None,
            textinfo=("label+text" if o.get("names_at") else "text") if label else ("label" if o.get("names_at") else "none"),
            textposition=o.get("text_at", "auto"), marker=o.get("marker"), insidetextorientation=o.get("orientation", "auto"),
        ), False  # fmt: skip
        return
    items = list(data.series.items())
    for n, (head, column) in enumerate(items):
        text = [label(v) for v in column] if label else None
        last = bool(chart.line) and n == len(items) - 1
        if chart.type in ("line", "multi_line") or last:
            mode = "lines+markers" if o.get("markers", True) else "lines"
            dashes = o.get("dashes", ["solid"])
            yield go.Scatter(x=names, y=column, name=head, mode=mode + ("+text" if text and not last else ""),
                             text=text, textposition="top center", line={"dash": dashes[n % len(dashes)], **o.get("stroke", {})}, fill=o.get("fill")), last  # fmt: skip
        else:
            where = {"textposition": o.get("text_at", "auto"), "cliponaxis": False} if text else {}
            marker = dict(o.get("marker", {}))
            if "patterns" in o:
                marker["pattern"] = {"shape": o["patterns"][n % len(o["patterns"])]}
            place = {"x": column, "y": names, "orientation": "h"} if horizontal(chart) else {"x": names, "y": column}
            yield go.Bar(name=head, text=text, marker=marker, width=o.get("bar_width"), **place, **where), False
