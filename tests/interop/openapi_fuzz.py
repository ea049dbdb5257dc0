"""schemathesis against `truss local serve` and the server's own description.

    pip install schemathesis
    python3 tests/interop/openapi_fuzz.py [EXAMPLES] [SEED]

Fails on a 5xx, and on a status, a content type or a body that the description does not have. A model, a deployment
and an environment are made first, and their ids are offered to the fuzzer, so that it gets past the first 404.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request

from serving import serving

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def get(server, path):
    return send(server, urllib.request.Request(server["url"] + path))


def post(server, path, body):
    return send(server, urllib.request.Request(server["url"] + path, json.dumps(body).encode(), method="POST"))


def send(server, request):
    request.add_header("Authorization", f"Bearer {server['api_key']}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def configuration(server):
    """What schemathesis tries in place of random ids, in its own configuration format."""
    deployment = {"config": {"bis_llm": {}}, "environment_name": "production"}
    made = post(server, "/v1/models", {"source": {"name": "fuzzed", "deployment": deployment}})
    development = {"config": {"bis_llm": {}}, "is_development": True}
    post(server, f"/v1/models/{made['model']['id']}/deployments", {"source": {"deployment": development}})
    victim = post(server, "/v1/api_keys", {"type": "WORKSPACE_INVOKE"})["api_key"].split(".")[0]
    # What is deleted must not be what the other operations need.
    doomed = post(server, "/v1/models", {"source": {"name": "doomed", "deployment": deployment}})["model"]["id"]
    path = f"/v1/models/{made['model']['id']}/deployments"
    passing = post(server, path, {"source": {"deployment": {"config": {"bis_llm": {}}}}})["deployment"]["id"]
    # Until it is active, calls end in a 400.
    time.sleep(1.5)
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
    return "\n".join(lines) + "\n"


def main():
    tool = shutil.which("schemathesis") or os.path.join(os.path.dirname(sys.executable), "schemathesis")
    if not os.path.exists(tool):
        sys.exit("skipped: schemathesis is not installed")
    examples = sys.argv[1] if len(sys.argv) > 1 else "100"
    seed = ["--seed", sys.argv[2]] if len(sys.argv) > 2 else []
    failed = False
    with serving() as server:
        with_ids = os.path.join(server["folder"], "schemathesis.toml")
        with open(with_ids, "w") as file:
            file.write(configuration(server))
        # Once with ids that exist, once with whatever the fuzzer comes up with.
        for config in (["--config-file", with_ids], []):
            command = [tool, *config, "run", f"{server['url']}/openapi.json", "--checks", CHECKS, "-n", examples]
            command += ["-H", f"Authorization: Bearer {server['api_key']}", "--no-color", *seed]
            # The key that it fuzzes with must outlive the run: nothing of the description leads to its prefix.
            failed |= subprocess.run(command, cwd=server["folder"]).returncode != 0
    sys.exit("the server does not answer as it is described" if failed else 0)


if __name__ == "__main__":
    main()
