//! What is refused, what is warned of, and what is neither. That it is what Python's truss refuses is tested by
//! tests/interop/config_parity.py.

use std::error::Error as _;
use std::path::Path;

use crate::push::Error;
use crate::push::config::{Config, check_model_name};

fn parse(text: &str) -> Result<Config, Error> {
    Config::parse(Path::new("config.yaml"), text.as_bytes().to_vec())
}

fn config(text: &str) -> Config {
    parse(text).expect("a valid config")
}

/// The message, and the list below it.
fn refusal(text: &str) -> Vec<String> {
    let error = parse(text).expect_err("an invalid config");
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect()
}

#[test]
fn a_mistake_has_file_line_and_field() {
    for (text, words) in [
        (
            "data_dir: a\nresources:\n  cpu: 2",
            "3: resources.cpu: must be a string, found the number `2`: put it in quotes",
        ),
        (
            "resources: {cpu: '2'}\nspec_version: 2.0",
            "2: spec_version: must be a string, found the number `2.0`: put it in quotes",
        ),
        (
            "resources: {memory: 2GB}",
            "1: resources.memory: must be a number with a unit such as `512Mi` or `16Gi`, found `2GB`",
        ),
        ("resources:\n  accelerator: h100:2", "2: resources.accelerator: must be `H100`, found `h100`"),
        (
            "resources: {accelerator: 'H100:0'}",
            "1: resources.accelerator: the count must be a whole number from 1, found `0`",
        ),
        ("requirements:\n- a\n- 1", "3: requirements[1]: must be a string, found the number `1`: put it in quotes"),
        ("secrets: {1: a}", "1: secrets: the key `1` must be a string, put it in quotes"),
        ("environment_variables:", "1: environment_variables: must be a mapping, found nothing"),
        ("python_version: '3.11'", "1: python_version: must be one of `py39` to `py314`, found `3.11`"),
        (
            "runtime:\n  predict_concurrency: many",
            "2: runtime.predict_concurrency: must be a whole number, found `many`",
        ),
        ("resources: {node_count: 0}", "1: resources.node_count: must be a whole number from 1, found the number `0`"),
        ("build: {no_cache: yes}", "1: build.no_cache: is set with `--no-cache`, not here"),
        (
            "docker_server: {start_command: x, server_port: 1, predict_endpoint: /, readiness_endpoint: /}",
            "1: docker_server.liveness_endpoint: is missing",
        ),
        (
            "weights:\n- {source: hf://a/b, mount_location: /a}\n- {source: s3://a, mount_location: /a}",
            "3: weights: the `mount_location` `/a` appears twice",
        ),
        (
            "base_image: {docker_auth: {auth_method: aws_oidc, aws_oidc_region: x}}",
            "1: base_image.docker_auth: `aws_oidc_role_arn` is missing, which `AWS_OIDC` needs",
        ),
        ("requirements: [a]\nrequirements_file: a.txt", "2: requirements_file: cannot be combined with `requirements`"),
        (
            "trt_llm: {build: {checkpoint_repository: {source: HF, repo: a/b}, tensor_parallel_count: 2}}",
            "1: trt_llm: is for 2 accelerators, `resources.accelerator` has 1",
        ),
        ("1: x", "1: the key `1` must be a string, put it in quotes"),
        ("- x", "1: expected fields and values, found a list"),
    ] {
        assert_eq!(refusal(text), [format!("config.yaml:{words}")], "{text}");
    }
}

#[test]
fn several_mistakes_are_listed_together_with_fields_that_may_be_misspelt() {
    assert_eq!(
        refusal("docker_server:\n  server_port: x\n  start_comand: run\n"),
        [
            "`config.yaml` is not valid",
            "config.yaml:2: docker_server.server_port: must be a whole number, found `x`",
            "config.yaml:2: docker_server.predict_endpoint: is missing",
            "config.yaml:2: docker_server.readiness_endpoint: is missing",
            "config.yaml:2: docker_server.liveness_endpoint: is missing",
            "config.yaml:3: docker_server.start_comand: no field that this version knows, did you mean `start_command`?",
        ]
    );
    let many = refusal(&format!("requirements: [{}]", vec!["1"; 100].join(", ")));
    assert_eq!((many.len(), many[21].as_str()), (22, "and 80 more"));
}

#[test]
fn what_a_newer_server_may_know_is_a_warning() {
    assert_eq!(
        config(
            "model_nam: x\nwhatever: 1\nresources: {}\nresources:\n  accelerator: H300:8\n  cpus: 1\npython_version: py315\n\
             weights: [{source: oci://a, mount_location: /a}]\n"
        )
        .warnings,
        [
            "config.yaml:1: model_nam: no field that this version knows, did you mean `model_name`?",
            "config.yaml:2: whatever: no field that this version knows",
            "config.yaml:4: resources: appears twice: the last one counts",
            "config.yaml:5: resources.accelerator: `H300` is not known to this version, which knows `A100`, `A100_40GB`, `A10G`, \
             `B10`, `B200`, `B300`, `GB300`, `H100`, `H100_40GB`, `H200`, `L4`, `L40S`, `RTX_PRO_6000`, `T4`, `V100`",
            "config.yaml:6: resources.cpus: no field that this version knows, did you mean `cpu`?",
            "config.yaml:7: python_version: `py315` is newer than `py314`, the last that this version knows",
            "config.yaml:8: weights[0].source: `oci` is not known to this version, which knows `hf`, `s3`, `gs`, `azure`, \
             `r2`, `cw`, `https`",
        ]
    );
}

#[test]
fn what_pythons_truss_would_change_for_an_engine_is_a_warning() {
    let engine = |fields: &str, build: &str| {
        let checkpoint = "checkpoint_repository: {source: HF, repo: a/b}";
        config(&format!("{fields}\ntrt_llm:\n  build: {{{checkpoint}{build}}}\n")).warnings
    };
    let tags = "model_metadata.tags: without `openai-compatible` or `force-legacy-api-non-openai-compatible`, Python's \
                truss would add the first for `trt_llm`";
    let memory =
        |text: &str| format!("resources.memory: with `{text}`, Python's truss would make it `10Gi` for `trt_llm`");
    assert_eq!(engine("a: 1", "")[1..], [memory("2Gi"), tags.to_owned()].map(|text| format!("config.yaml:3: {text}")));
    assert_eq!(
        engine("model_metadata: {tags: [x]}\nresources: {memory: 9Gi}", ""),
        [format!("config.yaml:1: {tags}"), format!("config.yaml:2: {}", memory("9Gi"))]
    );
    for tag in ["openai-compatible", "force-legacy-api-non-openai-compatible"] {
        let fields = format!("model_metadata: {{tags: [{tag}]}}\nresources: {{memory: 10Gi}}");
        assert_eq!(engine(&fields, ""), [""; 0]);
    }
    assert_eq!(engine("resources: {instance_type: H100:8x80}", ", base_model: encoder"), [""; 0]);
}

#[test]
fn what_pythons_truss_takes_is_taken_without_a_word() {
    for text in [
        "",
        "[]",
        "false",
        "environment_variables: {A: 1, B: yes, C: [x], D: ~}",
        "resources: {accelerator: A10G:01, cpu: ' 2 ', memory: Gi, use_gpu: whatever}",
        "resources: {accelerator: {accelerator: L4, count: '2'}}",
        "runtime: {predict_concurrency: '1_0', health_checks: {restart_threshold_seconds: 60.0}, transport: {}}",
        "runtime: {is_websocket_endpoint: yes, transport: ~}",
        "hf_cache: ~",
        "model_cache: [{repo_id: a/b, use_volume: false}]",
        "secrets: {hf_access_token: ~}",
        "external_data: ~",
        "model_name: !!binary aGVsbG8=",
    ] {
        assert_eq!(config(text).warnings, [""; 0], "{text}");
    }
}

#[test]
fn a_models_name_has_any_characters_up_to_255() {
    assert_eq!(config("model_name:").model_name().expect("missing"), None);
    assert_eq!(config("model_name: ''").model_name().expect("missing"), None);
    for name in ["Qwen2.5-7B", "a/b", "日本語", "tab\tbed", &"é".repeat(255)] {
        assert_eq!(check_model_name(name), Ok(()), "{name}");
    }
    for name in ["", " \t", "\u{1c}", &"x".repeat(256)] {
        assert!(check_model_name(name).is_err(), "{name}");
    }
    let error = config("a: 1\nmodel_name: ' '").model_name().expect_err("blank");
    assert_eq!(error.to_string(), "config.yaml:2: model_name: must not be empty");
}

#[test]
fn packages_are_bundled_inside_the_truss() {
    let folder = |text: &str| config(&format!("bundled_packages_dir: {text}")).bundled_packages_dir();
    assert_eq!(config("").bundled_packages_dir().ok().as_deref(), Some(Path::new("packages")));
    for (text, path) in [("./packages/", "packages"), ("a/./b", "a/b"), ("a/../b", "b"), (".", ""), ("''", "")] {
        assert_eq!(folder(text).ok().as_deref(), Some(Path::new(path)), "{text}");
    }
    for outside in ["../x", "a/../..", "/tmp"] {
        let error = folder(outside).expect_err(outside);
        assert_eq!(error.to_string(), "config.yaml:1: bundled_packages_dir: must be a folder inside the Truss");
    }
}

#[test]
fn every_letter_of_unicode_can_stand_in_a_name() {
    let letters: Vec<char> = (char::MIN..=char::MAX).filter(|character| character.is_alphanumeric()).collect();
    assert!(letters.len() > 100_000);
    for name in letters.chunks(255) {
        let name: String = name.iter().collect();
        assert_eq!(check_model_name(&name), Ok(()), "{name}");
        assert_eq!(config(&format!("model_name: '{name}'\n")).model_name().expect("a name"), Some(&*name));
    }
}
