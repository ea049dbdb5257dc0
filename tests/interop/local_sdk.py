"""Baseten's own Python SDK and boto3 against `truss local serve`.

    pip install baseten boto3
    python3 tests/interop/local_sdk.py

Each step prints a line; the first one that is not as it should be ends the script with its traceback.
"""

import io
import json
import os
import sys
import tarfile
import time

try:
    import boto3
    import httpx
    from baseten.client import ManagementClient
    from baseten.client import managementapi as api
    from baseten.client.managementapi import ResponseError
    from boto3.s3.transfer import TransferConfig
    from botocore.exceptions import ClientError, MissingDependencyException
except ImportError as error:
    sys.exit(f"skipped: {error}")

from serving import serving, truss

MIB = 1024 * 1024


def step(text):
    print("ok", text, flush=True)


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


def archive(weights):
    buffer = io.BytesIO()
    files = {"config.yaml": b"model_name: sdk\n", "model/model.py": b"class Model: ...\n", "data/weights": weights}
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def s3_client(prepared, url, **changes):
    credentials = {**prepared.creds.model_dump(), **changes}
    return boto3.client("s3", endpoint_url=url, region_name=prepared.s3_region, **credentials)


def users_teams_and_keys(client, url, environment):
    me = client.get_users_me()
    assert me.user_id and me.workspace_name == "local", me
    step("users/me")

    research = truss(environment, "local", "team", "add", "research", "-q").strip()
    teams = {team.name: team for team in client.get_teams().teams}
    assert teams["default"].default and not teams["research"].default and teams["research"].id == research
    assert [team.name for team in client.get_teams(params=api.GetTeamsParams(name="research")).teams] == ["research"]
    step("teams")

    types = ["PERSONAL", "WORKSPACE_MANAGE_ALL", "WORKSPACE_INVOKE", "WORKSPACE_EXPORT_METRICS"]
    types.append("WORKSPACE_MANAGE_API_KEYS")
    made = {}
    for key_type in types:
        made[key_type] = client.post_api_keys(request=api.CreateAPIKeyRequest(type=key_type, name="sdk")).api_key
    in_team = api.CreateAPIKeyRequest(type="WORKSPACE_INVOKE", name="sdk-team")
    made["team"] = client.post_teams_api_keys(team_id=research, request=in_team).api_key
    keys = {key.prefix: key for key in client.get_api_keys().keys}
    for name, key in made.items():
        info = keys[key.split(".")[0]]
        assert info.created_at and info.last_used_at is None, info
        assert (info.owner is not None) == (name == "PERSONAL"), info
        assert info.team_name == {"PERSONAL": None, "WORKSPACE_MANAGE_API_KEYS": None, "team": "research"}.get(
            name, "default"
        )
    step("api_keys: created and listed")

    for key_type in types:
        listed = client.get_api_keys(params=api.GetApiKeysParams(type=key_type)).keys
        assert listed and all(key.type == key_type for key in listed)
    mine = client.get_api_keys(params=api.GetApiKeysParams(created_by_me=True)).keys
    assert len(mine) == len(made) + 1, mine
    step("api_keys: filtered")

    with ManagementClient(api_key=made["WORKSPACE_INVOKE"], base_url_override=url) as invoker:
        message = refused(403, invoker.api.get_models)
        assert "WORKSPACE_MANAGE_ALL" in message
        refused(403, invoker.api.get_api_keys)
    prefix = made["WORKSPACE_INVOKE"].split(".")[0]
    assert {key.prefix: key for key in client.get_api_keys().keys}[prefix].last_used_at is not None
    step("api_keys: permissions and last use")

    assert client.delete_api_keys(api_key_prefix=prefix).prefix == prefix
    refused(404, lambda: client.delete_api_keys(api_key_prefix=prefix))
    with ManagementClient(api_key=made["WORKSPACE_INVOKE"], base_url_override=url) as revoked:
        refused(401, revoked.api.get_users_me)
    step("api_keys: revoked")
    return prefix


def audit_log(client, revoked):
    first = client.get_audit_logs(params=api.GetAuditLogsParams(limit=1))
    entry = first.items[0]
    assert entry.event_type == "API_KEY_DELETED" and entry.event_data.prefix == revoked, entry
    assert entry.actor.type == "USER" and entry.actor.email and entry.client_name, entry
    entries, cursor = list(first.items), first.pagination.cursor
    while cursor:
        page = client.get_audit_logs(params=api.GetAuditLogsParams(cursor=cursor))
        entries.extend(page.items)
        cursor = page.pagination.cursor
    assert [entry.event_type for entry in entries] == ["API_KEY_DELETED"] + ["API_KEY_CREATED"] * 6, entries
    step("audit_logs")


def upload(client, url):
    payload = api.DeploymentArchivePayload(config={"model_name": "sdk"}, environment_name="production")
    dry_run = api.PrepareModelUploadRequest(name="sdk", deployment=payload, dry_run=True)
    assert client.post_prepare_model_upload(request=dry_run).creds is None
    prepared = client.post_prepare_model_upload(request=api.PrepareModelUploadRequest(name="sdk", deployment=payload))
    bucket, key = prepared.s3_bucket, prepared.s3_key
    step("prepare_model_upload")

    body = archive(os.urandom(20 * MIB))
    s3 = s3_client(prepared, url)
    # As Python's truss uploads: parts of 8 MiB, ten at a time.
    config = TransferConfig(max_concurrency=10, use_threads=True)
    s3.upload_fileobj(io.BytesIO(body), bucket, key, Config=config)
    step("boto3: multipart upload")
    s3.put_object(Bucket=bucket, Key=key, Body=body)
    for algorithm in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
        try:
            s3.put_object(Bucket=bucket, Key=key, Body=body, ChecksumAlgorithm=algorithm)
        except MissingDependencyException:
            # boto3 computes it only with the package awscrt.
            pass
    step("boto3: single put with checksums")

    under_way = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key=key, UploadId=under_way, PartNumber=1, Body=b"x")
    listed = s3.list_parts(Bucket=bucket, Key=key, UploadId=under_way)["Parts"]
    assert [(item["PartNumber"], item["Size"], item["ETag"]) for item in listed] == [(1, 1, part["ETag"])], listed
    s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=under_way)
    for change, code in [
        ({"aws_session_token": "other"}, "InvalidToken"),
        ({"aws_secret_access_key": "other"}, "SignatureDoesNotMatch"),
        ({"aws_access_key_id": "ASIAOTHER"}, "InvalidAccessKeyId"),
    ]:
        try:
            s3_client(prepared, url, **change).put_object(Bucket=bucket, Key=key, Body=b"x")
            raise AssertionError(code)
        except ClientError as error:
            assert error.response["Error"]["Code"] == code, error
    for call in (
        lambda: s3.put_object(Bucket=bucket, Key="archives/other.tar", Body=b"x"),
        lambda: s3.get_object(Bucket=bucket, Key=key),
        lambda: s3.delete_object(Bucket=bucket, Key=key),
    ):
        try:
            call()
            raise AssertionError("AccessDenied was expected")
        except ClientError as error:
            assert error.response["Error"]["Code"] == "AccessDenied", error
    step("boto3: abort, and what the credentials are not good for")
    return payload, key


def push_and_read(client, url, payload, key, api_key):
    absent = api.ModelArchiveSource(name="sdk", s3_key="archives/other.tar", deployment=payload)
    refused(400, lambda: client.post_models(request=api.CreateModelRequest(source=absent)))
    source = api.ModelArchiveSource(name="sdk", s3_key=key, deployment=payload)
    created = client.post_models(request=api.CreateModelRequest(source=source))
    model, deployment = created.model, created.deployment
    assert (model.name, model.team_name, deployment.status) == ("sdk", "default", "BUILDING"), created
    step("models: created")

    seen, end = [], time.monotonic() + 30
    while deployment.status != "ACTIVE" and time.monotonic() < end:
        seen.append(deployment.status)
        time.sleep(0.05)
        deployment = client.get_models_deployments_deployment_id(model_id=model.id, deployment_id=deployment.id)
    assert deployment.status == "ACTIVE" and deployment.is_production and deployment.environment == "production", seen
    assert client.get_models_model_id(model_id=model.id).production_deployment_id == deployment.id
    assert [found.id for found in client.get_models(params=api.GetModelsParams(name="sdk")).models] == [model.id]
    assert [found.id for found in client.get_models_deployments(model_id=model.id).deployments] == [deployment.id]
    environments = {found.name: found for found in client.get_models_environments(model_id=model.id).environments}
    assert environments["production"].current_deployment.id == deployment.id
    step("models, deployments, environments: read")

    params = api.GetModelsDeploymentsLogsParams(direction="asc")
    logs = client.get_models_deployments_logs(model_id=model.id, deployment_id=deployment.id, params=params).logs
    assert len(logs) == 4 and all(line.level == "INFO" for line in logs), logs
    step("deployment logs")

    second = api.DeploymentArchiveSource(s3_key=key, deployment=api.DeploymentArchivePayload(config={}))
    request = api.CreateModelDeploymentRequest(source=second)
    assert client.post_models_deployments(model_id=model.id, request=request).model.deployments_count == 2
    team = client.get_teams(params=api.GetTeamsParams(name="default")).teams[0]
    assert [found.id for found in client.get_teams_models(team_id=team.id).models] == [model.id]
    refused(404, lambda: client.get_models_model_id(model_id="nope"))
    step("deployments: created")

    for host, path in [(None, f"/models/{model.id}"), (f"model-{model.id}.api.localhost", "")]:
        headers = {"Authorization": f"Api-Key {api_key}", **({"Host": host} if host else {})}
        answer = httpx.post(f"{url}{path}/production/predict", headers=headers, json={"x": 1}).json()
        assert answer["deployment_id"] == deployment.id and answer["input"] == {"x": 1}, answer
    step("predict, by path and by host")


def main():
    with serving() as server:
        url, api_key = server["url"], server["api_key"]
        with ManagementClient(api_key=api_key, base_url_override=url) as management:
            client = management.api
            revoked = users_teams_and_keys(client, url, server["environment"])
            audit_log(client, revoked)
            payload, key = upload(client, url)
            push_and_read(client, url, payload, key, api_key)
    print("all steps are ok")


if __name__ == "__main__":
    main()
