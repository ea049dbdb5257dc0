"""Configs for config_parity.py: every field that a config has, with values that are right, wrong and odd."""

import json
import random

WORDS = ["a", "x y", "main", "model.py", "/opt/x", "ü", "日本", "no", "1", "1.5", "2001-01-01", "null", "H100", "", "a.b-c_d", "~", "{{ x }}"]

# Plain scalars that YAML 1.1 reads in its own way, and collections where none belongs.
ODD = """
yes No on OFF true ~ null 0 1 -1 2 64 8080 010 0x10 0b11 1_000 12:30 1.0 1.5 .5 -0.0 .inf -.inf .nan 1e3 1.0e+3 1.0e+20 1e400
99999999999999999999 '' ' ' '1' ' 1 ' '+1' '1.0' '1_0' '1.5' 'nan' 'true' 'Y' 'off' 'no' 2001-01-01 2001-12-14T21:59:43Z a abc A.b
!!str\\ 1 !!binary\\ YQ== !!binary\\ MQ== !!int\\ '3' !!float\\ '2' !!null\\ '' [] {} [a] [1] [a,\\ b] [~] [[a]] [{a:\\ b}] {a:\\ b} {1:\\ b}
{a:\\ 1} {a:\\ ~} {~:\\ a} {!!binary\\ YQ==:\\ b} !!set\\ {a,\\ b} !!omap\\ [a:\\ b] !!pairs\\ [a:\\ b] "\\u00e9" 'tr\\ ue' |-\\n\\ \\ text
"""
ODD = [word.replace("\\ ", " ").replace("\\n", "\n") for word in ODD.replace("\\ ", "\0").split()]
ODD = [word.replace("\0", " ") for word in ODD]


class Raw(str):
    """A scalar as it stands in the file."""


def pick(*right, wrong=()):
    """Now and then something wrong: a config has many values, and one that is wrong decides about all of it."""
    return lambda rng: rng.choice(wrong if wrong and rng.random() < 0.03 else right)


def some(value, most=3, least=0):
    return lambda rng: [value(rng) for _ in range(rng.randint(least, most))]


def mapping(value, keys=("a", "KEY", "a.b", "x_1", "é", "PORT", "1", "")):
    return lambda rng: {key: value(rng) for key in rng.sample(keys, rng.randint(0, 3))}


def fields(required=(), **values):
    """Some of the fields, and those that are needed."""
    def make(rng):
        names = [name for name in values if name in required or rng.random() < 0.4]
        rng.shuffle(names)
        return {name: values[name](rng) for name in names}
    return make


def either(*makers):
    return lambda rng: rng.choice(makers)(rng)


text = pick(*WORDS)
texts = some(text)
flag = pick(True, False, True, False, "true", "off", 1, 0)
whole = pick(1, 2, 60, 8080, 0, -1, "5", " 7 ", "1_0", 2.0, True, 10**30, wrong=("x", 1.5, None))
maybe = lambda value: either(value, value, value, pick(None))  # noqa: E731
natural = pick(1, 2, 4, 64, 2048, 10**30, wrong=(0, "1", True))
name = pick("a", "secret-1", "hf_access_token", wrong=("", None))
anything = either(text, texts, whole, flag, mapping(text), pick(None, 1.5))

memory = pick("2Gi", "512Mi", "1.5G", "16", "1e9", "10Gi", "64Ki", "1Ei", "Gi", "inf", "nan", " 2 ", "1.2.3Gi", wrong=("2GB", "2 Gi", "..", "1_0Mi", "0x1Gi", "-1Gi", "2gi", 16))
cpu = pick("1", "500m", "0.5", "m", "1.5m", "-1", " 3 ", "1e1", "1_0", "..m", "inf", "5\n", wrong=("1 m", "one", "2cpu", "1,5", 2, 0.5))
accelerators = ["T4", "L4", "A10G", "V100", "A100", "A100_40GB", "H100", "H200", "H100_40GB", "B200", "L40S", "RTX_PRO_6000", "B300", "GB300", "B10"]
counted = lambda rng: rng.choice(accelerators) + pick("", "", ":1", ":2", ":4", ":01", ":1:2", ":2 ", wrong=(":0", ":", ":x", ": 2", ":-1", ":1.5"))(rng)  # noqa: E731
accelerator = either(
    pick(*accelerators, "H100 ", None, wrong=("h100", "H-100", "H300", "H300:2", "", ":2", "NVIDIA H100", "a10g:1", 100)), counted, counted,
    fields(accelerator=pick(*accelerators, None, wrong=("X1", "h200", "L4:2")), count=pick(0, 1, 2.0, "4", True, wrong=(-1, "x", 1.5))),
)
resources = fields(
    cpu=cpu, memory=memory, accelerator=accelerator, instance_type=maybe(text), node_count=maybe(natural), use_gpu=anything,
    fabric=maybe(fields(use_rdma=maybe(flag), preferences=maybe(texts))),
)
domains = pick("a.com", "*.b.co", "a", "a-b.c", "x" * 63, "A.B", "a.com\n", "*", wrong=("-a.b", "a-", "a..b", "", "a_b.c", "x" * 64, "a b", "https://a.b"))
ranges = pick("1.2.3.4", "10.0.0.0/8", "10.0.0.1/8", "1.2.3.4/255.255.0.0", "1.2.3.4/0.0.255.255", "1.2.3.4/08", wrong=("1.2.3.4/33", "1.2.3.4/255.0.255.0", "::1", "::/0", "1.2.3", "01.2.3.4", "1.2.3.4/", " 1.2.3.4", ""))
versions = pick("0.9.0", "1", "v1.0", "1.0rc1", "1.0.dev1", "1.0-1", "1.0+a.b", "1!2.0", "1.0post", " 1.0 ", "1.0a.post1.dev3", "1.0.post.dev", "0.19.0rc.1", wrong=("x", "1..0", "1.0.", "latest", "", "1.0--1"))
transport = either(
    fields(("kind",), kind=pick("http", "grpc", "websocket", "websocket"), ping_interval_seconds=maybe(either(whole, pick(1.5, "2.5", wrong=(Raw(".nan"),)))), ping_timeout_seconds=maybe(whole)),
    pick({}, wrong=({"ping_timeout_seconds": 1}, {"kind": "sse"}, {"kind": "HTTP"}, {"kind": None}, None, "http")),
)
seconds = maybe(whole)
runtime = fields(
    predict_concurrency=whole, streaming_read_timeout=whole, enable_tracing_data=flag, enable_debug_logs=flag, transport=transport,
    is_websocket_endpoint=maybe(flag),
    health_checks=fields(restart_check_delay_seconds=seconds, restart_threshold_seconds=seconds, stop_traffic_threshold_seconds=seconds, startup_threshold_seconds=seconds),
    oidc=fields(enabled=maybe(flag)), remote_ssh=fields(enabled=flag),
    egress_restrictions=maybe(fields(ip_allow_list=maybe(some(ranges)), fqdn_allow_list=maybe(some(domains)))),
    truss_server_version_override=maybe(versions),
)
secret_names = ("a", "a.b-C_1", "x" * 253, "DOCKER_REGISTRY_a b", "a\n", "b", "c", "d", "e", "f", "..", "", "a b", "ü", "x" * 254)
build = fields(model_server=pick("TrussServer", "TRT_LLM", wrong=("truss_server", "VLLM")), arguments=mapping(anything), secret_to_path_mapping=mapping(text, secret_names), no_cache=pick(False, "true", 0, wrong=(True,)))
auth = dict(aws_oidc_role_arn=name, aws_oidc_region=name, gcp_oidc_service_account=name, gcp_oidc_workload_id_provider=name, aws_assume_role_arn=name, aws_assume_role_region=name)
METHODS = {
    "AWS_OIDC": ("aws_oidc_role_arn", "aws_oidc_region"), "GCP_OIDC": ("gcp_oidc_service_account", "gcp_oidc_workload_id_provider"),
    "AWS_ASSUME_ROLE": ("aws_assume_role_arn", "aws_assume_role_region"), "CUSTOM_SECRET": ("auth_secret_name",),
    "GCP_SERVICE_ACCOUNT_JSON": ("secret_name",), "AWS_IAM": (), "REGISTRY_SECRET": ("registry", "secret_name"),
}


def method(secret):
    def make(rng):
        usual = [name for name in METHODS if name not in ("GCP_SERVICE_ACCOUNT_JSON", "AWS_IAM", "REGISTRY_SECRET", "CUSTOM_SECRET")]
        usual += ["CUSTOM_SECRET"] if secret == "auth_secret_name" else ["GCP_SERVICE_ACCOUNT_JSON", "AWS_IAM", "REGISTRY_SECRET"]
        chosen = pick(*usual, wrong=(*METHODS, "AZURE_OIDC", "aws-oidc"))(rng)
        made = {"auth_method": rng.choice([chosen, chosen.lower()]), **{field: "x" for field in METHODS.get(chosen, ())}}
        if rng.random() < 0.1:
            made |= fields(**auth, **{secret: name})(rng)
        return made
    return make


base_image = fields(image=text, python_executable_path=pick("/usr/bin/python3", "", wrong=("python3",)), docker_auth=maybe(method("secret_name")))
docker_server = fields(
    ("server_port", "predict_endpoint", "readiness_endpoint", "liveness_endpoint", "start_command"),
    start_command=pick("run", wrong=(None,)), server_port=whole, predict_endpoint=text, readiness_endpoint=text, liveness_endpoint=text,
    run_as_user_id=maybe(pick(1000, "1", wrong=(0, 60000, "60000", 0.0))), no_build=maybe(flag),
)
repository = fields(
    ("repo_id", "use_volume"), repo_id=pick("a/b", "x", wrong=("",)), revision=pick("main", "", "abc123", wrong=("x",)), use_volume=pick(False, False, 0, wrong=(True, "no", "yes")),
    volume_folder=pick("a", "b", None, wrong=("",)), kind=pick("hf", "s3", "gcs", "azure", wrong=("r2", "HF")), allow_patterns=maybe(texts), ignore_patterns=maybe(texts), runtime_secret_name=text,
)
volume = lambda rng: {"repo_id": "a/b", "revision": "main", "use_volume": True, "volume_folder": "v", **fields(kind=pick("hf", "s3"))(rng)}  # noqa: E731
source = pick(
    "hf://a/b", "hf://a/b@main", "s3://b/p", "gs://b", "azure://a/c", "r2://a.b/c", "cw://b", "https://e.co/x",
    wrong=("s3://b/p@x", "https:///x", "hf://", "s3:///a", "ftp://a", "a/b", "HF://a/b", "http://e.co", "://a", "oci://r/x", "hf:/a", ""),
)
weights = some(fields(
    ("source", "mount_location"), source=source, mount_location=pick(*(f"/{letter}" for letter in "abcdefghijkl"), wrong=("a", "")), auth=maybe(method("auth_secret_name")), auth_secret_name=name,
    allow_patterns=maybe(texts), ignore_patterns=maybe(texts),
))
patterns = some(pick("*.bin", "a/b", "a/", "**/x", wrong=("/a", "a//b", "../a", "a/./b", " a", "a\\b", "", "/")))
bdn = fields(
    mounts=some(fields(
        ("source", "path"), path=pick("/a", "/a/", "/./a", "/b", "//b", "//", "/c", "/d/e", "/f", "/g", wrong=("/", "/a/../b", "b", "", "/\0", "/./")), include=patterns, exclude=patterns,
        source=pick(
            "bdn:w/l", "bdn:w/l:prod", "bdn:w/l@b3:0123456789ab", "bdn:w/l@" + "a" * 64,
            wrong=("bdn:w/l@0123456789", "bdn:w", "w/l", "bdn:w/l:", "bdn:w/l@" + "a" * 65, "bdn:../l", "bdn:w/l/x", "bdn:w/l@xyz012345678"),
        ),
    )),
    access=some(fields(("namespace", "grants"), namespace=pick("w", "x", "y" * 256, wrong=("a/b", "..", "", "y" * 257)), grants=some(pick("pull", "push", "tag", "inspect", "delete", wrong=("PULL", "admin")), 2, 1))),
    hotload=fields(enabled=flag),
)
bis_llm = fields(
    config=maybe(mapping(anything)), version=text,
    additional_autoscaling_config=maybe(fields(("metrics",), metrics=some(fields(("name", "target"), name=text, target=pick(1, 0.5, "2", Raw(".inf"), wrong=("x", None)))))),
)
checkpoints = fields(download_folder=text, artifact_references=some(fields(("training_job_id",), training_job_id=text, paths=texts)), loops_checkpoint_ids=texts)
external_data = some(fields(("url", "local_data_path"), url=pick("http://a", wrong=("",)), local_data_path=pick("a", "b", wrong=("",)), backend=text, name=maybe(text)))


# Long names, dots, letters of all scripts.
def model_name(rng):
    letters = [chr(code) for code in range(0xA1, 0x3000) if chr(code).isalpha()]
    if rng.random() < 0.4:
        return "".join(rng.choice(letters + [".", "-", " "]) for _ in range(rng.choice([1, 5, 40, 255]))).strip() or "x"
    return pick("m", "a.b", "Qwen2.5-7B", "a/b", "x" * 255, "tab\tbed", "日本語", "a" + "." * 50, wrong=("x" * 256, " ", "", None))(rng)


CONFIG = dict(
    model_metadata=mapping(anything, ("tags", "a", "example_model_input")), description=maybe(text), examples_filename=text, data_dir=text, external_data=maybe(external_data),
    python_version=pick("py39", "py310", "py311", "py313", "py314", wrong=("py315", "py38", "3.11", "py3.11", "Py311", "py3", 3.11, 311, "python3", "")),
    base_image=maybe(base_image), requirements_file=maybe(pick("requirements.txt", "")), requirements=either(texts, pick([], ["a==1"], wrong=(None, "torch"))),
    system_packages=texts, environment_variables=either(mapping(anything), mapping(anything), pick({}, wrong=(None, [], "A=1"))), secrets=mapping(maybe(text)),
    resources=resources, runtime=runtime, build=build, build_commands=texts, docker_server=maybe(docker_server), model_cache=some(either(repository, volume)), weights=weights,
    hf_cache=maybe(some(either(repository, volume))), cache_internal=maybe(some(repository)), bdn=bdn, training_checkpoints=maybe(checkpoints), bis_llm=maybe(bis_llm),
    input_type=text, model_framework=text, model_type=text, model_module_dir=pick("model"), model_class_filename=pick("model.py"), model_class_name=pick("Model"),
    bundled_packages_dir=pick("packages"), use_local_src=flag, live_reload=flag, apply_library_patches=flag, spec_version=pick("2.0", wrong=(2.0,)), external_package_dirs=pick([], wrong=(None,)),
)

# Whole files.
FILES = [
    text.encode() for text in (
        "", "\n", "# x\n", "[]", "{}", "false", "0", "''", "~", "- a", "a", "1", "[a]", "true", "model_name: x", "{model_name: x}", "? model_name\n: x\n",
        "\ufeffmodel_name: x", "model_name: x\r\nrequirements: [a]\r\n", "model_name: x\rdescription: y\r", "---\nmodel_name: x\n...\n", "%YAML 1.1\n---\nmodel_name: x",
        "model_name: x\n---\nmodel_name: y", "model_name:\tx", "\tmodel_name: x", "model_name: [", "model_name: x\nmodel_name", "model_name: 'x", "model_name: !foo x", "model_name: =",
        "model_name: &a x\ndescription: *a", "model_name: *a", "model_name: &a x\ndata_dir: &a y", "<<: {model_name: x}", "<<: [{model_name: x}, {model_name: y}]", "<<: x\nmodel_name: x",
        "model_name: x\nmodel_metadata: &a {a: *a}", "model_name: x\nmodel_metadata: {? [a] : b}", "model_name: x\nmodel_metadata: {a: !!binary /w==}", "model_name: x\nmodel_metadata: {a: !!python/none }",
        "model_name: |\n  x\n  y\n", "model_name: >-\n  x\n  y\n", 'model_name: "\\u00e9\\x41"', "model_name: x\ndescription: {{ x }}", "model_name: x\n!!str requirements: []", "model_name: x\n!!null '': 1",
        "model_name: \"\\uD800\"", "model_name: x\u2028description: y", "model_name: \x07", "model_name: \U0001f916", "hf_cache: []\nmodel_cache: []\nmodel_name: x", "model_name: x\nruntime: {num_workers: 1}",
        "model_name: x\nmodel_metadata: {1: a, '1': b, true: c, ~: d, 2001-01-01: e, 1.5: f}", "model_name: x\nexternal_package_dirs: [../lib]", "model_name: x\nexternal_package_dirs: [../none]",
    )
] + [b"model_name: \xff", "model_name: x".encode("utf-16"), "model_name: x".encode("utf-16-le"), b"\xef\xbb\xbfmodel_name: x\xc3", b"model_name: caf\xe9"]
