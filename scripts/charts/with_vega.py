"""Bars and an area drawn with Vega-Lite (vl-convert)."""

import vl_convert

from tables import BALANCE, CITIES, COSTS, DEPARTMENTS, LANGUAGES, RENEWABLES, REVENUE, TRAFFIC, YEARS, Table


def bars(table: Table, path, *, horizontal=False, theme=None, form=None, labels=None, width=360, height=240,
         title=True, angle=None, scale=1.0, colour=None):  # fmt: skip
    """Draws one chart; ``form`` is the d3 format of the axis, ``labels`` that of printed values."""
    names = {"field": "name", "type": "nominal", "sort": None, "title": table.names_title or None}
    values = {"field": "value", "type": "quantitative", "title": table.values_title}
    if form:
        values["axis"] = {"format": form}
    if angle is not None:
        names["axis"] = {"labelAngle": angle}
    encoding = {"y": names, "x": values} if horizontal else {"x": names, "y": values}
    layers = [{"mark": {"type": "bar", **({"color": colour} if colour else {})}}]
    if labels:
        text = {"type": "text", "align": "left", "baseline": "middle", "dx": 3} if horizontal else {
            "type": "text", "baseline": "bottom", "dy": -2}
        layers.append({"mark": text, "encoding": {"text": {"field": "value", "type": "quantitative", "format": labels}}})
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [{"name": n, "value": v} for n, v in table.rows()]},
        "width": width, "height": height, "encoding": encoding, "layer": layers,
        **({"title": table.title} if title else {}),
    }  # fmt: skip
    path.write_bytes(vl_convert.vegalite_to_png(spec, theme=theme, scale=scale))


def area(path):
    """A filled area, read by its upper edge."""
    spec = {
        "data": {"values": [{"year": int(n), "value": v} for n, v in YEARS.rows()]},
        "mark": "area",
        "encoding": {"x": {"field": "year", "type": "ordinal"}, "y": {"field": "value", "type": "quantitative"}},
    }
    path.write_bytes(vl_convert.vegalite_to_png(spec))


CHARTS = {
    "vega_default": (RENEWABLES, {}),
    "vega_default_h": (TRAFFIC, {"horizontal": True}),
    "vega_dark": (COSTS, {"theme": "dark", "form": "$.2f"}),
    "vega_538": (YEARS, {"theme": "fivethirtyeight", "angle": 0, "width": 420}),
    "vega_latimes_h": (DEPARTMENTS, {"theme": "latimes", "horizontal": True}),
    "vega_ggplot2": (REVENUE, {"theme": "ggplot2", "form": "$.2s", "angle": -45}),
    "vega_millions": (CITIES, {"form": "~s", "angle": -90, "colour": "#72b7b2"}),
    "vega_values_h": (LANGUAGES, {"horizontal": True, "labels": ".1f", "title": False}),
    "vega_negative": (BALANCE, {"width": 300, "angle": 0, "scale": 1.5}),
    "vega_large": (RENEWABLES, {"scale": 3.0, "angle": -45, "theme": "quartz"}),
}


def draw(write):
    for name, (table, options) in CHARTS.items():
        write(name, table, lambda path, t=table, o=options: bars(t, path, **o))
    write("vega_area", YEARS, area)
