"""Baseten's own Python SDK and boto3 against `truss local serve`, with and without the extensions.

    pip install baseten boto3
    python3 tests/interop/local_sdk.py

Each step prints a line; the first one that is not valid ends the script with its traceback. At the end every
operation that the server describes must have been called by the SDK, which parses each answer with its own models.
"""

import json
import sys
import time

try:
    import httpx
    from baseten.client import InferenceClient, ManagementClient, inferenceapi
    from baseten.client import managementapi as api
    from baseten.client.managementapi import ResponseError

    from uploads import upload
except ImportError as error:
    sys.exit(f"skipped: {error}")

from serving import serving, step, truss

# What the SDK does not have.
NOT_IN_THE_SDK = {
    ("GET", "/metrics"),
    ("POST", "/v1/users/auth/device/authorize"),
    ("POST", "/v1/users/auth/device/token"),
    ("POST", "/v1/users/auth/logout"),
}
called = set()


def recorded(client_class, prefix):
    """Notes the operation of each request that the client makes."""
    do = client_class._do

    def noted(self, request):
        called.add((request.method, prefix + request.path_fmt))
        return do(self, request)

    client_class._do = noted


def refused(status, call):
    """The call must end in that status, with a body {code, message}."""
    try:
        call()
    except ResponseError as error:
        assert error.status_code == status, error
        body = json.loads(error.body)
        assert body["code"] and body["message"], body
        return body["message"]
    raise AssertionError(f"{status} was expected")


def management(key, url):
    return ManagementClient(api_key=key, base_url_override=url)


def people(client, url, environment):
    me = client.get_users_me()
    assert me.user_id and me.workspace_name == "local", me
    added = json.loads(truss(environment, "local", "user", "add", "ana", "--role", "member", "-o", "json"))
    users = client.get_users(params=api.GetUsersParams(limit=1))
    assert [user.user_id for user in users.items] == [me.user_id] and users.pagination.has_more, users
    users = client.get_users(params=api.GetUsersParams(cursor=users.pagination.cursor))
    assert [user.user_id for user in users.items] == [added["user_id"]] and not users.pagination.has_more, users
    assert client.get_users(params=api.GetUsersParams(email="ana@localhost")).items[0].name == "ana"
    step("users")

    research = truss(environment, "local", "team", "add", "research", "-q").strip()
    teams = {team.name: team for team in client.get_teams().teams}
    assert teams["default"].default and not teams["research"].default and teams["research"].id == research
    assert [team.name for team in client.get_teams(params=api.GetTeamsParams(name="research")).teams] == ["research"]
    assert client.get_teams_team_id(team_id=research).name == "research"
    step("teams")
    return research, added


def keys(client, url, research, member):
    types = ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"]
    types.append("WORKSPACE_MANAGE_API_KEYS")
    made = {}
    for key_type in types:
        request = api.CreateAPIKeyRequest(type=key_type, name="sdk-" + key_type.lower().replace("_", "-"))
        made[key_type] = client.post_api_keys(request=request).api_key
        assert "already exists" in refused(400, lambda: client.post_api_keys(request=request))
    in_team = api.CreateAPIKeyRequest(type="WORKSPACE_INVOKE", name="sdk-workspace-invoke")
    made["team"] = client.post_teams_api_keys(team_id=research, request=in_team).api_key
    listed = {key.prefix: key for key in client.get_api_keys().keys}
    for name, key in made.items():
        info = listed[key.split(".")[0]]
        assert info.created_at and info.last_used_at is None, info
        assert (info.owner is not None) == (name == "PERSONAL"), info
        assert info.team_name == {"PERSONAL": None, "WORKSPACE_MANAGE_API_KEYS": None, "team": "research"}.get(
            name, "default"
        )
    assert [key for key in listed.values() if key.owner and key.owner.user_id == member["user_id"]], "an admin's list"
    step("api_keys: created and listed")

    for key_type in types:
        of_type = client.get_api_keys(params=api.GetApiKeysParams(type=key_type)).keys
        assert of_type and all(key.type == key_type for key in of_type)
    mine = client.get_api_keys(params=api.GetApiKeysParams(created_by_me=True)).keys
    assert len(mine) == len(made) + 1, mine
    step("api_keys: filtered")

    with management(made["WORKSPACE_INVOKE"], url) as invoker, management(member["api_key"], url) as ana:
        message = refused(403, invoker.api.get_models)
        assert "WORKSPACE_MANAGE_ALL" in message
        refused(403, invoker.api.get_api_keys)
        assert [key.owner.user_id for key in ana.api.get_api_keys().keys] == [member["user_id"]]
        refused(403, lambda: ana.api.post_api_keys(request=api.CreateAPIKeyRequest(type="WORKSPACE_INVOKE")))
    prefix = made["WORKSPACE_INVOKE"].split(".")[0]
    assert {key.prefix: key for key in client.get_api_keys().keys}[prefix].last_used_at is not None
    step("api_keys: permissions, roles and last use")

    assert client.delete_api_keys(api_key_prefix=prefix).prefix == prefix
    refused(404, lambda: client.delete_api_keys(api_key_prefix=prefix))
    with management(made["WORKSPACE_INVOKE"], url) as revoked:
        refused(401, revoked.api.get_users_me)
    step("api_keys: revoked")
    return prefix


def audit_log(client, revoked):
    first = client.get_audit_logs(params=api.GetAuditLogsParams(limit=1))
    entry = first.items[0]
    assert isinstance(entry.event_data, api.AuditLogEventApiKeyDeleted) and entry.event_data.prefix == revoked, entry
    assert entry.event_data.api_key_type == "INVOKE_ALL_MODELS_SERVICE_ACCOUNT", entry
    assert entry.actor.type == "USER" and entry.actor.email and entry.client_name, entry
    assert entry.actor.api_key_prefix is None, entry
    entries, cursor = list(first.items), first.pagination.cursor
    while cursor:
        page = client.get_audit_logs(params=api.GetAuditLogsParams(cursor=cursor))
        entries.extend(page.items)
        cursor = page.pagination.cursor
    assert [entry.event_type for entry in entries] == ["API_KEY_DELETED"] + ["API_KEY_CREATED"] * 6, entries
    nobodys = api.GetAuditLogsParams(user_ids=["nobody"], event_type_groups=["API_KEYS"], sources=["API"])
    assert not client.get_audit_logs(params=nobodys).items
    step("audit_logs")


def push_and_read(client, payload, key):
    absent = api.ModelArchiveSource(name="sdk", s3_key="archives/other.tar", deployment=payload)
    refused(400, lambda: client.post_models(request=api.CreateModelRequest(source=absent)))
    source = api.ModelArchiveSource(name="sdk", s3_key=key, deployment=payload)
    created = client.post_models(request=api.CreateModelRequest(source=source))
    model, deployment = created.model, created.deployment
    assert (model.name, model.team_name, deployment.status) == ("sdk", "default", "BUILDING"), created
    step("models: created")

    deployment = until_active(client, deployment)
    assert deployment.is_production and deployment.environment == "production", deployment
    assert client.get_models_model_id(model_id=model.id).production_deployment_id == deployment.id
    assert [found.id for found in client.get_models(params=api.GetModelsParams(name="sdk")).models] == [model.id]
    assert [found.id for found in client.get_models_deployments(model_id=model.id).deployments] == [deployment.id]
    assert client.get_models_deployments_production(model_id=model.id).id == deployment.id
    environments = {found.name: found for found in client.get_models_environments(model_id=model.id).environments}
    assert environments["production"].current_deployment.id == deployment.id
    team = client.get_teams(params=api.GetTeamsParams(name="default")).teams[0]
    for groups in (client.get_environment_groups(), client.get_teams_environment_groups(team_id=team.id)):
        assert [group.name for group in groups.items] == ["production"] and not groups.pagination.has_more
    step("models, deployments, environments and their groups: read")

    params = api.GetModelsDeploymentsLogsParams(direction="asc", includes=["o"], excludes=["nowhere"], min_level="INFO")
    logs = client.get_models_deployments_logs(model_id=model.id, deployment_id=deployment.id, params=params).logs
    assert len(logs) >= 3 and all(line.level == "INFO" for line in logs), logs
    step("deployment logs")
    return model, deployment, team


def until_active(client, deployment):
    end = time.monotonic() + 30
    ids = {"model_id": deployment.model_id, "deployment_id": deployment.id}
    while deployment.status != "ACTIVE" and time.monotonic() < end:
        time.sleep(0.05)
        deployment = client.get_models_deployments_deployment_id(**ids)
    assert deployment.status == "ACTIVE", deployment
    return deployment


def more_deployments(client, model, deployment, team, key):
    staging = api.DeploymentArchivePayload(
        config={}, environment_name="staging", deployment_name="v1", region="eu", labels={"commit": "abc"}
    )
    request = api.CreateModelDeploymentRequest(source=api.DeploymentArchiveSource(s3_key=key, deployment=staging))
    staged = client.post_models_deployments(model_id=model.id, request=request)
    assert staged.model.deployments_count == 2 and staged.deployment.region.slug == "eu", staged
    assert "named `v1`" in refused(400, lambda: client.post_models_deployments(model_id=model.id, request=request))
    development = api.DeploymentArchivePayload(config={}, is_development=True)
    request = api.CreateModelDeploymentRequest(source=api.DeploymentArchiveSource(s3_key=key, deployment=development))
    client.post_models_deployments(model_id=model.id, request=request)
    until_active(client, client.get_models_deployments_development(model_id=model.id))
    until_active(client, staged.deployment)
    engine = api.DeploymentArchivePayload(config={"bis_llm": {}})
    request = api.CreateModelRequest(source=api.ModelArchiveSource(name="llama-3.1", deployment=engine))
    other = client.post_teams_models(team_id=team.id, request=request).model
    assert {found.id for found in client.get_teams_models(team_id=team.id).models} == {model.id, other.id}
    refused(404, lambda: client.get_models_model_id(model_id="nope"))
    step("deployments: created")
    return staged.deployment, other


def calls(url, api_key, model, deployment, staged):
    with InferenceClient(api_key=api_key, base_url_override=f"{url}/models/{model.id}") as inference:
        request = inferenceapi.PredictInput({"x": 1})
        for answer, expected in [
            (inference.api.predict(env_name="staging", request=request), staged.id),
            (inference.api.predict_production(request=request), deployment.id),
            (inference.api.predict_deployment(deployment_id=staged.id, request=request), staged.id),
            (inference.api.predict_development(request=request), None),
        ]:
            assert answer.root["input"] == {"x": 1} and expected in (None, answer.root["deployment_id"]), answer
    refused_call = httpx.post(f"{url}/models/nope/production/predict", headers={"Authorization": f"Api-Key {api_key}"})
    assert refused_call.status_code == 404 and inferenceapi.ErrorResponse(**refused_call.json()).error
    assert refused_call.headers["X-Baseten-Request-Id"]
    by_host = {"Authorization": f"Api-Key {api_key}", "Host": f"model-{model.id}.api.localhost"}
    assert httpx.post(f"{url}/production/predict", headers=by_host).json()["deployment_id"] == deployment.id
    step("predict, by path and by host")


def switched_and_deleted(client, model, deployment, staged, other):
    ids = {"model_id": model.id, "deployment_id": staged.id}
    for no_op in (False, True):
        assert client.post_models_deployments_deactivate(**ids).no_op == no_op
    assert client.get_models_deployments_deployment_id(**ids).status == "INACTIVE"
    for no_op in (False, True):
        assert client.post_models_deployments_activate(**ids).no_op == no_op
    refused(400, lambda: client.delete_models_deployments(model_id=model.id, deployment_id=deployment.id))
    gone = client.delete_models_deployments(**ids)
    assert gone.deleted and (gone.id, gone.model_id) == (staged.id, model.id), gone
    for one in (model, other):
        assert client.delete_models(model_id=one.id).deleted
    assert not client.get_models().models
    step("deployments and models: deactivated, activated, deleted")


def run(*arguments):
    print("truss local serve", *arguments, flush=True)
    with serving(*arguments) as server:
        url, api_key = server["url"], server["api_key"]
        with management(api_key, url) as client:
            research, member = people(client.api, url, server["environment"])
            audit_log(client.api, keys(client.api, url, research, member))
            payload, key = upload(client.api, url)
            model, deployment, team = push_and_read(client.api, payload, key)
            staged, other = more_deployments(client.api, model, deployment, team, key)
            calls(url, api_key, model, deployment, staged)
            switched_and_deleted(client.api, model, deployment, staged, other)
        return httpx.get(f"{url}/openapi.json").json()


def described(description):
    """The operations of Baseten's that the server describes, with `{}` for what varies."""
    for path, operations in description["paths"].items():
        parts = ["{}" if part.startswith("{") else part for part in path.split("/")]
        for method, operation in operations.items():
            if operation["x-origin"] == "baseten":
                yield method.upper(), "/".join(parts)


def main():
    recorded(api.ApiClient, "")
    recorded(inferenceapi.ApiClient, "/models/{}")
    for arguments in ([], ["--strict"]):
        called.clear()
        uncalled = set(described(run(*arguments))) - called
        assert uncalled == NOT_IN_THE_SDK, f"not called: {sorted(uncalled - NOT_IN_THE_SDK)}"
    print("all steps are ok, and every operation was called")


if __name__ == "__main__":
    main()
