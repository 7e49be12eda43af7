#!/usr/bin/env python3
"""Measures the built-in reader and the rules answerer on this project's own charts, with
`chartqa eval`, and writes the tables into docs/figures.md (between its `eval` marks).

    scripts/eval_figures.py [--binary target/release/chartqa] [--suite tests/fixtures/suite/suite.jsonl] [--print]

Needs nothing but Python. The questions are templates over the gold tables (see `questions`),
so they say what the rules answerer does with plain questions, not with people's.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs/figures.md"
START, END = "<!-- eval: written by scripts/eval_figures.py -->", "<!-- end of eval -->"


def number(cell):
    try:
        return float(cell.replace(",", "").strip("$% "))
    except ValueError:
        return None


def questions(item, folder):
    """Template questions about one chart, with the answers that its gold table gives."""
    if not item.get("table"):
        return
    with open(folder / item["table"], encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    columns = range(1, len(header))
    if any(number(row[c]) is None for row in rows for c in columns):
        return
    several = len(header) > 2
    for c in columns[:2]:
        of = f" of {header[c]}" if several else ""
        values = [number(row[c]) for row in rows]
        labels = [row[0] for row in rows]
        high, low = max(values), min(values)
        # On charts without printed values, small ones cannot be read to 5 %.
        large = [i for i, v in enumerate(values) if abs(v) >= 0.25 * max(abs(high), abs(low))]
        if large:
            i = large[len(large) // 2]
            yield "lookup", f"What is the value{of} for {labels[i]}?", values[i]
        if values.count(high) == 1:
            yield "max", f"Which has the highest value{of}?", labels[values.index(high)]
        if values.count(low) == 1:
            yield "min", f"Which has the lowest value{of}?", labels[values.index(low)]
        yield "sum", f"What is the sum of all values{of}?", round(sum(values), 6)
        yield "average", f"What is the average{of}?", round(sum(values) / len(values), 6)


def question_set(suite, path):
    """Writes the questions of the whole suite as JSON lines."""
    with open(path, "w", encoding="utf-8") as out:
        for line in suite.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            for n, (kind, question, answer) in enumerate(questions(item, suite.parent), 1):
                answer = f"{answer:g}" if isinstance(answer, float) and abs(answer) < 1e6 else str(answer)
                entry = dict(item, name=f"{item['name']}#{n}", kind=kind, question=question, answer=answer)
                entry["image"] = str((suite.parent / item["image"]).resolve())
                entry["table"] = str((suite.parent / item["table"]).resolve())
                out.write(json.dumps(entry) + "\n")


def evaluate(binary, *arguments):
    """The summary of one command as Markdown, without its heading and the list of refusals."""
    command = [binary, "-q", "eval", *arguments, "--format", "md"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr}")
    lines = [line for line in done.stdout.splitlines() if line.startswith("|")]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/chartqa")
    parser.add_argument("--suite", type=Path, default=ROOT / "tests/fixtures/suite/suite.jsonl")
    parser.add_argument("--print", action="store_true", help="to standard output, and write nothing")
    options = parser.parse_args()
    if not options.binary.exists():
        sys.exit(f"{options.binary} is missing: run `cargo build --release` first")
    if not options.suite.exists():
        sys.exit(f"{options.suite} is missing: name a data set with --suite")
    binary, suite = str(options.binary), options.suite
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "questions.jsonl"
        question_set(suite, asked)
        parts = [
            START,
            "Percentages, for all charts with the 95 % interval; `docs/eval.md` says what they are. A chart that is "
            "refused counts as an empty table.",
            "### Reading: `mini`",
            evaluate(binary, "tables", str(suite), "--model", "mini", "--by", "library"),
            "### Answering: rules, on tables that `mini` read",
            evaluate(binary, "questions", str(asked), "--model", "mini", "--answerer", "rules"),
            "### Answering: rules, on the gold tables",
            evaluate(binary, "questions", str(asked), "--gold-tables", "--answerer", "rules"),
            END,
        ]
    text = "\n\n".join(parts)
    if options.print:
        print(text)
        return
    figures = FIGURES.read_text(encoding="utf-8")
    marked = re.compile(re.escape(START) + ".*" + re.escape(END), re.DOTALL)
    if not marked.search(figures):
        sys.exit(f"{FIGURES} has no place for the tables: it needs the lines\n{START}\n{END}")
    FIGURES.write_text(marked.sub(lambda _: text, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
