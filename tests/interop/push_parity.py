#!/usr/bin/env python3
"""What `truss push` packs against what Python's truss packs.

    pip install truss PyYAML pathspec
    python3 tests/interop/push_parity.py [--folders 2000] [--seed 7]

For each Truss of tests/data/trusses, and for some that git cannot hold and are made here: the config and the file list of
our `push --dry-run` against PyYAML's reading and truss's own collection, and the uploaded archive against the one that
truss builds, member by member. Then that many generated folders with generated ignore files, lists only.

What is different on purpose is said in DIFFERENT below, and nothing else may be.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import warnings

try:
    import pydantic
    import yaml
    from truss.remote.baseten.core import archive_dir
    from truss.truss_handle.truss_handle import TrussHandle
    from truss.util.path import collect_files, load_trussignore_patterns_from_truss_dir
except ImportError as error:
    sys.exit(f"skipped: {error}")

from ignore_cases import random_list
from serving import ROOT, binary

warnings.simplefilter("ignore")

# Where ours is not Python's, and why.
DIFFERENT = {
    "never packed": {".git", ".netrc", ".trussrc", "id_rsa", "private.pem"},
    # Python ends with a traceback, because it follows the link for its size.
    "left out with a warning": {"broken", "pipe", "socket"},
}
LEFT_OUT = set().union(*DIFFERENT.values())


def ours(environment, folder, *more):
    """The JSON answer of a push, or None when it is refused."""
    command = [binary(), "push", str(folder), "-q", "-o", "json", *more]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode in (1, 2, 3, 4, 5, 8):
        assert not ran.stdout, ran.stdout
        return None
    assert ran.returncode == 0, (command, ran.returncode, ran.stderr)
    return json.loads(ran.stdout)


def in_order(value):
    """Mappings as lists of pairs, so that the order of their keys counts."""
    if isinstance(value, list):
        return [in_order(item) for item in value]
    if isinstance(value, dict):
        return [(key, in_order(item)) for key, item in value.items()]
    return value


def their_config(folder):
    try:
        with open(folder / "config.yaml", "rb") as file:
            value = yaml.safe_load(file)
        dumped = pydantic.TypeAdapter(dict).dump_python(value or {}, mode="json")
        return json.loads(json.dumps(dumped))
    except Exception:
        return None


def their_folder(folder):
    """Where truss packs from: a gathered copy if there are external packages."""
    config = their_config(folder) or {}
    if not config.get("external_package_dirs"):
        return folder
    return TrussHandle(folder).gather()


def their_files(folder):
    """Path and size of each file, or None where truss fails."""
    try:
        files = collect_files(folder, load_trussignore_patterns_from_truss_dir(folder))
        return {os.fsdecode(os.fsencode(str(file.relative_to(folder)))): file.stat().st_size for file in files}
    except Exception:
        return None


def kept(path):
    return not LEFT_OUT.intersection(pathlib.PurePath(path).parts)


def printable(path):
    """A path as JSON text can hold it."""
    return os.fsencode(path).decode("utf-8", "replace")


def members(tar_bytes):
    """Everything that a server sees of an archive, by name."""
    result = {}
    with tarfile.open(fileobj=io.BytesIO(tar_bytes)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            digest = hashlib.sha256(content.read()).hexdigest() if content else None
            result[member.name] = (member.type, member.mode, member.size, member.mtime, member.linkname, member.uid, member.gid, digest)
    return result


def our_archive(environment, folder):
    """The archive as it arrives at the embedded API."""
    state = pathlib.Path(environment["TRUSS_LOCAL_DIR"])
    shutil.rmtree(state, ignore_errors=True)
    assert ours(environment, folder, "--remote", "local") is not None
    (upload,) = (state / "archives").iterdir()
    return b"".join(part.read_bytes() for part in sorted(upload.iterdir()))


def their_archive(folder):
    # Its own idea of which files there are, without those that it cannot pack.
    with archive_dir(folder) as archive:
        archive.file.seek(0)
        return archive.file.read()


def same_links(left, right):
    """Of several names of one file, either may be the one that holds the bytes."""
    names = {name for members in (left, right) for name, member in members.items() if member[0] == tarfile.LNKTYPE or member[4]}
    targets = {member[4] for members in (left, right) for member in members.values() if member[0] == tarfile.LNKTYPE}
    return {name for name in names | targets if any(m.get(name, (None,))[0] == tarfile.LNKTYPE for m in (left, right)) or name in targets}


def compare(name, environment, folder, archive=True):
    """The differences of one Truss."""
    answer = ours(environment, folder, "--dry-run", "--offline")
    config = their_config(folder)
    source = their_folder(folder) if config is not None else folder
    files = their_files(source)
    broken = any(os.path.islink(path) and not os.path.exists(path) for path in folder.rglob("*"))
    if answer is None or config is None or (files is None and not broken):
        agreed = answer is None and (config is None or files is None)
        return [] if agreed else [f"{name}: ours {'refuses' if answer is None else 'packs'}, theirs does not agree"]
    problems = []
    gathered = source != folder
    if gathered:
        # Both send it without what is in the archive.
        config["external_package_dirs"] = []
    if in_order(answer["config"]) != in_order(config):
        problems.append(f"{name}: config {answer['config']} instead of {config}")
    if files is not None:
        expected = {printable(path): size for path, size in files.items() if kept(path)}
        listed = {file["path"]: file["size"] for file in answer["files"]}
        if gathered:
            # Both write the config anew, each in its way.
            expected["config.yaml"] = listed.get("config.yaml")
        if listed != expected:
            problems.append(f"{name}: lists {sorted(set(listed.items()) ^ set(expected.items()))}")
        if [file["path"] for file in answer["files"]] != sorted(listed, key=os.fsencode):
            problems.append(f"{name}: the list is not sorted")
        if answer["total_bytes"] != sum(listed.values()):
            problems.append(f"{name}: the total is wrong")
    if archive and files is not None and all(kept(path) for path in files):
        problems += compare_archives(name, environment, folder, source, gathered)
    return problems


def compare_archives(name, environment, folder, source, gathered):
    left, right = members(our_archive(environment, folder)), members(their_archive(source))
    if gathered:
        ours_config, theirs_config = left.pop("config.yaml"), right.pop("config.yaml")
        assert ours_config[0] == theirs_config[0]
    problems = []
    links = same_links(left, right)
    for path in sorted(left.keys() | right.keys()):
        if left.get(path) != right.get(path) and not (path in left and path in right and path in links):
            problems.append(f"{name}: {path!r} is {left.get(path)} instead of {right.get(path)}")
    return problems


@contextlib.contextmanager
def unholdable(folder):
    """Trusses that are better not held by git."""
    def make(name, *files):
        truss = folder / name
        for file in ("config.yaml", *files):
            path = pathlib.Path(os.fsdecode(os.path.join(os.fsencode(truss), file if isinstance(file, bytes) else file.encode())))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("model_name: nasty\n" if file == "config.yaml" else "x")
        return truss

    make("newlines", "a\nb", "n\nl/x", "end\n", "x.pyc\n", "build\n/y", ".env\n")
    make("bytes", b"\xff\xfe", b"\xffd/e", b"caf\xe9.txt", b"\xff" * 120)
    (make("empty-folders", "a/b") / "empty/inner").mkdir(parents=True)
    modes = make("modes", *(f"m{mode:o}" for mode in (0o600, 0o644, 0o755, 0o400, 0o4755)))
    for path in modes.glob("m*"):
        path.chmod(int(path.name[1:], 8))
    for time in ("0", "1.5", "1700000000.123456789", "2000000000"):
        os.utime(make("times", f"t{time}") / f"t{time}", ns=(0, int(float(time) * 1e9)))
    hard = make("hard-links", "a", "d/only")
    for name in ("b", "d/c"):
        os.link(hard / "a", hard / name)
    os.symlink("nowhere", make("broken-link", "a") / "broken")
    outside = make("links-outside", "a/b")
    for name, target in (("absolute", "/etc/passwd"), ("a/up", "../../newlines/config.yaml")):
        os.symlink(target, outside / name)
    # git could hold this one, but cargo walks the tests' folders and warns of loops.
    loops = make("loops", "a/b.txt")
    for name, target in (("m", "."), ("a/n", "..")):
        os.symlink(target, loops / name)
    secrets = make("secrets", ".trussrc", ".netrc", "keys/id_rsa", "sub/.git/config", "fine")
    (secrets / "private.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    (secrets / ".truss_ignore").write_text("!.git\n")
    large = make("large", "z")
    (large / "weights.bin").write_bytes(random.Random(1).randbytes(20 << 20) + b"end")
    many = make("many")
    for number in range(2000):
        (many / f"d{number % 50}").mkdir(exist_ok=True)
        (many / f"d{number % 50}" / f"{number}.txt").write_text("x" * (number % 700))
    yield sorted(folder.iterdir())


def unreadable(environment, folder):
    """A pipe and a socket: Python would wait at the pipe for ever, so only ours is looked at."""
    truss = folder / "specials"
    truss.mkdir()
    (truss / "config.yaml").write_text("model_name: nasty\n")
    os.mkfifo(truss / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(truss / "socket"))
        answer = ours(environment, truss, "--dry-run", "--offline")
    names = [file["path"] for file in answer["files"]]
    return [] if names == ["config.yaml"] else [f"specials: {names}"]


NAMES = ["a", "b", "c.py", "x1", "x2", "xa", "foo", "data", "logs", "keep.log", "build", "é", "{a,b}", "a b", ".env", "[a]", "src", "dist", "x.pyc"]


def random_folder(rng, folder):
    (folder / "config.yaml").parent.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text("model_name: generated\n")
    for _ in range(rng.randrange(3, 14)):
        parts = [rng.choice(NAMES) for _ in range(rng.randrange(1, 4))]
        path = folder.joinpath(*parts)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x" * rng.randrange(40))
    if rng.random() < 0.85:
        (folder / ".truss_ignore").write_text("\n".join(random_list(rng)) + rng.choice(["", "\n"]))


def generated(environment, folder, count, seed):
    rng = random.Random(seed)
    problems = []
    for number in range(count):
        truss = folder / str(number)
        random_folder(rng, truss)
        found = their_files(truss)
        answer = ours(environment, truss, "--dry-run", "--offline")
        listed = answer and {file["path"]: file["size"] for file in answer["files"]}
        # Ours says that no Truss can do without its config; Python packs one without.
        without_config = found is not None and "config.yaml" not in found
        if not without_config and listed != found:
            rules = truss / ".truss_ignore"
            text = rules.read_text() if rules.exists() else None
            problems.append(f"generated {number}: {text!r}: {listed} instead of {found}")
        shutil.rmtree(truss)
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folders", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="truss-parity-") as temporary:
        temporary = pathlib.Path(temporary)
        # truss keeps gathered copies below the home.
        os.environ["HOME"] = str(temporary)
        environment = {"HOME": str(temporary), "PATH": os.environ["PATH"], "TRUSS_LOCAL_DIR": str(temporary / "state")}
        trusses = sorted((ROOT / "tests/data/trusses").iterdir())
        made = temporary / "made"
        made.mkdir()
        problems = []
        with unholdable(made) as more:
            for truss in [*trusses, *more]:
                problems += compare(truss.name, environment, truss)
            print(f"compared {len(trusses)} Trusses of tests/data and {len(more)} that git cannot hold", flush=True)
        problems += unreadable(environment, made)
        problems += generated(environment, temporary / "generated", arguments.folders, arguments.seed)
        print(f"compared {arguments.folders} generated folders", flush=True)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(f"{len(problems)} differences" if problems else 0)


if __name__ == "__main__":
    main()
