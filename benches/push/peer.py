"""Packs a folder and uploads it as Python's truss does: `peer.py FOLDER STORAGE_URL`.

Prints the seconds that packing and uploading took together, and the peak memory in kilobytes.
"""

import pathlib
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")

from truss.remote.baseten.core import archive_dir
from truss.remote.baseten.utils.transfer import multipart_upload_boto3

folder, storage = sys.argv[1:]
credentials = {
    "aws_access_key_id": "bench",
    "aws_secret_access_key": "bench",
    "aws_session_token": "bench",
    "region_name": "us-east-1",
    "endpoint_url": storage,
}
started = time.perf_counter()
with archive_dir(pathlib.Path(folder)) as archive:
    multipart_upload_boto3(archive.name, "bucket", "archive", credentials)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
