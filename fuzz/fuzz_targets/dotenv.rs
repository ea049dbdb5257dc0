//! Any text as a dotenv file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::dotenv(bytes));
