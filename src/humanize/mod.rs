//! Numbers and times as people read and write them.

pub(crate) mod size;
pub(crate) mod time;
