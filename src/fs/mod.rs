//! Files: the one way to replace one, the one lock, and the user's folders.

pub(crate) mod atomic;
pub(crate) mod dirs;
pub(crate) mod lock;
