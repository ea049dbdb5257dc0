#!/usr/bin/env python3
"""What PyYAML's safe_load makes of many small documents, as JSON has it.

    yaml_cases.py [--random N] [--seed S] > cases.json

Needs PyYAML and pydantic (Python truss passes its config through the latter). The committed result is
tests/data/yaml/cases.json; the unit test beside src/push/config/yaml/ compares it with ours. With --random, that many
generated documents come after the named ones.
"""

import argparse
import json
import random
import sys
from typing import Any

import pydantic
import yaml

SCALARS = """
yes Yes YES yEs no No NO on On ON off OFF oFF true True TRUE tRUE false y n Y N ~ null Null NULL nULL None
0 -0 +0 00 07 08 010 -010 0o10 0b101 0b_ 0b 0b2 0x1F 0xfg 0x_ 0x -0x1f 1_000 _1 1_ 1__0 12345678901234567890
-9223372036854775808 9223372036854775807 9223372036854775808 123456789012345678901234567890 0xffffffffffffffffffffffff
1e3 1E3 1e+3 1.e+3 1.0e3 1.0e+3 1.5 -1.5 +1.5 .5 -.5 +.5 5. 1_0.5 1._5 ._5 .5_0 1.0e-5 1.0E+400 1e400 . .. .e+1 -.0 -0.0 1.2.3
.inf -.inf +.INF .Inf .iNF .nan .NaN .NAN -.nan .nAn inf nan infinity
12:30 1:60 1:5 1:05 1:005 190:20:30 190:20:30.15 1:2.5_0 0:1 00:1 1:2: 24:00:00 -1:30 1:30.
2001-01-01 2001-1-1 2001-13-01 2001-02-30 2000-02-29 1900-02-29 0000-01-01 0001-01-01 2001-01-011 2001-01-01x
2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43 2001-12-14T1:59:43 2001-12-14T25:00:00 2001-12-14T21:59:60Z
2001-12-14T21:59:43+05:30 2001-12-14T21:59:43+24:00 2001-12-14T21:59:43.1234567Z 2001-12-14T21:59:43.Z 2001-1-4T1:00:00
= << ! & * @a `a %a |a >a -a ?a :a a: a:b a#b #a "a" 'a' - ? : [] {} [a] {a} {{x}} , ] } é 日本 1.0.0 v1.2 ::1 a::b http://x/y?z=1#f
""".split()

DOCUMENTS = [
    "%model_name: a\nb: 1\n", "%model_name: a\n---\nb: 1\n", "%foo bar: x\n---\nb: 1", "%foo bar\nb: 1", "%foo bar\n", "%foo\n# c\n\n---\nb: 1", "%\n---\nb: 1",
    "%foo\n---b: 1", "%foo#x\n---\nb: 1", "%foo\tx\n---\nb: 1", "%foo\n--- b\n", "# c\n%foo bar\nb: 1", "%YAML: 1.3\n---\nb: 1", "%YAMLX 1.3\n---\nb: 1",
    "%TAGS a b\n---\nb: 1", "%foo\x85---\nb: 1", "%é x\n---\nb: 1", "%foo\r\n---\r\nb: 1", "%YAML 1.1\n%foo\n---\nb: 1", "%foo\n---",
    "", " ", "\n", "# only a comment", "---", "---\n...", "--- a", "...", "a: b", "a: b\n", "a:\n  b", "a:\n- b\n- c\n", "- a\n- b: c\n  d: e\n",
    "a: 1\na: 2", "1: a\ntrue: b\n1.0: c", "{1: a, '1': b}", "{~: a, null: b}", "{2001-01-01: a}", "{1.5: a, 1e20: b, 1.0e+20: c}", "{.nan: a}", "yes: x",
    "a: &x 1\nb: *x", "a: &x [1, {b: 2}]\nb: *x\nc: *x", "a: *x", "a: &x 1\nb: &x 2", "a: &x [*x]", "&a {b: *a}", "&k a: *k", "? &k a\n: *k",
    "<<: {a: 1}", "<<: {a: 1}\na: 2", "a: 2\n<<: {a: 1, b: 3}", "<<: [{a: 1, b: 1}, {a: 2, c: 2}]\nc: 9", "<<: 1", "<<: [1]", "<<: []", "<<: {}", "<<: null",
    "base: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}", "base: &b {x: 1}\nc: &c {<<: *b, y: 3}\nd: {<<: *c, z: 4}", "a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n",
    "a: {<<: {b: 1}, <<: {b: 2, c: 3}}", "'<<': {a: 1}", "? !!merge <<\n: {a: 1}", "!!merge x: {a: 1}", "a: <<", "[<<]", "- <<: {a: 1}",
    "&a {<<: *a, b: 1}", "a: &a {b: &b {<<: *a, c: 1}, d: 2}",
    "=: x", "a: =", "[=]", "{a: {=: 5}}", "!!int {=: 5}", "!!str {=: x, y: z}", "!!value '=': 1", "a: !!str {b: c}",
    "a: !foo b", "!foo {a: b}", "!foo [a]", "a: !!python/name:os.system x", "a: !!python/object/apply:os.system [ls]", "a: ! b", "a: ! 5", "a: ! '5'", "a: ! {b: c}",
    "a: !!str 5", "a: !!str yes", "a: !!str", "a: !!int '5'", "a: !!int foo", "a: !!int ''", "a: !!int 1:2", "a: !!float 5", "a: !!float 1e3", "a: !!float x", "a: !!bool yes", "a: !!bool foo", "a: !!null x",
    "a: !!timestamp 2001-1-1", "a: !!timestamp x", "a: !!binary aGVsbG8=", "a: !!binary /w==", "a: !!binary a", "a: !!binary |\n  aGVs\n  bG8=\n", "a: !!binary é", "a: !!binary 'aGVsbG8'", "a: !!binary 'aGVsbG8=====x'", "a: !!binary ''",
    "!!set {a, b}", "!!set {a: 1, b}", "!!set [a]", "a: !!set\n  ? x\n  ? y\n", "!!omap [a: 1, b: 2]", "!!omap {a: 1}", "!!omap [a]", "!!omap [{a: 1, b: 2}]", "!!pairs [a: 1, a: 2]", "!!seq [a]", "!!seq {a: b}", "!!map {a: b}", "!!map [a]", "!!str [a]", "!!null [a]", "!!seq a", "!!map a",
    "%TAG ! tag:yaml.org,2002:\n---\na: !int '5'", "%TAG !e! tag:example.com,2000:\n---\na: !e!x 5", "%YAML 1.1\n---\na: yes", "%YAML 1.2\n---\na: yes", "%YAML 1.3\n---\na: yes", "%YAML 2.0\n---\na", "%FOO bar\n---\na", "%YAML 1.1\n%YAML 1.1\n---\na", "a: b\n%FOO\n", "%YAML 1.1\na: b", "# c\n%FOO bar\n---\na",
    "? [a]\n: b", "? {a: b}\n: c", "{[a]: b}", "{{x}}", "a: {{ x }}", "{a: b}: c", "[a]: b", "? a\n? b\n", "? a", "? |\n  x\n: y",
    "a: b: c", "a: 'b': c", "a: b\n c: d", "a:\n  b: c\n d: e", "- a\nb: c", "a: b\n- c", "a: - b", "a:\n- b\n c", " a: b\nc: d", "a: [b\nc: d", "a: ]", "a: }", "[a, b", "{a: b", "a: 'b", "a: \"b", "[a b, c]", "[a: b, c: d]", "[a,, b]", "[,]", "{a,}", "{a: b,}", "[a,]", "{,}",
    "a: [\n  b,\n  c\n]\n", "a: [\nb,\nc\n]\n", "a: {\nb: c\n}\n", "a:\n  [\n  b\n  ]\n", "a: \"b\nc\"", "a: 'b\n\n  c'", "a: \"b\\\n  c\"", "a: b\n  c\n  d\n", "a: b\n\n  c\n",
    "a: |\n  x\n  y\n", "a: |-\n  x\n", "a: |+\n  x\n\n", "a: |2\n   x\n  y\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z\n", "a: |\n  x", "a: |\n", "a: |", "a: >\n", "a: |\n\n  x\n", "a: |\n  x\n z\n", "a: |0\n x", "a: |10\n x", "a: |a\n x", "a: | # c\n  x\n", "a: |# c\n  x\n", "a: |\n  # x\n  y\n", "- |\n x\n- y\n", "a: >\n\n\n  x\n",
    "a:\tb", "a: b\t", "a: b\t# c", "a: 'x\ty'", "a: \"x\ty\"", "a\tb: c", "-\ta", "a: |\t\n  x", "a: |\n  x\ty", "a: |\n\tx", "[a,\tb]", "[a\t]", "a: b # c\td", "# c\n\ta: b", "a: b\n\t\nc: d", "a: 'x\n\ty'", "---\ta", "a: &x\tb", "a: >\n\n  x\n\t\n  y\n", "\t", "\ta", "a:\n\tb: c", "a: b\n\t# c\n", "a:\n  - b\n\t- c", "#\ta", "a: b #\tc\n\td: e", "'a'\t: b", "a: 'b'\t", "{a: b\t}",
    "\ufeffa: b", "a: \ufeffb", "a: '\ufeff'", "a: \"\\ufeff\"", "a: \u00a0b", "a: b\u0085c: d", "a: 'x\u2028y'", "a: \x07", "a: \x7f", "a: \u0080", "a: \ud7ff", "a: 😀", "a: \"\\U0001F600\"", "a: \"\\x41\\u00e9\\n\\t\\0\\e\\_\\N\\L\\P\\/\\\"\\\\\"", "a: \"\\z\"", "a: \"\\x4\"", "a: \"\\u12\"", "a: 'it''s'",
    "a: b\r\nc: d\r\n", "a: b\rc: d\r", "a: |\r\n  x\r\n  y\r\n", "a: 'x\r\n  y'",
    "--- a\n...\nb: c", "---\na\n---\nb", "a\n---\nb", "---\n---\n", "a: b\n...\n", "a: b\n...\n# c\n", "--- |\n  x\n", "--- # c\na: b", "---a", "a: ---", "a: ...",
    "a: http://x", "a: x:y", "a: x :y", "a: x: y", "a : b", "a:b", "{a:b}", "{a: b:c}", "{'a':b}", "[a:b]", "[a :b]", "['a':b]", "{a: -1}", "[-1, -]", "[-]", "[- a]", "{?a: b}", "[? a : b]", "[?b]",
    "a: @b", "a: `b", "a: %b", "a: b%c", "a: b@c", "a: *", "a: &", "a: &x", "a: !", "a: !!", "a: !<tag:yaml.org,2002:int> '5'", "a: !<x> b", "&x a: b", "&x", "*x", "&x\na: b", "- &x\n- *x", "a: &a-b_c 1\nb: *a-b_c", "a: &é 1", "a: &x.y 1\nb: *x.y",
    "a: #b", "a: # b\n  c", "a #b: c", "a: b#c", "a: b #c", "[a,#c\nb]", "\"a\"#c", "a: 'b'#c", "a: 'b' #c", "a: |#c\n",
    "model_name: x\nresources:\n  cpu: '1'\n  memory: 2Gi\n  use_gpu: no\nsecrets:\n  hf_access_token: null\nenvironment_variables:\n  A: on\n  B: 010\n",
    "external_package_dirs:\n- ../shared\n- ./other\nrequirements:\n- torch==2.0.1\n- git+https://github.com/x/y@main#egg=z\n",
    "build_commands:\n  - |\n    apt-get update &&\n    apt-get install -y x\n  - >-\n    echo a\n    b\n",
]

WORDS = ["a", "b", "key", "yes", "010", "1e3", "12:30", "~", "'x'", '"y z"', "2001-01-01", "&x", "*x", "<<", "!!str", "=", "|", ">-", "", "1.5", "é", "{{x}}", "a: b", "- a", "#c", "%d"]


def fragment(rng, depth=0):
    choice = rng.random()
    if depth > 3 or choice < 0.35:
        return rng.choice(WORDS + SCALARS)
    if choice < 0.5:
        return "[" + ", ".join(fragment(rng, depth + 2) for _ in range(rng.randrange(4))) + "]"
    if choice < 0.62:
        return "{" + ", ".join(f"{rng.choice(WORDS)}: {fragment(rng, depth + 2)}" for _ in range(rng.randrange(4))) + "}"
    indent = "\n" + "  " * (depth + 1)
    if choice < 0.85:
        return indent + indent.join(f"{rng.choice(WORDS[:8] + ['k1', 'k2', '<<', 'k3'])}: {fragment(rng, depth + 1)}" for _ in range(rng.randrange(1, 4)))
    return indent + indent.join(f"- {fragment(rng, depth + 1)}" for _ in range(rng.randrange(1, 4)))


def mutated(rng):
    text = f"a: {fragment(rng)}\nb: {fragment(rng)}\n"
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(["", " ", "\n", "\t", ":", "-", "'", '"', "#", "[", "]", "{", "}", ",", "&x ", "*x", "!", "|", "\n  "]) + text[at + rng.randrange(2):]
    return text


def reading(text):
    """PyYAML's value as JSON text, or None for an error anywhere on the way to JSON."""
    try:
        value = yaml.safe_load(text)
        dumped = pydantic.TypeAdapter(Any).dump_python(value, mode="json")
        return json.dumps(dumped, allow_nan=False)
    except Exception:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    texts = list(DOCUMENTS)
    for scalar in SCALARS:
        texts += [f"a: {scalar}", f"- {scalar}", f"{{{scalar}: x}}"]
    rng = random.Random(arguments.seed)
    texts += [mutated(rng) for _ in range(arguments.random)]
    seen = set()
    rows = []
    for text in texts:
        if text not in seen:
            seen.add(text)
            rows.append(json.dumps({"yaml": text, "json": reading(text)}))
    sys.stdout.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
