//! Any bytes as answers of the management API.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::answers(bytes));
