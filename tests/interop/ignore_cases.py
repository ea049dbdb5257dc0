#!/usr/bin/env python3
"""What Python's pathspec leaves out of a folder, walked as Python truss walks, for many lists of patterns.

    ignore_cases.py [--random N] [--seed S] > cases.json

Needs pathspec. The committed result is tests/data/ignore/cases.json; the unit test beside src/push/files/ignore.rs
compares it with ours. With --random, that many generated lists come after the named ones.
"""

import argparse
import json
import random
import sys
import warnings

import pathspec

FOLDERS = ["a", "a/b", "a/b/c", "b", "build", "build/x", "data", "data/keep", "data/drop", "docs", "docs/_build", "logs", "x", "x/a", "x/a/b", "x 1", "é", "{a,b}", "[a]", "n\nl", "n\nl/a", ".h", "a.egg-info", "#c", "!n", "x\\y", "z\n"]
NAMES = ["a", "b", "c.py", "c.pyc", ".env", "keep.log", "foo", "foo.log", "x1", "x2", "xa", "a b", "é.txt", "*", "?", "[a]", "foo\n", "foo\nx", "{a,b}", "#c", "!n", "a\\b", " s", "-", "^", "]"]

LISTS = [[p] for p in """
foo *.py /foo foo/ a/b a/b/ a/* ** **/foo foo/** a/**/b / // ! !foo a**b **a a/**b x[!1] x[^1] [a-z]* []a] [ a[ a[] [!]a] a\\*b foo\\/bar \\!n \\#c
#c a?b ? * /* /** /**/ **/ **/** a/**/**/b a//b //a a\\ [a\\]b] [[:alpha:]] a.b+c(d) {a,b} *** a/***/b ./a ../a a/./b [z-a] a/**/ **/a/ !/ /!n
[a/b] é? a[!] [^] [\\d] !!n \\ [&&a] [a||b] [--a] /**/a /a/** ***/a [\\ a\\\\b \\[a] [a-] [^-a] a/*/ */ */a **/* */** **/*/a **/*/** **/*/ /*/ */* */*/
/**/* /**/*/ **/a/** a/**/* a/**/*/ */**/ [[] []] [!!] [^^] [!^] [a-z0-9_.] [a-\\] [\\-a] **a/ a**/ **/a** /./ ./ .. . \\* \\a data/* docs/_build/ .* *.* ?? *[!a-z]* [*] [?] \\?
""".split()]
LISTS += [["data/*", "!data/keep/"], ["logs/**", "!logs/keep.log"], ["*", "!foo"], ["*", "!*/", "!*.py"], ["a", "!a/b"], ["a/", "!a/b/c"], ["!foo", "foo"], ["foo", "!foo"], ["*.py*", "!c.py"], ["/*", "!/a"], ["x/", "!x/"], ["**", "!**/"], ["a\\ b"], ["a b"], [" a ", "\tb\t"], ["", "  ", "# c", "foo"], ["foo\\ "], ["[!a]x", "!a"], ["a", "!/"], ["**/a", "!x/a"], ["n?l"], ["n?l/", "!n?l/a"], ["*\n"], ["foo", "bar\r", "b"], ["\ufefffoo"], ["\u00a0foo\u00a0"], ["\u001cfoo\u001f"]]

PIECES = ["a", "b", "c", "x", "foo", "data", "logs", "keep", "*", "**", "?", "/", "/", "[ab]", "[!a]", "[^x1]", ".", ".py", ".log", "*.py", "\\", "\\*", "{a,b}", "é", "build", "1", " ", "[", "]", "-"]


def random_list(rng):
    lines = []
    for _ in range(rng.randrange(1, 5)):
        line = "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 5)))
        if rng.random() < 0.25:
            line = "!" + line
        if rng.random() < 0.3:
            line += "/"
        if rng.random() < 0.2:
            line = "/" + line
        lines.append(line)
    return lines


def patterns(lines):
    """As truss reads an ignore file, which Python opens with universal newlines."""
    text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    stripped = (line.strip() for line in text.split("\n"))
    return [line for line in stripped if line and not line.startswith("#")]


def ignored(lines, paths):
    try:
        spec = pathspec.PathSpec.from_lines(pathspec.patterns.GitWildMatchPattern, patterns(lines))
    except Exception:
        return None
    result = []
    for path in paths:
        below = any(path.startswith(folder) for folder in result if folder.endswith("/"))
        if path.endswith("/"):
            match = spec.match_file(path[:-1]) or spec.match_file(path)
        else:
            match = spec.match_file(path)
        if below or match:
            result.append(path)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = random.Random(arguments.seed)
    paths = [folder + "/" for folder in FOLDERS] + NAMES
    for folder in FOLDERS:
        paths += [f"{folder}/{name}" for name in rng.sample(NAMES, 4) if f"{folder}/{name}" not in FOLDERS]
    paths = [path for path in paths if path not in FOLDERS]
    paths.sort(key=lambda path: path.count("/") - path.endswith("/"))
    lists = LISTS + [random_list(rng) for _ in range(arguments.random)]
    rows = [json.dumps({"patterns": lines, "ignored": ignored(lines, paths)}) for lines in lists]
    sys.stdout.write('{"paths": ' + json.dumps(paths) + ',\n"lists": [\n' + ",\n".join(rows) + "\n]}\n")


if __name__ == "__main__":
    main()
