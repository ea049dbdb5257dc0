"""Uploads to the embedded API with boto3, for `local_sdk.py` beside this."""

import io
import os
import tarfile

import boto3
from baseten.client import managementapi as api
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError, MissingDependencyException

from serving import step

MIB = 1024 * 1024


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
    for algorithm in ("CRC32", "CRC32C", "CRC64NVME"):
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
