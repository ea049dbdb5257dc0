//! What the fields of `trt_llm` must be to each other, and to the rest of the config, as Python's truss 0.18.36 has it.

use crate::push::config::check::Checker;
use crate::push::config::formats::memory_bytes;
use crate::push::config::lax;
use crate::push::config::references::is_hub_repository;
use crate::push::config::table::Kind::{self, Is, Map};
use crate::push::config::trt_llm::{CHECKPOINT, RENAMED, tags};
use crate::push::config::yaml::value::Value;

const ENCODERS: [&str; 2] = ["encoder", "encoder_bert"];
/// Accelerators that no engine but BERT's is built for.
const TOO_OLD: [&str; 2] = ["T4", "V100"];
const NO_FP8: [&str; 3] = ["A10G", "A100", "A100_40GB"];
const NO_FP4: [&str; 6] = ["H100", "H100_40GB", "H200", "L4", "L40S", "A100_40GB"];
const LORA_CACHE: [&str; 4] = [
    "lora_cache_max_adapter_size",
    "lora_cache_optimal_adapter_size",
    "lora_cache_gpu_memory_fraction",
    "lora_cache_host_memory_bytes",
];
const MOST_DRAFT_TOKENS: i128 = 2048;

fn base_model(build: &Value) -> &str {
    build.text("base_model").unwrap_or("decoder")
}

fn plugin(build: &Value, name: &str) -> bool {
    // An engine for embeddings has neither, whatever the config says.
    base_model(build) != "encoder"
        && build.fields("plugin_configuration").is_none_or(|plugins| plugins.flag(name, true))
}

fn has_block_reuse(build: &Value) -> bool {
    plugin(build, "paged_kv_cache") && plugin(build, "use_paged_context_fmha")
}

pub(crate) fn build(checker: &mut Checker, build: &Value) {
    for name in LORA_CACHE.iter().filter(|name| build.entry(name).is_some()) {
        checker.mistake_in(name, build.at, "belongs in `trt_llm.runtime`");
    }
    if !plugin(build, "paged_kv_cache") && plugin(build, "use_paged_context_fmha") {
        checker.mistake(build.at, "`use_paged_context_fmha` needs `paged_kv_cache`");
    }
    if let Some(speculator) = build.fields("speculator") {
        if !has_block_reuse(build) {
            checker.mistake(speculator.at, "a speculator needs `paged_kv_cache` and `use_paged_context_fmha`");
        }
        if speculator.text("speculative_decoding_mode").is_none_or(|mode| mode == "DRAFT_TOKENS_EXTERNAL") {
            checker.mistake(speculator.at, "external drafts are no longer supported: use `LOOKAHEAD_DECODING`");
        }
    }
    let experts = build.integer("moe_expert_parallel_option").unwrap_or(-1);
    let tensors = build.integer("tensor_parallel_count").unwrap_or(1);
    if base_model(build) == "decoder" && experts != -1 && !(1..=tensors).contains(&experts) {
        let allowed = format!("-1 or from 1 to `tensor_parallel_count` ({tensors})");
        checker.mistake(build.at, format!("`moe_expert_parallel_option` must be {allowed}, found {experts}"));
    }
}

pub(crate) fn lora_adapters(checker: &mut Checker, value: &Value) {
    static ADAPTERS: Kind = Map(&Is(&CHECKPOINT));
    checker.check(&ADAPTERS, value);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
    for name in value.names() {
        if name.is_empty() || !name.bytes().all(allowed) {
            let name = lax::quoted(name);
            checker.mistake(value.at, format!("{name} must have letters, numbers, `_`, `-`, `.` and `:` only"));
        }
    }
}

pub(crate) fn checkpoint(checker: &mut Checker, fields: &Value) {
    let repository = fields.text("repo").unwrap_or_default();
    if fields.text("source") == Some("HF") && !is_hub_repository(repository) {
        checker.mistake(fields.at, format!("`repo` must be like `owner/name`, found {}", lax::quoted(repository)));
    }
}

pub(crate) fn quantization(checker: &mut Checker, fields: &Value) {
    for name in ["calib_size", "calib_max_seq_length"] {
        let Some(number) = fields.integer(name) else { continue };
        if !(64..=16_384).contains(&number) || number % 64 != 0 {
            let words = format!("must be a multiple of 64 from 64 to 16384, found {number}");
            checker.mistake_in(name, fields.at, words);
        }
    }
}

pub(crate) fn runtime(checker: &mut Checker, fields: &Value) {
    let [optimal, most] =
        ["lora_cache_optimal_adapter_size", "lora_cache_max_adapter_size"].map(|name| fields.integer(name));
    if optimal.zip(most).is_some_and(|(optimal, most)| optimal > most) {
        let words = "`lora_cache_optimal_adapter_size` is above `lora_cache_max_adapter_size`";
        checker.mistake(fields.at, words);
    }
}

pub(crate) fn versions(checker: &mut Checker, fields: &Value) {
    for name in ["engine_builder_version", "briton_version", "bei_version", "bei_bert_version"] {
        if fields.text(name).is_some_and(|text| !text.starts_with(char::is_numeric)) {
            checker.mistake_in(name, fields.at, "must start with a number");
        }
    }
}

pub(crate) fn speculator(checker: &mut Checker, fields: &Value) {
    let tokens = fields.integer("num_draft_tokens");
    let drafts = match fields.text("speculative_decoding_mode") {
        None | Some("DRAFT_TOKENS_EXTERNAL") => {
            if fields.some("checkpoint_repository").is_some() == fields.some("build").is_some() {
                checker.mistake(fields.at, "needs either `checkpoint_repository` or `build`");
            }
            if tokens.is_none() {
                checker.mistake(fields.at, "`num_draft_tokens` is missing");
            }
            tokens
        }
        Some("LOOKAHEAD_DECODING") => {
            let sizes = ["lookahead_windows_size", "lookahead_ngram_size", "lookahead_verification_set_size"];
            let [Some(window), Some(ngram), Some(verified)] = sizes.map(|name| fields.integer(name)) else {
                return checker.mistake(fields.at, format!("needs `{}`", sizes.join("`, `")));
            };
            let least = lookahead_tokens(window, ngram, verified);
            // Python's truss fills it in, and then it is too small for its field.
            if tokens.is_none() && least < 1 {
                checker.mistake(fields.at, "there is nothing to draft with these sizes, `num_draft_tokens` is missing");
            }
            if tokens.is_some_and(|tokens| tokens < least) {
                checker.mistake(fields.at, format!("`num_draft_tokens` must be {least} or more with these sizes"));
            }
            Some(tokens.unwrap_or(least))
        }
        Some(_) => tokens,
    };
    if drafts.is_some_and(|drafts| drafts > MOST_DRAFT_TOKENS) {
        checker.mistake(fields.at, format!("the draft must not have more than {MOST_DRAFT_TOKENS} tokens"));
    }
}

/// How many tokens a step of Baseten's lookahead decoding drafts.
fn lookahead_tokens(window: i128, ngram: i128, verified: i128) -> i128 {
    let guesses = (window - 1).saturating_add(verified).saturating_mul(ngram - 1);
    guesses.saturating_add((ngram - 2).max(0))
}

pub(crate) fn v1(checker: &mut Checker, fields: &Value) {
    let Some(build) = fields.fields("build") else { return };
    if build.some("checkpoint_repository").is_none() {
        checker.mistake_in("build", build.at, "`checkpoint_repository` is missing");
    }
    let chunked = fields.fields("runtime").is_none_or(|runtime| runtime.flag("enable_chunked_context", true));
    if chunked && !ENCODERS.contains(&base_model(build)) && !has_block_reuse(build) {
        let words = "`runtime.enable_chunked_context` needs `paged_kv_cache` and `use_paged_context_fmha`";
        checker.mistake(fields.at, words);
    }
}

/// What the second engine takes is set in `runtime`: the build keeps its defaults.
pub(crate) fn v2(checker: &mut Checker, fields: &Value) {
    const FREE: [&str; 5] =
        ["checkpoint_repository", "num_builder_gpus", "quantization_config", "quantization_type", "skip_build_result"];
    let Some(build) = fields.fields("build") else { return };
    if build.some("checkpoint_repository").is_none() && !build.flag("skip_build_result", false) {
        let words = "`checkpoint_repository` is missing, and `skip_build_result` is not true";
        checker.mistake_in("build", build.at, words);
    }
    for name in build.names().filter(|name| !FREE.contains(name)) {
        let Some(value) = build.entry(name) else { continue };
        if !is_default(name, value) {
            let words = "cannot be set with `inference_stack: v2`";
            checker.at_field("build", |checker| checker.mistake_in(name, value.at, words));
        }
    }
}

fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "base_model" => lax::text(value) == Some("decoder"),
        "gather_all_token_logits" | "strongly_typed" => lax::boolean(value) == Some(false),
        "max_batch_size" => lax::integer(value) == Some(256),
        "max_num_tokens" => lax::integer(value) == Some(8192),
        "max_prompt_embedding_table_size" => lax::integer(value) == Some(0),
        "moe_expert_parallel_option" => lax::integer(value) == Some(-1),
        "max_beam_width" | "pipeline_parallel_count" | "sequence_parallel_count" | "tensor_parallel_count" => {
            lax::integer(value) == Some(1)
        }
        "lora_adapters" | "lora_configuration" | "max_seq_len" | "speculator" => lax::is_null(value),
        // All of its fields, or it counts as another.
        "plugin_configuration" => value.as_map().is_some_and(|plugins| {
            let defaults =
                [("paged_kv_cache", true), ("use_paged_context_fmha", true), ("use_fp8_context_fmha", false)];
            plugins.names().count() == defaults.len()
                && defaults.iter().all(|(name, default)| plugins.flag(name, !default) == *default)
        }),
        _ => true,
    }
}

/// What an engine needs of the rest of the config.
pub(crate) fn config(checker: &mut Checker, config: &Value) {
    let Some(engine) = config.fields("trt_llm") else { return };
    let Some(build) = engine.fields("build") else { return };
    let is_v1 = is_v1(engine);
    let resources = config.fields("resources");
    checker.at_field("trt_llm", |checker| {
        base_model_is_current(checker, build);
        let (accelerator, count) = resources.map_or((None, 1), accelerator);
        accelerator_is_new_enough(checker, build, accelerator);
        if is_v1 && base_model(build) == "decoder" {
            accelerators_are_as_many(checker, build, count);
        }
    });
    let memory = resources.and_then(|resources| resources.entry("memory"));
    if let Some(memory) = memory.filter(|memory| lax::text(memory).is_none_or(|text| memory_bytes(text).is_none())) {
        let words = format!("must be an amount with `trt_llm`, found {}", lax::in_words(memory));
        checker.mistake_in("resources.memory", memory.at, words);
    }
    if has_tags(engine, build) {
        tags::are_clear(checker, config, build);
    }
}

fn is_v1(engine: &Value) -> bool {
    engine.text("inference_stack") != Some("v2")
}

/// Whether it is an engine whose API the tags of the model choose.
pub(crate) fn has_tags(engine: &Value, build: &Value) -> bool {
    is_v1(engine) && !ENCODERS.contains(&base_model(build))
}

fn base_model_is_current(checker: &mut Checker, build: &Value) {
    let model = base_model(build);
    if RENAMED.contains(&model) {
        checker.mistake(build.at, format!("`base_model: {model}` is `decoder` now"));
    }
    if model == "whisper" {
        checker.mistake(build.at, "`base_model: whisper` is gone: it is a Chain now");
    }
}

fn accelerator(resources: &Value) -> (Option<&str>, i128) {
    if let Some(fields) = resources.fields("accelerator") {
        return (fields.text("accelerator"), fields.integer("count").unwrap_or(1));
    }
    let parts: Vec<&str> = lax::trim(resources.text("accelerator").unwrap_or_default()).split(':').collect();
    match parts[..] {
        [name, count] => (Some(name), count.parse().unwrap_or(i128::MAX)),
        _ => (parts.first().copied(), 1),
    }
}

fn accelerator_is_new_enough(checker: &mut Checker, build: &Value, accelerator: Option<&str>) {
    let Some(accelerator) = accelerator else { return };
    let quantization = build.text("quantization_type").unwrap_or_default();
    let (fp8, fp4) = (quantization.starts_with("fp8"), quantization.starts_with("fp4"));
    let reason = if TOO_OLD.contains(&accelerator) {
        (base_model(build) != "encoder_bert").then_some("no engine")
    } else if ((fp8 || fp4) && NO_FP8.contains(&accelerator)) || (fp4 && NO_FP4.contains(&accelerator)) {
        Some("no engine with this `quantization_type`")
    } else {
        None
    };
    if let Some(reason) = reason {
        checker.mistake(build.at, format!("there is {reason} for the accelerator `{accelerator}`"));
    }
}

fn accelerators_are_as_many(checker: &mut Checker, build: &Value, count: i128) {
    let counts = ["tensor_parallel_count", "pipeline_parallel_count", "sequence_parallel_count"];
    let size = counts.iter().fold(1_i128, |size, name| size.saturating_mul(build.integer(name).unwrap_or(1)));
    if size != count {
        checker.mistake(build.at, format!("is for {size} accelerators, `resources.accelerator` has {count}"));
    }
}
