//! The calls of the management API and their wire types, one file a resource.

pub(crate) mod audit;
pub(crate) mod deployments;
pub(crate) mod environments;
pub(crate) mod key_type;
pub(crate) mod keys;
pub(crate) mod logs;
pub(crate) mod models;
pub(crate) mod page;
pub(crate) mod teams;
pub(crate) mod uploads;
pub(crate) mod users;
