"""Python's commands through this program: the list of them, and that Python's truss works with the key it is handed.

    pip install truss==0.18.36
    python3 tests/interop/python_commands.py

A fake remote answers Python's truss at `http://localhost:8000`, an address that it knows the API of: its connections are
led to a free port. How far each command gets is printed: the fake remote has no storage to upload to.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

try:
    from truss.cli import chains_commands, train_commands  # noqa: F401, they register themselves
    from truss.cli.cli import truss_cli
except ImportError as error:
    sys.exit(f"skipped: {error}")

from serving import ROOT, binary, step

KEY = "abcdefgh.abcdefghijklmnopqrstuvwxyzABCDEF"
PEERS = os.path.dirname(sys.executable)

# How Python's truss logs, and what a development deployment needs, which is not pushed here.
WITHOUT = {"--log", "--watch", "--watch-hot-reload", "--watch-no-sleep"}

CHAIN = """
import truss_chains as chains


@chains.mark_entrypoint
class Hello(chains.ChainletBase):
    def run_remote(self, name: str) -> str:
        return name
"""

TRAINING = """
from truss_train import definitions as d

runtime = d.Runtime(start_commands=["true"])
project = d.TrainingProject(name="mine", job=d.TrainingJob(image=d.Image(base_image="python:3.13"), runtime=runtime))
"""

LEAD_TO_THE_FAKE = """
import socket

real = socket.getaddrinfo


def lead(host, port, *more, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in ("localhost", "api.localhost") or int(port) != 8000:
        raise OSError("a request to " + str(name))
    return real("127.0.0.1", {port}, *more, **named)


socket.getaddrinfo = lead
"""


class Remote(http.server.BaseHTTPRequestHandler):
    requests = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        Remote.requests.append((self.command, self.path, self.headers.get("authorization")))
        if self.path == "/graphql/":
            team = {"id": "t1", "name": "ml", "default": True}
            answer = {"data": {"teams": [team]} if "teams" in body else {"chains": []}}
        elif self.path.endswith("/training_projects"):
            answer = {"training_projects": [], "training_project": {"id": "p1", "name": "mine"}}
        else:
            answer = {"logs": []}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def the_list():
    """What Python's truss has and this program has not: no more, no less."""
    with tempfile.TemporaryDirectory(prefix="truss-interop-") as folder:
        environment = {"HOME": folder, "PATH": folder}
        fake = pathlib.Path(folder, "truss")
        fake.write_text('#!/bin/sh\necho "handed over: $*"\n')
        fake.chmod(0o755)

        def ours(name):
            help = subprocess.run([binary(), "help", name], env=environment, capture_output=True, text=True)
            return help.returncode == 0 and not help.stdout.startswith("A command of Python's truss")

        missing = sorted(name for name in truss_cli.commands if not ours(name))
        listed = (ROOT / "tests/data/python_commands.txt").read_text().split()
        assert missing == listed, (missing, listed)
        for name in missing:
            told = subprocess.run([binary(), name, "--help"], env=environment, capture_output=True, text=True)
            assert told.stdout == f"handed over: {name} --help\n", told
    step(f"{len(listed)} of {len(truss_cli.commands)} commands are handed over, and no other")


def run(folder, port, *words):
    pathlib.Path(folder, "sitecustomize.py").write_text(LEAD_TO_THE_FAKE.replace("{port}", str(port)))
    environment = {"HOME": folder, "PATH": f"{PEERS}:/usr/bin:/bin", "PYTHONPATH": folder, "COLUMNS": "200"}
    environment |= {"BASETEN_API_KEY": KEY, "BASETEN_REMOTE_URL": "http://localhost:8000"}
    Remote.requests.clear()
    ended = subprocess.run(
        [binary(), *words], env=environment, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert "not on PATH" not in ended.stderr, ended.stderr
    return ended, list(Remote.requests)


def with_the_key(folder, port):
    ended, requests = run(folder, port, "init", "mine", "--name", "mine")
    assert ended.returncode == 0 and pathlib.Path(folder, "mine/config.yaml").exists(), ended
    assert not requests, requests
    step("init")
    pathlib.Path(folder, "chain.py").write_text(CHAIN)
    pathlib.Path(folder, "training.py").write_text(TRAINING)
    for words, least in [
        (["chains", "push", "chain.py", "--no-wait"], ["/graphql/", "/graphql/"]),
        (["train", "push", "training.py"], ["/graphql/", "/v1/training_projects"]),
        (["model-logs", "--model-id", "m1", "--deployment-id", "d1"], ["/v1/models/m1/deployments/d1/logs"]),
    ]:
        ended, requests = run(folder, port, *words)
        paths = [path for _, path, _ in requests]
        assert paths[: len(least)] == least, (words, requests, ended)
        assert {key for _, _, key in requests} == {f"Bearer {KEY}"}, requests
        step(f"{' '.join(words[:2])}: {', '.join(paths)}; it ended with {ended.returncode}")


def options_of_push():
    """Every option of Python's push is known here, under its name."""
    unknown = set()
    for option in truss_cli.commands["push"].params:
        for name in [*option.opts, *option.secondary_opts]:
            if not name.startswith("--"):
                continue
            value = [] if option.is_flag else ["1"]
            ran = subprocess.run([binary(), "push", name, *value, "--help"], capture_output=True, text=True)
            if "unexpected argument" in ran.stderr:
                unknown.add(name)
    assert unknown == WITHOUT, unknown
    step(f"push: all options but {', '.join(sorted(WITHOUT))}")


def main():
    the_list()
    options_of_push()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Remote)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="truss-interop-") as folder:
        with_the_key(folder, server.server_address[1])


if __name__ == "__main__":
    main()
