//! Any text as a trussrc.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| truss::internals::fuzz::trussrc(bytes));
