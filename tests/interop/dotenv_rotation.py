"""Rotates a key in a thousand generated dotenv files, and gives the rotation up: python-dotenv and bash are the judges.

For each file: python-dotenv reads the new key afterwards, and bash too where it read the old one, or the sink refused and
nothing changed; after `keys rotations abandon` the file is byte for byte the old one. A last sink that fails leaves the rotation open.
"""

import concurrent.futures
import json
import logging
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.request

from dotenv import dotenv_values

from serving import binary, serving, step

FILES = int(os.environ.get("TRUSS_DOTENV_FILES", "1000"))
NAME = "BASETEN_API_KEY"
OTHER = "othr1234.ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def assignment(rng, value):
    quote = rng.choice(["", "", '"', "'"])
    export = rng.choice(["", "", "export ", "  export\t"])
    equals = rng.choice(["=", "=", "=", " = ", "= "])
    comment = rng.choice(["", "", " # mine", "\t#c", "   "])
    tail = rng.choice([""] * 12 + ["b", "#no-comment", "\\"])
    return f"{export}{NAME}{equals}{quote}{value}{quote}{tail}{comment}"


def noise(rng):
    return rng.choice([
        "", "# a comment with 'one quote", f"# {NAME}={OTHER}", "A=1", "B='two words'", 'C="a \\" b"', "D=it's", "E={\"a\": \"b\"}",
        "F=\"line one\nline two\"", "G=a\\", f"{NAME}_2=x", f"MY_{NAME}=y", "export H=é", "I='it\\'s'", "J=$HOME/x",
        f"cat > /dev/null <<EOF\n{NAME}=inside\nEOF", "K=`date`", "L=a#b", "M=", f"N='{NAME}=x'", "cat <<'END' >/dev/null\ntext\nEND",
    ])


def generate(rng, old):
    lines = [noise(rng) for _ in range(rng.randrange(5))]
    for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):
        value = rng.choice([old, old, old, old, "", OTHER])
        lines.insert(rng.randrange(len(lines) + 1), assignment(rng, value))
    end = rng.choice(["\n", "\n", "\n", "\r\n"])
    text = end.join("\n".join(lines).split("\n"))
    return text + rng.choice([end, end, ""])


def read_by_python(path):
    return dotenv_values(path, interpolate=False).get(NAME)


def read_by_bash(path, folder):
    script = 'set -a; . "$0" >/dev/null 2>&1; printf %s "$' + NAME + '"'
    ran = subprocess.run(["bash", "-c", script, path], env={"PATH": os.environ["PATH"], "HOME": folder}, capture_output=True, timeout=60)
    return ran.stdout.decode(errors="replace")


def create(server, name):
    body = json.dumps({"type": "PERSONAL", "name": name}).encode()
    headers = {"Authorization": f"Bearer {server['api_key']}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{server['url']}/v1/api_keys", body, headers)) as answer:
        return json.load(answer)["api_key"]


def run(server, folder, *arguments):
    environment = {
        "HOME": folder, "PATH": os.environ["PATH"],
        "BASETEN_API_KEY": server["api_key"], "BASETEN_TRUSS_AUTH_REMOTE_URL": server["url"],
    }
    ran = subprocess.run([binary(), *arguments], env=environment, capture_output=True, text=True, timeout=120)
    return ran.returncode, ran.stderr


def one(server, number, old, text):
    with tempfile.TemporaryDirectory(prefix="truss-dotenv-") as folder:
        path = os.path.join(folder, ".env")
        pathlib.Path(path).write_bytes(text.encode())
        before = {"python": read_by_python(path), "bash": read_by_bash(path, folder)}
        code, told = run(server, folder, "keys", "rotate", f"k{number}", "--to", f"env-file:{path}:{NAME}", "--to", "command:exit 1")
        told = f"{text!r}\n{told}"
        after = pathlib.Path(path).read_bytes()
        if code == 8:
            assert after == text.encode(), f"refused, and changed: {told}"
            return "refused"
        assert code == 7, f"exit {code}: {told}"
        new = re.search(rb"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}", after.replace(OTHER.encode(), b"").replace(old.encode(), b""))
        assert new, f"no new key in {after!r}: {told}"
        new = new.group().decode()
        now = {"python": read_by_python(path), "bash": read_by_bash(path, folder)}
        for reader, value in now.items():
            assert value == new or before[reader] != old, f"{reader} reads {value!r} of {after!r}: {told}"
        # A shell reads no assignment with blanks around its `=`, and the CR of a CRLF file with the value.
        assert now["python"] == new, f"python-dotenv reads {now['python']!r} of {after!r}: {told}"
        code, told = run(server, folder, "keys", "rotations", "abandon", f"k{number}", "--yes")
        assert code == 0, f"abandon: exit {code}: {told}"
        left = pathlib.Path(path).read_bytes() if os.path.exists(path) else b""
        assert left == text.encode(), f"{left!r} instead of {text!r}"
        return "rotated"


def main():
    logging.disable()  # python-dotenv tells of lines that it does not understand
    rng = random.Random(int(os.environ.get("TRUSS_RANDOM_SEED", "14")))
    counts, wrong = {}, []
    with serving() as server, concurrent.futures.ThreadPoolExecutor(4) as pool:
        keys = [create(server, f"k{number}") for number in range(FILES)]
        jobs = [pool.submit(one, server, number, old, generate(rng, old)) for number, old in enumerate(keys)]
        for job in jobs:
            try:
                verdict = job.result()
                counts[verdict] = counts.get(verdict, 0) + 1
            except AssertionError as error:
                wrong.append(str(error))
    if wrong:
        sys.exit(f"{len(wrong)} of {FILES} files are wrong; the first:\n" + "\n\n".join(wrong[:3]))
    assert min(counts.get("rotated", 0), counts.get("refused", 0)) > FILES // 20, counts
    step(f"dotenv files: {counts}")


main()
