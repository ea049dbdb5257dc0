"""The `trt_llm` part of config_cases.py."""

from config_cases import Raw, either, fields, flag, mapping, maybe, pick, some, text, whole

natural = pick(1, 2, 4, 64, 256, 2048, 4096, 8192)
repo = fields(
    ("source", "repo"), source=pick("HF", "HF", "GCS", "S3", "AZURE", "LOCAL", "REMOTE_URL", "BASETEN_TRAINING", wrong=("hf", "OCI")),
    repo=pick("a/b", "meta-llama/Llama-3", "a_b", "a/" + "x" * 96, wrong=("a/b/c", ".a", "a--b", "a.git", "ü", "x" * 97, "a..b", "-a", "")),
    revision=maybe(text), runtime_secret_name=text,
)
good_repo = pick({"source": "HF", "repo": "a/b"}, {"source": "S3", "repo": "bucket/a/b"})
on = pick(True, "yes", 1, wrong=(False,))
plugins = fields(paged_kv_cache=on, use_paged_context_fmha=on, use_fp8_context_fmha=flag)
quantization = fields(calib_size=pick(64, 1024, 16384, "128", 128.0, wrong=(63, 65, 16448)), calib_dataset=text, calib_max_seq_length=pick(64, 1536, wrong=(0,)))
MODELS = ["decoder", "decoder", "encoder", "encoder_bert"]
QUANTIZATIONS = ["no_quant", "fp8", "fp8_kv", "fp4", "fp4_kv", "fp4_mlp_only", "weights_int8", "smooth_quant"]
lora = dict(lora_cache_max_adapter_size=maybe(natural), lora_cache_optimal_adapter_size=maybe(natural), lora_cache_gpu_memory_fraction=maybe(pick(0.5, 1, wrong=(0, 1.5, "0.5", Raw(".nan")))), lora_cache_host_memory_bytes=maybe(natural))
runtime = fields(
    kv_cache_free_gpu_mem_fraction=pick(0.9, 1, "0.5", wrong=(Raw(".nan"), Raw(".inf"), "x")), kv_cache_host_memory_bytes=maybe(natural), enable_chunked_context=flag,
    batch_scheduler_policy=pick("max_utilization", "guaranteed_no_evict", wrong=("fair", "MAX_UTILIZATION")), request_default_max_tokens=maybe(natural), served_model_name=maybe(text),
    total_token_limit=whole, webserver_default_route=maybe(pick("/v1/embeddings", "/rerank", "/predict", wrong=("/v2/x", "predict"))), **lora,
)
runtime_v2 = fields(
    max_seq_len=maybe(pick(1, 1048576, wrong=(1048577, "5"))), max_batch_size=pick(1, 256, wrong=(2049, True)), max_num_tokens=pick(65, 8192, 131072, wrong=(64, 131073)), tensor_parallel_size=natural,
    enable_chunked_prefill=flag, served_model_name=maybe(text), patch_kwargs=mapping(either(text, whole, flag, some(text), mapping(text), pick(None, wrong=(Raw("2001-01-01"),)))),
)
lookahead = fields(
    ("speculative_decoding_mode", "lookahead_windows_size", "lookahead_ngram_size", "lookahead_verification_set_size"), speculative_decoding_mode=pick("LOOKAHEAD_DECODING"),
    lookahead_windows_size=pick(1, 3, 8, wrong=(300,)), lookahead_ngram_size=pick(1, 3, 8, wrong=(30,)), lookahead_verification_set_size=pick(1, 3, 8), num_draft_tokens=maybe(pick(120, 2048, wrong=(1, 2049))),
    enable_b10_lookahead=maybe(flag), checkpoint_repository=maybe(good_repo), runtime=runtime,
)
drafts = fields(("speculative_decoding_mode",), speculative_decoding_mode=pick("DRAFT_TOKENS_EXTERNAL", "EAGLE"), num_draft_tokens=maybe(natural), checkpoint_repository=maybe(good_repo))
build = fields(
    ("checkpoint_repository",), base_model=pick(*MODELS, wrong=("llama", "whisper", "qwen4", "Decoder")), checkpoint_repository=either(good_repo, good_repo, repo, pick({"source": "HF", "repo": "a"}, wrong=(None,))),
    max_seq_len=maybe(pick(1, 2048, 1048576, wrong=(1048577, 0))), max_batch_size=pick(1, 256, 2048, wrong=(2049,)), max_num_tokens=pick(65, 8192, 1048576, wrong=(64,)), max_beam_width=pick(1, wrong=(2,)), max_prompt_embedding_table_size=whole,
    gather_all_token_logits=flag, strongly_typed=flag, quantization_type=pick(*QUANTIZATIONS, wrong=("int3",)), quantization_config=quantization, tensor_parallel_count=pick(1, 1, 2, 4, wrong=("2",)),
    pipeline_parallel_count=pick(1, "1", wrong=(2,)), sequence_parallel_count=pick(1, 1.0, wrong=(2.0,)), moe_expert_parallel_option=pick(-1, 1, wrong=(2, 4, 0)), plugin_configuration=plugins, num_builder_gpus=maybe(natural),
    speculator=maybe(either(lookahead, lookahead, lookahead, drafts)), lora_adapters=maybe(mapping(good_repo)), lora_configuration=maybe(fields(max_lora_rank=whole, lora_target_modules=some(text))), skip_build_result=flag,
)
light_build = fields(
    ("checkpoint_repository",), base_model=pick(*MODELS), checkpoint_repository=good_repo, quantization_type=pick(*QUANTIZATIONS), tensor_parallel_count=pick(1, 2, 4),
    max_seq_len=maybe(natural), num_builder_gpus=maybe(natural), plugin_configuration=plugins, speculator=lookahead,
)
build_v2 = fields(
    checkpoint_repository=maybe(good_repo), quantization_type=pick(*QUANTIZATIONS), quantization_config=quantization, skip_build_result=flag, num_builder_gpus=maybe(natural),
    max_batch_size=pick(256, wrong=(64,)), base_model=pick("decoder", wrong=("encoder",)),
    plugin_configuration=pick({"paged_kv_cache": True, "use_paged_context_fmha": True, "use_fp8_context_fmha": False}, wrong=({}, {"paged_kv_cache": True})),
)
versions = fields(engine_builder_version=maybe(pick("0.20.0", "1", wrong=("v1", ""))), briton_version=maybe(pick("0.17.0-fd", wrong=("x",))), v2_llm_version=maybe(text), bei_version=maybe(pick("1x")))
trt_llm = either(
    fields(("build",), build=build, runtime=runtime, inference_stack=pick("v1", wrong=(None, "")), version_overrides=versions),
    fields(("build",), build=light_build, runtime=runtime, version_overrides=versions),
    fields(("build", "inference_stack", "runtime"), build=build_v2, runtime=runtime_v2, inference_stack=pick("v2"), version_overrides=versions),
    fields(("build", "inference_stack", "runtime"), build=build, runtime=runtime_v2, inference_stack=pick("v2", wrong=("v3", "V2", 2))),
)
tags = (either(some(pick("openai-compatible", "x", wrong=("force-legacy-api-non-openai-compatible",)), 2), pick(["force-legacy-api-non-openai-compatible"], "openai-compatible", wrong=("x",))))
