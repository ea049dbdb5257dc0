//! Any text as a trussrc.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &str, &str)| truss::internals::fuzz::trussrc(input.0, input.1, input.2));
