//! What tests and benches see of the inside, under the names that it has there; no promise.

pub mod api {
    pub use crate::api::{Authorities, Client, Fault, Settings, plain_client};
    pub mod resources {
        pub mod keys {
            pub use crate::api::resources::keys::KeyInfo;
        }
    }
}
pub mod cli {
    pub use crate::cli::Cli;
    pub mod help {
        pub use crate::cli::help::{ENVIRONMENT, EXAMPLES, Entry, FILES, TRUSSRC, command, examples};
    }
}
pub mod clock {
    pub use crate::clock::Clock;
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
    pub use crate::error::{Explain, Failure, Kind};
}
pub mod fs {
    pub mod lock {
        pub use crate::fs::lock::LockFolder;
    }
}
pub mod keys {
    pub mod family {
        pub use crate::keys::family::Family;
    }
    pub mod filter {
        pub use crate::keys::filter::Filter;
    }
    pub mod lookup {
        pub use crate::keys::lookup::Listing;
    }
    pub mod revoke {
        pub use crate::keys::revoke::{revoke, revoke_all};
    }
    pub mod sinks {
        pub use crate::keys::sinks::{Origin, Sink};
    }
}
#[cfg(feature = "local")]
pub mod local {
    pub use crate::local::{
        Error, Logins, Options, RequestLine, RequestLog, Role, Server, add_team, add_user, reset, start, status,
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
pub mod remote {
    pub use crate::remote::{Credentials, LocalKey, NamedBy, Outcome, Request, Trace, Trussrc, resolve};
}
pub mod rotation {
    pub use crate::rotation::{Orders, Outcome, Plan, Record, Reporter, Rotation, Store, only_member, successor};
    pub mod finish {
        pub use crate::rotation::finish::{Verdict, judge};
    }
}
pub mod secret {
    pub use crate::secret::ApiKey;
}
pub mod trussrc {
    pub use crate::trussrc::{DEFAULT_SECTION, Document, Error, InterpolationError, Remark, Store};
}
