#!/usr/bin/env python3
"""Reads charts with DePlot's full architecture by everything a person could use, and prints one table.

    cargo build --release && scripts/bench_peers.py

On first use it makes, in target/bench_peers (16 GB on Linux, most of it two PyTorchs): an environment
with transformers 4.39.1 and one with today's, a checkpoint of random weights, and its conversions by
this program in every precision. Then every row is measured in processes of its own, round after round
over all rows, so that a machine that grows slower or faster shows as a spread within each row and not
as a difference between rows. What was measured is kept in results.jsonl: the same command goes on where
it was stopped, and rows can be measured by several commands (--rows, --parts), the table printed by a
last one (--report).

Random weights do not end a text, so every chart gets the same number of tokens from everyone.
"""

import argparse
import dataclasses
import fnmatch
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "scripts" / "peers"
SUITE = ROOT / "tests" / "fixtures" / "suite"
FONT = ROOT / "assets" / "fonts" / "LiberationSans-Regular.ttf"
HEADER = "Generate underlying data table of the figure below:"
BIN = "Scripts/python.exe" if os.name == "nt" else "bin/python"


@dataclasses.dataclass(frozen=True)
class Row:
    """Somebody who reads charts, and how."""

    name: str
    title: str
    # For transformers: the environment (requirements-{it}.txt) and arguments of the worker.
    environment: str = ""
    worker: tuple = ()
    # For this program: precision of the conversion, and provider.
    precision: str = ""
    provider: str = ""
    # Charts that it reads together, besides one at a time; "default" is the program's own.
    together: str = ""
    # Takes minutes a chart: read fewer.
    slow: bool = False


def own(precision, provider):
    title = f"chartqa, {precision}" + ("" if provider == "cpu" else f", {provider}")
    # CUDA's graph takes one text.
    together = "" if provider == "cuda" else "default"
    return Row(f"chartqa-{precision}-{provider}", title, precision=precision, provider=provider, together=together)


CACHE, NO_CACHE = ("--use-cache", "yes"), ("--use-cache", "no")
ROWS = [
    Row("notebook", "transformers 4.39.1 as the notebook has it", "notebook", NO_CACHE, slow=True),
    Row("notebook-cache", "transformers 4.39.1, `use_cache=True`", "notebook", CACHE),
    Row("current-fp32", "current transformers, `use_cache=True`, fp32", "current", CACHE, together="8"),
    Row(
        "current-bf16",
        "current transformers, `use_cache=True`, bf16",
        "current",
        (*CACHE, "--dtype", "bfloat16"),
        together="8",
    ),
    # The weights that each provider takes; with OpenVINO the encoder computes in bf16 where the processor can.
    *(
        own(precision, provider)
        for provider, precisions in (("cpu", ("fp32", "q8")), ("openvino", ("fp32",)), ("cuda", ("fp32", "fp16")))
        for precision in precisions
    ),
]


class Unavailable(Exception):
    """This row cannot be measured here, and why."""


def sh(command, **options):
    print("+", *command, file=sys.stderr, flush=True)
    subprocess.run([str(part) for part in command], check=True, **options)


class Bench:
    def __init__(self, args):
        self.args = args
        self.work = args.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.results = self.work / "results.jsonl"
        digest = hashlib.sha256(args.binary.read_bytes()).hexdigest()[:12]
        self.binary = args.binary.resolve()
        self.settings = {"tokens": args.tokens, "patches": args.patches, "chart": str(args.chart), "seed": args.seed}
        self.builds = {"chartqa": digest}
        self.charts = args.pictures or sorted(SUITE.glob("tune/*.png"))[: args.charts]

    # What is made once.

    def python(self, environment):
        """The interpreter of an environment, which is made if it is not there."""
        given = dict(pair.split("=", 1) for pair in self.args.python)
        if environment in given:
            return given[environment]
        folder = self.work / environment
        done = folder / "complete"
        python = folder / BIN
        if not done.exists():
            venv.create(folder, with_pip=True, clear=True)
            install = [python, "-m", "pip", "install", "-q", "--no-cache-dir"]
            sh([*install, "-r", PEERS / f"requirements-{environment}.txt"], stdout=sys.stderr)
            done.touch()
        return python

    def checkpoint(self):
        if self.args.checkpoint:
            return self.args.checkpoint
        folder = self.work / f"checkpoint-{self.args.seed}"
        if not folder.exists():
            fresh = folder.with_suffix(".part")
            make = ROOT / "scripts" / "reference" / "make_random_checkpoint.py"
            sh([self.python("current"), make, fresh, "--seed", str(self.args.seed)], stdout=sys.stderr)
            fresh.rename(folder)
        return folder

    def model(self, precision):
        """The checkpoint converted by this binary."""
        folder = self.work / f"{precision}-{self.builds['chartqa']}"
        if not folder.exists():
            command = [self.binary, "-q", "models", "convert", self.checkpoint(), "-o", folder]
            command += ["--header", HEADER, "--precision", precision]
            made = subprocess.run([str(part) for part in command], capture_output=True, text=True)
            if made.returncode != 0:
                raise Unavailable(first_line(made.stderr))
        return folder

    # What is measured.

    def trial(self, row, part, number):
        """One process: its start-up, every reading, its peak memory."""
        together = row.together if part == "together" else "1"
        if part == "one":
            pictures = [self.args.chart] * (1 if row.slow else self.args.readings)
        else:
            pictures = self.charts[: self.args.slow_charts] if row.slow else self.charts
        command = self.command(row, together, pictures)
        began = time.time()
        child = subprocess.Popen([str(p) for p in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # Both write little to standard error, so it cannot fill up meanwhile.
        lines = [json.loads(line) for line in child.stdout]
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.time() - began
        trial = {"row": row.name, "part": part, "round": number, "settings": self.settings, "build": self.build(row)}
        if child.returncode == 3 and row.precision:
            return {**trial, "unavailable": first_line(errors)}
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: exit status {child.returncode}\n{errors}")
        trial["peak_mb"] = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
        read = self.from_own(lines, wall) if row.precision else self.from_worker(lines, began)
        return {**trial, **read, "charts": len(pictures)}

    def command(self, row, together, pictures):
        args = self.args
        if not row.precision:
            command = [self.python(row.environment), PEERS / "read_with_transformers.py", *row.worker]
            command += ["--checkpoint", self.checkpoint(), "--font", FONT, "--batch", together]
            return [*command, "--tokens", args.tokens, "--patches", args.patches, *pictures]
        command = [self.binary, "-q", "table", "--no-cache", "--offline", "--format", "json"]
        command += ["--model", self.model(row.precision), "--provider", row.provider]
        command += [] if together == "default" else ["--batch", together]
        return [*command, "--max-new-tokens", args.tokens, "--max-patches", args.patches, *pictures]

    @staticmethod
    def from_own(lines, wall):
        """Start-up is everything but readings, so the end of the process and decoding PNGs count too."""
        times = [line["timings_ms"] for line in lines]
        reading = [sum(t[stage] for stage in ("preprocess", "encode", "decode")) for t in times]
        readings = [
            {"total": total, "encode": t["encode"], "decode": t["decode"], "preprocess": t["preprocess"], "tokens": n}
            for total, t, n in zip(reading, times, (line["reading"]["tokens"] for line in lines))
        ]
        load = times[0]["load"] / 1000
        texts = [line["reading"]["text"] for line in lines]
        start = wall - sum(reading) / 1000
        return {"start_s": start, "readings": readings, "texts": texts, "seconds": wall - load, "versions": ""}

    @staticmethod
    def from_worker(lines, began):
        ready, *batches = lines
        readings = [
            {
                "total": (b["preprocess"] + b["encode"] + b["decode"]),
                **{stage: b[stage] for stage in ("preprocess", "encode", "decode")},
                "tokens": b["tokens"][0],
            }
            for b in batches
        ]
        return {
            "start_s": ready["ready"] - began,
            "readings": readings,
            "texts": [text for b in batches for text in b["texts"]],
            "seconds": batches[-1]["ended"] - ready["ready"],
            "versions": ready["versions"],
        }

    def build(self, row):
        """What a kept result must have been measured with."""
        if row.precision:
            return self.builds["chartqa"]
        return hashlib.sha256((PEERS / f"requirements-{row.environment}.txt").read_bytes()).hexdigest()[:12]

    def kept(self):
        if not self.results.exists():
            return []
        trials = [json.loads(line) for line in self.results.read_text().splitlines()]
        builds = {row.name: self.build(row) for row in ROWS}
        return [t for t in trials if t["settings"] == self.settings and builds.get(t["row"]) == t["build"]]

    def plan(self):
        """Every trial, in order: rounds over all rows, then many charts, by each row alone and together."""
        rows = [row for row in ROWS if any(fnmatch.fnmatch(row.name, p) for p in self.args.rows)]
        for number in range(self.args.rounds):
            yield from ((row, "one", number) for row in rows)
        for number in range(self.args.many_rounds):
            for part in ("many", "together"):
                yield from ((row, part, number) for row in rows if part == "many" or row.together)

    def run(self):
        done = {(t["row"], t["part"], t["round"]) for t in self.kept()}
        missing = {t["row"] for t in self.kept() if "unavailable" in t}
        for row, part, number in self.plan():
            if part not in self.args.parts or (row.name, part, number) in done or row.name in missing:
                continue
            print(f"{row.name}: {part}, round {number + 1}", file=sys.stderr, flush=True)
            try:
                trial = self.trial(row, part, number)
            except Unavailable as reason:
                trial = {"row": row.name, "part": part, "round": number, "settings": self.settings}
                trial |= {"build": self.build(row), "unavailable": str(reason)}
            missing |= {row.name} if "unavailable" in trial else set()
            with self.results.open("a") as file:
                file.write(json.dumps(trial) + "\n")


# What is printed.


class Measured:
    """The trials of a row, as the table shows them."""

    def __init__(self, row, trials):
        self.row = row
        mine = [t for t in trials if t["row"] == row.name]
        self.unavailable = next((t["unavailable"] for t in mine if "unavailable" in t), None)
        self.one = [t for t in mine if t["part"] == "one" and "readings" in t]
        # The first reading of a process warms it up.
        warm = [r for t in self.one for r in (t["readings"][1:] or t["readings"])]
        self.tables = [r["total"] / 1000 for r in warm]
        self.encoder = median(r["encode"] / 1000 for r in warm)
        self.token = median(r["decode"] / max(r["tokens"], 1) for r in warm)
        self.table = median(self.tables)
        self.start = median(t["start_s"] for t in self.one)
        self.peak = max((t["peak_mb"] for t in self.one), default=None)
        self.many = {
            part: [t for t in mine if t["part"] == part and "readings" in t] for part in ("many", "together")
        }
        self.tokens = {r["tokens"] for r in warm}

    def throughput(self, part):
        return median(t["charts"] / t["seconds"] * 60 for t in self.many[part])

    def texts(self):
        """Every text it wrote, by the part of the run and the chart's place in it."""
        parts = {"one": self.one, **self.many}
        names = {"one": "one", "many": "many", "together": "many"}
        return [((names[part], i if part != "one" else 0), text) for part in parts for t in parts[part]
                for i, text in enumerate(t["texts"])]  # fmt: skip


def median(values):
    values = list(values)
    return statistics.median(values) if values else None


def cell(value, form):
    return "-" if value is None else form.format(value)


def ratio(slow, fast):
    return "-" if slow is None or fast is None else f"{slow / fast:.1f}"


def first_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0].removeprefix("error: ") if lines else "it gave no reason"


def report(bench):
    trials = bench.kept()
    measured = [Measured(row, trials) for row in ROWS]
    by_name = {m.row.name: m for m in measured}
    reference = dict(by_name["current-fp32"].texts())
    notebook = by_name["notebook"].table
    tokens = bench.args.tokens
    head = ["", "start-up", "encoder", "a token", f"{tokens} tokens (spread)", "times the notebook"]
    head += ["charts a minute", "the same, together", "peak memory", "same text"]
    lines = [machine(trials, bench), "", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for m in measured:
        if not m.one and not any(m.many.values()):
            continue
        compared = [reference[key] == text for key, text in m.texts() if key in reference]
        alone, together = m.throughput("many"), m.throughput("together")
        few = m.many["many"] and m.many["many"][0]["charts"]
        note = f" (of {few})" if few and few != len(bench.charts) else ""
        gain = f" ({together / alone:.2f}x)" if alone and together else ""
        spread = f" ({min(m.tables):.1f}-{max(m.tables):.1f})" if m.tables else ""
        short = "" if m.tokens <= {tokens} else f", {min(m.tokens)} tokens"
        cells = [
            m.row.title,
            cell(m.start, "{:.1f} s"),
            cell(m.encoder, "{:.2f} s"),
            cell(m.token, "{:.1f} ms"),
            cell(m.table, "{:.1f} s") + spread + short,
            ratio(notebook, m.table),
            cell(alone, "{:.1f}") + note,
            cell(together, "{:.1f}") + gain,
            cell(m.peak, "{:.0f} MB"),
            f"{sum(compared)} of {len(compared)}" if compared else "-",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    absent = [f"- {m.row.title}: {m.unavailable}" for m in measured if m.unavailable]
    lines += ["", "Not measured on this machine:", "", *absent] if absent else []
    print("\n".join([*lines, "", *ratios(by_name)]))


def ratios(by_name):
    """The figures that the project set itself."""
    exact = min((by_name[n].table for n in ("notebook-cache", "current-fp32") if by_name[n].table), default=None)
    peers = [m.table for m in by_name.values() if not m.row.precision and m.table]
    ours = [m for m in by_name.values() if m.row.precision and m.table]
    fastest = min(ours, key=lambda m: m.table, default=None)
    fp32 = by_name["chartqa-fp32-cpu"]
    alone, together = fp32.throughput("many"), fp32.throughput("together")
    lines = [
        "| ratio | here |",
        "|---|---|",
        f"| fp32 against the notebook as written | {ratio(by_name['notebook'].table, fp32.table)} |",
        f"| fp32 against the best exact PyTorch | {ratio(exact, fp32.table)} |",
    ]
    if fastest and peers:
        title = fastest.row.title.removeprefix("chartqa, ")
        lines.append(f"| fastest ({title}) against the best PyTorch | {ratio(min(peers), fastest.table)} |")
    if alone and together:
        lines.append(f"| many charts together, fp32, against one at a time | {together / alone:.2f} |")
    return lines


def machine(trials, bench):
    """Where and with what this was measured."""
    info = Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    flags = fields.get("flags", "").split()
    has = [name for name, flag in (("AVX2", "avx2"), ("AVX-512", "avx512f"), ("VNNI", "avx512_vnni"), ("AMX", "amx_tile"))
           if flag in flags]  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30) if hasattr(os, "sysconf") else 0
    versions = sorted({t["versions"] for t in trials if t.get("versions")})
    version = subprocess.run([bench.binary, "--version"], capture_output=True, text=True).stdout.strip()
    return (
        f"{time.strftime('%Y-%m-%d')}; {fields.get('model name', platform.processor() or platform.machine())} "
        f"({', '.join(has) or platform.machine()}), {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}; "
        f"{version}; {'; '.join(versions)}. {bench.args.patches} patches, {bench.args.tokens} tokens, random weights; "
        f"medians; many charts are {len(bench.charts)} of the suite."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", default=["*"], metavar="NAME", help="rows to measure; * and ? as in shells")
    parser.add_argument("--parts", nargs="+", choices=("one", "many", "together"), default=["one", "many", "together"],
                        help="one chart; many, one at a time; many together")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=3, help="processes a row for one chart")
    parser.add_argument("--readings", type=int, default=3, help="readings of the chart in each; the first warms it up")
    parser.add_argument("--many-rounds", type=int, default=1, help="processes a row for many charts")
    parser.add_argument("--charts", type=int, default=32, help="how many are many")
    parser.add_argument("--slow-charts", type=int, default=2, help="how many for rows that take minutes a chart")
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--patches", type=int, default=2048)
    parser.add_argument("--chart", type=Path, default=ROOT / "examples" / "charts" / "renewables.png")
    parser.add_argument("--pictures", type=Path, nargs="+", help="many charts [default: of tests/fixtures/suite]")
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "chartqa")
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "bench_peers", help="where everything is kept")
    parser.add_argument("--checkpoint", type=Path, help="one of random weights that exists [default: made]")
    parser.add_argument("--seed", type=int, default=0, help="of the random weights")
    parser.add_argument("--python", action="append", default=[], metavar="ENVIRONMENT=PYTHON",
                        help="interpreter for `notebook` or `current` [default: made]")  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="forget what was measured")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--report", action="store_true", help="print the table of what was measured, measure nothing")
    args = parser.parse_args()
    if args.list:
        print("\n".join(f"{row.name:<24}{row.title}" for row in ROWS))
        return
    if not args.binary.exists():
        sys.exit(f"{args.binary} is missing: run `cargo build --release` first")
    bench = Bench(args)
    if args.fresh:
        bench.results.unlink(missing_ok=True)
    if not args.report:
        bench.run()
    report(bench)


if __name__ == "__main__":
    main()
