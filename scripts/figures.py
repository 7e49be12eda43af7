#!/usr/bin/env python3
"""Measures the figures that docs/figures.md states: time and peak memory of whole runs.

    scripts/figures.py [--binary target/release/chartqa] [--chart PICTURE] [--model DIR]

Needs nothing but Python. Every row is the median (and spread) of several runs of the
real program; peak memory is the process's maximum resident set as the kernel counts it.
With --model, a converted Pix2Struct model of full size is measured too.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(command):
    """One run: seconds, peak resident set in MB. Fails loudly if the program does."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {code}\n{errors.decode()}")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    return seconds, peak


def measure(name, command, times):
    run(command)  # fills the page cache
    seconds, peaks = zip(*(run(command) for _ in range(times)))
    print(
        f"| {name} | {statistics.median(seconds) * 1000:.0f} ms "
        f"| {min(seconds) * 1000:.0f} - {max(seconds) * 1000:.0f} ms | {max(peaks):.0f} MB |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target/release/chartqa")
    parser.add_argument("--chart", type=Path, default=None, help="the picture (default: the README's example)")
    parser.add_argument("--model", type=Path, help="folder of a converted full-size model")
    parser.add_argument("--tokens", type=int, default=100, help="tokens decoded with --model")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    if not options.binary.exists():
        sys.exit(f"{options.binary} is missing: run `cargo build --release` first")
    chart = options.chart or next(iter(sorted((ROOT / "examples/charts").glob("*.png"))))
    binary = str(options.binary)

    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.system()}\n")
    print("| run | median | spread | peak memory |\n|---|---|---|---|")
    measure("`chartqa --version`", [binary, "--version"], options.runs * 3)
    table = [binary, "table", "--model", "mini", str(chart)]
    measure("`chartqa table` with mini", [*table, "--no-cache"], options.runs)
    ask = [binary, "ask", "--model", "mini", "--answerer", "rules", str(chart), "What is the highest value?"]
    measure("`chartqa ask` with mini and the rules", [*ask, "--no-cache"], options.runs)
    # The first run, which is not counted, keeps the reading.
    measure("the same on a kept reading", ask, options.runs * 3)
    if options.model:
        command = [binary, "table", "--model", str(options.model), "--format", "json"]
        command += ["--max-new-tokens", str(options.tokens), "--no-cache", str(chart)]
        measure(f"`chartqa table`, full-size Pix2Struct, {options.tokens} tokens", command, 3)


if __name__ == "__main__":
    main()
