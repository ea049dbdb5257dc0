#!/usr/bin/env python3
"""Which configs our `push` refuses against those that Python's truss refuses.

    pip install truss==0.18.36
    python3 tests/interop/config_parity.py [--configs 2000] [--seed 15]

Generated configs, many of them spoilt in one place or two, and odd files, go through both programs up to where the Truss would be
uploaded. Both must take them or both must refuse them, with these differences:

- What Python's truss does not know because it may be newer (a field, an accelerator, a version of Python …) is an error
  there and a warning here: a newer server may know it. Then the config without what was warned of must be taken by both.
- A name beyond 255 characters is refused here: the management API takes none (design/management-api.yaml).
- Half of a surrogate pair (`"\\uD800"`) is refused here: it is no text, and has no UTF-8.
- With `trt_llm`, Python's truss reads model/model.py and wants `trt_llm` among the arguments of `__init__`. Ours does not
  read Python; the Truss that is used here has it.
"""

import argparse
import concurrent.futures
import contextlib
import copy
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HOME = tempfile.TemporaryDirectory(prefix="truss-configs-")
os.environ["HOME"] = HOME.name  # Python's truss writes below it.

import config_judge  # noqa: E402
import config_trt_llm_cases as trt_llm_cases  # noqa: E402
from config_cases import CONFIG, FILES, ODD, Raw, model_name  # noqa: E402
import yaml  # noqa: E402
from serving import binary  # noqa: E402

FOLDER = pathlib.Path(HOME.name)
MODEL = "class Model:\n    def __init__(self, trt_llm, **kwargs):\n        pass\n"
WARNING = re.compile(r"config\.yaml:\d+: (.*?): (?:no field that|`.*` is not known to|`.*` is newer than)")

# Texts that are known where another one is not.
KNOWN = {
    "accelerator": ["B300", "L4"], "python_version": ["py311"], "auth_method": ["AWS_IAM"], "model_server": ["TrussServer"], "kind": ["http", "hf", "s3"],
    "source": ["https://e.co/x", "S3"], "batch_scheduler_policy": ["max_utilization"], "base_model": ["decoder", "encoder", "encoder_bert"],
    "quantization_type": ["no_quant"], "speculative_decoding_mode": ["LOOKAHEAD_DECODING"], "inference_stack": ["v1", "v2"], "webserver_default_route": ["/predict"], "grants": ["pull", "push"],
}


def spoilt(rng, config):
    """A config with something wrong or odd at one place."""
    places = []

    def walk(value):
        children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in children:
            places.append((value, key))
            walk(child)

    walk(config)
    parent, key = rng.choice(places)
    way = rng.choice(["odd", "odd", "odd", "odd", "delete", "rename", "key", "list", "mapping", "other"])
    if way == "delete":
        del parent[key]
    elif way in ("rename", "key") and isinstance(parent, dict):
        names = [key[:-1], key + "s", key.upper(), "x_" + key, key.replace("_", "-"), "tensorparallel"]
        parent[rng.choice(names) if way == "rename" else Raw(rng.choice(["1", "true", "~", "2001-01-01", "1.5", "!!binary YQ==", "yes"]))] = parent.pop(key)
    elif way == "list":
        parent[key] = [parent[key]]
    elif way == "mapping":
        parent[key] = {"a": parent[key]}
    elif way == "other":
        other, name = rng.choice(places)
        parent[key] = copy.deepcopy(other[name]) if name in other or isinstance(other, list) else None
    else:
        parent[key] = Raw(rng.choice(ODD))


def generated(rng):
    names = rng.sample(list(CONFIG), rng.randint(1, 5))
    config = {"model_name": model_name(rng), **{name: CONFIG[name](rng) for name in names}}
    if rng.random() < 0.3:
        config["trt_llm"] = trt_llm_cases.trt_llm(rng)
        if rng.random() < 0.7:
            count = rng.choice(["", ":2", ":4"])
            config["resources"] = {"accelerator": rng.choice(["H100", "B200", "A100", "L4", "T4"]) + count}
        if rng.random() < 0.3:
            config["model_metadata"] = {"tags": trt_llm_cases.tags(rng)}
    if rng.random() < 0.4:
        for _ in range(rng.choice([1, 1, 2])):
            spoilt(rng, config)
    return config


def scalar(rng, value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        plain = re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_./-]*", value) and value.lower() not in {"yes", "no", "on", "off", "true", "false", "null"}
        if plain and rng.random() < 0.5:
            return value
        quotable = "'" not in value and value.isprintable()
        return f"'{value}'" if quotable and rng.random() < 0.3 else json.dumps(value, ensure_ascii=False)
    return {None: rng.choice(["null", "~"]), True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else repr(value)


def flow(rng, value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(rng, key)}: {flow(rng, item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(rng, item) for item in value) + "]"
    return scalar(rng, value)


def block(rng, value, indent=0):
    """Lines in block style; parts of them in brackets, merged (`<<`), or twice."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        for key, item in value.items():
            if rng.random() < 0.02:
                yield f"{pad}{scalar(rng, key)}: {rng.choice(ODD)}"
            if rng.random() < 0.05:
                yield f"{pad}<<: " + flow(rng, {key: item})
                if rng.random() < 0.7:
                    continue
            yield from entry(rng, f"{pad}{scalar(rng, key)}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            yield from entry(rng, f"{pad}-", item, indent)
    else:
        yield pad + flow(rng, value)


def entry(rng, start, item, indent):
    if isinstance(item, (dict, list)) and item and rng.random() < 0.7:
        yield start + rng.choice(["", " # x", " "])
        yield from block(rng, item, indent + 1)
    else:
        yield f"{start} {flow(rng, item)}"


def ours(folder):
    """Whether our push refuses the Truss, and what it says."""
    command = [binary(), "push", str(folder), "--dry-run", "--offline", "-q", "-o", "json"]
    ran = subprocess.run(command, env={"HOME": HOME.name, "PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert ran.returncode in (0, 4, 5) and ran.stderr.count('{"error"') == (ran.returncode > 0), (ran.returncode, ran.stderr)
    return ran.returncode > 0, ran.stderr


def place(config, field):
    """Where a field stands that a warning names: its parent and its key."""
    if field in config if isinstance(config, dict) else False:
        return config, field
    steps = re.fullmatch(r"\[(\d+)\]\.?(.*)", field) if isinstance(config, list) else None
    if steps:
        return (config, int(steps[1])) if not steps[2] else place(config[int(steps[1])], steps[2])
    names = [name for name in config if isinstance(name, str)] if isinstance(config, dict) else []
    for key in sorted(names, key=len, reverse=True):
        if field.startswith(key) and field[len(key):len(key) + 1] in (".", "["):
            return place(config[key], field[len(key):].removeprefix("."))
    raise KeyError(field)


def repairs(value, fields):
    """Configs without what was warned of, or with something known in its place."""
    choices = []
    for field in fields:
        name = re.split(r"[.\[]", field.rstrip("]0123456789["))[-1]
        choices.append([(field, None)] + [(field, known) for known in KNOWN.get(name, [])])
    for chosen in itertools.islice(itertools.product(*choices), 200):
        config = copy.deepcopy(value)
        # The last of a list first, so that no place moves.
        for field, known in reversed(chosen):
            with contextlib.suppress(KeyError, IndexError):
                parent, key = place(config, field)
                if known is None:
                    del parent[key]
                elif isinstance(parent[key], str):
                    parent[key] = known + "".join(re.findall(r":\d+ *$", parent[key]))
        yield config


def write(folder, config):
    (folder / "model").mkdir(parents=True, exist_ok=True)
    (folder / "model/model.py").write_text(MODEL)
    (folder / "config.yaml").write_bytes(config)
    return folder


def explained(folder, config, said, theirs):
    """Whether a difference is one of those above."""
    if theirs is None:
        return "must not be longer than 255 characters" in said or "invalid Unicode character escape code" in said
    # What goes with an engine, a method or a mode of the future is not checked.
    chosen = r"(trt_llm|auth|speculator)\.(inference_stack|auth_method|speculative_decoding_mode)$"
    fields = [re.sub(chosen, r"\1", field) for field in WARNING.findall(said)]
    fields = list(dict.fromkeys(fields))
    for repair in repairs(yaml.safe_load(config), fields) if fields else ():
        repaired = write(folder / "repaired", yaml.safe_dump(repair, encoding="utf-8"))
        # Ours first: Python's truss writes some fields into the file.
        if not ours(repaired)[0] and config_judge.refusal(repaired) is None:
            return True
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--configs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=15)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    configs = [("\n".join(block(rng, generated(rng))) + "\n").encode() for _ in range(arguments.configs)] + FILES
    folders = [write(FOLDER / str(number), config) for number, config in enumerate(configs)]
    (FOLDER / "lib").mkdir()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ran = list(pool.map(ours, folders))
    counts = {"taken by both": 0, "refused by both": 0, "refused there, warned of here": 0, "refused here alone": 0}
    problems = 0
    for folder, config, (refused, said) in zip(folders, configs, ran):
        theirs = config_judge.refusal(folder)
        if refused == (theirs is not None):
            counts["refused by both" if refused else "taken by both"] += 1
        elif explained(folder, config, said, theirs):
            counts["refused here alone" if refused else "refused there, warned of here"] += 1
        else:
            problems += 1
            print(f"--- {folder.name}\n{config.decode(errors='replace')}ours: {'refused' if refused else 'taken'}: {said}theirs: {theirs}", file=sys.stderr)
    print(", ".join(f"{count} {words}" for words, count in counts.items()), flush=True)
    sys.exit(f"{problems} differences" if problems else 0)


if __name__ == "__main__":
    main()
