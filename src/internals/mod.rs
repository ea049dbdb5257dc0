//! What tests and benches see of the inside, under the names that it has there; no promise.

pub mod cli {
    pub use crate::cli::Cli;
    pub mod help {
        pub use crate::cli::help::{ENVIRONMENT, EXAMPLES, Entry, FILES, TRUSSRC, command, examples};
    }
}
pub mod commands {
    pub mod completions {
        pub use crate::commands::completions::script;
    }
}
pub mod error {
    pub use crate::error::Kind;
}
#[cfg(feature = "local")]
pub mod local {
    pub use crate::local::{
        Error, Options, RequestLine, RequestLog, Role, Server, add_team, add_user, reset, start, status,
    };
}
pub mod output {
    pub use crate::output::Format;
}
pub mod bench;
#[cfg(fuzzing)]
pub mod fuzz;
