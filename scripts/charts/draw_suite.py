"""Draws the charts of tests/fixtures/suite, with their gold tables and their list.

    python scripts/charts/draw_suite.py [--only TEXT] [--library NAME] [--part tune|wide|measure] [--list]
"""

import argparse
import importlib
import json
from pathlib import Path

from PIL import Image

from suite.chart import compact

SUITE = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "suite"
MODULES = ("matplotlib", "vega", "plotly", "pages", "others", "gnuplot", "r", "excel", "javascript", "unreadable")
WIDE = ("svg", "matplotlib", "vega", "plotly", "others", "javascript", "browser", "excel", "r", "gnuplot", "programs", "reports")
MEASURED = ("matplotlib", "vega", "plotly", "pages", "others", "gnuplot", "r", "excel", "javascript", "browser", "programs", "unreadable")
PARTS = {"tune": ("lists", MODULES), "wide": ("lists.wide", WIDE), "measure": ("lists.measure", MEASURED)}  # wide: tuning half, too


def entry(chart, path: Path) -> dict:
    """The chart's line in suite.jsonl."""
    width, height = Image.open(path).size
    return {
        "name": chart.name, "split": chart.split, "image": f"{chart.split}/{chart.name}.png",
        "table": f"{chart.split}/{chart.name}.csv" if chart.readable else None, "type": chart.type,
        "library": chart.library, "style": chart.style, "values_printed": chart.values_printed,
        "width": width, "height": height, "readable": chart.readable,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="draw the charts whose name holds this")
    parser.add_argument("--library", help="draw the charts of this module, e.g. vega")
    parser.add_argument("--part", choices=PARTS, help="draw the charts of these lists")
    parser.add_argument("--list", action="store_true", help="write suite.jsonl only, from the pictures that are there")
    given = parser.parse_args()
    chosen = []
    everything = []
    for part, place, name in [(part, place, name) for part, (place, names) in PARTS.items() for name in names]:
        module = importlib.import_module(f"suite.{place}.{name}")
        everything += module.CHARTS
        if given.library in (None, name) and given.part in (None, part) and not given.list:
            chosen += [(chart, module.draw) for chart in module.CHARTS if given.only in chart.name]
    names = [chart.name for chart in everything]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f"two charts are called {sorted(twice)}: rename one")
    for chart, draw in chosen:
        path = SUITE / chart.split / f"{chart.name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        print(path.relative_to(SUITE), flush=True)
        draw(chart, path)
        compact(path, jpeg=chart.options.get("jpeg"), shrink=chart.options.get("shrink"))
        if chart.readable:
            path.with_suffix(".csv").write_text(chart.gold(), encoding="utf-8")
    there = [(chart, SUITE / chart.split / f"{chart.name}.png") for chart in everything]
    lines = [json.dumps(entry(chart, path), ensure_ascii=False) for chart, path in there if path.exists()]
    (SUITE / "suite.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
