//! What tests and benches see of the inside, under the names that it has there; no promise.

pub mod api {
    pub use crate::api::{Authorities, plain_client};
}
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
pub mod env {
    pub use crate::env::Variables;
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
pub mod push {
    pub mod config {
        pub use crate::push::config::{Config, check_model_name};
    }
    pub mod files {
        pub use crate::push::files::collect;
    }
    pub mod guard {
        pub use crate::push::guard::Guard;
    }
    pub mod preflight {
        pub use crate::push::preflight::Package;
    }
    pub mod upload {
        pub use crate::push::upload::upload;
        pub mod destination {
            pub use crate::push::upload::destination::{Destination, Place};
        }
        pub mod stall {
            pub use crate::push::upload::stall::Counters;
        }
    }
}
pub mod trussrc {
    /// How many sections the text of a trussrc has.
    pub fn sections(text: String) -> Result<usize, String> {
        let document = crate::trussrc::Document::parse(text).map_err(|error| error.to_string())?;
        Ok(document.sections().count())
    }
}
