//! What tests and benches see of the inside, under the names that it has there; no promise.

pub mod cli {
    pub use crate::cli::Cli;
    pub mod help {
        pub use crate::cli::help::{ENVIRONMENT, EXAMPLES, FILES, TRUSSRC, command, examples};
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
        Error, Logins, NewUser, Options, RequestLine, Role, Server, add_team, add_user, reset, start, status,
    };

    /// The API's own key, in full.
    pub fn own_key(server: &Server) -> &str {
        server.api_key().expose()
    }

    /// The user's key, in full.
    pub fn key_of(user: &NewUser) -> &str {
        user.api_key.expose()
    }
}
pub mod output {
    pub use crate::output::Format;
}
pub mod bench;
#[cfg(any(fuzzing, test))]
pub mod fuzz;
