"""How often cells are right, by the confidence that the reader gave them.

    chartqa eval tables tests/fixtures/suite/suite.jsonl --model mini -o run.jsonl
    python scripts/calibration.py run.jsonl --split measure

Prints a Markdown table. A label is right if it is exact, a number if it is
within 5 %; rows are found by their labels (or, where the label was misread, by
their place), columns by their headers (or their place).
"""

import argparse
import json
import re
from pathlib import Path

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


def number(text: str) -> float | None:
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*%?\s*", text.replace(",", "").replace("\u2212", "-"))
    return float(match[1]) if match else None


def cells(record: dict):
    """Pairs of kind of cell and (confidence, whether it is right)."""
    read, gold = record["table"], record["gold_table"]
    headers, rows = gold["header"], gold["rows"]
    by_label = {row[0].strip(): row for row in rows}
    same_size = len(rows) == len(read["rows"])
    for at, (row, sure) in enumerate(zip(read["rows"], read["cell_confidence"])):
        own = by_label.get(row[0].strip())
        yield "label", sure[0], own is not None
        own = own or (rows[at] if same_size else None)
        for column in range(1, len(row)):
            name = read["header"][column]
            place = headers.index(name) if name in headers[1:] else column
            right = number(own[place]) if own and place < len(own) else None
            value = number(row[column])
            if right is not None:
                good = value is not None and abs(value - right) <= max(0.05 * abs(right), 1e-9)
                yield "number", sure[column], good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--split")
    options = parser.parse_args()
    counts: dict[tuple[str, int], list[int]] = {}
    for line in options.results.read_text().splitlines():
        record = json.loads(line)
        if not record.get("table") or not record.get("gold_table"):
            continue
        if options.split and record.get("fields", {}).get("split") != options.split:
            continue
        for kind, sure, right in cells(record):
            bucket = max(i for i, edge in enumerate(EDGES) if sure >= edge)
            count = counts.setdefault((kind, bucket), [0, 0])
            count[0] += right
            count[1] += 1
    print("| confidence | labels | right | numbers | right |\n|---|---|---|---|---|")
    for bucket in range(len(EDGES) - 1):
        high = min(EDGES[bucket + 1], 1.0)
        text = [f"{EDGES[bucket]:.2f} to {high:.2f}"]
        for kind in ("label", "number"):
            right, count = counts.get((kind, bucket), [0, 0])
            text += [str(count), f"{100 * right / count:.1f} %" if count else "-"]
        print("| " + " | ".join(text) + " |")


if __name__ == "__main__":
    main()
