#!/usr/bin/env python3
"""Writes what every package must have of the crates that are compiled in: a CycloneDX SBOM, and their licences.

    packaging/materials.py FOLDER [TARGET]

From `cargo metadata` and the crates' own sources alone, so that it takes a second and nothing has to be built for it:
cargo-about and cargo-cyclonedx are minutes of compiling, for the same facts.
"""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
import uuid
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
    return nodes, root, packages


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, checksums):
    found = {"type": "library", "bom-ref": purl(package), "purl": purl(package)}
    found |= {"name": package["name"], "version": package["version"]}
    if package["license"]:
        # Some manifests still have the form that SPDX gave up for `OR`.
        found["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", package["license"])}]
    if checksum := checksums.get((package["name"], package["version"])):
        found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return found


def sbom(nodes, root, packages):
    lock_text = (TOP / "Cargo.lock").read_bytes()
    lock = tomllib.loads(lock_text.decode())
    checksums = {(p["name"], p["version"]): p["checksum"] for p in lock["package"] if "checksum" in p}
    names = {package["id"]: purl(package) for package in packages}
    own = next(package for package in packages if package["id"] == root)
    uses = lambda node: sorted(names[d["pkg"]] for d in node["deps"] if d["pkg"] in names)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        # The same crates have the same number: a package can be built again bit by bit.
        "serialNumber": f"urn:uuid:{uuid.UUID(hashlib.sha256(lock_text).hexdigest()[:32])}",
        "version": 1,
        "metadata": {"component": component(own, checksums) | {"type": "application"}},
        "components": [component(package, checksums) for package in packages if package["id"] != root],
        "dependencies": [{"ref": names[i], "dependsOn": uses(nodes[i])} for i in names],
    }


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
    parts += ["\n".join(sorted(set(titles))) + "\n\n" + text for text, titles in sorted(texts.items(), key=lambda t: t[1])]
    return f"\n\n{'=' * 80}\n\n".join(parts) + "\n"


def main():
    folder = Path(sys.argv[1])
    target = sys.argv[2] if len(sys.argv) > 2 else "x86_64-unknown-linux-gnu"
    nodes, root, packages = compiled(metadata(target))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truss.cdx.json").write_text(json.dumps(sbom(nodes, root, packages), indent=1) + "\n")
    (folder / "THIRD-PARTY-LICENCES.txt").write_text(licences(root, packages))


if __name__ == "__main__":
    main()
