"""Checks that chartqa and Python's huggingface_hub share one cache: `check_hub_cache.py CHECKPOINT [--pull COMMAND]`.

A local server speaks the hub's HTTP for the checkpoint's folder, weights by way of a redirect as
on the hub itself. Then, in an empty cache each time:

1. chartqa pulls; huggingface_hub, told to open no connection, finds every file, takes the cache's
   inventory without a complaint, and with a connection downloads nothing again;
2. huggingface_hub downloads; chartqa, told to open no connection, installs the model from that.

COMMAND is run in a shell with `{id}` replaced; by default `target/debug/chartqa models pull {id}`.

Needs: huggingface_hub.
"""

import argparse
import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "tests/tiny"


class Hub(http.server.ThreadingHTTPServer):
    """Serves one repository; keeps a list of the files whose content was asked for."""

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}
        self.sent = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def store(self):
        """The same server by another name: a store is another host."""
        return f"http://localhost:{self.server_address[1]}"


def is_large(name):
    return name.endswith(".safetensors")


def etag(name, content):
    if is_large(name):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        files = self.server.files
        path = self.path.split("?")[0]
        api = f"/api/models/{REPOSITORY}"
        if path in (api, f"{api}/revision/main", f"{api}/revision/{COMMIT}"):
            info = {"id": REPOSITORY, "sha": COMMIT, "tags": ["license:apache-2.0"],
                    "siblings": [{"rfilename": name} for name in files]}
            return self.reply(200, {"Content-Type": "application/json"}, json.dumps(info).encode(), body)
        if path.startswith(f"{api}/tree/"):
            tree = [self.tree_entry(name, content) for name, content in files.items()]
            return self.reply(200, {"Content-Type": "application/json"}, json.dumps(tree).encode(), body)
        name = path.rsplit("/", 1)[-1]
        if name not in files:
            return self.reply(404, {"X-Error-Code": "EntryNotFound"}, b"", body)
        content, tag = files[name], etag(name, files[name])
        if path.startswith("/store/"):
            if body:
                self.server.sent.append(name)
            return self.reply(200, {"ETag": '"of the store"'}, content, body)
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{tag}"'}
        if is_large(name):
            headers |= {"X-Linked-Etag": f'"{tag}"', "X-Linked-Size": str(len(content)),
                        "Location": f"{self.server.store}/store/{name}?signature=x"}
            return self.reply(302, headers, b"", body)
        if body:
            self.server.sent.append(name)
        return self.reply(200, headers, content, body)

    def tree_entry(self, name, content):
        entry = {"type": "file", "path": name, "size": len(content), "oid": etag(name, content)}
        if is_large(name):
            entry["lfs"] = {"oid": etag(name, content), "size": len(content), "pointerSize": 130}
        return entry

    def reply(self, status, headers, content, body):
        self.send_response(status)
        for key, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self.wfile.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--pull", default="target/debug/chartqa models pull {id}")
    arguments = parser.parse_args()

    hub = Hub(arguments.checkpoint)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    scratch = tempfile.TemporaryDirectory()
    # Read once, when huggingface_hub is imported.
    os.environ |= {"HF_ENDPOINT": hub.address, "HF_HOME": scratch.name,
                   "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    import huggingface_hub

    def pull(cache, home, **variables):
        environment = os.environ | {"HF_HUB_CACHE": str(cache), "CHARTQA_HOME": str(home)} | variables
        command = arguments.pull.format(id=REPOSITORY)
        done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{command}: {done.stdout}{done.stderr}")
        if not list((home / "models").glob("*/manifest.toml")):
            sys.exit(f"{command}: it installed nothing")

    root = pathlib.Path(scratch.name)

    # 1: chartqa first.
    cache = root / "ours"
    pull(cache, root / "home")
    found = pathlib.Path(
        huggingface_hub.snapshot_download(REPOSITORY, cache_dir=cache, local_files_only=True))
    for name, content in hub.files.items():
        path = huggingface_hub.hf_hub_download(
            REPOSITORY, name, cache_dir=cache, local_files_only=True)
        assert pathlib.Path(path).read_bytes() == content, name
        assert pathlib.Path(path).parent == found, path
    inventory = huggingface_hub.scan_cache_dir(cache)
    assert not inventory.warnings, inventory.warnings
    (repository,) = inventory.repos
    assert repository.repo_id == REPOSITORY and set(repository.refs) == {"main"}, repository
    assert repository.size_on_disk == sum(len(content) for content in hub.files.values())
    hub.sent.clear()
    huggingface_hub.snapshot_download(REPOSITORY, cache_dir=cache)
    assert not hub.sent, f"downloaded again: {hub.sent}"
    print(f"huggingface_hub {huggingface_hub.__version__} finds what chartqa fetched")

    # 2: huggingface_hub first.
    cache = root / "theirs"
    huggingface_hub.snapshot_download(REPOSITORY, cache_dir=cache)
    hub.sent.clear()
    pull(cache, root / "offline", HF_HUB_OFFLINE="1")
    pull(cache, root / "online")
    assert not hub.sent, f"downloaded again: {hub.sent}"
    print(f"chartqa finds what huggingface_hub {huggingface_hub.__version__} fetched")


if __name__ == "__main__":
    main()
