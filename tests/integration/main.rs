//! Everything that is tested through the crate's public face or its binary.

mod trussrc;
