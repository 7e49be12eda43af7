#!/usr/bin/env python3
"""Asks an OpenAI-compatible server that this project did not write, by every method.

    cargo build && scripts/independent_server/check.py

Installs mockllm into target/independent_server on first use. The server has one canned reply
for exactly the prompt that `chartqa --dry-run` shows, and another for anything else: an answer
that comes back right has made the whole way there and back. It checks requests with models of
its own, which know no pictures: of those it only says 500.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "independent_server"
PYTHON = WORK / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CHART = ROOT / "examples" / "charts" / "renewables.png"
CSV = "Region,2022,2023\nNorth,40,42\nSouth,49,38\n"
QUESTION = "By how much did South fall?"

TEXT = "Row 2 is South: 49 and 38. 49 - 38 = 11.\nCells: R2C2, R2C3\nThe answer is 11."
OBJECT = json.dumps(
    {
        "steps": "49 - 38 = 11.",
        "cells": [{"row": 2, "column": 2}, {"row": 2, "column": 3}],
        "answer": "11",
    }
)
CALL = json.dumps({"name": "answer", "arguments": json.loads(OBJECT)})
PROGRAM = json.dumps(
    {"program": "ans = table['South']['2022'] - table['South']['2023']"}
)

# Name, arguments, what the model says, exit status, what the answer's JSON has or standard
# error says.
CASES = [
    ("direct", ["--method", "direct"], OBJECT, 0, {"answer": "11"}),
    ("cot", ["--method", "cot"], OBJECT, 0, {"answer": "11", "program": "49 - 38 = 11."}),
    ("cot, text", ["--method", "cot"], TEXT, 0, {"answer": "11"}),
    ("cot, streamed", ["--method", "cot", "--stream"], OBJECT, 0, {"answer": "11"}),
    ("cot, as a call", ["--method", "cot"], CALL, 0, {"answer": "11"}),
    ("program", ["--method", "program"], PROGRAM, 0, {"answer": "11"}),
    ("vote", ["--method", "vote", "--samples", "4"], OBJECT, 0, {"answer": "11"}),
    ("no answer", ["--method", "direct"], None, 5, {"answer": None}),
    ("refusal", ["--method", "cot"], "I'm sorry, I can't assist with that.", 4, "refuses"),
    ("picture", ["--picture", "only", "--max-retries", "0"], OBJECT, 4, "holds a picture"),
]


def install():
    if not PYTHON.exists():
        venv.create(WORK / "venv", with_pip=True)
        subprocess.run(
            [PYTHON, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"],
            check=True,
        )


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def serve(port, replies):
    command = [PYTHON, "-m", "uvicorn", "mockllm.server:app", "--port", str(port)]
    environment = {**os.environ, "MOCKLLM_RESPONSES_FILE": str(replies)}
    log = open(WORK / "server.log", "w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=WORK)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/models", timeout=1).close()
            return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    sys.exit(f"the server does not start; see {WORK / 'server.log'}")


def last_message(run, arguments):
    """The text that the server will take for the prompt; one for each request shown."""
    shown = run([*arguments, "--dry-run"]).stdout
    decoder, prompts = json.JSONDecoder(), []
    while shown := shown.lstrip():
        request, end = decoder.raw_decode(shown)
        prompts.append(request["body"]["messages"][-1]["content"])
        shown = shown[end:]
    return prompts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chartqa", default=ROOT / "target" / "debug" / "chartqa", type=Path)
    parser.add_argument("--only", help="the case of this name")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    install()
    table, replies = WORK / "table.csv", WORK / "replies.yml"
    table.write_text(CSV)
    replies.write_text(json.dumps({"responses": {}}))
    port = free_port()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(WORK),
        "CHARTQA_HOME": str(WORK / "home"),
        "CHARTQA_OFFLINE": "1",
        "CHARTQA_LLM_URL": f"http://127.0.0.1:{port}/v1",
        "CHARTQA_LLM_MODEL": "gpt-4o-mini",
    }

    def run(arguments):
        about = [str(CHART)] if "--picture" in arguments else ["--table", str(table)]
        command = [options.chartqa, "ask", *about, QUESTION, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    server, failed = serve(port, replies), 0
    try:
        for name, arguments, reply, status, expected in CASES:
            if options.only not in (None, name):
                continue
            canned = {}
            if reply is not None and "--picture" not in arguments:
                canned = {prompt: reply for prompt in last_message(run, arguments)}
                # Streaming, the server looks its own reply up once more.
                canned[reply] = reply
            # YAML takes JSON.
            replies.write_text(json.dumps({"responses": canned}))
            done = run([*arguments, "--json"])
            if isinstance(expected, str):
                good = expected in done.stderr
            else:
                answer = json.loads(done.stdout or "{}")
                good = all(answer.get(field) == value for field, value in expected.items())
            good = good and done.returncode == status
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {name}")
            if not good:
                print(f"     status {done.returncode}\n{done.stdout}{done.stderr}")
    finally:
        server.terminate()
        server.wait()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
