#!/usr/bin/env python3
"""Writes the licences of the crates that are compiled in, with their texts.

    packaging/licences.py FILE TARGET

From `cargo metadata` and the crates' own sources alone, so that it takes a second: cargo-about takes minutes to build, for
the same texts.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LICENCE = re.compile(r"(licen[cs]e|copying|notice|copyright|unlicense)", re.IGNORECASE)


def metadata(target):
    command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={target}"]
    return json.loads(subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.PIPE).stdout)


def compiled(data):
    """The packages that the program is made of, its own last: no test's, no build script's."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    root, seen = data["resolve"]["root"], set()
    waiting = [root]
    while waiting:
        if (package := waiting.pop()) in seen:
            continue
        seen.add(package)
        normal = (d for d in nodes[package]["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"]))
        waiting.extend(dependency["pkg"] for dependency in normal)
    packages = sorted((p for p in data["packages"] if p["id"] in seen), key=lambda p: (p["name"], p["version"]))
    return root, packages


def licences(root, packages):
    texts, without = {}, []
    for package in (package for package in packages if package["id"] != root):
        folder = Path(package["manifest_path"]).parent
        files = sorted(file for file in folder.iterdir() if file.is_file() and LICENCE.match(file.name))
        title = f"{package['name']} {package['version']} ({package['license']})"
        for file in files:
            texts.setdefault(file.read_text(errors="replace").strip(), []).append(title)
        if not files:
            without.append(f"{title}, {package['repository']}")
    parts = ["Licences of the crates that `truss` is compiled from."]
    if without:
        parts.append("Without a text of their own; the licences' texts are among those below:\n\n" + "\n".join(without))
    # Texts of one kind are about as long: next to each other they cost a package the least.
    in_order = sorted(texts.items(), key=lambda entry: (len(entry[0]), entry[1]))
    parts += ["\n".join(sorted(set(titles))) + "\n\n" + text for text, titles in in_order]
    return f"\n\n{'=' * 80}\n\n".join(parts) + "\n"


def main():
    file, target = sys.argv[1:]
    Path(file).write_text(licences(*compiled(metadata(target))))


if __name__ == "__main__":
    main()
