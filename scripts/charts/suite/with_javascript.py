"""Charts drawn with ECharts (server-side SVG, resvg) and Chart.js (canvas) by Node; see node/draw.mjs."""

import json
import subprocess
from pathlib import Path

from .chart import Chart
from .formats import FORMATS

NODE = Path(__file__).parent / "node"


def draw(chart: Chart, path) -> None:
    o, data = dict(chart.options), chart.drawn()
    width, height = o.pop("size", (640, 440))
    topic = data.topic
    described = {
        "library": chart.library, "type": chart.type, "path": str(Path(path).resolve()), "width": width, "height": height,
        "names": data.names, "series": [{"name": head, "data": column} for head, column in data.series.items()],
        "title": topic.title, "subtitle": topic.subtitle, "namesTitle": topic.names_title, "valuesTitle": topic.values_title,
        "tick": chart.tick.javascript, "label": chart.label.javascript if chart.label else None,
        "lineTick": FORMATS[chart.line_fmt or "plain"].javascript, "line": bool(chart.line), "options": o,
    }  # fmt: skip
    if not (NODE / "node_modules").is_dir():
        raise SystemExit(f"the packages of {NODE} are missing: run `npm ci` there")
    done = subprocess.run(["node", "draw.mjs"], cwd=NODE, input=json.dumps(described), text=True, capture_output=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{chart.name}: {done.stderr[-800:]}")
