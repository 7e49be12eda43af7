"""Charts drawn with Vega-Lite (vl-convert)."""

import vl_convert

from .chart import Chart


def frame(chart: Chart) -> list[dict]:
    """One object a cell."""
    data = chart.drawn()
    return [
        {"name": name, "series": head, "value": column[k], "label": chart.label.python(column[k]) if chart.print else "", "k": n}
        for n, (head, column) in enumerate(data.series.items())
        for k, name in enumerate(data.names)
    ]


def axis(chart: Chart, **more) -> dict:
    """The value axis; suffixes that d3 lacks are made by an expression."""
    suffix = {"pct": "datum.label + '%'", "degree": "datum.label + '°C'",
              "eur": "format(datum.value, ',') + ' €'", "space": "replace(replace(format(datum.value, ','), ',', ' '), ',', ' ')",
              "bn": "datum.value / 1e9 + 'bn'", "k": "datum.value / 1e3 + 'k'"}  # fmt: skip
    found = {"labelExpr": suffix[chart.fmt]} if chart.fmt in suffix else {"format": chart.tick.d3.replace(",", ",.0f")} if chart.tick.d3 else {}
    return found | more


def spec(chart: Chart) -> dict:
    o, data = chart.options, chart.drawn()
    many = len(data.series) > 1
    topic = data.topic
    colours = o.get("colors")
    legend = None if o.get("legend") is None else {"orient": o["legend"], "title": o.get("legend_title"), **o.get("legend_style", {})}
    colour = {"field": "series", "type": "nominal", "sort": list(data.series), "legend": legend,
              **({"scale": {"range": colours} if isinstance(colours, list) else {"scheme": colours}} if colours else {})}  # fmt: skip
    names = {"field": "name", "type": "ordinal", "sort": None, "title": None if o.get("bare") else topic.names_title or None,
             "axis": {**({"labelAngle": o["angle"]} if "angle" in o else {}), **o.get("names_axis", {})}}  # fmt: skip
    values = {"field": "value", "type": "quantitative", "title": None if o.get("bare") else topic.values_title,
              "axis": None if o.get("no_axis") else axis(chart, **o.get("values_axis", {}))}  # fmt: skip
    if "domain" in o:
        values["scale"] = {"domain": o["domain"]}
    kind = chart.type
    if kind in ("pie", "donut"):
        return round_(chart, colours, legend)
    horizontal = "horizontal" in kind or o.get("horizontal")
    place, length = ("y", "x") if horizontal else ("x", "y")
    encoding = {place: names, length: values}
    if many and not chart.line:
        encoding["color"] = colour
    if kind in ("line", "multi_line"):
        values.setdefault("scale", {"zero": o.get("zero", False)})
        mark = {"type": "line", "point": o.get("point", False), **o.get("mark", {})}
        if o.get("dashed"):
            encoding["strokeDash"] = {**colour, "legend": legend}
            encoding["strokeDash"].pop("scale", None)
        text = {"type": "text", "dy": -12, "fontSize": o.get("label_size", 10), "color": "black"}
    else:
        mark = {"type": "bar", **o.get("mark", {})}
        values["stack"] = {"grouped_bar": None, "grouped_horizontal": None}.get(kind, "zero")
        if kind.startswith("grouped"):
            encoding[place + "Offset"] = {"field": "series", "sort": list(data.series)}
        if kind in ("stacked_bar", "stacked_horizontal", "normalised_bar"):
            encoding["order"] = {"field": "k"}
        text = {"type": "text", "fontSize": o.get("label_size", 10),
                **({"align": "left", "dx": 3} if horizontal else {"baseline": "bottom", "dy": -3})}  # fmt: skip
    layers = [{"mark": mark, "encoding": encoding}]
    if chart.print:
        stacked = kind in ("stacked_bar", "stacked_horizontal", "normalised_bar")
        printed = dict(encoding)
        if stacked:
            text = {"type": "text", "fontSize": o.get("label_size", 10), "fill": o.get("label_color", "white")}
            printed[length] = {**values, "bandPosition": 0.5, "stack": "zero"}
            printed["detail"] = {"field": "series"}
        printed.pop("color", None)
        if not stacked and many:
            printed["detail"] = {"field": "series"}
        layers.append({"mark": text, "encoding": {**printed, "text": {"field": "label", "type": "nominal"}}})
    rows = frame(chart)
    if o.get("ends"):
        last = data.names[-1]
        layers.append({"transform": [{"filter": {"field": "name", "equal": last}}],
                       "mark": {"type": "text", "align": "left", "dx": 6},
                       "encoding": {**encoding, "text": {"field": "series"}}})  # fmt: skip
    made = {"layer": layers}
    if chart.line:
        made = over(chart, data, names, values, mark)
    return made | {"data": {"values": rows}}


def over(chart: Chart, data, names, values, mark) -> dict:
    """Bars with a line on a scale of its own."""
    o = chart.options
    heads = list(data.series)
    low = {"transform": [{"filter": {"field": "series", "equal": heads[0]}}], "mark": {**mark, "color": o["colors"][0]},
           "encoding": {"x": names, "y": {**values, "stack": None, "title": heads[0]}}}  # fmt: skip
    high = {"transform": [{"filter": {"field": "series", "equal": heads[-1]}}],
            "mark": {"type": "line", "color": o["colors"][1], "point": {"color": o["colors"][1]} if o.get("point") else False,
                     "strokeWidth": 2.5},
            "encoding": {"x": names, "y": {"field": "value", "type": "quantitative", "title": heads[-1],
                                           "axis": {"titleColor": o["colors"][1], "grid": False}}}}  # fmt: skip
    if chart.line_fmt == "pct":
        high["encoding"]["y"]["axis"]["labelExpr"] = "datum.label + '%'"
    return {"layer": [low, high], "resolve": {"scale": {"y": "independent"}}}


def round_(chart: Chart, colours, legend) -> dict:
    o, data = chart.options, chart.drawn()
    rows = [{"name": n, "value": v, "k": k, "label": chart.label.python(v) if chart.print else ""}
            for k, (n, v) in enumerate(zip(data.names, data.values, strict=True))]  # fmt: skip
    radius = o.get("radius", 110)
    scale = {"range": colours} if isinstance(colours, list) else {"scheme": colours or "tableau10"}
    encoding = {
        "theta": {"field": "value", "type": "quantitative", "stack": True},
        "order": {"field": "k"},
        "color": {"field": "name", "type": "nominal", "sort": list(data.names), "legend": legend, "scale": scale},
    }
    inner = {"innerRadius": o.get("inner", 60)} if chart.type == "donut" else {}
    layers = [{"mark": {"type": "arc", "outerRadius": radius, **inner, **o.get("mark", {})}}]
    if chart.print:
        layers.append({"mark": {"type": "text", "radius": o.get("at", radius + 18), "fontSize": o.get("label_size", 11)},
                       "encoding": {"text": {"field": "label"}, "color": {"value": o.get("label_color", "black")}}})  # fmt: skip
    if o.get("names_out"):
        layers.append({"mark": {"type": "text", "radius": radius + o.get("names_out"), "fontSize": o.get("label_size", 11)},
                       "encoding": {"text": {"field": "name"}, "color": {"value": o.get("label_color", "black")}}})  # fmt: skip
    return {"data": {"values": rows}, "layer": layers, "encoding": encoding, "view": {"stroke": None}}


def draw(chart: Chart, path) -> None:
    o, topic = chart.options, chart.data().topic
    made = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec(chart),
            "width": o.get("width", 340), "height": o.get("height", 240), "background": o.get("background", "white"),
            "padding": o.get("padding", 8), "config": o.get("config", {})}  # fmt: skip
    if o.get("title", True) and topic.title:
        made["title"] = {"text": topic.title, **({"subtitle": topic.subtitle} if topic.subtitle and o.get("subtitle") else {}),
                         **o.get("title_style", {})}  # fmt: skip
    theme = chart.style if chart.style != "default" else None
    if theme and "background" not in o:
        made.pop("background")
    path.write_bytes(vl_convert.vegalite_to_png(made, theme=theme, scale=o.get("scale", 1.0)))
