//! Any bytes as a config. The parser below is unsafe code: the address sanitizer watches it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::config(bytes));
