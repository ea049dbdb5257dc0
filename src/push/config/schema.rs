//! The fields of a config, as Python's truss 0.18.36 has them.
//!
//! Owns the tables, but for TensorRT-LLM's, which are in `trt_llm`. What fields must be to each other is in `rules`.

use crate::push::config::formats::{
    absolute_path, absolute_path_or_empty, cpu, domain, ip_range, memory, python_version, version,
};
use crate::push::config::references::{file_pattern, mount, namespace, volume_source, weights_source};
use crate::push::config::table::Kind::{
    Any, Bool, Custom, Float, Format, Integer, Is, List, Map, NonEmpty, Open, Optional, Text,
};
use crate::push::config::table::{Kind, Model};
use crate::push::config::{auth, rules, trt_llm};

pub(crate) const WHOLE: Kind = Integer { strict: false, from: i128::MIN, to: i128::MAX };

/// An integer that must be one.
pub(crate) const fn whole(from: i128, to: i128) -> Kind {
    Integer { strict: true, from, to }
}

const TEXTS: Kind = List(&Text);
const MAYBE_TEXT: Kind = Optional(&Text);
const MAYBE_TEXTS: Kind = Optional(&TEXTS);
const MAYBE_WHOLE: Kind = Optional(&WHOLE);
const MAYBE_BOOL: Kind = Optional(&Bool);
const MAYBE_NAME: Kind = Optional(&NonEmpty);
const VALUES: Kind = Map(&Any);

pub(crate) static CONFIG: Model = Model::new(&[
    ("apply_library_patches", Bool),
    ("base_image", Optional(&Is(&BASE_IMAGE))),
    ("bdn", Is(&BDN)),
    ("bis_llm", Optional(&Is(&BIS_LLM))),
    ("build", Is(&BUILD)),
    ("build_commands", TEXTS),
    ("bundled_packages_dir", Text),
    ("cache_internal", Optional(&List(&Is(&INTERNAL_REPOSITORY)))),
    ("data_dir", Text),
    ("description", MAYBE_TEXT),
    ("docker_server", Optional(&Is(&DOCKER_SERVER))),
    // Its values become texts, whatever they are.
    ("environment_variables", VALUES),
    ("examples_filename", Text),
    ("external_data", Optional(&List(&Is(&EXTERNAL_DATA)))),
    ("external_package_dirs", TEXTS),
    // The old name of `model_cache`.
    ("hf_cache", Custom(rules::hf_cache)),
    ("input_type", Text),
    ("live_reload", Bool),
    ("model_cache", List(&Is(&REPOSITORY))),
    ("model_class_filename", Text),
    ("model_class_name", Text),
    ("model_framework", Text),
    ("model_metadata", VALUES),
    ("model_module_dir", Text),
    ("model_name", MAYBE_TEXT),
    ("model_type", Text),
    ("python_version", Format(python_version)),
    ("requirements", TEXTS),
    ("requirements_file", MAYBE_TEXT),
    ("resources", Is(&RESOURCES)),
    ("runtime", Is(&RUNTIME)),
    ("secrets", Map(&MAYBE_TEXT)),
    ("spec_version", Text),
    ("system_packages", TEXTS),
    ("training_checkpoints", Optional(&Is(&CHECKPOINTS))),
    ("trt_llm", Optional(&Custom(trt_llm::check))),
    ("use_local_src", Bool),
    ("weights", Custom(rules::weights)),
])
.rule(rules::config);

static RESOURCES: Model = Model::new(&[
    ("accelerator", Custom(rules::accelerator)),
    ("cpu", Format(cpu)),
    ("fabric", Optional(&Is(&Model::new(&[("preferences", MAYBE_TEXTS), ("use_rdma", MAYBE_BOOL)])))),
    ("instance_type", MAYBE_TEXT),
    ("memory", Format(memory)),
    ("node_count", Optional(&whole(1, i128::MAX))),
    // Worked out from the accelerator, whatever it says.
    ("use_gpu", Any),
]);

pub(crate) const ACCELERATORS: &[&str] = &[
    "A100",
    "A100_40GB",
    "A10G",
    "B10",
    "B200",
    "B300",
    "GB300",
    "H100",
    "H100_40GB",
    "H200",
    "L4",
    "L40S",
    "RTX_PRO_6000",
    "T4",
    "V100",
];

/// An accelerator that is not written as `H100:2`.
pub(crate) static ACCELERATOR: Model = Model::new(&[
    ("accelerator", Optional(&Open(ACCELERATORS))),
    ("count", Integer { strict: false, from: 0, to: i128::MAX }),
]);

static RUNTIME: Model = Model::new(&[
    ("egress_restrictions", Optional(&Is(&EGRESS))),
    ("enable_debug_logs", Bool),
    ("enable_tracing_data", Bool),
    ("health_checks", Is(&HEALTH_CHECKS)),
    ("is_websocket_endpoint", MAYBE_BOOL),
    ("num_workers", Custom(rules::num_workers)),
    ("oidc", Is(&Model::new(&[("enabled", MAYBE_BOOL)]))),
    ("predict_concurrency", WHOLE),
    ("remote_ssh", Is(&Model::new(&[("enabled", Bool)]))),
    ("streaming_read_timeout", WHOLE),
    ("transport", Optional(&Custom(rules::transport))),
    ("truss_server_version_override", Optional(&Format(version))),
])
.rule(rules::runtime);

static EGRESS: Model = Model::new(&[
    ("fqdn_allow_list", Optional(&List(&Format(domain)))),
    ("ip_allow_list", Optional(&List(&Format(ip_range)))),
]);

static HEALTH_CHECKS: Model = Model::new(&[
    ("restart_check_delay_seconds", MAYBE_WHOLE),
    ("restart_threshold_seconds", MAYBE_WHOLE),
    ("startup_threshold_seconds", MAYBE_WHOLE),
    ("stop_traffic_threshold_seconds", MAYBE_WHOLE),
]);

pub(crate) static WEBSOCKET: Model = Model::new(&[
    ("kind", Any),
    ("ping_interval_seconds", Optional(&Float)),
    ("ping_timeout_seconds", Optional(&Float)),
])
.lenient();

/// Another transport: it leaves out what is a websocket's.
pub(crate) static TRANSPORT: Model = Model::new(&[
    ("kind", Open(&["grpc", "http", "websocket"])),
    ("ping_interval_seconds", Any),
    ("ping_timeout_seconds", Any),
])
.requires(&["kind"])
.lenient();

static BUILD: Model = Model::new(&[
    ("arguments", VALUES),
    ("model_server", Open(&["TRT_LLM", "TrussServer"])),
    ("no_cache", Custom(rules::no_cache)),
    ("secret_to_path_mapping", Custom(rules::build_secrets)),
]);

static BASE_IMAGE: Model = Model::new(&[
    ("docker_auth", Optional(&Is(&DOCKER_AUTH))),
    ("image", Text),
    ("python_executable_path", Format(absolute_path_or_empty)),
]);

static DOCKER_AUTH: Model = Model::new(&[
    ("auth_method", Custom(auth::docker_method)),
    ("aws_access_key_id_secret_name", Text),
    ("aws_assume_role_arn", MAYBE_TEXT),
    ("aws_assume_role_region", MAYBE_TEXT),
    ("aws_oidc_region", MAYBE_TEXT),
    ("aws_oidc_role_arn", MAYBE_TEXT),
    ("aws_secret_access_key_secret_name", Text),
    ("gcp_oidc_service_account", MAYBE_TEXT),
    ("gcp_oidc_workload_id_provider", MAYBE_TEXT),
    ("registry", MAYBE_TEXT),
    ("secret_name", MAYBE_TEXT),
])
.requires(&["auth_method"])
.rule(auth::docker);

static DOCKER_SERVER: Model = Model::new(&[
    ("liveness_endpoint", Text),
    ("no_build", MAYBE_BOOL),
    ("predict_endpoint", Text),
    ("readiness_endpoint", Text),
    ("run_as_user_id", MAYBE_WHOLE),
    ("server_port", WHOLE),
    ("start_command", MAYBE_TEXT),
])
.requires(&["server_port", "predict_endpoint", "readiness_endpoint", "liveness_endpoint"])
.rule(rules::docker_server);

static EXTERNAL_DATA: Model =
    Model::new(&[("backend", Text), ("local_data_path", NonEmpty), ("name", MAYBE_TEXT), ("url", NonEmpty)])
        .requires(&["url", "local_data_path"]);

static REPOSITORY: Model = Model::new(REPOSITORY_FIELDS).requires(&["repo_id", "use_volume"]).rule(rules::repository);
static INTERNAL_REPOSITORY: Model = Model::new(REPOSITORY_FIELDS).requires(&["repo_id"]).rule(rules::repository);

const REPOSITORY_FIELDS: &[(&str, Kind)] = &[
    ("allow_patterns", MAYBE_TEXTS),
    ("ignore_patterns", MAYBE_TEXTS),
    ("kind", Open(&["azure", "gcs", "hf", "s3"])),
    ("repo_id", NonEmpty),
    ("revision", Text),
    ("runtime_secret_name", Text),
    ("use_volume", Bool),
    ("volume_folder", MAYBE_NAME),
];

pub(crate) static WEIGHTS: Kind = List(&Is(&WEIGHTS_SOURCE));

static WEIGHTS_SOURCE: Model = Model::new(&[
    ("allow_patterns", MAYBE_TEXTS),
    ("auth", Optional(&Is(&WEIGHTS_AUTH))),
    ("auth_secret_name", MAYBE_TEXT),
    ("ignore_patterns", MAYBE_TEXTS),
    ("mount_location", Format(absolute_path)),
    ("source", Format(weights_source)),
])
.requires(&["source", "mount_location"])
.rule(auth::weights_source);

static WEIGHTS_AUTH: Model = Model::new(&[
    ("auth_method", Custom(auth::weights_method)),
    ("auth_secret_name", MAYBE_TEXT),
    ("aws_assume_role_arn", MAYBE_TEXT),
    ("aws_assume_role_region", MAYBE_TEXT),
    ("aws_oidc_region", MAYBE_TEXT),
    ("aws_oidc_role_arn", MAYBE_TEXT),
    ("gcp_oidc_service_account", MAYBE_TEXT),
    ("gcp_oidc_workload_id_provider", MAYBE_TEXT),
])
.requires(&["auth_method"])
.rule(auth::weights);

static BDN: Model = Model::new(&[
    ("access", List(&Is(&BDN_ACCESS))),
    ("hotload", Is(&Model::new(&[("enabled", Bool)]))),
    ("mounts", List(&Is(&BDN_MOUNT))),
])
.rule(rules::bdn);

static BDN_MOUNT: Model = Model::new(&[
    ("exclude", List(&Format(file_pattern))),
    ("include", List(&Format(file_pattern))),
    ("path", Format(mount)),
    ("source", Format(volume_source)),
])
.requires(&["source", "path"]);

static BDN_ACCESS: Model = Model::new(&[
    ("grants", List(&Open(&["delete", "inspect", "pull", "push", "tag"]))),
    ("namespace", Format(namespace)),
])
.requires(&["namespace", "grants"])
.rule(rules::grants);

static BIS_LLM: Model = Model::new(&[
    ("additional_autoscaling_config", Optional(&Is(&AUTOSCALING))),
    ("config", Optional(&VALUES)),
    ("version", Text),
]);

static AUTOSCALING: Model = Model::new(&[(
    "metrics",
    List(&Is(&Model::new(&[("name", Text), ("target", Float)]).requires(&["name", "target"]).lenient())),
)])
.requires(&["metrics"])
.lenient();

static CHECKPOINTS: Model = Model::new(&[
    ("artifact_references", List(&Is(&ARTIFACT))),
    ("download_folder", Text),
    ("loops_checkpoint_ids", TEXTS),
])
.rule(rules::checkpoints);

static ARTIFACT: Model = Model::new(&[("paths", TEXTS), ("training_job_id", Text)]).requires(&["training_job_id"]);
