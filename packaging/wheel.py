#!/usr/bin/env python3
"""Completes the wheel that maturin has built, and writes it to a folder.

    packaging/wheel.py WHEEL FOLDER LICENCE...

The program becomes `truss-rs`, and `truss` a script that calls it: where Python's truss is in the same environment, one of the
two takes the name `truss` away from the other. The licences go into the wheel's own folder. With zopflipy
installed it is compressed as small as it gets: that takes a minute, and a twentieth off each download.
"""

import base64
import hashlib
import stat
import sys
import zipfile
from pathlib import Path

try:
    # Of zopflipy.
    from zopfli import ZipFile

    HOW = {"iterations": 5, "block_splitting_max": 60}
except ImportError:
    from zipfile import ZipFile

    HOW = {}

LAUNCHER = b"""#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/truss-rs" "$@"
"""


def files(wheel, licences):
    """Each file's name, content and whether it can be run; without RECORD."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".data/scripts/truss"):
                yield name + "-rs", archive.read(name), True
                yield name, LAUNCHER, True
            elif not name.endswith(".dist-info/RECORD"):
                yield name, archive.read(name), False
        notes = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
    for licence in licences:
        yield f"{notes}/licenses/{licence.name}", licence.read_bytes(), False
    yield f"{notes}/RECORD", None, False


def record(written, own):
    lines = []
    for name, content in written:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join(lines + [f"{own},,\n"]).encode()


def main():
    wheel, folder, *licences = map(Path, sys.argv[1:])
    written = []
    with ZipFile(folder / wheel.name, "w", compression=zipfile.ZIP_DEFLATED, **HOW) as archive:
        for name, content, is_program in files(wheel, licences):
            if content is None:
                content = record(written, name)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (stat.S_IFREG | (0o755 if is_program else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            written.append((name, content))


if __name__ == "__main__":
    main()
