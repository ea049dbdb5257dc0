#!/usr/bin/env python3
"""Writes the Trusses of tests/data/trusses that push_parity.py compares (all but `hello`, which is made by hand).

    make_trusses.py

Each is small and nasty in one way: YAML that readers disagree about, ignore patterns, names, links, external packages.
What git cannot hold (empty folders, pipes, hard links, modes, other bytes than UTF-8 in names) is made by
push_parity.py when it runs.
"""

import os
import shutil
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
TRUSSES = DATA / "trusses"


def link(target):
    return ("link", target)


def yaml(text):
    return {"config.yaml": "model_name: nasty\n" + text}


def named(*names, config="model_name: nasty\n", ignore=None):
    files = {name: f"{name}\n" for name in names} | {"config.yaml": config}
    return files | ({".truss_ignore": ignore} if ignore is not None else {})


TREE = ("model/model.py", "model/x.pyc", "model/__pycache__/m.pyc", "build/a", "data/keep/a", "data/drop/b", "data/c.bin",
        "logs/keep.log", "logs/other.log", "src/a/b/c.py", "src/a/test_c.py", "a1.txt", "a2.txt", "ab.txt", "README.md")

MADE = {
    "yaml-booleans": yaml("model_metadata: {a: yes, b: No, c: ON, d: off, e: true, f: y, g: n, h: 'yes', i: TRUE, j: tRUE}\n"),
    "yaml-integers": yaml("model_metadata: {a: 010, b: 0o10, c: 0x1F, d: 0b101, e: 1_000, f: 08, g: +5, h: -0, i: 12:30, j: 190:20:30}\n"),
    "yaml-big-integers": yaml("model_metadata:\n  a: 18446744073709551615\n  b: 18446744073709551616\n  c: -123456789012345678901234567890\n  d: {123456789012345678901234: e}\n"),
    "yaml-floats": yaml("model_metadata: {a: 1.5, b: 1e3, c: 1.0e+3, d: .5, e: 5., f: 1_0.5, g: .inf, h: -.INF, i: .nan, j: 1:30.5, k: 1.0e+400}\n"),
    "yaml-dates": yaml("model_metadata:\n  a: 2001-01-01\n  b: 2001-12-14t21:59:43.10-05:00\n  c: 2001-12-14 21:59:43\n  d: 2001-1-1\n  e: '2001-01-01'\n  f: {2002-02-02: g}\n"),
    "yaml-nulls": yaml("description:\nmodel_metadata: {a: ~, b: null, c: Null, d: nUll, e: , f: ''}\nsecrets:\n  hf_access_token: null\n  other:\n"),
    "yaml-keys": yaml("model_metadata: {deep: {1: a, 1.5: b, yes: c, ~: d, '1': e, 1e20: f, 1.0e+20: g, .inf: h}}\n"),
    "yaml-duplicates": yaml("resources: {cpu: '1'}\nmodel_metadata: {a: 1, a: 2, b: 3}\nresources: {cpu: '2'}\n"),
    "yaml-anchors": yaml("model_metadata:\n  base: &base [1, {a: b}]\n  again: *base\n  deep: {x: *base, y: &y text, z: *y}\n"),
    "yaml-merge": yaml("model_metadata:\n  a: &a {x: 1, y: 2}\n  b: &b {y: 3, z: 4}\n  c: {<<: *a, y: 9}\n  d: {<<: [*a, *b], w: 0}\n  e:\n    w: 1\n    <<: *b\n"),
    "yaml-tags": yaml("model_metadata:\n  a: !!str 5\n  b: !!int '5'\n  c: !!set {x, y}\n  d: !!omap [a: 1, b: 2]\n  e: !!pairs [a: 1, a: 2]\n  f: !!binary aGVsbG8=\n  g: !!float 5\n"),
    "yaml-blocks": yaml("build_commands:\n- |\n  apt-get update &&\n  apt-get install x\n- >-\n  one\n  line\n\n  two\n- |+\n  keep\n\n- \"a\\\n  b\"\n"),
    "yaml-flow": yaml("model_metadata: {\n a: [1,\n 2, ],\n b: {c: d,},\n e: [f g, {h: i}, j: k],\n}\nrequirements: [\n'torch==2.0',\n]\n"),
    "yaml-quotes": yaml("model_metadata: {a: 'it''s', b: \"\\x41\\u00e9\\n\\t\", c: 'x\ty', d: \"#no\", e: a#b, f: 'a: b'} # a comment\twith a tab\n"),
    "yaml-unicode": yaml("description: 日本語 é 😀\nmodel_metadata: {ключ: значение, \"\\U0001F600\": \"\\u2028\"}\n"),
    "yaml-byte-order-mark": {"config.yaml": "\ufeffmodel_name: nasty\ndescription: marked\n"},
    "yaml-line-ends": {"config.yaml": "model_name: nasty\r\ndescription: |\r\n  a\r\n  b\r\nmodel_metadata: {a: 1}\r\n"},
    "yaml-directives": {"config.yaml": "%YAML 1.3\n%FOO bar\n---\nmodel_name: nasty\n...\n"},
    "yaml-no-last-newline": {"config.yaml": "model_name: nasty\ndescription: |\n  last"},
    "yaml-equals": yaml("model_metadata: {=: a, b: '=', c: '<<'}\n"),
    "yaml-wrong-tab": yaml("description:\ttab\n"),
    "yaml-wrong-tag": yaml("description: !!python/name:os.system x\n"),
    "yaml-wrong-flow": yaml("requirements: [a, b\n"),
    "yaml-wrong-key": yaml("model_metadata: {{ x }}\n"),
    "yaml-wrong-documents": {"config.yaml": "---\nmodel_name: nasty\n---\nmodel_name: other\n"},
    "yaml-wrong-date": yaml("description: 2001-13-01\n"),
    "yaml-wrong-anchor": yaml("description: &a x\nmodel_metadata: {a: &a y}\n"),
    "ignore-defaults": named(*TREE, ".env", ".venv/x", "lib/y", "dist/z", "x.egg-info/PKG", "target/debug", "eggs/e", "docs/_build/h", "docs/a", "parts/p", "wheels/w", "a.log", "b.tmp", "c.swp", "share/python-wheels/q", "share/r", "MANIFEST", "Manifest", "coverage.xml"),
    "ignore-own": named(*TREE, ignore="*.txt\n!ab.txt\n/data/\nlogs/*\n!logs/keep.log\n"),
    "ignore-empty": named(*TREE, ignore=""),
    "ignore-comments": named(*TREE, "#x", ignore="# nothing\n\n   \n\\#x\n  # indented\n"),
    "ignore-come-back": named(*TREE, ignore="data/*\n!data/keep/\nlogs/**\n!logs/keep.log\nsrc\n!src/a/b\n"),
    "ignore-braces": named("a.py", "{a,b}.py", "b.py", ignore="{a,b}.py\n"),
    "ignore-classes": named("x1", "x2", "x/y", "xa", "[x]", "-", ignore="x[!1]\n[[]x]\n"),
    "ignore-anchored": named(*TREE, "deep/a1.txt", "deep/README.md", ignore="/a1.txt\nREADME.md\nsrc/a\n"),
    "ignore-stars": named(*TREE, ignore="**/b/**\na?.txt\n*.p*\nsrc/**/test_*\n"),
    "ignore-spaces": named("a b", " a", "c", ignore="  a b  \n\ta\t\n"),
    "ignore-line-ends": named(*TREE, ignore="a1.txt\r\nlogs/\r\n"),
    "ignore-no-last-newline": named(*TREE, ignore="logs\na2.txt"),
    "ignore-everything-but": named(*TREE, ignore="*\n!config.yaml\n!model\n!model/**\n"),
    "ignore-wrong-pattern": named("a", ignore="a\n!\n"),
    "ignore-wrong-range": named("a", ignore="[z-a]\n"),
    "ignore-itself": named("a", ignore=".truss_ignore\n"),
    "names-hidden": named(".hidden", ".config/x", "..two", "a/.b/.c"),
    "names-spaces": named(" lead", "trail ", "in the middle", "a  b/ c"),
    "names-letters": named("é", "e\u0301", "日本/語", "😀.txt", "ſ", "ﬀ"),
    "names-marks": named("a*b", "a?b", "[a]", "a\\b", "'q'", '"q"', "$HOME", "a;b", "-rf", "--", "a:b", "#a", "!a", "%41", "&", "~"),
    "names-long": named("n" * 99, "n" * 100, "n" * 101, "n" * 200, "/".join(["d" * 60] * 5) + "/f", "é" * 60),
    "sizes": {"config.yaml": "model_name: nasty\n"} | {f"{size}.bin": "x" * size for size in (0, 1, 511, 512, 513, 1024, 10240)},
    "links-to-files": named("a/b.txt", "c.txt") | {"l1": link("c.txt"), "a/l2": link("../c.txt"), "l3": link("l1"), "l4": link("a/b.txt"), "l5" * 60: link("c.txt")},
    "links-to-folders": named("a/b.txt") | {"l": link("a")},
    "nested": named("config.yml", "inner/config.yaml", "inner/.truss_ignore", "inner/model/model.py", "inner/x.pyc", config="model_name: outer\n"),
    "packages": named("model/model.py", "model/x.pyc", "packages/own.py") | {"config.yaml": "model_name: nasty # kept\nexternal_package_dirs:\n- ../../packages/shared\nresources: {cpu: '1'}\n", "l": link("model/model.py")},
    "packages-here": named("a.txt") | {"config.yaml": "model_name: nasty\nbundled_packages_dir: .\nexternal_package_dirs: [../../packages/shared]\n"},
    "packages-empty": named("a.txt") | {"config.yaml": "model_name: nasty\nbundled_packages_dir: ''\nexternal_package_dirs: [../../packages/shared]\n"},
    "packages-dotted": named("a.txt") | {"config.yaml": "model_name: nasty\nbundled_packages_dir: ./packages\nexternal_package_dirs: [../../packages/shared]\n"},
    "packages-two": named("model/model.py", "a.txt") | {"config.yaml": "model_name: nasty\nbundled_packages_dir: vendored\nexternal_package_dirs: [../../packages/shared, ../../packages/other]\n", ".truss_ignore": "*.txt\nskip/\n"},
}

PACKAGES = {
    "shared": {"tool/__init__.py": "", "tool/a.py": "A = 1\n", "tool/a.pyc": "x", "single.py": "S = 1\n", "tool/skip/b.py": "", "notes.txt": "n"},
    "other": {"other/__init__.py": "", "other/build/x.py": "", "other/readme.txt": "r"},
}


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, tuple):
            path.symlink_to(content[1])
        else:
            path.write_bytes(content.encode())


def main():
    for parent, made in ((TRUSSES, MADE), (DATA / "packages", PACKAGES)):
        for name, files in made.items():
            shutil.rmtree(parent / name, ignore_errors=True)
            write(parent / name, files)
    print(f"{len(os.listdir(TRUSSES))} Trusses")


if __name__ == "__main__":
    main()
