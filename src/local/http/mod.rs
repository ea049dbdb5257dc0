//! What stands between a connection and a route: who may ask, what is logged, what an error looks like.

pub(crate) mod authentication;
pub(crate) mod connections;
pub(crate) mod error_response;
pub(crate) mod hosts;
pub(crate) mod other_sites;
pub(crate) mod request_log;
mod write_timeout;
