//! Any bytes as the record of a rotation.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::journal(bytes));
