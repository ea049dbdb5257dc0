//! Any text as an ignore file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::ignore(bytes));
