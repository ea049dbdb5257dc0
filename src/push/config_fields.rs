//! The names that a config's top-level fields have.

/// The top-level fields that Python truss 0.18 knows, `hf_cache` being the old name of `model_cache`.
const FIELDS: [&str; 38] = [
    "apply_library_patches",
    "base_image",
    "bdn",
    "bis_llm",
    "build",
    "build_commands",
    "bundled_packages_dir",
    "cache_internal",
    "data_dir",
    "description",
    "docker_server",
    "environment_variables",
    "examples_filename",
    "external_data",
    "external_package_dirs",
    "hf_cache",
    "input_type",
    "live_reload",
    "model_cache",
    "model_class_filename",
    "model_class_name",
    "model_framework",
    "model_metadata",
    "model_module_dir",
    "model_name",
    "model_type",
    "python_version",
    "requirements",
    "requirements_file",
    "resources",
    "runtime",
    "secrets",
    "spec_version",
    "system_packages",
    "training_checkpoints",
    "trt_llm",
    "use_local_src",
    "weights",
];

/// A name is suggested when at least this much of it is alike (0 to 1).
const ALIKE: f64 = 0.75;

/// Whether a Truss has a field of this name.
pub(super) fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
}

/// The field that somebody may have meant by `name`.
pub(super) fn nearest_field(name: &str) -> Option<&'static str> {
    let likeness = |field: &&'static str| strsim::normalized_damerau_levenshtein(name, field);
    let nearest = FIELDS.into_iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)))?;
    (likeness(&nearest) >= ALIKE).then_some(nearest)
}
