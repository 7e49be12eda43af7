"""Draws the charts of tests/fixtures/charts and examples/charts.

    python scripts/charts/draw.py [--only NAME]
"""

import argparse
import csv
from pathlib import Path

from PIL import Image

import refused
import with_matplotlib
import with_others
import with_vega
from tables import RENEWABLES

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "charts"
EXAMPLES = ROOT / "examples" / "charts"


def compact(path: Path) -> None:
    """The same pixels without alpha, in the fewest bytes."""
    picture = Image.open(path).convert("RGBA")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    page.convert("RGB").save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="draw the charts whose name holds this")
    only = parser.parse_args().only or ""
    for folder in (FIXTURES / "refused", EXAMPLES):
        folder.mkdir(parents=True, exist_ok=True)

    def gold(path: Path, table) -> None:
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow([table.names_title, table.values_title])
            rows.writerows(table.rows())

    def chart_in(folder: Path):
        def write(name, table, draw) -> None:
            if only in name:
                draw(folder / f"{name}.png")
                compact(folder / f"{name}.png")
                gold(folder / f"{name}.csv", table)

        return write

    def write_refused(name, draw) -> None:
        if only in name:
            path = FIXTURES / "refused" / f"{name}.png"
            draw(path)
            compact(path)

    for library in (with_matplotlib, with_vega, with_others):
        library.draw(chart_in(FIXTURES))
    refused.draw(write_refused)
    example = {"size": (7, 4.2), "grid": "y", "color": "#2a9d8f", "zorder": 3}
    chart_in(EXAMPLES)("renewables", RENEWABLES, lambda path: with_matplotlib.bars(RENEWABLES, path, **example))


if __name__ == "__main__":
    main()
