"""Charts that libraries for web pages draw in a headless Chromium; see node/page.js."""

import json
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from .chart import Chart
from .formats import FORMATS
from .with_javascript import NODE

PACKAGES = {
    "ApexCharts": (["apexcharts/dist/apexcharts.min.js"], ["apexcharts/dist/apexcharts.css"]),
    "billboard.js": (["billboard.js/dist/billboard.pkgd.min.js"], ["billboard.js/dist/billboard.min.css"]),
    "Chartist": (["chartist/dist/index.umd.js"], ["chartist/dist/index.css"]),
    "Frappe Charts": (["frappe-charts/dist/frappe-charts.min.umd.js"], []),
    "TOAST UI Chart": (["@toast-ui/chart/dist/toastui-chart.min.js"], ["@toast-ui/chart/dist/toastui-chart.min.css"]),
    "G2": (["@antv/g2/dist/g2.min.js"], []),
    "Observable Plot": (["d3/dist/d3.min.js", "@observablehq/plot/dist/plot.umd.min.js"], []),
    "Recharts": (["react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "prop-types/prop-types.min.js",
                  "recharts/umd/Recharts.js"], []),
}  # fmt: skip


def draw(chart: Chart, path) -> None:
    o, data = dict(chart.options), chart.drawn()
    width, height = o.pop("size", (640, 420))
    scale, style = o.pop("scale", 1), o.pop("style", "")
    topic, packages = data.topic, NODE / "node_modules"
    scripts, sheets = PACKAGES[chart.library]
    sheets = sheets if "sheets" not in o else o.pop("sheets")
    described = {
        "library": chart.library, "type": chart.type, "width": width, "height": height, "names": data.names,
        "series": [{"name": head, "data": column} for head, column in data.series.items()],
        "title": topic.title, "namesTitle": topic.names_title, "valuesTitle": topic.values_title, "line": bool(chart.line), "options": o,
    }  # fmt: skip
    label = f"const label = {chart.label.javascript};" if chart.label else "const label = null;"
    page = "\n".join([
        "<!doctype html><meta charset='utf-8'>", *[f"<link rel='stylesheet' href='file://{packages / s}'>" for s in sheets],
        f"<style>body{{margin:0;background:{o.get('ground', '#fff')};font-family:'{o.get('font', 'Liberation Sans')}',sans-serif}}"
        f"#page{{width:{width}px;height:{height}px;overflow:hidden}}{style}</style><div id='page'></div>",
        *[f"<script src='file://{packages / s}'></script>" for s in scripts],
        f"<script>const chart = {json.dumps(described)}; const tick = {chart.tick.javascript}; {label}"
        f"const lineTick = {FORMATS[chart.line_fmt or 'plain'].javascript};</script>",
        f"<script src='file://{NODE / 'page.js'}'></script>"])  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=5000", "--allow-file-access-from-files",
             f"--force-device-scale-factor={scale}", "--enable-logging=stderr", f"--window-size={width},{height + 200}",
             f"--screenshot={folder}/page.png", f"file://{folder}/page.html"],
            check=True, capture_output=True, timeout=120, text=True)  # fmt: skip
        faults = [line for line in done.stderr.splitlines() if "CONSOLE" in line and ("rror" in line)]
        if faults:
            raise RuntimeError(f"{chart.name}: {faults[0][-400:]}")
        Image.open(f"{folder}/page.png").crop((0, 0, round(width * scale), round(height * scale))).save(path)
