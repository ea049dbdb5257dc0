"""Starts `truss local serve` on a state of its own, for the scripts beside this one.

TRUSS names the binary; without it, the newest one that `cargo build` left in CARGO_TARGET_DIR (default: target) is used.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def binary():
    if named := os.environ.get("TRUSS"):
        return named
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [found for profile in ("debug", "release", "dist") if (found := target / profile / "truss").exists()]
    if built:
        return str(max(built, key=lambda found: found.stat().st_mtime))
    sys.exit(f"there is no truss below {target}: build it, or say where it is with TRUSS")


def clean_environment(folder):
    """Nothing of the machine's user, and no AWS settings that boto3 would pick up."""
    return {"HOME": folder, "PATH": os.environ["PATH"], "TRUSS_LOCAL_DIR": os.path.join(folder, "state")}


@contextlib.contextmanager
def serving(*arguments):
    """The line that the server prints, as a dict, with `folder` and `environment` added."""
    with tempfile.TemporaryDirectory(prefix="truss-interop-") as folder:
        environment = clean_environment(folder)
        server = subprocess.Popen(
            [binary(), "local", "serve", "-q", "-o", "json", *arguments], stdout=subprocess.PIPE, env=environment, text=True
        )
        try:
            line = json.loads(server.stdout.readline())
            yield {**line, "folder": folder, "environment": environment}
        finally:
            server.send_signal(signal.SIGINT)
            code = server.wait(timeout=30)
        assert code == 0, f"the server ended with {code}"


def step(text):
    print("ok", text, flush=True)


def truss(environment, *arguments):
    """Runs a command and returns its stdout."""
    return subprocess.run([binary(), *arguments], env=environment, check=True, capture_output=True, text=True).stdout
