"""schemathesis against `truss local serve` and the server's own description, with every kind of key.

    pip install schemathesis
    python3 tests/interop/openapi_fuzz.py [EXAMPLES] [SEED]

Fails on a 5xx, and on a status, a content type or a body that the description does not have. A model, a deployment
and an environment are made first for each kind, and their ids are offered to the fuzzer, so that it gets past the first 404.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request

from serving import serving

# The kinds of keys, and what is asked for to get one; the personal one is the server's own.
KINDS = {
    "personal": None,
    "full-access": {"type": "WORKSPACE_MANAGE_ALL"},
    "inference-only": {"type": "WORKSPACE_INVOKE"},
    "metrics-only": {"type": "WORKSPACE_EXPORT_METRICS"},
    "manage-keys": {"type": "WORKSPACE_MANAGE_API_KEYS"},
    "narrowed": {"type": "WORKSPACE_INVOKE", "environment_names": ["production"]},
}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def get(server, path):
    return send(server, urllib.request.Request(server["url"] + path))


def post(server, path, body):
    return send(server, urllib.request.Request(server["url"] + path, json.dumps(body).encode(), method="POST"))


def send(server, request):
    request.add_header("Authorization", f"Bearer {server['api_key']}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def prepare(server, kind):
    """A key of this kind, and what schemathesis tries in place of random ids, in its own configuration format."""
    deployment = {"config": {"bis_llm": {}}, "environment_name": "production"}
    made = post(server, "/v1/models", {"source": {"name": f"fuzzed-{kind}", "deployment": deployment}})
    development = {"config": {"bis_llm": {}}, "is_development": True}
    post(server, f"/v1/models/{made['model']['id']}/deployments", {"source": {"deployment": development}})
    victim = post(server, "/v1/api_keys", {"type": "WORKSPACE_INVOKE"})["api_key"].split(".")[0]
    # What is deleted must not be what the other operations need.
    doomed = post(server, "/v1/models", {"source": {"name": f"doomed-{kind}", "deployment": deployment}})["model"]["id"]
    path = f"/v1/models/{made['model']['id']}/deployments"
    passing = post(server, path, {"source": {"deployment": {"config": {"bis_llm": {}}}}})["deployment"]["id"]
    asked = KINDS[kind]
    if kind == "narrowed":
        asked = {**asked, "model_ids": [made["model"]["id"]]}
    key = post(server, "/v1/api_keys", asked)["api_key"] if asked else server["api_key"]
    parameters = {
        "path.model_id": made["model"]["id"],
        "path.deployment_id": made["deployment"]["id"],
        "path.env_name": "production",
        "path.team_id": get(server, "/v1/teams")["teams"][0]["id"],
        "path.api_key_prefix": victim,
    }
    lines = ["[parameters]"] + [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in parameters.items()]
    for operation, name, value in [
        ("delete_model", "path.model_id", doomed),
        ("delete_deployment", "path.deployment_id", passing),
        ("deactivate_deployment", "path.deployment_id", passing),
    ]:
        lines += ["[[operations]]", f"include-operation-id = {json.dumps(operation)}"]
        lines += [f"parameters = {{ {json.dumps(name)} = {json.dumps(value)} }}"]
    config = os.path.join(server["folder"], f"{kind}.toml")
    with open(config, "w") as file:
        file.write("\n".join(lines) + "\n")
    return key, config


def main():
    tool = shutil.which("schemathesis") or os.path.join(os.path.dirname(sys.executable), "schemathesis")
    if not os.path.exists(tool):
        sys.exit("skipped: schemathesis is not installed")
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = ["--seed", sys.argv[2] if len(sys.argv) > 2 else "1"]
    failed = []
    with serving() as server:
        # With ids that exist for each kind, and once with whatever the fuzzer comes up with.
        runs = [(kind, *prepare(server, kind)) for kind in KINDS] + [("no ids", server["api_key"], None)]
        # Until deployments are active, calls end in a 400.
        time.sleep(1.5)
        for name, key, config in runs:
            print(f"--- {name}", flush=True)
            # The cases that are the same in every run need not come with each key.
            is_whole = name in ("personal", "no ids")
            depth = ["-n", str(examples)] if is_whole else ["-n", str(examples // 4), "--phases", "fuzzing"]
            command = [tool, *(["--config-file", config] if config else []), "run", f"{server['url']}/openapi.json"]
            command += ["--checks", CHECKS, *depth, "-H", f"Authorization: Bearer {key}", "--no-color", *seed]
            # The key that it fuzzes with must outlive the run: nothing of the description leads to its prefix.
            if subprocess.run(command, cwd=server["folder"]).returncode != 0:
                failed.append(name)
    sys.exit(f"the server does not answer as it is described: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
