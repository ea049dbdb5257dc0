//! Any bytes that are searched for keys.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::scan(bytes));
