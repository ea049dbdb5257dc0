"""The hook in .pre-commit-hooks.yaml, run by the real pre-commit in a repository that has it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "hook1234.HBCDEFGHIJKLMNOPQRSTUVWXYZ012345"
CONFIG = "repos:\n  - repo: {hooks}\n    rev: v1\n    hooks:\n      - id: truss-keys-scan\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = f"{ROOT / 'target/debug'}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        author = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {"HOME": name, "PATH": path, "API_KEY": KEY, "BASETEN_REMOTE_URL": "http://127.0.0.1:9", **author}

        def run(where: Path, *line: str) -> subprocess.CompletedProcess:
            return subprocess.run(line, cwd=where, env=environment, capture_output=True, text=True)

        def git(where: Path, *words: str) -> None:
            done = run(where, "git", *words)
            assert done.returncode == 0, done

        hooks, work = folder / "hooks", folder / "work"
        for repository in (hooks, work):
            repository.mkdir()
            git(repository, "init", "-q", "-b", "main")
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        git(hooks, "add", ".")
        git(hooks, "commit", "-qm", "hooks")
        git(hooks, "tag", "v1")
        (work / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks))
        (work / "config.py").write_text("KEY = None\n")
        git(work, "add", ".")
        installed = run(work, sys.executable, "-m", "pre_commit", "install")
        assert installed.returncode == 0, installed
        git(work, "commit", "-qm", "one")
        (work / "config.py").write_text(f"KEY = '{KEY}'\n")
        refused = run(work, "git", "commit", "-qam", "two")
        said = refused.stdout + refused.stderr
        assert refused.returncode != 0 and "config.py:1:8: the key `hook1234`" in said, said
        assert KEY not in said, said
        os.unlink(work / "config.py")
        git(work, "commit", "-qam", "three")
    print("pre-commit runs the hook: a key is refused, other commits pass")


if __name__ == "__main__":
    main()
