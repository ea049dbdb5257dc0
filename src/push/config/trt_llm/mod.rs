//! The fields of `trt_llm`, as Python's truss 0.18.36 has them. What they must be to each other is in `trt_llm::rules`.

pub(crate) mod changes;
pub(crate) mod rules;
pub(crate) mod tags;

use crate::push::config::check::{Checker, open};
use crate::push::config::lax;
use crate::push::config::schema::{WHOLE, whole};
use crate::push::config::table::Kind::{Any, Bool, Custom, Float, Fraction, Is, List, Map, Open, Optional, Text};
use crate::push::config::table::{Kind, Model};
use crate::push::config::yaml::value::{Data, Value};

const MAYBE_TEXT: Kind = Optional(&Text);
const NATURAL: Kind = whole(1, i128::MAX);
const MAYBE_NATURAL: Kind = Optional(&NATURAL);
const LENGTH: Kind = Optional(&whole(1, 1 << 20));

static V1: Model = Model::new(&[
    ("build", Is(&BUILD)),
    ("inference_stack", Any),
    ("runtime", Is(&RUNTIME)),
    ("version_overrides", Is(&VERSIONS)),
])
.requires(&["build"])
.rule(rules::v1);

static V2: Model = Model::new(&[
    ("build", Is(&BUILD)),
    ("inference_stack", Any),
    ("runtime", Is(&RUNTIME_V2)),
    ("version_overrides", Is(&VERSIONS)),
])
.requires(&["build", "runtime"])
.rule(rules::v2);

/// Which of the two engines it is for decides about its fields.
pub(crate) fn check(checker: &mut Checker, value: &Value) {
    let Some(fields) = value.as_map() else {
        return checker.must_be("a mapping", value);
    };
    match fields.entry("inference_stack").map(|stack| (stack, lax::text(stack))) {
        None | Some((_, Some("v1"))) => checker.model(&V1, fields),
        Some((_, Some("v2"))) => checker.model(&V2, fields),
        Some((stack, text)) => checker.at_field("inference_stack", |checker| {
            if let Err(flaw) = open(text.unwrap_or_default(), &["v1", "v2"]) {
                checker.flaw(stack.at, flaw);
            }
        }),
    }
}

/// Models that `decoder` stands for now, after those that there are.
pub(crate) const RENAMED: [&str; 5] = ["palmyra", "qwen", "llama", "mistral", "deepseek"];

pub(crate) static BUILD: Model = Model::new(&[
    (
        "base_model",
        Open(&["decoder", "encoder", "encoder_bert", "palmyra", "qwen", "llama", "mistral", "deepseek", "whisper"]),
    ),
    ("checkpoint_repository", Optional(&Is(&CHECKPOINT))),
    ("gather_all_token_logits", Bool),
    ("lora_adapters", Optional(&Custom(rules::lora_adapters))),
    ("lora_configuration", Optional(&Is(&LORA))),
    ("max_batch_size", whole(1, 2048)),
    ("max_beam_width", whole(1, 1)),
    ("max_num_tokens", whole(65, 1 << 20)),
    ("max_prompt_embedding_table_size", WHOLE),
    ("max_seq_len", LENGTH),
    ("moe_expert_parallel_option", WHOLE),
    ("num_builder_gpus", MAYBE_NATURAL),
    ("pipeline_parallel_count", WHOLE),
    ("plugin_configuration", Is(&PLUGINS)),
    ("quantization_config", Is(&QUANTIZATION)),
    (
        "quantization_type",
        Open(&[
            "no_quant",
            "weights_int8",
            "weights_kv_int8",
            "weights_int4",
            "weights_int4_kv_int8",
            "smooth_quant",
            "fp8",
            "fp8_kv",
            "fp8_mlp_only",
            "fp4",
            "fp4_kv",
            "fp4_mlp_only",
        ]),
    ),
    ("sequence_parallel_count", WHOLE),
    ("skip_build_result", Bool),
    ("speculator", Optional(&Is(&SPECULATOR))),
    ("strongly_typed", Bool),
    ("tensor_parallel_count", NATURAL),
])
.rule(rules::build);

pub(crate) static CHECKPOINT: Model = Model::new(&[
    ("repo", Text),
    ("revision", MAYBE_TEXT),
    ("runtime_secret_name", Text),
    ("source", Open(&["AZURE", "BASETEN_TRAINING", "GCS", "HF", "LOCAL", "REMOTE_URL", "S3"])),
])
.requires(&["source", "repo"])
.rule(rules::checkpoint);

static LORA: Model = Model::new(&[("lora_target_modules", List(&Text)), ("max_lora_rank", WHOLE)]);

static PLUGINS: Model =
    Model::new(&[("paged_kv_cache", Bool), ("use_fp8_context_fmha", Bool), ("use_paged_context_fmha", Bool)]);

static QUANTIZATION: Model =
    Model::new(&[("calib_dataset", Text), ("calib_max_seq_length", WHOLE), ("calib_size", WHOLE)])
        .rule(rules::quantization);

static SPECULATOR: Model = Model::new(&[
    ("build", Optional(&Is(&BUILD))),
    ("checkpoint_repository", Optional(&Is(&CHECKPOINT))),
    ("enable_b10_lookahead", Optional(&Bool)),
    ("lookahead_ngram_size", MAYBE_NATURAL),
    ("lookahead_verification_set_size", MAYBE_NATURAL),
    ("lookahead_windows_size", MAYBE_NATURAL),
    ("num_draft_tokens", MAYBE_NATURAL),
    ("runtime", Is(&RUNTIME)),
    ("speculative_decoding_mode", Open(&["DRAFT_TOKENS_EXTERNAL", "LOOKAHEAD_DECODING"])),
])
.rule(rules::speculator);

static RUNTIME: Model = Model::new(&[
    ("batch_scheduler_policy", Open(&["guaranteed_no_evict", "max_utilization"])),
    ("enable_chunked_context", Bool),
    ("kv_cache_free_gpu_mem_fraction", Float),
    ("kv_cache_host_memory_bytes", MAYBE_NATURAL),
    ("lora_cache_gpu_memory_fraction", Optional(&Fraction)),
    ("lora_cache_host_memory_bytes", MAYBE_NATURAL),
    ("lora_cache_max_adapter_size", MAYBE_NATURAL),
    ("lora_cache_optimal_adapter_size", MAYBE_NATURAL),
    ("request_default_max_tokens", MAYBE_NATURAL),
    ("served_model_name", MAYBE_TEXT),
    ("total_token_limit", WHOLE),
    (
        "webserver_default_route",
        Optional(&Open(&["/predict", "/predict_tokens", "/rerank", "/v1/embeddings", "/v1/systemone"])),
    ),
])
.rule(rules::runtime);

static RUNTIME_V2: Model = Model::new(&[
    ("enable_chunked_prefill", Bool),
    // The old name of `patch_kwargs`.
    ("gated_features", Map(&Custom(patch_value))),
    ("max_batch_size", whole(1, 2048)),
    ("max_num_tokens", whole(65, 1 << 17)),
    ("max_seq_len", LENGTH),
    ("patch_kwargs", Map(&Custom(patch_value))),
    ("served_model_name", MAYBE_TEXT),
    ("tensor_parallel_size", NATURAL),
]);

fn patch_value(checker: &mut Checker, value: &Value) {
    if let Data::Timestamp(text) = &value.data {
        checker.mistake(value.at, format!("must not be a date: put {} in quotes", lax::quoted(text)));
    }
}

static VERSIONS: Model = Model::new(&[
    ("bei_bert_version", MAYBE_TEXT),
    ("bei_version", MAYBE_TEXT),
    ("briton_version", MAYBE_TEXT),
    ("engine_builder_version", MAYBE_TEXT),
    ("v2_llm_version", MAYBE_TEXT),
])
.rule(rules::versions);
